/// The place of a value in the scanned line.
///
/// For a string it covers the raw bytes between the quotes: they still have escapes when `hasEscapes` is true, which
/// `LineScanner.unescape(_:into:)` resolves. A span has a meaning only together with its line.
package struct Span: Sendable, Equatable {
  /// The offset of the first byte in the line.
  package var start: Int32
  /// The number of bytes; negative when the value is absent. An empty string is present and has 0.
  package var count: Int32
  /// True when the bytes have a backslash, so that they are not the text itself.
  package var hasEscapes: Bool

  package init(start: Int32, count: Int32, hasEscapes: Bool = false) {
    self.start = start
    self.count = count
    self.hasEscapes = hasEscapes
  }

  /// The span of no value: the key is missing, or its value is of another type.
  package static let absent = Span(start: 0, count: -1)

  /// True when there is a value, which may be empty.
  package var isPresent: Bool { count >= 0 }
}

extension Span {
  /// Returns the string with its escapes resolved; empty if it is absent.
  package func text(in line: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    if isPresent { LineScanner.unescape(bytes(in: line), into: &text) }
    return text
  }

  /// Returns the raw bytes of the span within `line`, escapes included. The span must be present.
  package func bytes(in line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: line[Int(start)..<Int(start) + Int(count)])
  }
}
