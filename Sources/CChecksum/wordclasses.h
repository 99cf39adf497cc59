#pragma once
// The classes of bytes and short folded words, as the processor finds them best. All of it is compiled into its
// callers, for the instructions that these may use.
#include "bytes.h"
#include "include/cwords.h"

enum { WINDOW = 64, SHORT = 16 };

INLINE bool is_in_word(uint8_t byte) {
  return byte >= 0x80 || (uint8_t)((byte | 0x20) - 'a') < 26 || (uint8_t)(byte - '0') < 10 || byte == '_';
}

// Eight bytes as bits, from their high bits.
INLINE uint64_t bits(uint64_t eight) { return ((eight >> 7 & ONES) * 0x0102040810204080) >> 56; }

// Eight bytes whose high bits say which of them are `byte`, which is ASCII.
INLINE uint64_t equal(uint64_t eight, uint8_t byte) {
  return ~(((eight & ONES * 0x7f) ^ ONES * byte) + ONES * 0x7f) & ~eight;
}

#if defined(__SSE2__)
INLINE __m128i between(__m128i bytes, char first, char last) {
  return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(first - 1)), _mm_cmpgt_epi8(_mm_set1_epi8(last + 1), bytes));
}

INLINE ccs_classes classify(const uint8_t *bytes) {
  ccs_classes classes = {0, 0, 0};
  for (int index = 0; index < WINDOW; index += 16) {
    __m128i own = _mm_loadu_si128((const __m128i *)(bytes + index));
    __m128i letters = between(_mm_or_si128(own, _mm_set1_epi8(0x20)), 'a', 'z');
    __m128i others = _mm_or_si128(between(own, '0', '9'), _mm_cmpeq_epi8(own, _mm_set1_epi8('_')));
    __m128i words = _mm_or_si128(_mm_or_si128(letters, others), own);
    classes.words |= (uint64_t)(uint32_t)_mm_movemask_epi8(words) << index;
    classes.wide |= (uint64_t)(uint32_t)_mm_movemask_epi8(own) << index;
    classes.backslashes |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(own, _mm_set1_epi8('\\'))) << index;
  }
  return classes;
}
#else
INLINE ccs_classes classify(const uint8_t *bytes) { return ccs_classify_portably(bytes); }
#endif

static const uint8_t KEPT[2 * SHORT] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

// The first `length` of 16 bytes, folded; at most 16.
INLINE ccs_word short_word(const uint8_t *bytes, size_t length) {
#if defined(__SSE2__)
  ccs_word word;
  __m128i own =
      _mm_and_si128(_mm_loadu_si128((const __m128i *)bytes), _mm_loadu_si128((const __m128i *)(KEPT + SHORT - length)));
  own = _mm_or_si128(own, _mm_and_si128(between(own, 'A', 'Z'), _mm_set1_epi8(0x20)));
  _mm_storeu_si128((__m128i *)&word, own);
  return word;
#else
  return ccs_short_word_portably(bytes, length);
#endif
}
