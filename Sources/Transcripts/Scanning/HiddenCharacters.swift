/// Characters that are not shown, or that do something instead: they move the cursor, change the direction of writing, end a line, or take no room at
/// all. A text with them may look like another one, or be a command to a terminal.
package enum HiddenCharacters {
  /// Whether a character is one of them, or a control below U+0020.
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || scalar.value == 0x7f || isHidden(scalar.value)
  }

  /// Bytes of the character at a place of UTF-8, where it is DEL, a C1 control, a separator of lines or paragraphs, or one that changes the direction
  /// of writing; else 0. Controls below U+0020 are a byte each and for the caller to know. Cost: constant.
  package static func commandLength(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    switch bytes[place] {
    case 0x7f: return 1
    // U+0080...009F, U+061C
    case 0xc2: return place + 1 < bytes.count && bytes[place + 1] < 0xa0 ? 2 : 0
    case 0xd8: return place + 1 < bytes.count && bytes[place + 1] == 0x9c ? 2 : 0
    case 0xe2:
      guard place + 2 < bytes.count else { return 0 }
      switch (bytes[place + 1], bytes[place + 2]) {
      // U+200E, 200F, 2028...202E, 2066...2069
      case (0x80, 0x8e...0x8f), (0x80, 0xa8...0xae), (0x81, 0xa6...0xa9): return 3
      default: return 0
      }
    default: return 0
    }
  }

  /// As `commandLength`, and also of those that take no room: spaces and joiners of no width, fillers, marks and tags that nobody sees. The selectors
  /// by which an emoji is one are shown. Cost: constant.
  package static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    switch bytes[place] {
    case 0x7f: return 1
    case 0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf3:
      let (scalar, length) = decoded(bytes, place)
      return isHidden(scalar) ? length : 0
    default: return 0
    }
  }

  /// Of U+0080 and above.
  private static func isHidden(_ scalar: UInt32) -> Bool {
    switch scalar {
    // C1; what Unicode calls default ignorable, but for U+FE00...FE0F; separators of lines and paragraphs; marks of annotations.
    case 0x80...0x9f, 0xad, 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f, 0x200b...0x200f,
      0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0x1bca0...0x1bca3,
      0x1d173...0x1d17a, 0xe0000...0xe0fff:
      true
    default: false
    }
  }

  /// The character at a place of valid UTF-8, and its bytes; 0 where it is cut off.
  private static func decoded(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> (scalar: UInt32, length: Int) {
    let length = bytes[place] < 0xe0 ? 2 : bytes[place] < 0xf0 ? 3 : 4
    guard place + length <= bytes.count else { return (0, 0) }
    var scalar = UInt32(bytes[place]) & (0xff >> UInt32(length + 1))
    for next in place + 1..<place + length { scalar = scalar << 6 | UInt32(bytes[next] & 0x3f) }
    return (scalar, length)
  }

  /// JSON from `start` on with every hidden character escaped as `\u`: the same values, harmless wherever the text is read; nil where there is none. It
  /// must be valid JSON in UTF-8, so that such characters stand in strings alone, and controls below U+0020 nowhere. Cost: linear.
  package static func escaped(json: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> [UInt8]? {
    func next(_ start: Int) -> Int? {
      var place = start
      while place < json.count {
        if json[place] >= 0x7f, length(json, place) > 0 { return place }
        place += 1
      }
      return nil
    }
    guard var place = next(start) else { return nil }
    var (out, copied) = ([UInt8](), start)
    while true {
      out.append(contentsOf: json[copied..<place])
      let length = length(json, place)
      escape(length == 1 ? 0x7f : decoded(json, place).scalar, into: &out)
      copied = place + length
      guard let following = next(copied) else { break }
      place = following
    }
    out.append(contentsOf: json[copied...])
    return out
  }

  private static func escape(_ scalar: UInt32, into out: inout [UInt8]) {
    let units = scalar < 0x10000 ? [scalar] : [0xd7c0 + scalar >> 10, 0xdc00 | scalar & 0x3ff]
    for unit in units {
      out += [0x5c, 0x75]
      for shift: UInt32 in [12, 8, 4, 0] {
        let digit = UInt8(unit >> shift & 15)
        out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
    }
  }
}
