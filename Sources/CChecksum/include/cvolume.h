#pragma once
#include <stdint.h>
#if defined(__linux__)
#include <sys/vfs.h>
// The C library declares it only with _GNU_SOURCE. Swift's modules of the C library have none of the functions that are
// called here and in cattribute.h.
extern int syncfs(int descriptor);
#endif

// Writes everything of the file system that an open file or directory is on, and waits for the disk. Returns 0, or −1
// with errno set; always −1 where the system has no such call.
static inline int ccs_sync_volume(int descriptor) {
#if defined(__linux__)
  return syncfs(descriptor);
#else
  (void)descriptor;
  return -1;
#endif
}

// Returns the number by which Linux calls the kind of the file system that an open file or directory is on; 0 when it
// is unknown.
static inline uint32_t ccs_volume_kind(int descriptor) {
#if defined(__linux__)
  struct statfs status;
  return fstatfs(descriptor, &status) == 0 ? (uint32_t)status.f_type : 0;
#else
  (void)descriptor;
  return 0;
#endif
}
