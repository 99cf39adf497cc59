import Bytes

/// The line of a text in which an occurrence begins, and lines around it.
public struct SearchContext: Sendable, Equatable {
  /// The lines before it, the first one first.
  public var before: [String]
  /// The line itself. A long one is cut on both sides, with an ellipsis.
  public var line: String
  /// The lines after it.
  public var after: [String]

  /// The maximum number of bytes of a line. Those of longer lines are left out.
  static let bytesMax = 400
  /// The number of bytes of a long line that are kept before the occurrence.
  private static let bytesBefore = 120

  /// Takes at most `count` lines before and after the one that has the byte at `place`. Cost: linear in the bytes of
  /// these lines.
  init(_ text: UnsafeRawBufferPointer, around place: Int, lines count: Int) {
    let place = max(0, min(place, text.count))
    var start = place
    while start > 0, text[start - 1] != 0x0a { start -= 1 }
    let end = text.firstIndex(of: 0x0a, from: place) ?? text.count
    let first = max(start, end - start > Self.bytesMax ? place - Self.bytesBefore : start)
    line = Self.line(text, start..<end, from: first)
    (before, after) = ([], [])
    var next = start
    while before.count < count, next > 0 {
      let end = next - 1
      var start = end
      while start > 0, text[start - 1] != 0x0a { start -= 1 }
      before.append(Self.line(text, start..<end, from: start))
      next = start
    }
    before.reverse()
    next = end
    while after.count < count, next + 1 < text.count {
      let start = next + 1
      let end = text.firstIndex(of: 0x0a, from: start) ?? text.count
      after.append(Self.line(text, start..<end, from: start))
      next = end
    }
  }

  /// Returns the part of a line that begins at `first`, cut between characters.
  private static func line(_ text: UnsafeRawBufferPointer, _ line: Range<Int>, from first: Int) -> String {
    var (start, end) = (first, min(line.upperBound, first + bytesMax))
    while start > line.lowerBound, start < end, text[start] & 0xc0 == 0x80 { start += 1 }
    while end < line.upperBound, end > start, text[end] & 0xc0 == 0x80 { end -= 1 }
    let isEnd = end == line.upperBound
    if isEnd, end > start, text[end - 1] == 0x0d { end -= 1 }
    let inner = String(decoding: text[start..<max(start, end)], as: UTF8.self)
    return (start > line.lowerBound ? "…" : "") + inner + (isEnd ? "" : "…")
  }
}
