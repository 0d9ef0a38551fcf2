#ifndef RETENTIOND_CLINUX_H
#define RETENTIOND_CLINUX_H

#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

// glibc declares sync_file_range with _GNU_SOURCE only, which Swift's Glibc module is built without: the system
// call itself, with SYNC_FILE_RANGE_WRITE. https://man7.org/linux/man-pages/man2/sync_file_range.2.html
static inline long retentiond_begin_writeback(int descriptor, long long offset, long long count) {
  return syscall(SYS_sync_file_range, descriptor, offset, count, 2u);
}

#endif
