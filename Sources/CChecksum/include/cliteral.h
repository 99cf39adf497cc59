#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes to be found in a text. With `ignores_case` they are in lower case, and a capital letter of ASCII in the text is
// equal to its small one.
typedef struct {
  const uint8_t *_Nonnull bytes;
  // At least 1.
  size_t count;
  // The places in `bytes` of the two bytes that are looked for first: those that are rarest in texts. They may be the
  // same.
  size_t first, second;
  bool ignores_case;
} ccs_literal;

// Returns the first place from `from` on where the literal is in a text of `count` bytes; -1 if there is none.
// Cost: about 0.1 ns per byte, and a comparison wherever both bytes are.
ptrdiff_t ccs_find_literal(const uint8_t *_Nonnull text, size_t count, size_t from,
                           const ccs_literal *_Nonnull literal);

// Returns the same, as any processor finds it.
ptrdiff_t ccs_find_literal_portably(const uint8_t *_Nonnull text, size_t count, size_t from,
                                    const ccs_literal *_Nonnull literal);
