#pragma once
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>
#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
#define CCS_HAS_CLOSE_FROM 1
// The C library does not declare it for every standard of C, and Swift's module of it lacks the function.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
#endif
#endif

#if defined(__linux__)
extern int pipe2(int ends[2], int flags);
#endif

// Makes a pipe of which a program that is started inherits neither end. Returns 0, or −1 with `errno`. Where the system
// cannot do that in one step, a program that another thread starts in between inherits them.
static inline int ccs_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

// Lets a program that is started have no descriptor from `first` on. Returns 0, an error, or −1 where the C library
// has no such function.
static inline int ccs_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
#if defined(CCS_HAS_CLOSE_FROM)
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
#else
  (void)actions;
  (void)first;
  return -1;
#endif
}
