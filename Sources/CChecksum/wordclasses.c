// The classes of bytes and short words, as any processor finds them.
#include "wordclasses.h"

ccs_classes ccs_classify_portably(const uint8_t *bytes) {
  ccs_classes classes = {0, 0, 0};
  for (int index = 0; index < WINDOW; index += 8) {
    // No sum carries into the next byte.
    uint64_t eight = load(bytes + index), low = eight & ONES * 0x7f, small = low | ONES * 0x20;
    uint64_t letters = (small + ONES * (0x80 - 0x61)) & ~(small + ONES * (0x80 - 0x7b));
    uint64_t digits = (low + ONES * (0x80 - 0x30)) & ~(low + ONES * (0x80 - 0x3a));
    classes.words |= bits(letters | digits | equal(eight, '_') | eight) << index;
    classes.wide |= bits(eight) << index;
    classes.backslashes |= bits(equal(eight, '\\')) << index;
  }
  return classes;
}

ccs_word ccs_short_word_portably(const uint8_t *bytes, size_t length) {
  uint64_t halves[2], mask[2];
  memcpy(halves, bytes, SHORT);
  memcpy(mask, KEPT + SHORT - length, SHORT);
  for (int index = 0; index < 2; index++) {
    uint64_t half = halves[index] & mask[index], low = half & ONES * 0x7f;
    uint64_t capitals = (low + ONES * (0x80 - 0x41)) & ~(low + ONES * (0x80 - 0x5b)) & ~half & ONES * 0x80;
    halves[index] = half | capitals >> 2;
  }
  return (ccs_word){halves[0], halves[1]};
}

ccs_classes ccs_classify(const uint8_t *bytes) { return classify(bytes); }

ccs_word ccs_short_word(const uint8_t *bytes, size_t length) { return short_word(bytes, length); }
