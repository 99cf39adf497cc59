import Answers

/// Bytes of a document that is being written.
struct DocumentText {
  private(set) var bytes: [UInt8] = []

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// As it is: ours, never a transcript's.
  mutating func markup(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  fileprivate mutating func add(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// A number.
  mutating func number(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

  /// A transcript's text, for an element or an attribute in double quotes: nothing of it is markup.
  mutating func text(_ text: some StringProtocol) { VisibleText.withClean(text) { escape($0) } }

  /// Bytes of such a text, of which nothing is invisible.
  mutating func escape(_ bytes: some Collection<UInt8>) {
    let isCopied = bytes.withContiguousStorageIfAvailable { escape($0) } != nil
    if !isCopied { Array(bytes).withUnsafeBufferPointer { escape($0) } }
  }

  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for (place, byte) in text.enumerated() {
      let entity: StaticString
      switch byte {
      case 0x26: entity = "&amp;"
      case 0x3c: entity = "&lt;"
      case 0x3e: entity = "&gt;"
      case 0x22: entity = "&quot;"
      case 0x27: entity = "&#39;"
      default: continue
      }
      bytes.append(contentsOf: text[start..<place])
      markup(entity)
      start = place + 1
    }
    bytes.append(contentsOf: text[start...])
  }

  /// Characters that were checked to be those of base64.
  mutating func base64(_ media: CheckedImage) { bytes.append(contentsOf: media.base64.utf8) }
}

extension DocumentText {
  /// Bytes as they are, for a Markdown document: never for HTML.
  mutating func verbatim(_ bytes: some Sequence<UInt8>) { add(bytes) }
}
