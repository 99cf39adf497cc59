/// Recognises strings that nobody reads.
enum EncodedText {
  /// Returns whether a string is data in base64: at least 256 bytes, all from its alphabet, and any line but the last
  /// at least 60 long. `text` is what stands between the quotes.
  static func isEncoded(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= 256 else { return false }
    var line = 0
    var index = 0
    while index < text.count {
      // Most of it is eight such characters after the other.
      while index + 8 <= text.count, isEncoded(eight: UnsafeRawPointer(text.baseAddress! + index)) {
        line += 8
        index += 8
      }
      guard index < text.count else { break }
      let byte = text[index]
      if byte == 0x5c, index + 1 < text.count {
        // `\/` is a character of base64; `\n` and `\r` end a line.
        let escaped = text[index + 1]
        guard escaped == 0x2f || (escaped == 0x6e || escaped == 0x72) && (line == 0 || line >= 60) else { return false }
        line = escaped == 0x2f ? line + 1 : 0
        index += 2
        continue
      }
      guard byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2b || byte == 0x2f || byte == 0x3d else {
        return false
      }
      line += 1
      index += 1
    }
    return true
  }

  /// Returns whether eight bytes are all from the alphabet of base64, or `=`.
  @inline(__always)
  private static func isEncoded(eight: UnsafeRawPointer) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highBits = ones << 7
    let own = eight.loadUnaligned(as: UInt64.self)
    guard own & highBits == 0 else { return false }
    // The high bit of each byte says what holds for it; no sum carries into the next byte.
    func isAtLeast(_ bytes: UInt64, _ byte: UInt64) -> UInt64 { bytes &+ ones &* (0x80 - byte) }
    func equals(_ byte: UInt64) -> UInt64 { ~((own ^ ones &* byte) &+ ones &* 0x7f) }
    let small = own | ones &* 0x20
    let letters = isAtLeast(small, 0x61) & ~isAtLeast(small, 0x7b)
    let digits = isAtLeast(own, 0x30) & ~isAtLeast(own, 0x3a)
    let signs = equals(0x2b) | equals(0x2f) | equals(0x3d)
    return (letters | digits | signs) & highBits == highBits
  }
}
