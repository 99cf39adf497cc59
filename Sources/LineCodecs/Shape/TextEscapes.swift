import Bytes

/// Removes the escapes of JSON strings that `JSON.stringify` writes, and restores them. FORMAT.md, Values.
///
/// In the plain text a single byte stands for an escape: 0x01 for `\u` (its digits stay as they are), 0x02 for `\/`,
/// 0x1B for `\u001b`, and the characters that have a short escape for that. All other bytes stand for themselves. So
/// every string with valid escapes is restored exactly.
enum TextEscapes {
  /// Appends `escaped` without its escapes. They must be valid, as `LineTokenizer` makes sure: every backslash is
  /// followed by a letter of an escape.
  @inline(__always)
  static func remove(_ escaped: UnsafeRawBufferPointer, into text: inout ByteBuffer) {
    guard let start = escaped.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let count = escaped.count
    text.withRoom(upTo: count) { target in
      var from = 0
      var to = 0
      while from < count {
        let run = backslash(in: start + from, count - from)
        (target + to).update(from: start + from, count: run)
        from &+= run
        to &+= run
        if from >= count { break }
        let letter = start[from &+ 1]
        from &+= 2
        if letter == UInt8(ascii: "u") {
          if from &+ 4 <= count, start[from] == 0x30, start[from &+ 1] == 0x30, start[from &+ 2] == 0x31,
            start[from &+ 3] == UInt8(ascii: "b")
          {
            target[to] = 0x1b
            from &+= 4
          } else {
            target[to] = 0x01
          }
        } else {
          target[to] = plain(letter)
        }
        to &+= 1
      }
      return to
    }
  }

  /// Returns the letter of the escape that a byte of plain text stands for; 0 when it stands for itself.
  @inline(__always)
  static func letter(of byte: UInt8) -> UInt8 {
    switch byte {
    case 0x0a: UInt8(ascii: "n")
    case 0x22: 0x22
    case 0x5c: 0x5c
    case 0x09: UInt8(ascii: "t")
    case 0x0d: UInt8(ascii: "r")
    case 0x08: UInt8(ascii: "b")
    case 0x0c: UInt8(ascii: "f")
    case 0x02: UInt8(ascii: "/")
    case 0x01, 0x1b: UInt8(ascii: "u")
    default: 0
    }
  }

  private static func plain(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "/"): 0x02
    default: letter
    }
  }

  /// Returns the index of the first backslash; `count` when there is none.
  @inline(__always)
  private static func backslash(in start: UnsafePointer<UInt8>, _ count: Int) -> Int {
    UnsafeRawBufferPointer(start: start, count: count).firstIndex(of: 0x5c, from: 0) ?? count
  }
}
