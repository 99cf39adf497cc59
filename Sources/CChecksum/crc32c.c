#include "cchecksum.h"
#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#define HARDWARE __attribute__((target("sse4.2")))
#define STEP8(crc, word) ((uint32_t)_mm_crc32_u64((crc), (word)))
#define STEP1(crc, byte) _mm_crc32_u8((crc), (byte))
static int has_hardware(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__)
#include <arm_acle.h>
#define HARDWARE __attribute__((target("crc")))
#define STEP8(crc, word) __crc32cd((crc), (word))
#define STEP1(crc, byte) __crc32cb((crc), (byte))
#if defined(__APPLE__)
static int has_hardware(void) { return 1; }
#else
#include <sys/auxv.h>
static int has_hardware(void) { return (getauxval(AT_HWCAP) & (1u << 7)) != 0; }  // HWCAP_CRC32
#endif
#endif

enum { POLYNOMIAL = 0x82F63B78u };  // reflected

// table[k][b] is the contribution of byte b when k more zero bytes follow it (Intel's "slicing-by-8").
// lane_shift[b][v] is what byte b (0 to 3) of a checksum, with value v, becomes when LANE zero bytes follow.
enum { LANE = 1024 };
static uint32_t table[8][256];
static uint32_t lane_shift[4][256];

static uint32_t append_zeros(uint32_t crc, size_t count) {
  while (count--) crc = (crc >> 8) ^ table[0][crc & 255];
  return crc;
}

__attribute__((constructor)) static void fill_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) ? POLYNOMIAL : 0);
    table[0][byte] = crc;
  }
  for (int byte = 0; byte < 256; byte++)
    for (int k = 1; k < 8; k++) table[k][byte] = (table[k - 1][byte] >> 8) ^ table[0][table[k - 1][byte] & 255];
  // The map is linear, so that the entries for single bits give all others.
  for (int place = 0; place < 4; place++) {
    for (int bit = 0; bit < 8; bit++)
      lane_shift[place][1 << bit] = append_zeros((uint32_t)1 << (8 * place + bit), LANE);
    for (int value = 1; value < 256; value++) {
      int low = value & -value;
      if (value != low) lane_shift[place][value] = lane_shift[place][value ^ low] ^ lane_shift[place][low];
    }
  }
}

uint32_t ccs_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  crc = ~crc;
  for (; count >= 8; p += 8, count -= 8) {
    uint32_t low, high;
    memcpy(&low, p, 4);
    memcpy(&high, p + 4, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    low = __builtin_bswap32(low), high = __builtin_bswap32(high);
#endif
    low ^= crc;
    crc = table[7][low & 255] ^ table[6][(low >> 8) & 255] ^ table[5][(low >> 16) & 255] ^ table[4][low >> 24] ^
          table[3][high & 255] ^ table[2][(high >> 8) & 255] ^ table[1][(high >> 16) & 255] ^ table[0][high >> 24];
  }
  while (count--) crc = (crc >> 8) ^ table[0][(crc ^ *p++) & 255];
  return ~crc;
}

#ifdef HARDWARE
static uint32_t shift_lane(uint32_t crc) {
  return lane_shift[0][crc & 255] ^ lane_shift[1][(crc >> 8) & 255] ^ lane_shift[2][(crc >> 16) & 255] ^
         lane_shift[3][crc >> 24];
}

static inline uint64_t word_at(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, 8);
  return word;
}

// The instruction takes three cycles and one can start every cycle: three independent lanes keep the processor busy.
HARDWARE static uint32_t crc32c_hardware(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  uint32_t a = ~crc;
  for (; count >= 3 * LANE; p += 3 * LANE, count -= 3 * LANE) {
    uint32_t b = 0, c = 0;
    for (size_t i = 0; i < LANE; i += 8) {
      a = STEP8(a, word_at(p + i));
      b = STEP8(b, word_at(p + LANE + i));
      c = STEP8(c, word_at(p + 2 * LANE + i));
    }
    a = shift_lane(shift_lane(a) ^ b) ^ c;
  }
  for (; count >= 8; p += 8, count -= 8) a = STEP8(a, word_at(p));
  while (count--) a = STEP1(a, *p++);
  return ~a;
}

int ccs_crc32c_is_hardware(void) {
  static atomic_int known;  // 0 unknown, 1 no, 2 yes
  int state = atomic_load_explicit(&known, memory_order_relaxed);
  if (state == 0) {
    state = has_hardware() ? 2 : 1;
    atomic_store_explicit(&known, state, memory_order_relaxed);
  }
  return state == 2;
}

uint32_t ccs_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return ccs_crc32c_is_hardware() ? crc32c_hardware(crc, bytes, count) : ccs_crc32c_portable(crc, bytes, count);
}
#else
int ccs_crc32c_is_hardware(void) { return 0; }

uint32_t ccs_crc32c(uint32_t crc, const void *bytes, size_t count) { return ccs_crc32c_portable(crc, bytes, count); }
#endif
