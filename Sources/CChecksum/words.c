// Splits texts into words for the search index, 64 bytes at a time: bit operations tell where words begin and end, and
// words of up to 16 bytes without characters above ASCII are folded and compared in registers. The loop over the words
// of a window has no branch that depends on what they are.
#include <stdatomic.h>
#include <string.h>

#include "wordclasses.h"

enum { WORDS_OF_WINDOW = 32, MARKS = 256 };
// The number of words that a list has room for before a window is read.
enum { ROOM = MARKS + 2 * WORDS_OF_WINDOW };

INLINE uint64_t mixed(uint64_t low, uint64_t high) {
  return (low ^ high * 0xd6e8feb86659fd93 ^ high >> 29) * 0x9e3779b97f4a7c15;
}

// Adds a word of at most 16 bytes, unless it was added recently. There must be room.
INLINE size_t add_short(ccs_word *words, size_t count, ccs_word *recent, ccs_word word) {
  ccs_word *slot = recent + (mixed(word.low, word.high) >> (64 - 12));
  words[count] = word;
  count += ((slot->low ^ word.low) | (slot->high ^ word.high)) != 0;
  *slot = word;
  return count;
}

// Adds a word of 17 to 64 bytes, unless it was added recently. There must be room.
static void add_long(ccs_word_list *list, const uint8_t *word, size_t length) {
  uint64_t hash = length;
  for (size_t index = 0; index + 8 <= length; index += 8) hash = mixed(hash ^ hash >> 32, load(word + index));
  hash = mixed(hash ^ hash >> 32, load(word + length - 8));
  uint32_t *slot = list->recent_long + (hash >> (64 - 10));
  if (*slot) {
    uint64_t place = list->words[*slot - 1].high;
    if ((place & 0xff) == length && memcmp(list->bytes + (place >> 8), word, length) == 0) return;
  }
  memcpy(list->bytes + list->used, word, length);
  list->words[list->count] = (ccs_word){0, (uint64_t)list->used << 8 | length};
  list->used += length;
  list->count += 1;
  *slot = (uint32_t)list->count;
}

// Adds a folded word of at most 64 bytes. There must be room.
static void add_part(ccs_word_list *list, const uint8_t *word, size_t length) {
  if (length > SHORT) return add_long(list, word, length);
  ccs_word part = {0, 0};
  memcpy(&part, word, length);
  list->count = add_short(list->words, list->count, list->recent, part);
}

bool ccs_add_word(ccs_word_list *list, const uint8_t *word, size_t length) {
  size_t start = 0;
  while (true) {
    size_t rest = length - start, part = rest > CCS_WORD_MAX ? CCS_WORD_MAX : rest;
    if (list->count + 1 > list->room || list->used + part > list->size) return false;
    add_part(list, word + start, part);
    if (part == rest) return true;
    start += CCS_WORD_MAX - CCS_WORD_OVERLAP;
  }
}

// Folds a character from a part of Unicode where that needs no table: ASCII, Latin of Western Europe, punctuation,
// arrows, lines and boxes, signs, Chinese, Japanese and Korean, emoji. Returns its length, before and after. 0 for all
// others, and for bytes that are not UTF-8.
static size_t fold(const uint8_t *bytes, size_t count, uint8_t *out) {
  uint8_t first = bytes[0];
  if (first < 0x80) {
    out[0] = folded(first);
    return 1;
  }
  if (count < 2 || (bytes[1] & 0xc0) != 0x80) return 0;
  uint8_t second = bytes[1];
  memcpy(out, bytes, 2);
  // U+0080 to U+00FF. The micro sign folds to a Greek letter.
  if (first == 0xc2) return second == 0xb5 ? 0 : 2;
  if (first == 0xc3) {
    if (second <= 0x9e && second != 0x97) out[1] += 0x20;
    return 2;
  }
  if (count < 3 || (bytes[2] & 0xc0) != 0x80) return 0;
  out[2] = bytes[2];
  // U+2000 to U+20FF, U+2190 to U+247F, and U+2500 to U+2BFF.
  if (first == 0xe2) {
    bool is_other = (second & 0xfc) == 0x80 || (second >= 0x87 && second <= 0x91) ||
                    (second == 0x86 && bytes[2] >= 0x90) || (second >= 0x94 && second <= 0xaf);
    return is_other ? 3 : 0;
  }
  // U+3000 to U+9FFF, U+B000 to U+D7FF, and U+FE00 to U+FE3F.
  if ((first >= 0xe3 && first <= 0xe9) || first == 0xeb || first == 0xec) return 3;
  if ((first == 0xed && second <= 0x9f) || (first == 0xef && second == 0xb8)) return 3;
  // U+1F000 to U+1FFFF.
  if (first != 0xf0 || second != 0x9f || count < 4 || (bytes[3] & 0xc0) != 0x80) return 0;
  out[3] = bytes[3];
  return 4;
}

