import Bytes

/// The characters that are invisible, or have an effect instead of a visible form: they move the cursor, change the
/// direction of writing, end a line, or take no room. A text with them may look like another one, or be a command to a
/// terminal.
package enum HiddenCharacters {
  /// Returns whether a character is one of them, or a control character below U+0020.
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || scalar.value == 0x7f || isHidden(scalar.value)
  }

  /// Returns the length in bytes of the character at `place` of UTF-8 when it acts on a terminal or a layout: DEL, a C1
  /// control, a separator of lines or paragraphs, or one that changes the direction of writing. Returns 0 for other
  /// characters, also for those below U+0020, which are one byte each and left to the caller. Cost: constant.
  package static func commandLength(_ bytes: [UInt8], _ place: Int) -> Int {
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

  /// Returns the same length as `commandLength`, and also that of characters that take no room: spaces and joiners of
  /// no width, fillers, invisible marks and tags. The variation selectors of emoji (U+FE00 to U+FE0F) do not count.
  /// Cost: constant.
  package static func length(_ bytes: [UInt8], _ place: Int) -> Int {
    switch bytes[place] {
    case 0x7f: return 1
    case 0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf3:
      let (scalar, length) = decoded(bytes, place)
      return isHidden(scalar) ? length : 0
    default: return 0
    }
  }

  /// Returns whether a character is hidden. It must be U+0080 or above.
  private static func isHidden(_ scalar: UInt32) -> Bool {
    switch scalar {
    // C1 controls; the characters that Unicode calls default ignorable, without U+FE00...FE0F; separators of lines and
    // paragraphs; marks of annotations.
    case 0x80...0x9f, 0xad, 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f, 0x200b...0x200f,
      0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0x1bca0...0x1bca3,
      0x1d173...0x1d17a, 0xe0000...0xe0fff:
      true
    default: false
    }
  }

  /// Decodes the character at a place of valid UTF-8 and returns it with its length in bytes; the length is 0 where it
  /// is cut off.
  private static func decoded(_ bytes: [UInt8], _ place: Int) -> (scalar: UInt32, length: Int) {
    let length = bytes[place] < 0xe0 ? 2 : bytes[place] < 0xf0 ? 3 : 4
    guard place + length <= bytes.count else { return (0, 0) }
    var scalar = UInt32(bytes[place]) & (0xff >> UInt32(length + 1))
    for next in place + 1..<place + length { scalar = scalar << 6 | UInt32(bytes[next] & 0x3f) }
    return (scalar, length)
  }

  /// Returns JSON from byte `start` on with every hidden character written as a `\u` escape; nil when there is none to
  /// escape. The values are the same, and the text is harmless wherever it is shown.
  ///
  /// `json` must be valid JSON in UTF-8 without control characters below U+0020, so that hidden characters are in
  /// strings only. Cost: linear.
  package static func escaped(json: [UInt8], from start: Int = 0) -> [UInt8]? {
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
    for unit in units { out += "\\u\(hexadecimal([UInt8(unit >> 8), UInt8(unit & 0xff)]))".utf8 }
  }
}
