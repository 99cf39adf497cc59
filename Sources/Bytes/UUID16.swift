/// A UUID: 16 bytes, in the order in which its text shows them.
public struct UUID16: Hashable, Sendable, CustomStringConvertible {
  /// The first 8 bytes, most significant byte first.
  public var high: UInt64
  /// The last 8 bytes, most significant byte first.
  public var low: UInt64

  /// Creates a UUID of its first and its last 8 bytes, each most significant byte first.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Creates a UUID from the first 16 of `bytes`, which must have at least that many.
  public init(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count >= 16)
    var (high, low): (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.prefix(16).enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.init(high: high, low: low)
  }

  /// The 16 bytes, in the order of the text.
  public var bytes: [UInt8] {
    [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
  }

  /// The text: 32 lower-case hexadecimal digits with hyphens, 36 characters.
  public var description: String {
    let digits = Array(hexadecimal(bytes))
    return [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
      .map { String($0) }.joined(separator: "-")
  }

  /// Parses a lower-case text with hyphens; nil for anything else, so that `description` gives back the same text.
  public init?(text: UnsafeBufferPointer<UInt8>) {
    guard text.count == 36, text[8] == 0x2d, text[13] == 0x2d, text[18] == 0x2d, text[23] == 0x2d else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    // The digits are as good as random, so a branch on any of them would be predicted wrongly half of the time.
    let wrong =
      Self.read(text, 0..<8, &high) | Self.read(text, 9..<13, &high) | Self.read(text, 14..<18, &high)
      | Self.read(text, 19..<23, &low) | Self.read(text, 24..<36, &low)
    guard wrong == 0 else { return nil }
    self.init(high: high, low: low)
  }

  /// Shifts the digits of `range` into `word`. Returns 0 when all of them are lower-case hexadecimal digits, else 1.
  @inline(__always)
  private static func read(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ word: inout UInt64) -> UInt8 {
    var wrong: UInt8 = 0
    for index in range {
      let character = text[index]
      let isDigit: UInt8 = character &- 0x30 < 10 ? 1 : 0
      let isLetter: UInt8 = character &- 0x61 < 6 ? 1 : 0
      wrong |= (isDigit | isLetter) ^ 1
      word = word &<< 4 | UInt64((character & 15) &+ 9 &* isLetter)
    }
    return wrong
  }

  /// Parses a lower-case text with hyphens; nil for anything else.
  public init?(_ text: String) {
    var text = text
    guard let uuid = text.withUTF8({ UUID16(text: $0) }) else { return nil }
    self = uuid
  }
}

/// Returns the bytes that `hexadecimal` gives as `text`; nil if `text` is anything else.
package func bytes(hexadecimal text: some StringProtocol) -> [UInt8]? {
  let digits = text.utf8.map { digit -> UInt8? in
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  for place in stride(from: 0, to: digits.count, by: 2) {
    guard let high = digits[place], let low = digits[place + 1] else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}

/// Returns the lower-case hexadecimal digits of `bytes`, two for each.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