// Adds a word of any length that is not folded.
static ccs_split_state add_unfolded(ccs_word_list *list, const uint8_t *word, size_t length) {
  uint8_t part[CCS_WORD_MAX];
  size_t used = 0, index = 0;
  bool is_cut = false;
  while (index < length) {
    uint8_t character[4];
    size_t size = fold(word + index, length - index, character);
    if (size == 0) return CCS_SPLIT_OTHER;
    index += size;
    for (size_t place = 0; place < size; place++) {
      if (used == CCS_WORD_MAX) {
        if (!ccs_add_word(list, part, used)) return CCS_SPLIT_FULL;
        memmove(part, part + CCS_WORD_OVERLAP, CCS_WORD_OVERLAP);
        used = CCS_WORD_OVERLAP;
        is_cut = true;
      }
      part[used++] = character[place];
    }
  }
  if (used < CCS_WORD_MIN && !is_cut) return CCS_SPLIT_END;
  return ccs_add_word(list, part, used) ? CCS_SPLIT_END : CCS_SPLIT_FULL;
}

// Adds a word of 17 to 64 bytes of ASCII, of which a multiple of 16 can be read. There must be room.
static void add_ascii(ccs_word_list *list, const uint8_t *bytes, size_t length) {
  uint8_t part[CCS_WORD_MAX];
  for (size_t index = 0; index < length; index += SHORT) {
    ccs_word sixteen = short_word(bytes + index, SHORT);
    memcpy(part + index, &sixteen, SHORT);
  }
  add_long(list, part, length);
}

// Words of ASCII that are still to be added: the offsets in the text of the first and the last byte of each. They are
// added many at a time, because the processor cannot predict how many a window has.
typedef struct {
  uint32_t places[2 * (MARKS + WORDS_OF_WINDOW)];
  size_t count;
} ccs_marks;

// Writes the places of `count` bits, and some more after them. Most windows have no more than 16.
INLINE void mark(uint32_t *places, uint64_t bits, size_t count, uint32_t base) {
  const uint64_t end = (uint64_t)1 << 63;
  for (size_t start = 0; start < count; start += 16) {
    for (int index = 0; index < 16; index++) {
      places[start + index] = base + (uint32_t)__builtin_ctzll(bits | end);
      bits &= bits - 1;
    }
  }
}

// Adds the marked words. There must be room.
INLINE void add_marked(const uint8_t *text, ccs_marks *marked, ccs_word_list *list) {
  ccs_word *words = list->words, *recent = list->recent;
  size_t count = list->count;
  for (const uint32_t *place = marked->places, *end = place + 2 * marked->count; place < end; place += 2) {
    const uint8_t *word = text + place[0];
    size_t length = place[1] - place[0] + 1;
    if (__builtin_expect(length > SHORT, 0)) {
      list->count = count;
      add_ascii(list, word, length);
      count = list->count;
    } else {
      count = add_short(words, count, recent, short_word(word, length));
    }
  }
  list->count = count;
  marked->count = 0;
}

// Takes escapes out of the words of a window of `*size` bytes. Reduces `*size` to what is before an escape that reaches
// beyond the window, unless the text ends there. Returns false if an escape stands for a character of a word.
INLINE bool remove_escapes(const uint8_t *bytes, size_t *size, bool is_last, ccs_classes *classes) {
  const uint64_t even = 0x5555555555555555;
  uint64_t own = classes->backslashes, after = own << 1;
  // A run of backslashes that begins at an odd place carries into the byte after it.
  uint64_t escaped = (even ^ (((own & ~even & ~after) + own) << 1)) & after;
  classes->words &= ~escaped;
  if (!is_last && (own & ~escaped) >> (*size - 1) & 1) *size -= 1;
  for (uint64_t rest = escaped; rest; rest &= rest - 1) {
    size_t place = (size_t)__builtin_ctzll(rest);
    if (place >= *size || bytes[place] != 'u') continue;
    if (place + 5 > *size) {
      if (is_last) return false;
      *size = place - 1;
      return true;
    }
    // A control character, such as the one that begins a colour.
    if (bytes[place + 1] != '0' || bytes[place + 2] != '0' || (bytes[place + 3] & 0xfe) != '0') return false;
    classes->words &= ~((uint64_t)0x1f << place);
  }
  return true;
}

// Adds the words of a window. Returns the state, and the place and length of the word where it stopped.
INLINE ccs_split_state add_window(const uint8_t *bytes, ccs_classes classes, size_t *place, size_t *length,
                                  ccs_word_list *list) {
  uint64_t own = classes.words;
  // A character above ASCII may have more bytes when it is folded.
  uint64_t rest = own & ~(own << 1) & ((own >> 1 & own >> 2) | classes.wide);
  ccs_word *words = list->words, *recent = list->recent;
  size_t count = list->count;
  while (rest) {
    unsigned start = (unsigned)__builtin_ctzll(rest);
    rest &= rest - 1;
    uint64_t end = ~(own >> start);
    unsigned size = end ? (unsigned)__builtin_ctzll(end) : WINDOW;
    bool is_wide = (classes.wide >> start & (size == WINDOW ? ~(uint64_t)0 : ((uint64_t)1 << size) - 1)) != 0;
    if (__builtin_expect(size > SHORT || is_wide, 0)) {
      list->count = count;
      ccs_split_state state = CCS_SPLIT_END;
      if (is_wide) {
        state = add_unfolded(list, bytes + start, size);
      } else {
        add_ascii(list, bytes + start, size);
      }
      count = list->count;
      if (state != CCS_SPLIT_END) {
        *place = start;
        *length = size;
        return state;
      }
      continue;
    }
    count = add_short(words, count, recent, short_word(bytes + start, size));
  }
  list->count = count;
  return CCS_SPLIT_END;
}

