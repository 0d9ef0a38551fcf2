#ifndef RETENTIOND_CLINUX_H
#define RETENTIOND_CLINUX_H

#include <fcntl.h>
#include <linux/stat.h>
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

// Declared with _GNU_SOURCE only. https://man7.org/linux/man-pages/man3/memmem.3.html
extern void *memmem(const void *haystack, size_t haystack_length, const void *needle, size_t needle_length);

// glibc declares sync_file_range with _GNU_SOURCE only, which Swift's Glibc module is built without: the system
// call itself, with SYNC_FILE_RANGE_WRITE. https://man7.org/linux/man-pages/man2/sync_file_range.2.html
static inline long retentiond_begin_writeback(int descriptor, long long offset, long long count) {
  return syscall(SYS_sync_file_range, descriptor, offset, count, 2u);
}

// The number of the mount that a path leads into, 0 where the kernel does not tell (before 5.8). statx is declared with
// _GNU_SOURCE only. https://man7.org/linux/man-pages/man2/statx.2.html
static inline unsigned long long retentiond_mount(const char *path) {
  struct statx status;
  if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_MNT_ID, &status) != 0) return 0;
  return status.stx_mask & STATX_MNT_ID ? status.stx_mnt_id : 0;
}

// When the file at a path was made, in nanoseconds since 1970; 0 where the file system does not tell.
static inline long long retentiond_birth(const char *path) {
  struct statx status;
  if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_BTIME, &status) != 0) return 0;
  if (!(status.stx_mask & STATX_BTIME)) return 0;
  return status.stx_btime.tv_sec * 1000000000LL + status.stx_btime.tv_nsec;
}

#endif
