#include "cmd5.h"
#include <stdatomic.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// The functions and steps of RFC 1321, 3.4.
#define F(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define G(b, c, d) (((b) & (d)) | ((c) & ~(d)))
#define H(b, c, d) ((b) ^ ((c) ^ (d)))
#define I(b, c, d) ((c) ^ ((b) | ~(d)))
#define TURN(x, s) (((x) << (s)) | ((x) >> (32 - (s))))
#define STEP(f, a, b, c, d, k, s, t) \
  a += f(b, c, d) + (word[k] + t);   \
  a = TURN(a, s) + b;
#define FOUR(f, k0, k1, k2, k3, s0, s1, s2, s3, t0, t1, t2, t3) \
  STEP(f, a, b, c, d, k0, s0, t0)                               \
  STEP(f, d, a, b, c, k1, s1, t1)                               \
  STEP(f, c, d, a, b, k2, s2, t2)                               \
  STEP(f, b, c, d, a, k3, s3, t3)
#define ROUNDS                                                                           \
  FOUR(F, 0, 1, 2, 3, 7, 12, 17, 22, 0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee)     \
  FOUR(F, 4, 5, 6, 7, 7, 12, 17, 22, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501)     \
  FOUR(F, 8, 9, 10, 11, 7, 12, 17, 22, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be)   \
  FOUR(F, 12, 13, 14, 15, 7, 12, 17, 22, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821) \
  FOUR(G, 1, 6, 11, 0, 5, 9, 14, 20, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa)     \
  FOUR(G, 5, 10, 15, 4, 5, 9, 14, 20, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8)    \
  FOUR(G, 9, 14, 3, 8, 5, 9, 14, 20, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed)     \
  FOUR(G, 13, 2, 7, 12, 5, 9, 14, 20, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a)    \
  FOUR(H, 5, 8, 11, 14, 4, 11, 16, 23, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c)   \
  FOUR(H, 1, 4, 7, 10, 4, 11, 16, 23, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70)    \
  FOUR(H, 13, 0, 3, 6, 4, 11, 16, 23, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05)    \
  FOUR(H, 9, 12, 15, 2, 4, 11, 16, 23, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665)   \
  FOUR(I, 0, 7, 14, 5, 6, 10, 15, 21, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039)    \
  FOUR(I, 12, 3, 10, 1, 6, 10, 15, 21, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1)   \
  FOUR(I, 8, 15, 6, 13, 6, 10, 15, 21, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1)   \
  FOUR(I, 4, 11, 2, 9, 6, 10, 15, 21, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391)

void ccs_md5_blocks(ccs_md5_state *state, const void *bytes, size_t blocks) {
  const uint8_t *p = bytes;
  uint32_t a = state->words[0], b = state->words[1], c = state->words[2], d = state->words[3];
  for (; blocks > 0; blocks--, p += 64) {
    uint32_t word[16], a0 = a, b0 = b, c0 = c, d0 = d;
    memcpy(word, p, 64);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < 16; i++) word[i] = __builtin_bswap32(word[i]);
#endif
    ROUNDS
    a += a0, b += b0, c += c0, d += d0;
  }
  *state = (ccs_md5_state){{a, b, c, d}};
}

void ccs_md5_update(ccs_md5 *hash, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  size_t used = hash->length % 64;
  hash->length += count;
  if (used > 0) {
    size_t part = count < 64 - used ? count : 64 - used;
    memcpy(hash->rest + used, p, part);
    if (used + part < 64) return;
    ccs_md5_blocks(&hash->state, hash->rest, 1);
    p += part, count -= part;
  }
  ccs_md5_blocks(&hash->state, p, count / 64);
  if (count % 64 > 0) memcpy(hash->rest, p + count / 64 * 64, count % 64);
}

void ccs_md5_finish(ccs_md5 *hash, uint8_t *digest) {
  uint8_t end[128] = {0};
  size_t used = hash->length % 64, size = used < 56 ? 64 : 128;
  uint64_t bits = hash->length * 8;
  memcpy(end, hash->rest, used);
  end[used] = 0x80;
  for (int i = 0; i < 8; i++) end[size - 8 + i] = (uint8_t)(bits >> 8 * i);
  ccs_md5_blocks(&hash->state, end, size / 64);
  for (int i = 0; i < 16; i++) digest[i] = (uint8_t)(hash->state.words[i / 4] >> 8 * (i % 4));
}

typedef uint32_t lanes_t __attribute__((vector_size(32)));