// Adds the word at the place, which fills a window.
static ccs_split_state add_wide_window(const uint8_t *text, size_t count, bool has_escapes, size_t *place,
                                       size_t *length, ccs_word_list *list) {
  size_t end = *place;
  while (end < count && is_in_word(text[end])) end += 1;
  if (has_escapes && end + 1 < count && text[end] == '\\' && text[end + 1] == 'u') return CCS_SPLIT_ESCAPE;
  *length = end - *place;
  ccs_split_state state = add_unfolded(list, text + *place, *length);
  if (state == CCS_SPLIT_END) *place = end;
  return state;
}

// The classes of the first `size` bytes of a window.
INLINE ccs_classes classify_first(const uint8_t *bytes, size_t size) {
  ccs_classes classes = classify(bytes);
  if (size == WINDOW) return classes;
  uint64_t own = ((uint64_t)1 << size) - 1;
  return (ccs_classes){classes.words & own, classes.wide & own, classes.backslashes & own};
}

INLINE ccs_split_state split(const uint8_t *text, size_t count, size_t after, bool has_escapes, size_t *place,
                             size_t *length, ccs_word_list *list) {
  uint8_t tail[WINDOW + SHORT];
  ccs_marks marked;
  marked.count = 0;
  while (*place < count) {
    if (marked.count >= MARKS) add_marked(text, &marked, list);
    if (list->room - list->count < ROOM || list->size - list->used < ROOM * CCS_WORD_MAX) {
      add_marked(text, &marked, list);
      return CCS_SPLIT_FULL;
    }
    size_t left = count - *place, size = left < WINDOW ? left : WINDOW;
    const uint8_t *bytes = text + *place;
    if (left + after < sizeof tail) {
      memcpy(tail, bytes, left);
      memset(tail + left, 0, sizeof tail - left);
      bytes = tail;
    }
    ccs_classes classes = classify_first(bytes, size);
    if (has_escapes && classes.backslashes && !remove_escapes(bytes, &size, size == left, &classes)) {
      return CCS_SPLIT_ESCAPE;
    }
    if (size < WINDOW) classes.words &= ((uint64_t)1 << size) - 1;
    size_t used = size;
    if (size < left && classes.words >> (size - 1) & 1) {
      // The word continues after this window, so the next one begins with it.
      uint64_t before = ~(classes.words << (WINDOW - size));
      used = size - (before ? (size_t)__builtin_clzll(before) : WINDOW);
      if (used == 0) {
        add_marked(text, &marked, list);
        ccs_split_state state = add_wide_window(text, count, has_escapes, place, length, list);
        if (state != CCS_SPLIT_END) return state;
        continue;
      }
      classes.words &= ((uint64_t)1 << used) - 1;
    }
    uint64_t own = classes.words;
    if (!(own & classes.wide) && bytes != tail) {
      uint64_t first = own & ~(own << 1) & own >> 1 & own >> 2, last = own & ~(own >> 1) & own << 1 & own << 2;
      size_t words = (size_t)__builtin_popcountll(first);
      // A word has three bytes, so that its first and its last one take turns.
      mark(marked.places + 2 * marked.count, first | last, 2 * words, (uint32_t)*place);
      marked.count += words;
      *place += used;
      continue;
    }
    add_marked(text, &marked, list);
    size_t stop = 0;
    ccs_split_state state = add_window(bytes, classes, &stop, length, list);
    *place += state == CCS_SPLIT_END ? used : stop;
    if (state != CCS_SPLIT_END) return state;
  }
  add_marked(text, &marked, list);
  return CCS_SPLIT_END;
}

#if defined(__x86_64__)
// The same with the instructions for bits that processors have had since about 2013.
__attribute__((target("avx2,bmi,bmi2"))) static ccs_split_state split_newer(const uint8_t *text, size_t count,
                                                                            size_t after, bool has_escapes,
                                                                            size_t *place, size_t *length,
                                                                            ccs_word_list *list) {
  return split(text, count, after, has_escapes, place, length, list);
}

static bool is_newer(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
#endif

ccs_split_state ccs_split_words(const uint8_t *text, size_t count, size_t after, bool has_escapes, size_t *place,
                                size_t *length, ccs_word_list *list) {
#if defined(__x86_64__)
  static atomic_int known;  // 0 unknown, 1 newer, 2 older
  int state = atomic_load_explicit(&known, memory_order_relaxed);
  if (state == 0) {
    state = is_newer() ? 1 : 2;
    atomic_store_explicit(&known, state, memory_order_relaxed);
  }
  if (state == 1) return split_newer(text, count, after, has_escapes, place, length, list);
#endif
  return split(text, count, after, has_escapes, place, length, list);
}
