#pragma once
#include <stdint.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

// Makes malloc keep freed memory of large allocations, up to `kept` bytes, for later ones. By default glibc maps each
// of them separately and unmaps it at once when it is freed, and the kernel clears every new page. All threads share
// the kept memory, because one thread allocates blocks and another frees them. Has no effect with another C library. It
// is a C function because Swift's Glibc module has no mallopt.
static inline void ccs_keep_freed_memory(int kept) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_ARENA_MAX, 1);
#endif
}

// Lets threads allocate from up to 8 arenas, so that they seldom wait for one another. Must be called before the first
// thread starts. Has no effect with a C library other than glibc.
static inline void ccs_part_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_ARENA_MAX, 8);
#endif
}

// Asks the processor to load the cache line of an address that will be read soon.
static inline void ccs_prefetch(const void *place) { __builtin_prefetch(place); }
