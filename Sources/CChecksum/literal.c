// Finds bytes in a text: the two rarest of them are compared at many places at a time, and the others only where both
// are equal.
#include "include/cliteral.h"

#include "bytes.h"

// The bit in which a byte may differ where case is ignored.
static inline uint8_t case_bit(const ccs_literal *literal, size_t place) {
  return literal->ignores_case && (uint8_t)(literal->bytes[place] - 'a') < 26 ? 0x20 : 0;
}

static inline bool is_here(const uint8_t *text, const ccs_literal *literal) {
  if (!literal->ignores_case) return memcmp(text, literal->bytes, literal->count) == 0;
  for (size_t index = 0; index < literal->count; index++) {
    if (folded(text[index]) != literal->bytes[index]) return false;
  }
  return true;
}

// The high bits of the bytes that are zero.
static inline uint64_t zeros(uint64_t eight) { return ~(((eight & ONES * 0x7f) + ONES * 0x7f) | eight | ONES * 0x7f); }

ptrdiff_t ccs_find_literal_portably(const uint8_t *text, size_t count, size_t from, const ccs_literal *literal) {
  if (count < literal->count) return -1;
  size_t end = count - literal->count + 1;
  const uint8_t *first = text + literal->first, *second = text + literal->second;
  uint64_t first_bit = ONES * case_bit(literal, literal->first), second_bit = ONES * case_bit(literal, literal->second);
  uint64_t first_byte = ONES * literal->bytes[literal->first], second_byte = ONES * literal->bytes[literal->second];
  for (; from + 8 <= end; from += 8) {
    uint64_t found = zeros((load(first + from) | first_bit) ^ first_byte);
    if (found) found &= zeros((load(second + from) | second_bit) ^ second_byte);
    for (; found; found &= found - 1) {
      size_t place = from + (size_t)__builtin_ctzll(found) / 8;
      if (is_here(text + place, literal)) return (ptrdiff_t)place;
    }
  }
  for (; from < end; from++) {
    if (is_here(text + from, literal)) return (ptrdiff_t)from;
  }
  return -1;
}

#if defined(__SSE2__)
ptrdiff_t ccs_find_literal(const uint8_t *text, size_t count, size_t from, const ccs_literal *literal) {
  if (count < literal->count) return -1;
  size_t end = count - literal->count + 1;
  const uint8_t *first = text + literal->first, *second = text + literal->second;
  __m128i first_bit = _mm_set1_epi8((char)case_bit(literal, literal->first));
  __m128i second_bit = _mm_set1_epi8((char)case_bit(literal, literal->second));
  __m128i first_byte = _mm_set1_epi8((char)literal->bytes[literal->first]);
  __m128i second_byte = _mm_set1_epi8((char)literal->bytes[literal->second]);
  for (; from + 64 <= end; from += 64) {
    uint64_t found = 0;
    for (int index = 0; index < 64; index += 16) {
      __m128i own = _mm_loadu_si128((const __m128i *)(first + from + index));
      __m128i other = _mm_loadu_si128((const __m128i *)(second + from + index));
      own = _mm_cmpeq_epi8(_mm_or_si128(own, first_bit), first_byte);
      other = _mm_cmpeq_epi8(_mm_or_si128(other, second_bit), second_byte);
      found |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_and_si128(own, other)) << index;
    }
    for (; found; found &= found - 1) {
      size_t place = from + (size_t)__builtin_ctzll(found);
      if (is_here(text + place, literal)) return (ptrdiff_t)place;
    }
  }
  return ccs_find_literal_portably(text, count, from, literal);
}
#else
ptrdiff_t ccs_find_literal(const uint8_t *text, size_t count, size_t from, const ccs_literal *literal) {
  return ccs_find_literal_portably(text, count, from, literal);
}
#endif
