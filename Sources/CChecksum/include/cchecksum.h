#pragma once
#include <stddef.h>
#include <stdint.h>
#include "callocator.h"
#include "cmd5.h"
#include "csha256.h"

// CRC-32C (Castagnoli, RFC 3720 B.4) of `count` bytes, continuing from `crc` (0 to begin).
// Uses the processor's instruction where there is one, found out at run time.
uint32_t ccs_crc32c(uint32_t crc, const void *_Nullable bytes, size_t count);

// The portable implementation, for processors without the instruction and for testing the other against.
uint32_t ccs_crc32c_portable(uint32_t crc, const void *_Nullable bytes, size_t count);

// 1 where ccs_crc32c uses the processor's instruction.
int ccs_crc32c_is_hardware(void);
