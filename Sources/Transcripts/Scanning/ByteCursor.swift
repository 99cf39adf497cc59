import Bytes

/// Reads the tokens of RFC 8259 from a buffer, and checks grammar and UTF-8 on the way.
///
/// Invariant: `start <= position <= end`, and no byte at or after `end` is read.
struct ByteCursor {
  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  var position: UnsafePointer<UInt8>
  /// True after an escape of half a surrogate pair.
  var sawLoneSurrogate = false
  /// The maximum number of nested containers.
  var depthMax = LineScanner.maximumDepth

  /// True when the bytes are known to be valid JSON, so that strings and values are passed over without a check. Where
  /// they are not, nothing beyond the end is read, but what is found is not said to be right.
  var isTrusted = false

  /// Creates a cursor at the start of a buffer; nil for a buffer without memory, which has nothing to read.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return nil }
    start = base
    end = base + bytes.count
    position = base
  }

  /// The number of bytes before the position.
  var offset: Int { position - start }

  /// The byte at the position; 0 at the end. No token starts with 0, so that one comparison serves for both.
  @inline(__always)
  var current: UInt8 { position < end ? position.pointee : 0 }

  @inline(__always)
  mutating func skipWhitespace() {
    while position < end, position.pointee <= .space {
      switch position.pointee {
      case .space, .lineFeed, .carriageReturn, .tab: position += 1
      default: return
      }
    }
  }

  /// Moves past the byte order mark that some programs put before UTF-8, and past whitespace.
  @inline(__always)
  mutating func skipByteOrderMark() {
    if end - position >= 3, position[0] == 0xef, position[1] == 0xbb, position[2] == 0xbf { position += 3 }
    skipWhitespace()
  }

  /// Moves past `byte`, or throws when another byte is there.
  @inline(__always)
  mutating func expect(_ byte: UInt8) throws(ScanFailure) {
    guard current == byte else { throw unexpected() }
    position += 1
  }

  /// Returns the defect of the byte at the position, which the grammar does not allow there.
  @inline(never)
  func unexpected() -> ScanFailure {
    guard position < end else { return ScanFailure(defect: .notJSON, offset: offset) }
    switch position.pointee {
    case 0: return ScanFailure(defect: .nulBytes, offset: offset)
    case 0x80...:
      var ahead = self
      do { try ahead.character() } catch { return error }
      return ScanFailure(defect: .notJSON, offset: offset)
    default: return ScanFailure(defect: .notJSON, offset: offset)
    }
  }

  // MARK: Strings

  /// Moves past a string whose opening quote is at the position. Returns the span between the quotes.
  @inline(__always)
  mutating func string() throws(ScanFailure) -> Span {
    if isTrusted { return try trustedString() }
    position += 1
    let first = position
    var hasEscapes = false
    while true {
      skipPlainText()
      switch current {
      case .quote:
        let span = Span(
          start: Int32(truncatingIfNeeded: first - start),
          count: Int32(truncatingIfNeeded: position - first),
          hasEscapes: hasEscapes
        )
        position += 1
        return span
      case .backslash:
        hasEscapes = true
        try escape()
      case 0x80...:
        try character()
      default:
        throw unexpected()
      }
    }
  }

  /// Moves past a string that is known to be valid. Cost: for a long one, two passes of `memchr`.
  @inline(never)
  private mutating func trustedString() throws(ScanFailure) -> Span {
    let first = position + 1
    if let count = shortTrustedString(first) {
      position = first + count + 1
      return Span(start: Int32(truncatingIfNeeded: first - start), count: Int32(truncatingIfNeeded: count))
    }
    let rest = UnsafeRawBufferPointer(start: first, count: max(0, end - first))
    var place = 0
    while let quote = rest.firstIndex(of: .quote, from: place) {
      var backslashes = 0
      while backslashes < quote, rest[quote - backslashes - 1] == .backslash { backslashes += 1 }
      guard backslashes % 2 == 0 else {
        place = quote + 1
        continue
      }
      position = first + quote + 1
      let hasEscapes = UnsafeRawBufferPointer(rebasing: rest[..<quote]).firstIndex(of: .backslash, from: 0) != nil
      return Span(
        start: Int32(truncatingIfNeeded: first - start), count: Int32(truncatingIfNeeded: quote),
        hasEscapes: hasEscapes)
    }
    position = end
    throw unexpected()
  }

  /// Returns the length of a string of less than 24 bytes without a backslash, which most keys and names are; nil for
  /// others.
  @inline(__always)
  private func shortTrustedString(_ first: UnsafePointer<UInt8>) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    for offset in stride(from: 0, to: 24, by: 8) where end - first >= offset + 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(first + offset).loadUnaligned(as: UInt64.self))
      let quotes = word ^ (ones &* UInt64(UInt8.quote))
      let backslashes = word ^ (ones &* UInt64(UInt8.backslash))
      // The lowest mark is exact, as in `skipPlainText`.
      let marks = (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & (ones &* 0x80)
      guard marks != 0 else { continue }
      let count = offset + marks.trailingZeroBitCount >> 3
      return first[count] == .quote ? count : nil
    }
    return nil
  }

  /// Moves past a container that is known to be valid.
  @inline(never)
  mutating func skipTrustedContainer() throws(ScanFailure) {
    var depth = 0
    while position < end {
      switch position.pointee {
      case .quote:
        _ = try trustedString()
        continue
      case .openBrace, .openBracket: depth += 1
      case .closeBrace, .closeBracket: depth -= 1
      default: break
      }
      position += 1
      if depth == 0 { return }
    }
    throw unexpected()
  }

  /// Moves to the next quote, backslash, control byte or byte above ASCII, or else to the end.
  @inline(__always)
  private mutating func skipPlainText() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highBits: UInt64 = 0x8080_8080_8080_8080
    while end - position >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
      // Each term sets the high bit of every byte to stop at. A borrow can wrongly mark only bytes above one that is
      // marked already, so the lowest mark is exact, and it is the only one used.
      let quotes = (word ^ (ones &* UInt64(UInt8.quote))) &- ones
      let backslashes = (word ^ (ones &* UInt64(UInt8.backslash))) &- ones
      let controls = word &- (ones &* UInt64(UInt8.space))
      let marks = (quotes | backslashes | controls | word) & highBits
      if marks != 0 {
        position += marks.trailingZeroBitCount >> 3
        return
      }
      position += 8
    }
    while position < end {
      let byte = position.pointee
      if byte == .quote || byte == .backslash || byte < .space || byte >= 0x80 { return }
      position += 1
    }
  }

  /// Moves past an escape whose backslash is at the position.
  @inline(__always)
  private mutating func escape() throws(ScanFailure) {
    position += 1
    switch current {
    case .quote, .backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      try unicodeEscape()
    default:
      throw unexpected()
    }
  }

  /// Moves past the four digits after `\u`, and also past the second escape of a surrogate pair.
  @inline(never)
  private mutating func unicodeEscape() throws(ScanFailure) {
    let unit = try hexadecimalUnit()
    guard unit & 0xF800 == 0xD800 else { return }
    let isHigh = unit & 0x0400 == 0
    guard isHigh, end - position >= 2, position[0] == .backslash, position[1] == UInt8(ascii: "u") else {
      sawLoneSurrogate = true
      return
    }
    position += 2
    // A second high half may begin a pair of its own, but that does not change the result.
    if try hexadecimalUnit() & 0xFC00 != 0xDC00 { sawLoneSurrogate = true }
  }

  private mutating func hexadecimalUnit() throws(ScanFailure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = current.hexadecimalDigit else { throw unexpected() }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  // MARK: UTF-8

  /// Moves past one character of two to four bytes, as table 3-7 of the Unicode Standard defines it. An error gives the
  /// offset of the first byte that cannot continue the character.
  @inline(__always)
  mutating func character() throws(ScanFailure) {
    let lead = position.pointee
    var second: ClosedRange<UInt8> = 0x80...0xBF
    let count: Int
    switch lead {
    case 0xC2...0xDF: count = 2
    case 0xE0...0xEF:
      count = 3
      if lead == 0xE0 { second = 0xA0...0xBF } else if lead == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      count = 4
      if lead == 0xF0 { second = 0x90...0xBF } else if lead == 0xF4 { second = 0x80...0x8F }
    default: throw ScanFailure(defect: .invalidUTF8, offset: offset)
    }
    position += 1
    for index in 1..<count {
      let byte = current
      guard index == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else {
        let isNUL = position < end && byte == 0
        throw ScanFailure(defect: isNUL ? .nulBytes : .invalidUTF8, offset: offset)
      }
      position += 1
    }
  }
}

extension UInt8 {
  @inline(__always) package static var space: UInt8 { UInt8(ascii: " ") }
  @inline(__always) static var tab: UInt8 { UInt8(ascii: "\t") }
  @inline(__always) static var lineFeed: UInt8 { UInt8(ascii: "\n") }
  @inline(__always) static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
  @inline(__always) package static var quote: UInt8 { UInt8(ascii: "\"") }
  @inline(__always) package static var backslash: UInt8 { UInt8(ascii: "\\") }
  @inline(__always) static var comma: UInt8 { UInt8(ascii: ",") }
  @inline(__always) static var colon: UInt8 { UInt8(ascii: ":") }
  @inline(__always) static var openBrace: UInt8 { UInt8(ascii: "{") }
  @inline(__always) static var closeBrace: UInt8 { UInt8(ascii: "}") }
  @inline(__always) static var openBracket: UInt8 { UInt8(ascii: "[") }
  @inline(__always) static var closeBracket: UInt8 { UInt8(ascii: "]") }
}
