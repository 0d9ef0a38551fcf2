// The calls that can change a file and that nothing in the product makes: about a watched file they end the
// process. So does closing what is not open.

#include "FileFaults.h"
#include "Operation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void expect_unwatched(const char *call, int descriptor) {
  struct operation operation = {0};
  if (watch_descriptor(&operation, descriptor)) refuse_to_model(call, &operation);
}

static void expect_unwatched_path(const char *call, int folder, const char *path) {
  struct operation operation = {0};
  if (watch_path(&operation, folder, path)) refuse_to_model(call, &operation);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  struct operation operation = {0};
  if (flags & MAP_SHARED && protection & PROT_WRITE && watch_descriptor(&operation, descriptor)) {
    const char *suffix = strrchr(operation.path, '-');
    if (suffix == NULL || strcmp(suffix, "-shm") != 0) refuse_to_model("mmap", &operation);
  }
  return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset)
    ALSO(mmap);

ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
  expect_unwatched("writev", descriptor);
  return syscall(SYS_writev, descriptor, pieces, count);
}

ssize_t pwritev(int descriptor, const struct iovec *pieces, int count, off_t offset) {
  expect_unwatched("pwritev", descriptor);
  return syscall(SYS_pwritev, descriptor, pieces, count, offset, 0);
}
ssize_t pwritev64(int descriptor, const struct iovec *pieces, int count, off_t offset) ALSO(pwritev);

ssize_t copy_file_range(int in, off_t *from, int out, off_t *to, size_t length, unsigned flags) {
  expect_unwatched("copy_file_range", out);
  return syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}

ssize_t sendfile(int out, int in, off_t *offset, size_t length) {
  expect_unwatched("sendfile", out);
  return syscall(SYS_sendfile, out, in, offset, length);
}
ssize_t sendfile64(int out, int in, off_t *offset, size_t length) ALSO(sendfile);

// Between two closes of a descriptor another thread may have got its number for a file of its own.
int close(int descriptor) {
  int result = (int)syscall(SYS_close, descriptor);
  if (result != 0 && errno == EBADF && descriptor >= 0 && getenv(FILE_FAULTS_FOLDER) != NULL) {
    struct operation operation = {0};
    snprintf(operation.path, sizeof operation.path, "descriptor %d is not open", descriptor);
    refuse_to_model("close", &operation);
  }
  return result;
}

int truncate(const char *path, off_t size) {
  expect_unwatched_path("truncate", AT_FDCWD, path);
  return (int)syscall(SYS_truncate, path, size);
}
int truncate64(const char *path, off_t size) ALSO(truncate);

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  expect_unwatched("fallocate", descriptor);
  return (int)syscall(SYS_fallocate, descriptor, mode, offset, length);
}
int fallocate64(int descriptor, int mode, off_t offset, off_t length) ALSO(fallocate);

int posix_fallocate(int descriptor, off_t offset, off_t length) {
  return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int descriptor, off_t offset, off_t length) ALSO(posix_fallocate);

int linkat(int folder, const char *path, int other_folder, const char *other, int flags) {
  expect_unwatched_path("link", other_folder, other);
  return (int)syscall(SYS_linkat, folder, path, other_folder, other, flags);
}
int link(const char *path, const char *other) { return linkat(AT_FDCWD, path, AT_FDCWD, other, 0); }

int symlinkat(const char *target, int folder, const char *path) {
  expect_unwatched_path("symlink", folder, path);
  return (int)syscall(SYS_symlinkat, target, folder, path);
}
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

int fchmodat(int folder, const char *path, mode_t mode, int flags) {
  expect_unwatched_path("chmod", folder, path);
  return (int)syscall(SYS_fchmodat, folder, path, mode, flags);
}
int chmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }
