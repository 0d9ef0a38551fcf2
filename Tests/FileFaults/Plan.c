#include "FileFaults.h"
#include "Operation.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct {
  const char *action;
  unsigned long at;
  enum operation_class among;
  const char *below;
  bool is_lasting;
  int error;
  unsigned long delay;
} plan;

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static unsigned long count;
static int journal = -1;

static unsigned long number(const char *name) {
  const char *text = getenv(name);
  return text == NULL ? 0 : strtoul(text, NULL, 10);
}

static enum operation_class class_named(const char *name) {
  if (name != NULL && strcmp(name, "reads") == 0) return operation_reads;
  if (name != NULL && strcmp(name, "space") == 0) return operation_takes_space;
  return operation_changes;
}

__attribute__((constructor)) static void read_environment(void) {
  plan.action = getenv(FILE_FAULTS_ACTION);
  plan.at = number(FILE_FAULTS_AT);
  plan.among = class_named(getenv(FILE_FAULTS_AMONG));
  plan.below = getenv(FILE_FAULTS_BELOW);
  plan.is_lasting = getenv(FILE_FAULTS_LASTING) != NULL;
  plan.error = (int)number(FILE_FAULTS_ERROR);
  plan.delay = number(FILE_FAULTS_DELAY);
  const char *path = getenv(FILE_FAULTS_JOURNAL);
  if (path != NULL) {
    journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  alarm((unsigned)number(FILE_FAULTS_LIMIT));
}

// MARK: Journal

static void append(const void *bytes, size_t length) {
  // Calls that are not stood between.
  if (syscall(SYS_write, journal, bytes, length) != (long)length) abort();
}

void record(const struct operation *operation) {
  if (journal < 0) return;
  char line[2 * PATH_MAX + 128];
  int length = snprintf(
      line, sizeof line, "%s %lu %ld %zu %s\t%s\n", operation->name, (unsigned long)operation->inode,
      (long)operation->offset, operation->length, operation->path, operation->other_path);
  append(line, (size_t)length);
  if (strcmp(operation->name, "write") == 0) {
    append(operation->bytes, operation->length);
    append("\n", 1);
  }
}

static void record_fault(const struct operation *operation) {
  struct operation fault = *operation;
  fault.name = "fault";
  snprintf(fault.other_path, sizeof fault.other_path, "%s", operation->name);
  record(&fault);
}

// MARK: Faults

static void end_process(void) { kill(getpid(), SIGKILL); }

static void end_process_later(void) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
  struct itimerspec moment = {
      .it_value = {
          .tv_sec = (time_t)(plan.delay / 1000000), .tv_nsec = (long)(plan.delay % 1000000 * 1000) + 1}};
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) abort();
  if (timer_settime(timer, 0, &moment, NULL) != 0) abort();
}

static bool concerns(const struct operation *operation) {
  return plan.action != NULL && (operation->class & plan.among) == plan.among
      && (plan.below == NULL || strncmp(operation->path, plan.below, strlen(plan.below)) == 0);
}

static void meet(struct operation *operation, const char *action) {
  bool is_write = strcmp(operation->name, "write") == 0;
  record_fault(operation);
  if (strcmp(action, "kill") == 0) end_process();
  if (strcmp(action, "time") == 0) end_process_later();
  if (strcmp(action, "refuse") == 0) operation->error = plan.error;
  if (strcmp(action, "tear") == 0) {
    operation->ends_process = true;
    if (is_write) operation->length = (operation->length + 1) / 2;
    else end_process();
  }
  if (strcmp(action, "shorten") == 0 && is_write) operation->length = (operation->length + 1) / 2;
}

bool begin(struct operation *operation) {
  pthread_mutex_lock(&one_at_a_time);
  if (concerns(operation)) {
    count += 1;
    if (count == plan.at) {
      meet(operation, plan.action);
    } else if (count > plan.at && plan.is_lasting) {
      meet(operation, strcmp(plan.action, "shorten") == 0 ? "refuse" : plan.action);
    }
  }
  return operation->error == 0;
}

long end(struct operation *operation) {
  if (operation->error != 0) {
    operation->result = -1;
    errno = operation->error;
  }
  int error = errno;
  if (operation->result >= 0) {
    bool has_bytes = operation->bytes != NULL;
    if (has_bytes) operation->length = (size_t)operation->result;
    record(operation);
  }
  if (operation->ends_process) end_process();
  pthread_mutex_unlock(&one_at_a_time);
  errno = error;
  return operation->result;
}
