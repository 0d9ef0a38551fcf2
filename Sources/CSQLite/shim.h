#ifndef RETENTIOND_CSQLITE_H
#define RETENTIOND_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config and sqlite3_config are variadic, and Swift imports no variadic C function:
// one typed function for each use. https://sqlite.org/c3ref/db_config.html
static inline int retentiond_sqlite3_db_config_switch(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

// With SQLITE_CONFIG_LOG. https://sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfiglog
static inline int retentiond_sqlite3_config_log(void (*log)(void *, int, const char *), void *context) {
  return sqlite3_config(SQLITE_CONFIG_LOG, log, context);
}

#endif
