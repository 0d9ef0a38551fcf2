#ifndef OPERATION_H
#define OPERATION_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/// Gives a function a second name; off_t has 64 bits here. feature_test_macros(7)
#define ALSO(name) __attribute__((alias(#name)))

/// What an operation does, for the plan.
enum operation_class {
  operation_reads = 1,
  operation_changes = 2,
  /// Changes, and may need space that a full disk has not.
  operation_takes_space = 4 | operation_changes,
};

/// One call about a watched file, from its beginning to its end.
struct operation {
  const char *name;
  enum operation_class class;
  char path[PATH_MAX];
  char other_path[PATH_MAX];
  ino_t inode;
  off_t offset;
  /// The bytes to write or read; less when the plan says so.
  size_t length;
  const void *bytes;
  /// What the call returned, set between `begin` and `end`.
  long result;

  // Of the plan.
  bool ends_process;
  int error;
};

/// Fills in the path and the inode of what a path leads to; false when it is not watched. The inode is 0
/// where nothing stands.
bool watch_path(struct operation *operation, int folder, const char *path);

/// Fills in the second path; the first is that of a watched file.
void watch_other_path(struct operation *operation, int folder, const char *path);

/// Fills in the path and the inode of what a descriptor is open on; false when it is not watched.
bool watch_descriptor(struct operation *operation, int descriptor);

/// Whether a descriptor is open on a folder.
bool is_folder(int descriptor);

/// Counts the operation and does what the plan has for it; false when the call must not be made. One
/// operation at a time is between `begin` and `end`, so that the journal has them in the order in which they happened.
bool begin(struct operation *operation);

/// Writes the operation into the journal, and returns what the caller is to be told.
long end(struct operation *operation);

/// Writes a line into the journal.
void record(const struct operation *operation);

/// Ends the process because of a call about a watched file that is not modelled.
void refuse_to_model(const char *call, const struct operation *operation);

#endif
