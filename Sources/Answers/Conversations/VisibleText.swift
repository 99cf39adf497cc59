import Bytes
import Transcripts

/// Removes from texts of transcripts what nobody sees: escape sequences of terminals, other control characters, and
/// characters that change the direction of writing, which can make a text look like another one.
package enum VisibleText {
  /// The place where a text is displayed.
  package enum Place: Sendable {
    /// A document. Characters that join letters and emoji stay, because documents display them.
    case document
    /// A terminal. Characters without a width are removed as well.
    case terminal
    /// One line of a terminal. A newline becomes a space, a tab two.
    case line
  }

  /// Returns the text without invisible content. Tabs and newlines stay, except for `.line`. Cost: linear; a text
  /// without invisible content is returned as it is.
  package static func clean(_ text: some StringProtocol, for place: Place = .document) -> String {
    let bytes = Array(text.utf8)
    guard let first = firstHidden(bytes, from: 0, place) else { return String(text) }
    return String(decoding: clean(bytes, first, place), as: UTF8.self)
  }

  /// Returns the UTF-8 of a text after `clean` for a document.
  package static func cleanBytes(_ text: some StringProtocol) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard let first = firstHidden(bytes, from: 0, .document) else { return bytes }
    return clean(bytes, first, .document)
  }

  /// Returns the bytes without invisible content. `first` is the index where that begins.
  private static func clean(_ bytes: [UInt8], _ first: Int, _ kind: Place) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var start = 0
    var next: Int? = first
    while let place = next {
      out.append(contentsOf: bytes[start..<place])
      start = end(bytes, place, kind, &out)
      next = firstHidden(bytes, from: start, kind)
    }
    out.append(contentsOf: bytes[start...])
    return out
  }

  /// Returns the index of the next byte at which invisible content begins; nil if there is none.
  private static func firstHidden(_ bytes: [UInt8], from start: Int, _ kind: Place) -> Int? {
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      if byte < 0x20
        ? kind == .line || byte != 0x0a && byte != 0x09 : byte >= 0x7f && hiddenLength(bytes, place, kind) > 0
      {
        return place
      }
      place += 1
    }
    return nil
  }

  private static func hiddenLength(_ bytes: [UInt8], _ place: Int, _ kind: Place) -> Int {
    kind == .document
      ? HiddenCharacters.commandLength(bytes, place) : HiddenCharacters.length(bytes, place)
  }

  /// Returns the index at which the removed content ends, and appends its replacement to `out`.
  private static func end(
    _ bytes: [UInt8], _ place: Int, _ kind: Place, _ out: inout [UInt8]
  ) -> Int {
    let newline: UInt8 = kind == .line ? 0x20 : 0x0a
    switch bytes[place] {
    case 0x1b: return endOfSequence(bytes, place)
    case 0x0a:
      out.append(newline)
      return place + 1
    case 0x09:
      out += [0x20, 0x20]
      return place + 1
    case 0x0d:
      // "\r\n" is a newline. A "\r" alone moves to the beginning of the line and becomes a space.
      if place + 1 < bytes.count, bytes[place + 1] != 0x0a { out.append(0x20) }
      return place + 1
    case 0xc2 where bytes[place + 1] == 0x9b: return endOfParameters(bytes, place + 2) ?? place + 2
    case 0xe2 where bytes[place + 2] == 0xa8 || bytes[place + 2] == 0xa9:
      if bytes[place + 1] == 0x80 { out.append(newline) }
      return place + 3
    case ..<0x20: return place + 1
    default: return place + hiddenLength(bytes, place, kind)
    }
  }

  /// Returns the index at which an escape sequence ends, or the index after its first byte if it does not end.
  private static func endOfSequence(_ bytes: [UInt8], _ place: Int) -> Int {
    guard place + 1 < bytes.count else { return place + 1 }
    switch bytes[place + 1] {
    case UInt8(ascii: "["): return endOfParameters(bytes, place + 2) ?? place + 1
    case UInt8(ascii: "]"):
      // A title or a link ends at BEL or ESC \, which must be on the same line and within 4,096 bytes.
      let text = bytes[(place + 2)...].prefix(4096)
      guard let end = text.firstIndex(where: { $0 == 0x07 || $0 == 0x1b || $0 == 0x0a }), bytes[end] != 0x0a else {
        return place + 1
      }
      return bytes[end] == 0x07 ? end + 1 : min(end + 2, bytes.count)
    default: return place + 1
    }
  }

  private static func endOfParameters(_ bytes: [UInt8], _ start: Int) -> Int? {
    let parameters = bytes[start...].prefix(64).prefix { $0 >= 0x20 && $0 < 0x40 }
    let end = start + parameters.count
    return end < bytes.count && bytes[end] >= 0x40 && bytes[end] < 0x7f ? end + 1 : nil
  }
}
