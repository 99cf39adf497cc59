#pragma once
#include <stddef.h>
#include <stdint.h>

// The most bytes that `ccs_deflate` writes for so many. Fewer than a thousandth more than they are come about, but room
// that is not written to costs nothing.
size_t ccs_deflate_bound(size_t count);

// Compresses less than 2^31 bytes to blocks of DEFLATE (RFC 1951). None of them is the last one, and they end on the
// border of a byte, so that other blocks can follow. `output` must have room for `ccs_deflate_bound` bytes. Returns the
// number of bytes written; 0 if there is no memory. Equal bytes give equal blocks on every machine.
//
// Speed: 300 to 450 MB/s for JSON, more than twice that of level 3 of zlib, with blocks of the same length. Memory:
// 0.4 MB.
size_t ccs_deflate(const uint8_t *input, size_t count, uint8_t *output);
