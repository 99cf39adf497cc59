import Bytes

/// Converts strings that encode bytes: UUIDs, hexadecimal digits, base64, and identifiers in base 62. FORMAT.md,
/// Values.
package enum BinaryText {
  /// Appends the bytes of canonical base64 with padding. Returns false, and appends nothing, when `text` is anything
  /// else. About 1.5 GB/s.
  static func decodeBase64(_ text: UnsafeRawBufferPointer, into target: inout ByteBuffer) -> Bool {
    guard text.count >= 4, text.count % 4 == 0 else { return false }
    let start = text.baseAddress!.assumingMemoryBound(to: UInt8.self)
    let count = text.count
    let padding = start[count - 1] != 0x3d ? 0 : start[count - 2] != 0x3d ? 1 : 2
    let length = count / 4 * 3 - padding
    let before = target.count
    var isCanonical = true
    target.withRoom(upTo: count / 4 * 3) { place in
      sixBits.withUnsafeBufferPointer { sixBits in
        var from = 0
        var to = 0
        let whole = padding > 0 ? count &- 4 : count
        var bad: UInt32 = 0
        while from < whole {
          let a = UInt32(sixBits[Int(start[from])])
          let b = UInt32(sixBits[Int(start[from &+ 1])])
          let c = UInt32(sixBits[Int(start[from &+ 2])])
          let d = UInt32(sixBits[Int(start[from &+ 3])])
          bad |= a | b | c | d
          let word = a &<< 18 | b &<< 12 | c &<< 6 | d
          place[to] = UInt8(truncatingIfNeeded: word &>> 16)
          place[to &+ 1] = UInt8(truncatingIfNeeded: word &>> 8)
          place[to &+ 2] = UInt8(truncatingIfNeeded: word)
          from &+= 4
          to &+= 3
          if bad > 63 { break }
        }
        guard bad <= 63 else {
          isCanonical = false
          return 0
        }
        if padding > 0 {
          let a = UInt32(sixBits[Int(start[from])])
          let b = UInt32(sixBits[Int(start[from &+ 1])])
          let c = padding == 2 ? 0 : UInt32(sixBits[Int(start[from &+ 2])])
          let word = a &<< 18 | b &<< 12 | c &<< 6
          guard a | b | c <= 63, word & (padding == 2 ? 0xffff : 0xff) == 0 else {
            isCanonical = false
            return 0
          }
          place[to] = UInt8(truncatingIfNeeded: word &>> 16)
          if padding == 1 { place[to &+ 1] = UInt8(truncatingIfNeeded: word &>> 8) }
        }
        return length
      }
    }
    if !isCanonical { target.truncate(to: before) }
    return isCanonical
  }

  /// Returns the number of base64 characters for `count` bytes.
  @inline(__always)
  static func base64Length(_ count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Writes the base64 of `count` bytes: `base64Length(count)` characters.
  static func encodeBase64(_ bytes: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>) {
    base64Pairs.withUnsafeBufferPointer { pairs in
      var from = 0
      var to = 0
      let out = UnsafeMutableRawPointer(target)
      while from &+ 3 <= count {
        let word =
          UInt32(bytes[from]) &<< 16 | UInt32(bytes[from &+ 1]) &<< 8 | UInt32(bytes[from &+ 2])
        out.storeBytes(of: pairs[Int(word &>> 12)].littleEndian, toByteOffset: to, as: UInt16.self)
        out.storeBytes(of: pairs[Int(word & 0xfff)].littleEndian, toByteOffset: to &+ 2, as: UInt16.self)
        from &+= 3
        to &+= 4
      }
      guard from < count else { return }
      let word = UInt32(bytes[from]) &<< 16 | (count - from == 2 ? UInt32(bytes[from + 1]) &<< 8 : 0)
      out.storeBytes(of: pairs[Int(word >> 12)].littleEndian, toByteOffset: to, as: UInt16.self)
      target[to + 2] = count - from == 2 ? UInt8(truncatingIfNeeded: pairs[Int(word & 0xfff)]) : 0x3d
      target[to + 3] = 0x3d
    }
  }

  /// Appends the bytes of an even number of lower-case hexadecimal digits. Returns false, and appends nothing, when
  /// `text` is anything else.
  static func decodeHexadecimal(_ text: UnsafeRawBufferPointer, into target: inout ByteBuffer) -> Bool {
    guard text.count % 2 == 0 else { return false }
    let before = target.count
    for index in stride(from: 0, to: text.count, by: 2) {
      let (high, low) = (digit(text[index]), digit(text[index + 1]))
      guard high | low < 16 else {
        target.truncate(to: before)
        return false
      }
      target.append(high << 4 | low)
    }
    return true
  }

  /// Writes `count` bytes as lower-case hexadecimal digits, two for each.
  @inline(__always)
  static func encodeHexadecimal(_ bytes: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>) {
    for index in 0..<count {
      target[2 &* index] = hexadecimalDigit(bytes[index] &>> 4)
      target[2 &* index &+ 1] = hexadecimalDigit(bytes[index] & 15)
    }
  }

  /// Parses a lower-case UUID with hyphens; nil when `text` is not one.
  @inline(__always)
  package static func uuid(_ text: UnsafeRawBufferPointer) -> UUID16? {
    guard text.count == 36, text[8] == 0x2d else { return nil }
    return UUID16(text: text.assumingMemoryBound(to: UInt8.self))
  }

  /// Writes the UUID of 16 bytes as 36 characters.
  @inline(__always)
  package static func encodeUUID(_ bytes: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    encodeHexadecimal(bytes, 4, to: target)
    encodeHexadecimal(bytes + 4, 2, to: target + 9)
    encodeHexadecimal(bytes + 6, 2, to: target + 14)
    encodeHexadecimal(bytes + 8, 2, to: target + 19)
    encodeHexadecimal(bytes + 10, 6, to: target + 24)
    target[8] = 0x2d
    target[13] = 0x2d
    target[18] = 0x2d
    target[23] = 0x2d
  }

  /// Appends the digits and letters of `text` at 6 bits each, the highest bit first; the last byte is filled with
  /// zeros. Returns false, and appends nothing, when `text` has other characters.
  package static func decodeBase62(_ text: UnsafeRawBufferPointer, into target: inout ByteBuffer) -> Bool {
    guard text.allSatisfy({ base62Value($0) < 62 }) else { return false }
    var (bits, width): (UInt32, UInt32) = (0, 0)
    for byte in text {
      bits = bits &<< 6 | UInt32(base62Value(byte))
      width += 6
      if width >= 8 {
        width -= 8
        target.append(UInt8(truncatingIfNeeded: bits &>> width))
      }
    }
    if width > 0 { target.append(UInt8(truncatingIfNeeded: bits &<< (8 - width))) }
    return true
  }

  @inline(__always)
  static func isBase62(_ character: UInt8) -> Bool { base62Value(character) < 62 }

  /// Writes `count` characters from ⌈6 × count ÷ 8⌉ bytes. Returns false when 6 bits do not encode a character.
  @inline(__always)
  package static func encodeBase62(_ bytes: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>)
    -> Bool
  {
    var (bits, width): (UInt32, UInt32) = (0, 0)
    var from = 0
    for index in 0..<count {
      if width < 6 {
        bits = bits &<< 8 | UInt32(bytes[from])
        from &+= 1
        width &+= 8
      }
      width &-= 6
      let value = UInt8(truncatingIfNeeded: bits &>> width) & 63
      guard value < 62 else { return false }
      target[index] = value < 10 ? value &+ 0x30 : value < 36 ? value &+ 55 : value &+ 61
    }
    return true
  }

  @inline(__always)
  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? value &+ 0x30 : value &+ 0x57 }

  @inline(__always)
  private static func digit(_ character: UInt8) -> UInt8 {
    switch character {
    case 0x30...0x39: character &- 0x30
    case 0x61...0x66: character &- 0x57
    default: 0xff
    }
  }

  @inline(__always)
  private static func base62Value(_ character: UInt8) -> UInt8 {
    switch character {
    case 0x30...0x39: character &- 0x30
    case 0x41...0x5a: character &- 55
    case 0x61...0x7a: character &- 61
    default: 0xff
    }
  }
}

private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// The value of each base64 character; 255 for other bytes.
private let sixBits: [UInt8] = {
  var values = [UInt8](repeating: 255, count: 256)
  for (value, character) in base64Alphabet.enumerated() { values[Int(character)] = UInt8(value) }
  return values
}()

/// The two base64 characters of each 12 bits, the first one in the low byte.
private let base64Pairs: [UInt16] = (0..<4096).map { value in
  UInt16(base64Alphabet[value >> 6]) | UInt16(base64Alphabet[value & 63]) << 8
}
