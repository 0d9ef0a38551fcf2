// The calls, in the form of their manual pages. What the process would have reached is done by the system
// call itself, so that nothing need be looked up in the library that stands behind this one.

#include "FileFaults.h"
#include "Operation.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// MARK: Opening

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  struct operation operation = {.name = "open", .class = operation_reads};
  if (flags & (O_DIRECTORY | O_PATH) || !watch_path(&operation, folder, path)) {
    return (int)syscall(SYS_openat, folder, path, flags, mode);
  }
  if (operation.inode == 0 && flags & O_CREAT) {
    operation.name = "create";
    operation.class = operation_takes_space;
  } else if (flags & O_TRUNC) {
    operation.name = "truncate";
    operation.class = operation_changes;
  }
  if (begin(&operation)) {
    operation.result = syscall(SYS_openat, folder, path, flags, mode);
    struct stat status;
    if (operation.inode == 0 && operation.result >= 0 && fstat((int)operation.result, &status) == 0) {
      operation.inode = status.st_ino;
    }
  }
  return (int)end(&operation);
}

/// The mode is there only when a file can be made. open(2)
#define READ_MODE(flags)             \
  mode_t mode = 0;                   \
  if (flags & (O_CREAT | O_TMPFILE)) { \
    va_list list;                    \
    va_start(list, flags);           \
    mode = va_arg(list, mode_t);     \
    va_end(list);                    \
  }

int open(const char *path, int flags, ...) {
  READ_MODE(flags)
  return open_file(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) ALSO(open);

int openat(int folder, const char *path, int flags, ...) {
  READ_MODE(flags)
  return open_file(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) ALSO(openat);

int creat(const char *path, mode_t mode) {
  return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
int creat64(const char *path, mode_t mode) ALSO(creat);

// MARK: Contents

ssize_t write(int descriptor, const void *bytes, size_t length) {
  struct operation operation = {
      .name = "write", .class = operation_takes_space, .length = length, .bytes = bytes};
  if (!watch_descriptor(&operation, descriptor)) return syscall(SYS_write, descriptor, bytes, length);
  bool appends = fcntl(descriptor, F_GETFL) & O_APPEND;
  operation.offset = lseek(descriptor, 0, appends ? SEEK_END : SEEK_CUR);
  if (begin(&operation)) operation.result = syscall(SYS_write, descriptor, bytes, operation.length);
  return end(&operation);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  struct operation operation = {
      .name = "write", .class = operation_takes_space, .offset = offset, .length = length, .bytes = bytes};
  if (!watch_descriptor(&operation, descriptor)) {
    return syscall(SYS_pwrite64, descriptor, bytes, length, offset);
  }
  if (begin(&operation)) {
    operation.result = syscall(SYS_pwrite64, descriptor, bytes, operation.length, offset);
  }
  return end(&operation);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) ALSO(pwrite);

ssize_t read(int descriptor, void *bytes, size_t length) {
  struct operation operation = {.name = "read", .class = operation_reads, .length = length};
  if (!watch_descriptor(&operation, descriptor)) return syscall(SYS_read, descriptor, bytes, length);
  operation.offset = lseek(descriptor, 0, SEEK_CUR);
  if (begin(&operation)) operation.result = syscall(SYS_read, descriptor, bytes, length);
  return end(&operation);
}

ssize_t pread(int descriptor, void *bytes, size_t length, off_t offset) {
  struct operation operation = {.name = "read", .class = operation_reads, .offset = offset, .length = length};
  if (!watch_descriptor(&operation, descriptor)) {
    return syscall(SYS_pread64, descriptor, bytes, length, offset);
  }
  if (begin(&operation)) {
    operation.result = syscall(SYS_pread64, descriptor, bytes, length, offset);
  }
  return end(&operation);
}
ssize_t pread64(int descriptor, void *bytes, size_t length, off_t offset) ALSO(pread);

int ftruncate(int descriptor, off_t size) {
  struct operation operation = {.name = "truncate", .class = operation_changes, .offset = size};
  if (!watch_descriptor(&operation, descriptor)) return (int)syscall(SYS_ftruncate, descriptor, size);
  if (begin(&operation)) operation.result = syscall(SYS_ftruncate, descriptor, size);
  return (int)end(&operation);
}
int ftruncate64(int descriptor, off_t size) ALSO(ftruncate);

static int sync_descriptor(long call, int descriptor) {
  struct operation operation = {.name = "sync", .class = operation_takes_space};
  if (!watch_descriptor(&operation, descriptor)) return (int)syscall(call, descriptor);
  if (is_folder(descriptor)) operation.name = "syncfolder";
  if (begin(&operation)) operation.result = syscall(call, descriptor);
  return (int)end(&operation);
}
int fsync(int descriptor) { return sync_descriptor(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return sync_descriptor(SYS_fdatasync, descriptor); }

// MARK: Names

int renameat(int folder, const char *path, int other_folder, const char *other) {
  struct operation operation = {.name = "rename", .class = operation_takes_space};
  if (!watch_path(&operation, folder, path) || operation.inode == 0) {
    return (int)syscall(SYS_renameat2, folder, path, other_folder, other, 0);
  }
  watch_other_path(&operation, other_folder, other);
  if (begin(&operation)) operation.result = syscall(SYS_renameat2, folder, path, other_folder, other, 0);
  return (int)end(&operation);
}
int rename(const char *path, const char *other) { return renameat(AT_FDCWD, path, AT_FDCWD, other); }

int unlinkat(int folder, const char *path, int flags) {
  struct operation operation = {.name = "remove", .class = operation_changes};
  // What is not there is not removed.
  if (!watch_path(&operation, folder, path) || operation.inode == 0) {
    return (int)syscall(SYS_unlinkat, folder, path, flags);
  }
  if (begin(&operation)) operation.result = syscall(SYS_unlinkat, folder, path, flags);
  return (int)end(&operation);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode) {
  struct operation operation = {.name = "mkdir", .class = operation_takes_space};
  if (!watch_path(&operation, folder, path) || operation.inode != 0) {
    return (int)syscall(SYS_mkdirat, folder, path, mode);
  }
  if (begin(&operation)) operation.result = syscall(SYS_mkdirat, folder, path, mode);
  return (int)end(&operation);
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int fchmod(int descriptor, mode_t mode) {
  struct operation operation = {.name = "mode", .class = operation_changes};
  if (!watch_descriptor(&operation, descriptor)) return (int)syscall(SYS_fchmod, descriptor, mode);
  if (begin(&operation)) operation.result = syscall(SYS_fchmod, descriptor, mode);
  return (int)end(&operation);
}

// MARK: Waiting

/// Nobody else is there to be waited for.
int nanosleep(const struct timespec *duration, struct timespec *rest) {
  if (getenv(FILE_FAULTS_FOLDER) != NULL) return 0;
  return (int)syscall(SYS_nanosleep, duration, rest);
}
