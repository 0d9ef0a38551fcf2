#ifndef RETENTIOND_CSQLITE_H
#define RETENTIOND_CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config and sqlite3_config are variadic, and Swift imports no variadic C function:
// one typed function for each use. https://sqlite.org/c3ref/db_config.html
static inline int retentiond_sqlite3_db_config_switch(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}

#endif
