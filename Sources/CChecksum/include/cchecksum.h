#pragma once
#include <stddef.h>
#include <stdint.h>
#include "callocator.h"
#include "cliteral.h"
#include "cmd5.h"
#include "csha256.h"
#include "cspawn.h"
#include "cwords.h"

// Returns the CRC-32C (Castagnoli, RFC 3720 B.4) of `count` bytes, continuing from `crc` (0 to begin). Uses the
// processor's instruction if there is one, which is determined at run time.
uint32_t ccs_crc32c(uint32_t crc, const void *_Nullable bytes, size_t count);

// Computes the same in portable C, for processors without the instruction and to test the other implementation.
uint32_t ccs_crc32c_portable(uint32_t crc, const void *_Nullable bytes, size_t count);

// Returns 1 if ccs_crc32c uses the processor's instruction, else 0.
int ccs_crc32c_is_hardware(void);
