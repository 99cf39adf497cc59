/// Text of transcripts without what nobody sees: escape sequences of terminals, other control characters, and those that change the direction of
/// writing, which can make a text look like another one.
public enum VisibleText {
  /// Tabs and newlines stay. Cost: linear; a text that has nothing of it is returned as it is.
  public static func clean(_ text: some StringProtocol) -> String {
    var text = String(text)
    let cleaned = text.withUTF8 { bytes -> [UInt8]? in
      guard let first = firstHidden(bytes, from: 0) else { return nil }
      return clean(bytes, first)
    }
    return cleaned.map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  /// The UTF-8 of a text, clean.
  static func withClean<Value>(_ text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    var text = String(text)
    return text.withUTF8 { bytes in
      guard let first = firstHidden(bytes, from: 0) else { return body(bytes) }
      return clean(bytes, first).withUnsafeBufferPointer(body)
    }
  }

  /// `first`: the place of what is first to go.
  private static func clean(_ bytes: UnsafeBufferPointer<UInt8>, _ first: Int) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var start = 0
    var next: Int? = first
    while let place = next {
      out.append(contentsOf: bytes[start..<place])
      start = end(bytes, place, &out)
      next = firstHidden(bytes, from: start)
    }
    out.append(contentsOf: bytes[start...])
    return out
  }

  /// Where the next character is that is not shown.
  private static func firstHidden(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      if byte < 0x20 ? byte != 0x0a && byte != 0x09 : byte >= 0x7f && hiddenLength(bytes, place) > 0 { return place }
      place += 1
    }
    return nil
  }

  /// Bytes of the character here, if it is DEL, a C1 control, a separator of lines, or one that turns the direction of writing; else 0.
  private static func hiddenLength(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
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

  /// Where what is left out ends; adds what stands in its place.
  private static func end(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ out: inout [UInt8]) -> Int {
    switch bytes[place] {
    case 0x1b: return endOfSequence(bytes, place)
    case 0x0d:
      // "\r\n" is a newline; alone it goes back to the beginning of the line.
      if place + 1 < bytes.count, bytes[place + 1] != 0x0a { out.append(0x20) }
      return place + 1
    case 0xc2 where bytes[place + 1] == 0x9b: return endOfParameters(bytes, place + 2) ?? place + 2
    case 0xe2 where bytes[place + 2] == 0xa8 || bytes[place + 2] == 0xa9:
      if bytes[place + 1] == 0x80 { out.append(0x0a) }
      return place + 3
    case ..<0x20: return place + 1
    default: return place + hiddenLength(bytes, place)
    }
  }

  /// Where an escape sequence ends; right behind its first byte where it has no end.
  private static func endOfSequence(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    guard place + 1 < bytes.count else { return place + 1 }
    switch bytes[place + 1] {
    case UInt8(ascii: "["): return endOfParameters(bytes, place + 2) ?? place + 1
    case UInt8(ascii: "]"):
      // A title or a link: up to BEL or ESC \, in a line of reasonable length.
      let text = bytes[(place + 2)...].prefix(4096)
      guard let end = text.firstIndex(where: { $0 == 0x07 || $0 == 0x1b || $0 == 0x0a }), bytes[end] != 0x0a else {
        return place + 1
      }
      return bytes[end] == 0x07 ? end + 1 : min(end + 2, bytes.count)
    default: return place + 1
    }
  }

  private static func endOfParameters(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    let parameters = bytes[start...].prefix(64).prefix { $0 >= 0x20 && $0 < 0x40 }
    let end = start + parameters.count
    return end < bytes.count && bytes[end] >= 0x40 && bytes[end] < 0x7f ? end + 1 : nil
  }
}
