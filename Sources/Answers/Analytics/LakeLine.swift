import Bytes

/// Writes flat JSON objects, one a line, in ASCII: every other character is a `\u` escape, so that no program takes a
/// character for the end of a line, or reads another encoding. There is no null.
package struct LakeLine: Sendable {
  /// The lines that were written since the last `removeAll`.
  package private(set) var bytes: [UInt8] = []
  private var isFirst = true

  package init() {}

  package mutating func begin() {
    bytes.append(0x7b)
    isFirst = true
  }

  package mutating func end() {
    bytes.append(0x7d)
    bytes.append(0x0a)
  }

  /// Removes all lines and keeps the memory.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  package mutating func add(_ key: Key, _ value: Int64) {
    add(key)
    bytes.append(contentsOf: String(value).utf8)
  }

  package mutating func add(_ key: Key, _ value: Bool) {
    add(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Adds a text. What is not UTF-8 becomes U+FFFD, and so does U+0000, which some programs take for the end of a text.
  package mutating func add(_ key: Key, _ text: [UInt8]) {
    add(key)
    bytes.append(0x22)
    bytes.reserveCapacity(bytes.count + text.count + 2)
    var (start, place) = (0, 0)
    while place < text.count {
      let byte = text[place]
      if byte >= 0x20, byte < 0x7f, byte != 0x22, byte != 0x5c {
        place += 1
        continue
      }
      bytes.append(contentsOf: text[start..<place])
      if byte == 0x22 || byte == 0x5c {
        // By far the most frequent ones: they stand for themselves after a backslash.
        bytes.append(0x5c)
        start = place
        place += 1
        continue
      }
      place += escape(text, place)
      start = place
    }
    bytes.append(contentsOf: text[start...])
    bytes.append(0x22)
  }

  /// The name of a column, as it stands in a line.
  package struct Key: Sendable {
    fileprivate let bytes: [UInt8]

    /// `name` must need no escapes.
    package init(_ name: String) { bytes = Array("\"\(name)\":".utf8) }
  }

  private mutating func add(_ key: Key) {
    if !isFirst { bytes.append(0x2c) }
    isFirst = false
    bytes.append(contentsOf: key.bytes)
  }

  /// Writes the character at a place as an escape. Returns its length in `text`.
  private mutating func escape(_ text: [UInt8], _ place: Int) -> Int {
    switch text[place] {
    case 0: unit(0xfffd)
    case 0x0a: bytes.append(contentsOf: [0x5c, 0x6e])
    case 0x0d: bytes.append(contentsOf: [0x5c, 0x72])
    case 0x09: bytes.append(contentsOf: [0x5c, 0x74])
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

  private mutating func unit(_ value: UInt32) {
    bytes.append(0x5c)
    bytes.append(0x75)
    for shift in [12, 8, 4, 0] as [UInt32] {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// Decodes the character at a place; U+FFFD with the length 1 where there is none.
  private static func decoded(_ text: [UInt8], _ place: Int) -> (scalar: UInt32, length: Int) {
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
