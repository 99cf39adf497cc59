import Bytes

/// Writes flat JSON objects, one a line, in ASCII: every other character is a `\u` escape, so that no program takes a
/// character for the end of a line, or reads another encoding. There is no null.
package struct LakeLine: Sendable {
  /// The lines, and after `length` bytes that mean nothing: most bytes come in words of eight, of which some are
  /// overwritten.
  private var memory: [UInt8] = []
  private var length = 0
  private var isFirst = true

  package init() {}

  /// The lines.
  package var bytes: ArraySlice<UInt8> { memory[..<length] }

  package mutating func begin() {
    reserve(1)
    put(0x7b)
    isFirst = true
  }

  package mutating func end() {
    reserve(2)
    put(0x7d)
    put(0x0a)
  }

  package mutating func add(_ key: Key, _ value: Int64) {
    add(key, reserving: 20)
    var (rest, start) = (value.magnitude, length)
    repeat {
      put(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    if value < 0 { put(0x2d) }
    var end = length - 1
    while start < end {
      memory.swapAt(start, end)
      (start, end) = (start + 1, end - 1)
    }
  }

  package mutating func add(_ key: Key, _ value: Bool) {
    add(key, reserving: 5)
    put(value ? Self.true : Self.false)
  }

  private static let `true` = Array("true".utf8)
  private static let `false` = Array("false".utf8)

  /// Adds a text. What is not UTF-8 becomes U+FFFD, and so does U+0000, which some programs take for the end of a text.
  package mutating func add(_ key: Key, _ text: [UInt8]) {
    add(key, reserving: 1)
    put(0x22)
    text.withUnsafeBufferPointer { text in
      var place = 0
      while place < text.count {
        // An escape takes at most six bytes for one of the text.
        let end = min(place + Self.stepBytes, text.count)
        reserve(6 * (end - place + 4) + 8)
        let start = length
        length = memory.withUnsafeMutableBufferPointer { memory in
          var output = Output(memory, start)
          place = output.add(text, from: place, to: end)
          return output.length
        }
      }
    }
    reserve(1)
    put(0x22)
  }

  private static let stepBytes = 4096

  /// The name of a column, as it stands in a line.
  package struct Key: Sendable {
    fileprivate let bytes: [UInt8]

    /// `name` must need no escapes.
    package init(_ name: String) { bytes = Array("\"\(name)\":".utf8) }
  }

  private mutating func add(_ key: Key, reserving count: Int) {
    reserve(key.bytes.count + 1 + count)
    if !isFirst { put(0x2c) }
    isFirst = false
    put(key.bytes)
  }

  // MARK: Memory

  /// Makes room for so many bytes more.
  private mutating func reserve(_ count: Int) {
    guard length + count > memory.count else { return }
    memory.append(contentsOf: repeatElement(0, count: max(length + count, 2 * memory.count) - memory.count))
  }

  /// The room must be reserved.
  private mutating func put(_ byte: UInt8) {
    memory[length] = byte
    length += 1
  }

  /// The room must be reserved.
  private mutating func put(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      memory.withUnsafeMutableBytes { $0[length..<length + bytes.count].copyBytes(from: bytes) }
    }
    length += bytes.count
  }
}

/// Where a text is written to, in memory that has room for it.
private struct Output {
  private let memory: UnsafeMutableBufferPointer<UInt8>
  private(set) var length: Int

  init(_ memory: UnsafeMutableBufferPointer<UInt8>, _ length: Int) { (self.memory, self.length) = (memory, length) }

  /// Writes the characters that begin in a range of a text. Returns where the next one begins. The memory must have room
  /// for six times their bytes, and eight more.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    var place = start
    while place < end {
      if place + 8 <= end {
        let word = UnsafeRawPointer(text.baseAddress! + place).loadUnaligned(as: UInt64.self)
        UnsafeMutableRawPointer(memory.baseAddress! + length).storeBytes(of: word, as: UInt64.self)
        let plain = Self.plainBytes(UInt64(littleEndian: word))
        (place, length) = (place + plain, length + plain)
        if plain == 8 { continue }
      }
      let byte = text[place]
      if byte == 0x22 || byte == 0x5c {
        // By far the most frequent ones: they stand for themselves after a backslash.
        put(0x5c)
        put(byte)
        place += 1
      } else if byte >= 0x20, byte < 0x7f {
        put(byte)
        place += 1
      } else {
        place += escape(text, place)
      }
    }
    return place
  }

  /// Returns the number of bytes before the first one that needs an escape; 8 if none does. The first byte is the lowest
  /// one of the word.
  private static func plainBytes(_ word: UInt64) -> Int {
    let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    // Each term has the high bit of a byte set if the byte is such a one. A wrong bit can stand only above a right one,
    // from where a borrow or a carry comes.
    let quotes = word ^ 0x22 &* ones
    let backslashes = word ^ 0x5c &* ones
    let controls = (word &- 0x20 &* ones) & ~word
    let found =
      controls | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | word | (word &+ ones)
    return (found & highs).trailingZeroBitCount >> 3
  }

  private mutating func put(_ byte: UInt8) {
    memory[length] = byte
    length += 1
  }

  /// Writes the character at a place as an escape. Returns its length in `text`.
  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    switch text[place] {
    case 0: unit(0xfffd)
    case 0x0a: short(0x6e)
    case 0x0d: short(0x72)
    case 0x09: short(0x74)
    case 0..<0x80: unit(UInt32(text[place]))
    default:
      let (scalar, length) = Self.decoded(text, place)
      if scalar < 0x10000 {
        unit(scalar)
      } else {
        unit(0xd7c0 + scalar >> 10)
        unit(0xdc00 | scalar & 0x3ff)
      }
      return length
    }
    return 1
  }

  private mutating func short(_ letter: UInt8) {
    put(0x5c)
    put(letter)
  }

  private mutating func unit(_ value: UInt32) {
    short(0x75)
    for shift in [12, 8, 4, 0] as [UInt32] {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      put(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// Decodes the character at a place; U+FFFD with the length 1 where there is none.
  private static func decoded(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> (scalar: UInt32, length: Int) {
    let first = text[place]
    let length =
      switch first {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 1
      }
    guard length > 1, place + length <= text.count else { return (0xfffd, 1) }
    var scalar = UInt32(first) & (0xff >> UInt32(length + 1))
    for next in text[place + 1..<place + length] {
      guard next & 0xc0 == 0x80 else { return (0xfffd, 1) }
      scalar = scalar << 6 | UInt32(next & 0x3f)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard scalar >= least, scalar < 0x110000, !(0xd800..<0xe000).contains(scalar) else { return (0xfffd, 1) }
    return (scalar, length)
  }
}
