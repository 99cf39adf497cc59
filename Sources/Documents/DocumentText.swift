import Answers

/// The bytes of a document that is being written. Text of a transcript can be added only in escaped form, apart from
/// `verbatim`.
struct DocumentText {
  private(set) var bytes: [UInt8] = []

  /// Removes all bytes, and keeps the memory for the next ones.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Adds markup as it is. Only literals of this program can be passed, never text of a transcript.
  mutating func markup(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  fileprivate mutating func add(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Adds a number in decimal digits.
  mutating func number(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

  /// Adds text of a transcript for an element or for an attribute in double quotes. Nothing in it can act as markup,
  /// and invisible characters are removed.
  mutating func text(_ text: some StringProtocol) { escape(VisibleText.cleanBytes(text)) }

  /// Adds bytes of such a text from which invisible characters have been removed already.
  mutating func escape(_ text: some Collection<UInt8>) {
    var start = text.startIndex
    for place in text.indices {
      let entity: StaticString
      switch text[place] {
      case 0x26: entity = "&amp;"
      case 0x3c: entity = "&lt;"
      case 0x3e: entity = "&gt;"
      case 0x22: entity = "&quot;"
      case 0x27: entity = "&#39;"
      default: continue
      }
      bytes.append(contentsOf: text[start..<place])
      markup(entity)
      start = text.index(after: place)
    }
    bytes.append(contentsOf: text[start...])
  }

  /// Adds the image data, whose characters were checked to be those of base64.
  mutating func base64(_ media: CheckedImage) { bytes.append(contentsOf: media.base64.utf8) }
}

extension DocumentText {
  /// Adds bytes as they are. For Markdown documents only, never for HTML.
  mutating func verbatim(_ bytes: some Sequence<UInt8>) { add(bytes) }
}
