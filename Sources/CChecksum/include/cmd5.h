#pragma once
#include <stddef.h>
#include <stdint.h>

// MD5 (RFC 1321) of several byte strings at once: one alone leaves most of a processor idle, as each step waits for the
// one before.

// CCS_MD5_LANES is the maximum number of strings hashed at a time; CCS_MD5_MARK is the distance of marks in bytes.
enum { CCS_MD5_LANES = 8, CCS_MD5_MARK = 4096 };

// The four words of an unfinished hash, before padding.
typedef struct {
  uint32_t words[4];
} ccs_md5_state;

// Whole blocks of 64 bytes to be hashed on from `state`. `marks` receives the state after every CCS_MD5_MARK bytes,
// where it is not null.
typedef struct {
  ccs_md5_state state;
  const void *_Nullable bytes;
  size_t blocks;
  ccs_md5_state *_Nullable marks;
} ccs_md5_lane;

// Returns the state before the first byte.
static inline ccs_md5_state ccs_md5_start(void) {
  return (ccs_md5_state){{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}};
}

// Hashes whole blocks of one string. Speed: 0.6 GB/s.
void ccs_md5_blocks(ccs_md5_state *_Nonnull state, const void *_Nullable bytes, size_t blocks);

// Hashes at most CCS_MD5_LANES strings side by side, with AVX2 where the processor has it: as fast for eight as for
// one. 4.4 GB/s.
void ccs_md5_lanes(ccs_md5_lane *_Nonnull lanes, size_t count);

// An unfinished hash of any number of bytes.
typedef struct {
  ccs_md5_state state;
  uint64_t length;
  uint8_t rest[64];  // the bytes after the last whole block
} ccs_md5;

// Returns a hash of no bytes.
static inline ccs_md5 ccs_md5_begin(void) { return (ccs_md5){ccs_md5_start(), 0, {0}}; }

// Appends `count` bytes.
void ccs_md5_update(ccs_md5 *_Nonnull hash, const void *_Nullable bytes, size_t count);

// Pads the message and writes the digest, 16 bytes. The hash cannot be continued.
void ccs_md5_finish(ccs_md5 *_Nonnull hash, uint8_t *_Nonnull digest);

// Computes the same as ccs_md5_lanes without AVX2, at 3.5 GB/s. It exists to be tested on processors that have AVX2.
void ccs_md5_lanes_portable(ccs_md5_lane *_Nonnull lanes, size_t count);
