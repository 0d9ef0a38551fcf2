#include "FileFaults.h"
#include "Operation.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_watched(const char *path) {
  const char *folder = getenv(FILE_FAULTS_FOLDER);
  if (folder == NULL) return false;
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && path[length] == '/';
}

/// The path that a descriptor was opened with. Asked of the system each time: descriptors are then never
/// mixed up, however they were opened, copied and closed. proc_pid_fd(5)
static bool path_of_descriptor(int descriptor, char path[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return false;
  path[length] = '\0';
  return true;
}

static bool absolute_path(int folder, const char *path, char absolute[PATH_MAX]) {
  char base[PATH_MAX] = "";
  if (path[0] != '/') {
    bool found = folder == AT_FDCWD ? getcwd(base, sizeof base) != NULL : path_of_descriptor(folder, base);
    if (!found) return false;
    strncat(base, "/", sizeof base - strlen(base) - 1);
  }
  return snprintf(absolute, PATH_MAX, "%s%s", base, path) < PATH_MAX;
}

bool watch_path(struct operation *operation, int folder, const char *path) {
  if (!absolute_path(folder, path, operation->path) || !is_watched(operation->path)) return false;
  struct stat status;
  operation->inode = fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_ino : 0;
  return true;
}

void watch_other_path(struct operation *operation, int folder, const char *path) {
  if (!absolute_path(folder, path, operation->other_path) || !is_watched(operation->other_path)) {
    refuse_to_model("a move out of the folder", operation);
  }
}

bool watch_descriptor(struct operation *operation, int descriptor) {
  struct stat status;
  if (!path_of_descriptor(descriptor, operation->path) || !is_watched(operation->path)) return false;
  if (fstat(descriptor, &status) != 0) return false;
  operation->inode = status.st_ino;
  return true;
}

bool is_folder(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

void refuse_to_model(const char *call, const struct operation *operation) {
  fprintf(stderr, "FileFaults does not model %s: %s\n", call, operation->path);
  // Swift's runtime would look for a backtrace first, and at times fails at that.
  signal(SIGABRT, SIG_DFL);
  abort();
}
