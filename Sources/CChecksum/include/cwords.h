#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A folded word. One of up to 16 bytes stands here, with zeros after its end; it has no zeros itself. Of a longer one
// the first half is 0, and the second has its offset in the bytes of the list, shifted by 8, and its length.
typedef struct {
  uint64_t low, high;
} ccs_word;

// The words of a set, in the order of their first occurrence. A word may be in the list several times, because only the
// recent ones are remembered.
typedef struct {
  ccs_word *words;
  size_t count, room;
  // The words of more than 16 bytes, one after the other.
  uint8_t *bytes;
  size_t used, size;
  // The last words of up to 16 bytes by their hash, CCS_RECENT of them; one of zeros is none.
  ccs_word *recent;
  // The numbers in `words` plus 1 of the last longer words by their hash, CCS_RECENT_LONG of them.
  uint32_t *recent_long;
} ccs_word_list;

enum {
  CCS_RECENT = 1 << 12,
  CCS_RECENT_LONG = 1 << 10,
  // The lengths in bytes: of the shortest word that is kept, of the longest one, and by which the parts of a longer one
  // overlap.
  CCS_WORD_MIN = 3,
  CCS_WORD_MAX = 64,
  CCS_WORD_OVERLAP = 32,
};

typedef enum {
  // The text is at its end.
  CCS_SPLIT_END,
  // The list needs more room.
  CCS_SPLIT_FULL,
  // The word at the place has a character whose case may have to be removed. It is not in the list.
  CCS_SPLIT_OTHER,
  // An escape stands for a character that may belong to a word. The words before it may be in the list.
  CCS_SPLIT_ESCAPE,
} ccs_split_state;

// Adds the words of a text to a list, from `*place` on, where no word and no escape may be divided. Moves `*place` to
// where it stopped. After `CCS_SPLIT_OTHER`, `*length` is the length of the word there. With `has_escapes` the text is
// that of a JSON string between its quotes. `after` bytes can be read after the text. The text has less than 4 GiB.
ccs_split_state ccs_split_words(const uint8_t *text, size_t count, size_t after, bool has_escapes, size_t *place,
                                size_t *length, ccs_word_list *list);

// Adds a folded word of any length that has no zeros. Returns false, perhaps after some of its parts, when the list
// needs more room.
bool ccs_add_word(ccs_word_list *list, const uint8_t *word, size_t length);

// The classes of 64 bytes, one bit each: bytes of words, bytes above ASCII, which belong to words, too, and
// backslashes.
typedef struct {
  uint64_t words, wide, backslashes;
} ccs_classes;

// Returns the classes as the processor finds them best, and as any processor does.
ccs_classes ccs_classify(const uint8_t *bytes);
ccs_classes ccs_classify_portably(const uint8_t *bytes);

// Returns the first `length` of 16 bytes, folded; at most 16, as the processor finds them best, and as any does.
ccs_word ccs_short_word(const uint8_t *bytes, size_t length);
ccs_word ccs_short_word_portably(const uint8_t *bytes, size_t length);
