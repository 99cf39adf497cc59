// Compresses bytes as DEFLATE. Repetitions are found by a table of the last two places of each hash of four bytes, and
// the first one that is there is taken. The codes of each block are made for what is in it.
#include <stdbool.h>
#include <stdlib.h>

#include "bytes.h"
#include "cdeflate.h"

enum {
  // How far back a repetition may be, and its lengths.
  WINDOW = 1 << 15,
  LENGTH_MIN = 4,
  LENGTH_MAX = 258,
  HASH_BITS = 15,
  // The number of literals and repetitions in a block.
  TOKENS = 1 << 15,
  // The numbers of symbols: of literals, the end and lengths; of distances; of lengths of codes.
  LITERALS = 286,
  DISTANCES = 30,
  LENGTHS = 19,
  END_OF_BLOCK = 256,
  // More bytes than the codes of a block take.
  HEADER_MAX = 1024,
};

// The code of a symbol, as it stands in the stream; without bits if the symbol does not occur.
typedef struct {
  uint16_t code;
  uint8_t bits;
} code;

typedef struct {
  // By hash, the last two places, each plus WINDOW + 1, so that 0 is too far away from all.
  uint32_t places[1 << HASH_BITS][2];
  // Literals below 256, and repetitions: the length, shifted by 16, and the distance.
  uint32_t tokens[TOKENS];
  size_t count;
  uint32_t literal_counts[LITERALS], distance_counts[DISTANCES];
  code literals[LITERALS], distances[DISTANCES];
} encoder;

// Where the stream is written to; `bits` has the `count` bits that follow.
typedef struct {
  uint8_t *next;
  uint64_t bits;
  unsigned count;
} stream;

// A symbol of a length or a distance, and the number and the value of the bits after it.
typedef struct {
  unsigned symbol, bits, value;
} symbol;

INLINE uint32_t load_four(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap32(value);
#endif
  return value;
}

INLINE uint32_t hashed(const uint8_t *bytes) { return load_four(bytes) * 0x9e3779b1u >> (32 - HASH_BITS); }

INLINE symbol length_symbol(unsigned length) {
  unsigned rest = length - 3;
  if (length == LENGTH_MAX) return (symbol){28, 0, 0};
  if (rest < 8) return (symbol){rest, 0, 0};
  unsigned bits = 29 - (unsigned)__builtin_clz(rest);
  return (symbol){4 * (bits + 1) + (rest >> bits & 3), bits, rest & ((1u << bits) - 1)};
}

INLINE symbol distance_symbol(unsigned distance) {
  unsigned rest = distance - 1;
  if (rest < 4) return (symbol){rest, 0, 0};
  unsigned bits = 30 - (unsigned)__builtin_clz(rest);
  return (symbol){2 * (bits + 1) + (rest >> bits & 1), bits, rest & ((1u << bits) - 1)};
}

// MARK: The stream

// Up to 57 bits may be put before they are flushed.
INLINE void put(stream *stream, uint64_t value, unsigned bits) {
  stream->bits |= value << stream->count;
  stream->count += bits;
}

INLINE void put_code(stream *stream, code code) { put(stream, code.code, code.bits); }

INLINE void flush(stream *stream) {
  uint64_t bits = stream->bits;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  bits = __builtin_bswap64(bits);
#endif
  memcpy(stream->next, &bits, 8);
  stream->next += stream->count >> 3;
  stream->bits >>= stream->count & ~7u;
  stream->count &= 7;
}

// MARK: Codes

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

