#include "csha256.h"
#include <stdatomic.h>
#include <string.h>

static const uint32_t CONSTANTS[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static inline uint32_t load_big(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void store_big(uint8_t *p, uint32_t word) {
  p[0] = (uint8_t)(word >> 24), p[1] = (uint8_t)(word >> 16), p[2] = (uint8_t)(word >> 8), p[3] = (uint8_t)word;
}

static inline uint32_t turn(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

// The computation of FIPS 180-4, 6.2.2.
void ccs_sha256_blocks_portable(uint32_t words[8], const void *bytes, size_t blocks) {
  const uint8_t *p = bytes;
  for (; blocks > 0; blocks--, p += 64) {
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++) w[i] = load_big(p + 4 * i);
    for (int i = 16; i < 64; i++) {
      uint32_t s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
      uint32_t s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(s, words, sizeof s);
    for (int i = 0; i < 64; i++) {
      uint32_t e = s[4], a = s[0];
      uint32_t first =
          s[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (s[6] ^ (e & (s[5] ^ s[6]))) + CONSTANTS[i] + w[i];
      uint32_t second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & s[1]) | (s[2] & (a | s[1])));
      s[7] = s[6], s[6] = s[5], s[5] = e, s[4] = s[3] + first, s[3] = s[2], s[2] = s[1], s[1] = a,
      s[0] = first + second;
    }
    for (int i = 0; i < 8; i++) words[i] += s[i];
  }
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define HARDWARE __attribute__((target("sha,sse4.1,ssse3")))

// The state in the order that the instructions require: a, b, e, f and c, d, g, h.
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
#define FOUR_ROUNDS(s, w, i)                                                                             \
  do {                                                                                                   \
    if (i >= 4)                                                                                          \
      w[i & 3] = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]),      \
                                                    _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4)), \
                                      w[(i + 3) & 3]);                                                   \
    __m128i sum = _mm_add_epi32(w[i & 3], _mm_load_si128((const __m128i *)CONSTANTS + i));               \
    s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, sum);                                                 \
    s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(sum, 0x0e));                        \
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

HARDWARE static void blocks_hardware(uint32_t words[8], const uint8_t *p, size_t blocks) {
  State state = {_mm_set_epi32((int)words[0], (int)words[1], (int)words[4], (int)words[5]),
                 _mm_set_epi32((int)words[2], (int)words[3], (int)words[6], (int)words[7])};
  compress(&state, p, blocks);
  uint32_t abef[4], cdgh[4];
  _mm_storeu_si128((__m128i *)abef, state.abef);
  _mm_storeu_si128((__m128i *)cdgh, state.cdgh);
  words[0] = abef[3], words[1] = abef[2], words[4] = abef[1], words[5] = abef[0];
  words[2] = cdgh[3], words[3] = cdgh[2], words[6] = cdgh[1], words[7] = cdgh[0];
}

// A message being hashed: first its whole blocks, then the one or two blocks with its end, the padding and the length.
typedef struct {
  State state;
  const uint8_t *next;
  size_t blocks;
  size_t end_blocks;  // 0 once `next` points to them
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

// Gives a lane without blocks its next ones: the end of its message or, after the digest is written, the next message.
// Returns 0 if there are no more messages.
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

HARDWARE static void all_hardware(const ccs_message *messages, size_t count) {
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

HARDWARE static void chain_hardware(uint8_t digest[32], const uint8_t *hashes, size_t count) {
  static const uint8_t PADDING[64] = {[0] = 0x80, [62] = 0x02};  // the padding of a message of 64 bytes, 512 bits
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

static int has_instructions(void) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) && __builtin_cpu_supports("sse4.1");
}
#elif defined(__aarch64__)
#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#define HARDWARE __attribute__((target("sha2")))

HARDWARE static void blocks_hardware(uint32_t words[8], const uint8_t *p, size_t blocks) {
  uint32x4_t abcd = vld1q_u32(words), efgh = vld1q_u32(words + 4);
  for (; blocks > 0; blocks--, p += 64) {
    uint32x4_t abcd_before = abcd, efgh_before = efgh, w[4];
    for (int i = 0; i < 4; i++) w[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(p + 16 * i)));
    for (int i = 0; i < 16; i++) {
      if (i >= 4) w[i & 3] = vsha256su1q_u32(vsha256su0q_u32(w[i & 3], w[(i + 1) & 3]), w[(i + 2) & 3], w[(i + 3) & 3]);
      uint32x4_t sum = vaddq_u32(w[i & 3], vld1q_u32(CONSTANTS + 4 * i)), old = abcd;
      abcd = vsha256hq_u32(abcd, efgh, sum);
      efgh = vsha256h2q_u32(efgh, old, sum);
    }
    abcd = vaddq_u32(abcd, abcd_before), efgh = vaddq_u32(efgh, efgh_before);
  }
  vst1q_u32(words, abcd), vst1q_u32(words + 4, efgh);
}

