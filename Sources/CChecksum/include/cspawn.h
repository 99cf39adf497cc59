#pragma once
#include <spawn.h>
#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
#define CCS_HAS_CLOSE_FROM 1
// The C library does not declare it for every standard of C, and Swift's module of it lacks the function.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
#endif
#endif

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
