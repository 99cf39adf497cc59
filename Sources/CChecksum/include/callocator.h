#pragma once
#include <stdint.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

// Lets malloc keep large pieces that were freed, up to `kept` bytes, for the next ones. By default glibc maps each of
// them again and gives it back at once, and the kernel clears every page of it. All threads share what is kept: blocks
// are made by one and freed by another. Nothing where the C library is another one. Swift's Glibc module has no
// mallopt; cvolume.h has other functions that it lacks.
static inline void ccs_keep_freed_memory(int kept) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_ARENA_MAX, 1);
#endif
}

// Gives each thread memory of its own to allocate from, so that none waits for another. Before the first thread is
// started.
static inline void ccs_part_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_ARENA_MAX, 8);
#endif
}

// Lets all threads allocate from two pools, and gives freed memory back to the system. Before the first thread is
// started.
static inline void ccs_share_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
#endif
}

// Gives the pages of freed memory back to the system.
static inline void ccs_release_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

// Asks the processor to load the cache line of an address that will be read soon.
static inline void ccs_prefetch(const void *place) { __builtin_prefetch(place); }
