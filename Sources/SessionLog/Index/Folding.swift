/// Removes the case of letters by Unicode's simple case folding, which ripgrep uses, too: `É` equals `é`, `Σ` equals
/// `σ` and `ς`, the Kelvin sign equals `k`.
package enum Folding {
  /// Returns the folded form of a character above ASCII.
  package static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    // The dotless i has no simple folding; the capital letter only seems to give it one.
    if scalar == "\u{131}" || scalar == "\u{130}" { return scalar }
    let upper = single(scalar.properties.uppercaseMapping) ?? scalar
    return single(upper.properties.lowercaseMapping) ?? upper
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    var scalars = text.unicodeScalars.makeIterator()
    guard let first = scalars.next(), scalars.next() == nil else { return nil }
    return first
  }

  /// Returns a byte with ASCII capital letters in lower case.
  @inline(__always)
  package static func fold(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Appends a folded text. Bytes that are not UTF-8 are appended one by one as they are.
  package static func fold(_ text: UnsafeRawBufferPointer, into out: inout [UInt8]) {
    out.reserveCapacity(out.count + text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        out.append(fold(byte))
        index += 1
      } else {
        index += character(text, index) { out.append($0) }
      }
    }
  }

  /// Calls `give` with the bytes of the folded form of the character at an index, which must not be ASCII. Returns the
  /// number of bytes that the character has in the text.
  @inline(__always)
  static func character(_ text: UnsafeRawBufferPointer, _ index: Int, _ give: (UInt8) -> Void) -> Int {
    let byte = text[index]
    if let count = caseless(text, index) {
      for offset in 0..<count { give(text[index + offset]) }
      return count
    }
    let count = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    let bytes = UnsafeRawBufferPointer(rebasing: text[index..<min(text.count, index + count)])
    guard let scalar = scalar(bytes) else {
      give(byte)
      return 1
    }
    for byte in UTF8.encode(fold(scalar))! { give(byte) }
    return bytes.count
  }

  /// Returns the number of bytes of a well-formed character from a part of Unicode without letters that have a case:
  /// punctuation, lines and boxes, signs, Chinese and Japanese, emoji. Returns nil for all others, which need a look at
  /// their properties: that takes a hundred times as long.
  @inline(__always)
  private static func caseless(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int? {
    func isRest(_ offset: Int) -> Bool { text[index + offset] & 0xc0 == 0x80 }
    guard index + 3 <= text.count else { return nil }
    let (first, second) = (text[index], text[index + 1])
    switch first {
    // U+2000 to U+20FF, U+2500 to U+2BFF, and U+3000 to U+9FFF.
    case 0xe2 where second & 0xfc == 0x80 || 0x94...0xaf ~= second, 0xe3...0xe9:
      return isRest(1) && isRest(2) ? 3 : nil
    // U+1F000 to U+1FFFF.
    case 0xf0 where second == 0x9f && index + 4 <= text.count: return isRest(2) && isRest(3) ? 4 : nil
    default: return nil
    }
  }

  private static func scalar(_ bytes: UnsafeRawBufferPointer) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator), iterator.next() == nil else { return nil }
    return scalar
  }
}
