/// A value of a line, which its shape leaves open.
struct LineToken {
  /// The index of its first byte in the block; of a string, the byte after the quote.
  var start: UInt32
  /// The number of bytes of a string, without its quotes; 0 for an integer.
  var length: UInt32
  /// The value of an integer; 0 for a string.
  var number: Int64
}

/// The bytes that stand in a shape in the place of values.
enum ShapeMark {
  static let string: UInt8 = 0x01
  static let integer: UInt8 = 0x02
  /// One or more strings with commas between them, which are the whole content of an array.
  static let strings: UInt8 = 0x03
}

/// Splits a line of JSON into its shape, which is the line with marks in the place of its values, and the values.
///
/// It does not check that the line is JSON. Every line that it accepts is restored exactly from shape and values.
enum LineTokenizer {
  /// Appends the shape of a line, its values, and the number of strings for each mark `strings`. About 1 GB/s.
  ///
  /// Returns false when the line must be stored as it is. The caller must then remove what was appended.
  static func tokenize(
    _ block: UnsafeRawBufferPointer, _ line: Range<Int>, shape: inout ByteBuffer, tokens: inout [LineToken],
    counts: inout [UInt32]
  ) -> Bool {
    guard line.count > 1, block[line.lowerBound] == UInt8(ascii: "{") else { return false }
    let bytes = block.baseAddress!.assumingMemoryBound(to: UInt8.self)
    var place = line.lowerBound
    let end = line.upperBound
    /// The length of the shape after the last `[`, as long as only strings and commas followed it; otherwise −1.
    var arrayStart = -1
    var arrayTokens = 0
    while place < end {
      let byte = bytes[place]
      switch byte {
      case 0x22:
        guard let close = closingQuote(bytes, place &+ 1, end) else { return false }
        if close &+ 1 < end, bytes[close &+ 1] == 0x3a {
          shape.append(bytes + place, close &+ 1 &- place)
          arrayStart = -1
        } else {
          shape.append(ShapeMark.string)
          tokens.append(
            LineToken(
              start: UInt32(truncatingIfNeeded: place &+ 1), length: UInt32(truncatingIfNeeded: close &- place &- 1),
              number: 0))
        }
        place = close &+ 1
      case 0x2d, 0x30...0x39:
        arrayStart = -1
        let start = place
        place &+= 1
        while place < end, isNumber(bytes[place]) { place &+= 1 }
        addNumber(bytes, start..<place, &shape, &tokens)
      case 0x5b:
        shape.append(byte)
        arrayStart = shape.count
        arrayTokens = tokens.count
        place &+= 1
      case 0x5d:
        if arrayStart >= 0 { endArray(arrayStart, tokens.count &- arrayTokens, &shape, &counts) }
        arrayStart = -1
        shape.append(byte)
        place &+= 1
      case 0x2c:
        shape.append(byte)
        place &+= 1
      case 0..<0x20:
        guard byte == 0x0a, place == end &- 1 else { return false }
        shape.append(byte)
        place &+= 1
      default:
        arrayStart = -1
        shape.append(byte)
        place &+= 1
      }
    }
    return true
  }

  /// Appends a number: as a value when its digits follow from it, otherwise as a part of the shape.
  @inline(__always)
  private static func addNumber(
    _ bytes: UnsafePointer<UInt8>, _ place: Range<Int>, _ shape: inout ByteBuffer, _ tokens: inout [LineToken]
  ) {
    let start = place.lowerBound
    if let number = canonicalInteger(bytes + start, place.count) {
      shape.append(ShapeMark.integer)
      tokens.append(LineToken(start: UInt32(truncatingIfNeeded: start), length: 0, number: number))
    } else {
      shape.append(bytes + start, place.count)
    }
  }

  /// Ends an array of `count` values whose shape begins at `start`. When the shape has strings and commas in turn, and
  /// a string first and last, the mark for an array of strings takes its place.
  @inline(__always)
  private static func endArray(_ start: Int, _ count: Int, _ shape: inout ByteBuffer, _ counts: inout [UInt32]) {
    guard count > 0, shape.count &- start == 2 &* count &- 1 else { return }
    shape.truncate(to: start)
    shape.append(ShapeMark.strings)
    counts.append(UInt32(truncatingIfNeeded: count))
  }

  /// Returns the index of the quote that ends the string starting at `start`; nil when there is none, or when the
  /// string has something that could not be restored.
  @inline(__always)
  private static func closingQuote(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var place = start
    while true {
      while place &+ 8 <= end {
        let found = ByteWord.special(ByteWord.load(bytes + place))
        if found != 0 {
          place &+= found.trailingZeroBitCount &>> 3
          break
        }
        place &+= 8
      }
      guard place < end else { return nil }
      switch bytes[place] {
      case 0x22: return place
      case 0x5c:
        guard place &+ 1 < end, isEscape(bytes[place &+ 1]) else { return nil }
        place &+= 2
      case 0..<0x20: return nil
      default: place &+= 1
      }
    }
  }

  @inline(__always)
  private static func isEscape(_ letter: UInt8) -> Bool {
    switch letter {
    case 0x22, 0x2f, 0x5c, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
      UInt8(ascii: "t"), UInt8(ascii: "u"):
      true
    default: false
    }
  }

  @inline(__always)
  private static func isNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65: true
    default: false
    }
  }

  /// Returns the value of an integer of at most 17 digits, without sign or with a minus; nil when the number would not
  /// be written in the same way again.
  @inline(__always)
  private static func canonicalInteger(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    let isNegative = bytes[0] == 0x2d
    let first = isNegative ? 1 : 0
    guard count > first, count &- first <= 17 else { return nil }
    if bytes[first] == 0x30, count &- first > 1 || isNegative { return nil }
    var value: Int64 = 0
    for index in first..<count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return isNegative ? 0 &- value : value
  }
}
