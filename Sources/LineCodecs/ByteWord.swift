import Bytes

/// Works on eight bytes at a time.
enum ByteWord {
  /// Loads eight bytes, the first one into the lowest bits. `start` need not be aligned.
  @inline(__always)
  static func load(_ start: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
  }

  /// Sets bit 7 in every byte of `word` that is `"`, `\` or below 0x20. Bytes after the first of these may be marked
  /// wrongly, so only the lowest mark is certain.
  @inline(__always)
  static func special(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word
    return found & 0x8080_8080_8080_8080
  }
}
