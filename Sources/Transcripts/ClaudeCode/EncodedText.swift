/// Recognises strings that nobody reads.
enum EncodedText {
  /// Returns whether a string is data in base64: at least 256 bytes, all from its alphabet, and any line but the last
  /// at least 60 long. `text` is what stands between the quotes.
  static func isEncoded(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= 256 else { return false }
    var line = 0
    var index = 0
    while index < text.count {
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
}