// Transposes eight words of each of eight strings: afterwards each row has the same word of all strings.
INLINE void transpose(lanes_t row[8]) {
  lanes_t t[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = __builtin_shufflevector(row[i], row[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    t[i + 1] = __builtin_shufflevector(row[i], row[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; j++) {
      row[i + j] = __builtin_shufflevector(t[i + j], t[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      row[i + j + 2] = __builtin_shufflevector(t[i + j], t[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    t[i] = __builtin_shufflevector(row[i], row[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    t[i + 4] = __builtin_shufflevector(row[i], row[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  memcpy(row, t, sizeof t);
}

// `blocks` blocks of each string. `state` holds word by word; a step of 0 reads the same block again and again, for a
// lane that is empty.
INLINE void run(lanes_t state[4], const uint8_t *p[8], const size_t step[8], size_t blocks) {
  lanes_t a = state[0], b = state[1], c = state[2], d = state[3];
  for (; blocks > 0; blocks--) {
    lanes_t word[16], a0 = a, b0 = b, c0 = c, d0 = d;
    for (int lane = 0; lane < 8; lane++) {
      memcpy(&word[lane], p[lane], 32);
      memcpy(&word[lane + 8], p[lane] + 32, 32);
      p[lane] += step[lane];
    }
    transpose(word);
    transpose(word + 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < 16; i++)
      for (int lane = 0; lane < 8; lane++) word[i][lane] = __builtin_bswap32(word[i][lane]);
#endif
    ROUNDS
    a += a0, b += b0, c += c0, d += d0;
  }
  state[0] = a, state[1] = b, state[2] = c, state[3] = d;
}

// Hashes all lanes together. Each pass ends where the next lane ends or reaches a mark.
INLINE void run_all(ccs_md5_lane *lanes, size_t count) {
  static const uint8_t nothing[64];
  enum { MARK = CCS_MD5_MARK / 64 };
  size_t done[8] = {0};
  for (;;) {
    const uint8_t *p[8];
    size_t step[8], blocks = 0;
    lanes_t state[4] = {{0}};
    for (size_t i = 0; i < 8; i++) {
      p[i] = nothing, step[i] = 0;
      size_t left = i < count ? lanes[i].blocks - done[i] : 0;
      if (left == 0) continue;
      p[i] = (const uint8_t *)lanes[i].bytes + 64 * done[i], step[i] = 64;
      size_t part = MARK - done[i] % MARK;
      if (part > left) part = left;
      if (blocks == 0 || part < blocks) blocks = part;
      for (int w = 0; w < 4; w++) state[w][i] = lanes[i].state.words[w];
    }
    if (blocks == 0) return;
    run(state, p, step, blocks);
    for (size_t i = 0; i < count; i++) {
      if (step[i] == 0) continue;
      done[i] += blocks;
      for (int w = 0; w < 4; w++) lanes[i].state.words[w] = state[w][i];
      if (lanes[i].marks && done[i] % MARK == 0) *lanes[i].marks++ = lanes[i].state;
    }
  }
}

// Hashes one lane. Scalar instructions are a little faster than vectors with a single lane in use.
static void run_one(ccs_md5_lane *lane) {
  const uint8_t *p = lane->bytes;
  for (size_t left = lane->blocks, mark = CCS_MD5_MARK / 64; left > 0;) {
    size_t blocks = left < mark ? left : mark;
    ccs_md5_blocks(&lane->state, p, blocks);
    p += 64 * blocks, left -= blocks;
    if (lane->marks && blocks == mark) *lane->marks++ = lane->state;
  }
}

void ccs_md5_lanes_portable(ccs_md5_lane *lanes, size_t count) { run_all(lanes, count); }

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void run_avx2(ccs_md5_lane *lanes, size_t count) { run_all(lanes, count); }

void ccs_md5_lanes(ccs_md5_lane *lanes, size_t count) {
  if (count == 1) return run_one(lanes);
  static atomic_int known;  // 0 unknown, 1 AVX2, 2 no AVX2
  int state = atomic_load_explicit(&known, memory_order_relaxed);
  if (state == 0) {
    state = __builtin_cpu_supports("avx2") ? 1 : 2;
    atomic_store_explicit(&known, state, memory_order_relaxed);
  }
  if (state == 1) run_avx2(lanes, count);
  else run_all(lanes, count);
}
#else
void ccs_md5_lanes(ccs_md5_lane *lanes, size_t count) {
  if (count == 1) return run_one(lanes);
  run_all(lanes, count);
}
#endif
