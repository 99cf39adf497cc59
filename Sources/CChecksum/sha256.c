#include "csha256.h"
#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define HARDWARE __attribute__((target("sha,sse4.1,ssse3")))

static const uint32_t CONSTANTS[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The state as the instructions want it: a, b, e, f and c, d, g, h.
typedef struct {
  __m128i abef, cdgh;
} State;

HARDWARE static inline State initial(void) {
  return (State){_mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
                 _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
}

HARDWARE static inline __m128i big_endian(__m128i words) {
  return _mm_shuffle_epi8(words, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}

HARDWARE static inline __m128i load(const uint8_t *p) { return big_endian(_mm_loadu_si128((const __m128i *)p)); }

HARDWARE static inline void store(State state, uint8_t *digest) {
  __m128i feba = _mm_shuffle_epi32(state.abef, 0x1b), dchg = _mm_shuffle_epi32(state.cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)digest, big_endian(_mm_blend_epi16(feba, dchg, 0xf0)));
  _mm_storeu_si128((__m128i *)(digest + 16), big_endian(_mm_alignr_epi8(dchg, feba, 8)));
}

// Four rounds, number `i` of 16, and the schedule for those four steps on.
#define FOUR_ROUNDS(s, w, i)                                                                                                       \
  do {                                                                                                                             \
    if (i >= 4)                                                                                                                    \
      w[i & 3] = _mm_sha256msg2_epu32(                                                                                             \
          _mm_add_epi32(_mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]), _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4)),       \
          w[(i + 3) & 3]);                                                                                                         \
    __m128i sum = _mm_add_epi32(w[i & 3], _mm_load_si128((const __m128i *)CONSTANTS + i));                                        \
    s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, sum);                                                                           \
    s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(sum, 0x0e));                                                  \
  } while (0)

#define SIXTEEN_TIMES(m) m(0) m(1) m(2) m(3) m(4) m(5) m(6) m(7) m(8) m(9) m(10) m(11) m(12) m(13) m(14) m(15)

HARDWARE static void compress(State *state, const uint8_t *p, size_t blocks) {
  State s = *state;
  for (; blocks > 0; blocks--, p += 64) {
    State before = s;
    __m128i w[4] = {load(p), load(p + 16), load(p + 32), load(p + 48)};
#define STEP(i) FOUR_ROUNDS(s, w, i);
    SIXTEEN_TIMES(STEP)
#undef STEP
    s.abef = _mm_add_epi32(s.abef, before.abef), s.cdgh = _mm_add_epi32(s.cdgh, before.cdgh);
  }
  *state = s;
}

HARDWARE static void compress_two(State *state, const uint8_t *p, State *other, const uint8_t *q, size_t blocks) {
  State s = *state, t = *other;
  for (; blocks > 0; blocks--, p += 64, q += 64) {
    State s_before = s, t_before = t;
    __m128i w[4] = {load(p), load(p + 16), load(p + 32), load(p + 48)};
    __m128i x[4] = {load(q), load(q + 16), load(q + 32), load(q + 48)};
#define STEP(i)         \
  FOUR_ROUNDS(s, w, i); \
  FOUR_ROUNDS(t, x, i);
    SIXTEEN_TIMES(STEP)
#undef STEP
    s.abef = _mm_add_epi32(s.abef, s_before.abef), s.cdgh = _mm_add_epi32(s.cdgh, s_before.cdgh);
    t.abef = _mm_add_epi32(t.abef, t_before.abef), t.cdgh = _mm_add_epi32(t.cdgh, t_before.cdgh);
  }
  *state = s, *other = t;
}

// A message on its way: its whole blocks, then the one or two with its end, the padding and the length.
typedef struct {
  State state;
  const uint8_t *next;
  size_t blocks;
  size_t end_blocks;  // 0: they are the ones at `next`
  uint8_t *digest;
  uint8_t end[128];
} Lane;

HARDWARE static void begin(Lane *lane, const ccs_message *message) {
  size_t rest = message->count & 63;
  lane->state = initial();
  lane->next = message->bytes;
  lane->blocks = message->count / 64;
  lane->end_blocks = rest < 56 ? 1 : 2;
  lane->digest = message->digest;
  memset(lane->end, 0, sizeof lane->end);
  if (rest) memcpy(lane->end, lane->next + message->count - rest, rest);
  lane->end[rest] = 0x80;
  uint64_t bits = __builtin_bswap64((uint64_t)message->count * 8);
  memcpy(lane->end + lane->end_blocks * 64 - 8, &bits, 8);
}

static void begin_end(Lane *lane) {
  lane->next = lane->end;
  lane->blocks = lane->end_blocks;
  lane->end_blocks = 0;
}

// Whether there is still something to do for a lane without blocks: the end of its message, or the next one.
HARDWARE static int advance(Lane *lane, const ccs_message **message, const ccs_message *limit) {
  if (lane->end_blocks) return begin_end(lane), 1;
  store(lane->state, lane->digest);
  if (*message == limit) return 0;
  begin(lane, (*message)++);
  if (!lane->blocks) begin_end(lane);
  return 1;
}

HARDWARE static void finish(Lane *lane) {
  for (;;) {
    compress(&lane->state, lane->next, lane->blocks);
    if (!lane->end_blocks) break;
    begin_end(lane);
  }
  store(lane->state, lane->digest);
}

HARDWARE void ccs_sha256_all(const ccs_message *messages, size_t count) {
  const ccs_message *message = messages, *limit = messages + count;
  Lane a, b;
  if (!count) return;
  begin(&a, message++);
  if (message == limit) return finish(&a);
  begin(&b, message++);
  if (!a.blocks) begin_end(&a);
  if (!b.blocks) begin_end(&b);
  for (;;) {
    size_t blocks = a.blocks < b.blocks ? a.blocks : b.blocks;
    compress_two(&a.state, a.next, &b.state, b.next, blocks);
    a.next += 64 * blocks, a.blocks -= blocks;
    b.next += 64 * blocks, b.blocks -= blocks;
    if (!a.blocks && !advance(&a, &message, limit)) return finish(&b);
    if (!b.blocks && !advance(&b, &message, limit)) return finish(&a);
  }
}

HARDWARE void ccs_sha256_chain(uint8_t digest[32], const uint8_t *hashes, size_t count) {
  static const uint8_t PADDING[64] = {[0] = 0x80, [62] = 0x02};  // of 64 bytes: 512 bits
  uint8_t block[64];
  memcpy(block, digest, 32);
  for (; count > 0; count--, hashes += 32) {
    State state = initial();
    memcpy(block + 32, hashes, 32);
    compress(&state, block, 1);
    compress(&state, PADDING, 1);
    store(state, block);
  }
  memcpy(digest, block, 32);
}

int ccs_sha256_is_hardware(void) {
  static atomic_int known;  // 0 unknown, 1 no, 2 yes
  int state = atomic_load_explicit(&known, memory_order_relaxed);
  if (state == 0) {
    unsigned a, b, c, d;
    int has_sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
    state = has_sha && __builtin_cpu_supports("sse4.1") ? 2 : 1;
    atomic_store_explicit(&known, state, memory_order_relaxed);
  }
  return state == 2;
}
#else
int ccs_sha256_is_hardware(void) { return 0; }
void ccs_sha256_all(const ccs_message *messages, size_t count) { __builtin_trap(); }
void ccs_sha256_chain(uint8_t digest[32], const uint8_t *hashes, size_t count) { __builtin_trap(); }
#endif
