import LineCodecs

/// Letters without their case, by Unicode's simple case folding, which ripgrep uses too: `É` and `é`, `Σ`, `σ` and `ς`, the Kelvin sign and `k` are one.
enum Folding {
  /// Of a character above ASCII.
  static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    // The dotless i has no simple folding; it only seems to have one by way of the capital.
    if scalar == "\u{131}" || scalar == "\u{130}" { return scalar }
    let upper = single(scalar.properties.uppercaseMapping) ?? scalar
    return single(upper.properties.lowercaseMapping) ?? upper
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    var scalars = text.unicodeScalars.makeIterator()
    guard let first = scalars.next(), scalars.next() == nil else { return nil }
    return first
  }

  @inline(__always)
  static func fold(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Appends a text without its case. Bytes that are no UTF-8 stay as they are, each by itself.
  static func fold(_ text: UnsafeRawBufferPointer, into out: inout [UInt8]) {
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

  /// Gives the bytes of the character at a place, which is no ASCII, without its case. How many bytes it has.
  @inline(__always)
  static func character(_ text: UnsafeRawBufferPointer, _ index: Int, _ give: (UInt8) -> Void) -> Int {
    let byte = text[index]
    let count = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    let bytes = UnsafeRawBufferPointer(rebasing: text[index..<min(text.count, index + count)])
    guard let scalar = scalar(bytes) else {
      give(byte)
      return 1
    }
    for byte in UTF8.encode(fold(scalar))! { give(byte) }
    return bytes.count
  }

  private static func scalar(_ bytes: UnsafeRawBufferPointer) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator), iterator.next() == nil else { return nil }
    return scalar
  }
}