static int has_instructions(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) >> 6 & 1) != 0;  // HWCAP_SHA2
#else
  return 1;
#endif
}
#else
static void blocks_hardware(uint32_t words[8], const uint8_t *p, size_t blocks) {
  ccs_sha256_blocks_portable(words, p, blocks);
}
static int has_instructions(void) { return 0; }
#endif

int ccs_sha256_is_hardware(void) {
  static atomic_int known;  // 0 unknown, 1 no, 2 yes
  int state = atomic_load_explicit(&known, memory_order_relaxed);
  if (state == 0) {
    state = has_instructions() ? 2 : 1;
    atomic_store_explicit(&known, state, memory_order_relaxed);
  }
  return state == 2;
}

static void blocks(uint32_t words[8], const uint8_t *p, size_t count) {
  if (ccs_sha256_is_hardware()) return blocks_hardware(words, p, count);
  ccs_sha256_blocks_portable(words, p, count);
}

ccs_sha256 ccs_sha256_begin(void) {
  ccs_sha256 hash = {.length = 0};
  memcpy(hash.words, START, sizeof START);
  return hash;
}

void ccs_sha256_update(ccs_sha256 *hash, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  size_t used = hash->length % 64;
  if (!count) return;
  hash->length += count;
  if (used) {
    size_t part = count < 64 - used ? count : 64 - used;
    memcpy(hash->rest + used, p, part);
    if (used + part < 64) return;
    blocks(hash->words, hash->rest, 1);
    p += part, count -= part;
  }
  blocks(hash->words, p, count / 64);
  if (count % 64) memcpy(hash->rest, p + count / 64 * 64, count % 64);
}

void ccs_sha256_finish(ccs_sha256 *hash, uint8_t *digest) {
  size_t used = hash->length % 64;
  uint64_t bits = hash->length * 8;
  uint8_t end[128] = {0};
  memcpy(end, hash->rest, used);
  end[used] = 0x80;
  size_t count = used < 56 ? 1 : 2;
  for (int i = 0; i < 8; i++) end[64 * count - 1 - i] = (uint8_t)(bits >> 8 * i);
  blocks(hash->words, end, count);
  for (int i = 0; i < 8; i++) store_big(digest + 4 * i, hash->words[i]);
}

void ccs_sha256_all(const ccs_message *messages, size_t count) {
#if defined(__x86_64__)
  if (ccs_sha256_is_hardware()) return all_hardware(messages, count);
#endif
  for (; count > 0; count--, messages++) {
    ccs_sha256 hash = ccs_sha256_begin();
    ccs_sha256_update(&hash, messages->bytes, messages->count);
    ccs_sha256_finish(&hash, messages->digest);
  }
}

void ccs_sha256_chain(uint8_t digest[32], const uint8_t *hashes, size_t count) {
#if defined(__x86_64__)
  if (ccs_sha256_is_hardware()) return chain_hardware(digest, hashes, count);
#endif
  for (; count > 0; count--, hashes += 32) {
    ccs_sha256 hash = ccs_sha256_begin();
    ccs_sha256_update(&hash, digest, 32);
    ccs_sha256_update(&hash, hashes, 32);
    ccs_sha256_finish(&hash, digest);
  }
}