// Makes a code of at most `max` bits for each symbol that occurs, and for two at least, as decoders want it.
static void make_codes(const uint32_t *counts, unsigned symbols, unsigned max, code *codes) {
  // The symbols that occur, in the order of their counts, with the symbol in the lower 9 bits.
  uint32_t order[LITERALS];
  unsigned used = 0;
  for (unsigned symbol = 0; symbol < symbols; symbol++) {
    codes[symbol].bits = 0;
    if (counts[symbol] > 0) order[used++] = counts[symbol] << 9 | symbol;
  }
  for (unsigned symbol = 0; used < 2; symbol++) {
    if (counts[symbol] == 0) order[used++] = 1 << 9 | symbol;
  }
  qsort(order, used, sizeof *order, by_value);

  // Huffman's tree: the two lightest nodes get a parent, until one is left. Parents come after their children.
  uint32_t weights[2 * LITERALS];
  uint16_t parents[2 * LITERALS];
  uint8_t depths[2 * LITERALS];
  for (unsigned node = 0; node < used; node++) weights[node] = order[node] >> 9;
  unsigned leaf = 0, inner = used, root = 2 * used - 2;
  for (unsigned node = used; node <= root; node++) {
    weights[node] = 0;
    for (unsigned child = 0; child < 2; child++) {
      bool is_leaf = leaf < used && (inner == node || weights[leaf] <= weights[inner]);
      unsigned lightest = is_leaf ? leaf++ : inner++;
      weights[node] += weights[lightest];
      parents[lightest] = (uint16_t)node;
    }
  }
  unsigned lengths[16] = {0};
  depths[root] = 0;
  for (unsigned node = root; node-- > 0;) {
    depths[node] = depths[parents[node]] + 1;
    if (node < used) lengths[depths[node] > max ? max : depths[node]]++;
  }
  // Codes that are cut take too much of the space of all codes: shorter ones are made longer, one at a time.
  uint32_t taken = 0;
  for (unsigned bits = 1; bits <= max; bits++) taken += (uint32_t)lengths[bits] << (max - bits);
  for (; taken > 1u << max; taken--) {
    unsigned bits = max - 1;
    while (lengths[bits] == 0) bits--;
    lengths[bits]--;
    lengths[bits + 1] += 2;
    lengths[max]--;
  }

  // The rarest symbols have the longest codes; codes of one length ascend with their symbols.
  unsigned place = 0;
  for (unsigned bits = max; bits > 0; bits--) {
    for (unsigned left = lengths[bits]; left > 0; left--) codes[order[place++] & 511].bits = (uint8_t)bits;
  }
  uint32_t next[16] = {0};
  for (unsigned bits = 1; bits < max; bits++) next[bits + 1] = (next[bits] + lengths[bits]) << 1;
  for (unsigned symbol = 0; symbol < symbols; symbol++) {
    unsigned bits = codes[symbol].bits, reversed = 0;
    if (bits == 0) continue;
    uint32_t value = next[bits]++;
    for (unsigned bit = 0; bit < bits; bit++) reversed |= (value >> bit & 1) << (bits - 1 - bit);
    codes[symbol].code = (uint16_t)reversed;
  }
}

// MARK: Blocks

