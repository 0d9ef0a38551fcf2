#ifndef RETENTIOND_CSYSTEMD_H
#define RETENTIOND_CSYSTEMD_H

// Without this the header makes a macro of sd_journal_sendv, which adds the place in this file to every entry, and
// Swift sees no macro that takes arguments. https://man7.org/linux/man-pages/man3/sd_journal_print.3.html
#define SD_JOURNAL_SUPPRESS_LOCATION

#include <systemd/sd-journal.h>

#endif
