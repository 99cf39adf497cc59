/// Where a value lies in the scanned line.
///
/// For a string these are the raw bytes between the quotes: escapes are still in it when `hasEscapes` is true, and
/// ``LineScanner/unescape(_:into:)`` resolves them. A span is only meaningful together with the line it was taken from.
package struct Span: Sendable, Equatable {
  /// Offset of the first byte in the line.
  package var start: Int32
  /// Number of bytes; negative when the value is absent. An empty string is present and has 0.
  package var count: Int32
  /// Whether the bytes hold a backslash, so that they are not the text itself.
  package var hasEscapes: Bool

  package init(start: Int32, count: Int32, hasEscapes: Bool = false) {
    self.start = start
    self.count = count
    self.hasEscapes = hasEscapes
  }

  /// No value: the key is missing, or its value is of another type.
  static let absent = Span(start: 0, count: -1)

  package var isPresent: Bool { count >= 0 }
}