// Writes the lengths of all codes: one by one, or as runs of one length.
static void write_lengths(const uint8_t *lengths, unsigned count, unsigned literals, unsigned distances,
                          stream *stream) {
  static const uint8_t order[LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  static const uint8_t extra_bits[LENGTHS] = {[16] = 2, [17] = 3, [18] = 7};
  struct {
    uint8_t symbol, extra;
  } runs[LITERALS + DISTANCES];
  uint32_t counts[LENGTHS] = {0};
  unsigned used = 0;
  for (unsigned start = 0, end; start < count; start = end) {
    for (end = start + 1; end < count && lengths[end] == lengths[start];) end++;
    for (unsigned left = end - start, taken; left > 0; left -= taken) {
      uint8_t symbol = lengths[start], extra = 0;
      bool is_repeated = left < end - start;
      taken = 1;
      if (symbol == 0 && left >= 11) {
        taken = left < 138 ? left : 138;
        symbol = 18;
        extra = (uint8_t)(taken - 11);
      } else if (symbol == 0 && left >= 3) {
        taken = left;
        symbol = 17;
        extra = (uint8_t)(taken - 3);
      } else if (symbol != 0 && is_repeated && left >= 3) {
        taken = left < 6 ? left : 6;
        symbol = 16;
        extra = (uint8_t)(taken - 3);
      }
      runs[used].symbol = symbol;
      runs[used++].extra = extra;
      counts[symbol]++;
    }
  }
  code codes[LENGTHS];
  make_codes(counts, LENGTHS, 7, codes);
  unsigned last = LENGTHS;
  while (last > 4 && codes[order[last - 1]].bits == 0) last--;
  put(stream, literals - 257, 5);
  put(stream, distances - 1, 5);
  put(stream, last - 4, 4);
  for (unsigned index = 0; index < last; index++) {
    put(stream, codes[order[index]].bits, 3);
    flush(stream);
  }
  for (unsigned index = 0; index < used; index++) {
    put_code(stream, codes[runs[index].symbol]);
    put(stream, runs[index].extra, extra_bits[runs[index].symbol]);
    flush(stream);
  }
}

static void write_tokens(const encoder *encoder, stream *output) {
  stream stream = *output;  // a copy stays in registers
  const uint32_t *token = encoder->tokens, *end = token + encoder->count;
  while (token < end) {
    if (*token < 256) {
      // Three codes of 15 bits fit.
      put_code(&stream, encoder->literals[*token++]);
      if (token < end && *token < 256) put_code(&stream, encoder->literals[*token++]);
      if (token < end && *token < 256) put_code(&stream, encoder->literals[*token++]);
    } else {
      symbol length = length_symbol(*token >> 16), distance = distance_symbol(*token & 0xffff);
      token++;
      put_code(&stream, encoder->literals[257 + length.symbol]);
      put(&stream, length.value, length.bits);
      put_code(&stream, encoder->distances[distance.symbol]);
      put(&stream, distance.value, distance.bits);
    }
    flush(&stream);
  }
  put_code(&stream, encoder->literals[END_OF_BLOCK]);
  flush(&stream);
  *output = stream;
}

static void write_block(encoder *encoder, stream *stream) {
  encoder->literal_counts[END_OF_BLOCK] = 1;
  make_codes(encoder->literal_counts, LITERALS, 15, encoder->literals);
  make_codes(encoder->distance_counts, DISTANCES, 15, encoder->distances);
  unsigned literals = LITERALS, distances = DISTANCES;
  while (encoder->literals[literals - 1].bits == 0) literals--;
  while (encoder->distances[distances - 1].bits == 0) distances--;
  uint8_t lengths[LITERALS + DISTANCES];
  for (unsigned index = 0; index < literals; index++) lengths[index] = encoder->literals[index].bits;
  for (unsigned index = 0; index < distances; index++) lengths[literals + index] = encoder->distances[index].bits;
  put(stream, 0, 1);  // not the last block
  put(stream, 2, 2);  // with codes of its own
  write_lengths(lengths, literals + distances, literals, distances, stream);
  write_tokens(encoder, stream);
  encoder->count = 0;
  memset(encoder->literal_counts, 0, sizeof encoder->literal_counts);
  memset(encoder->distance_counts, 0, sizeof encoder->distance_counts);
}

INLINE void add(encoder *encoder, uint32_t token, stream *stream) {
  encoder->tokens[encoder->count++] = token;
  if (encoder->count == TOKENS) write_block(encoder, stream);
}

// MARK: Repetitions

// Returns how many bytes are equal, at most `max`; the first four are.
INLINE unsigned equal_bytes(const uint8_t *a, const uint8_t *b, unsigned max) {
  unsigned count = LENGTH_MIN;
  for (; count + 8 <= max; count += 8) {
    uint64_t difference = load(a + count) ^ load(b + count);
    if (difference) return count + ((unsigned)__builtin_ctzll(difference) >> 3);
  }
  while (count < max && a[count] == b[count]) count++;
  return count;
}

INLINE void remember(encoder *encoder, const uint8_t *input, size_t place) {
  uint32_t *places = encoder->places[hashed(input + place)];
  places[1] = places[0];
  places[0] = (uint32_t)place + WINDOW + 1;
}

// Returns the repetition at a place that is the longer one of two, as a token; 0 if there is none.
INLINE uint32_t repetition(const encoder *encoder, const uint8_t *input, size_t place, unsigned max) {
  const uint32_t *places = encoder->places[hashed(input + place)];
  unsigned length = LENGTH_MIN - 1, distance = 0;
  for (unsigned index = 0; index < 2; index++) {
    uint32_t back = (uint32_t)place + WINDOW + 1 - places[index];
    if (back > WINDOW || length == max) break;
    const uint8_t *here = input + place, *there = here - back;
    if (load_four(here) != load_four(there) || here[length] != there[length]) continue;
    unsigned found = equal_bytes(here, there, max);
    if (found > length) length = found, distance = back;
  }
  return distance == 0 ? 0 : length << 16 | distance;
}

size_t ccs_deflate_bound(size_t count) {
  // Each byte gives at most a code of 15 bits.
  return 2 * count + (count / TOKENS + 2) * HEADER_MAX;
}

size_t ccs_deflate(const uint8_t *input, size_t count, uint8_t *output) {
  encoder *encoder = calloc(1, sizeof *encoder);
  if (encoder == NULL) return 0;
  stream stream = {output, 0, 0};
  // Hashes read four bytes.
  size_t hashed_end = count < LENGTH_MIN ? 0 : count - LENGTH_MIN + 1;
  size_t place = 0;
  while (place < count) {
    size_t rest = count - place;
    uint32_t token = 0;
    if (place < hashed_end) {
      token = repetition(encoder, input, place, rest < LENGTH_MAX ? (unsigned)rest : LENGTH_MAX);
      remember(encoder, input, place);
    }
    if (token == 0) {
      encoder->literal_counts[input[place]]++;
      add(encoder, input[place++], &stream);
      continue;
    }
    encoder->literal_counts[257 + length_symbol(token >> 16).symbol]++;
    encoder->distance_counts[distance_symbol(token & 0xffff).symbol]++;
    size_t end = place + (token >> 16);
    for (place++; place < end && place < hashed_end; place++) remember(encoder, input, place);
    place = end;
    add(encoder, token, &stream);
  }
  if (encoder->count > 0) write_block(encoder, &stream);
  free(encoder);
  // An empty block without codes, which begins and ends on the border of a byte.
  put(&stream, 0, 3);
  stream.count = (stream.count + 7) & ~7u;
  flush(&stream);
  memcpy(stream.next, "\x00\x00\xff\xff", 4);
  return (size_t)(stream.next + 4 - output);
}
