/// Tells from the bytes of lines that none of them can contain all patterns of a search, without reading their JSON.
struct LinePrefilter: Sendable {
  private let patterns: [SearchPattern]

  /// The beginning of an escape of a character by its number.
  private static let escape = LiteralMatcher(Array("\\u".utf8), isCaseSensitive: true)
  /// The long s and the Kelvin sign, which fold to ASCII letters, as the digits of their escapes.
  private static let folding = ["017f", "212a"].map { Array($0.utf8) }

  init(_ patterns: [SearchPattern]) { self.patterns = patterns }

  /// Returns false if the patterns cannot all be in texts whose lines these bytes are, or in the bytes themselves. The
  /// bytes may be those of many lines. Cost: a pass over them for each pattern, at about 8 GB/s, and a few more for one
  /// that is not found.
  func mayHold(_ lines: UnsafeRawBufferPointer) -> Bool { patterns.allSatisfy { Self.mayHold(lines, $0) } }

  private static func mayHold(_ lines: UnsafeRawBufferPointer, _ pattern: SearchPattern) -> Bool {
    guard let needle = pattern.prefilter else { return true }
    if needle.isIn(lines) { return true }
    let mayFold = !needle.isCaseSensitive && needle.bytes.contains { $0 == 0x6b || $0 == 0x73 }
    var isEscaped = false
    escape.forEach(in: lines) { place in
      isEscaped = isLetter(lines, place + 2, mayFold)
      return isEscaped ? lines.count : place + 2
    }
    return isEscaped || mayFold && SearchPattern.mayFoldToASCII(lines)
  }

  /// Returns whether the four digits of an escape are those of an ordinary character of ASCII, or of one that folds to
  /// ASCII if that matters.
  private static func isLetter(_ lines: UnsafeRawBufferPointer, _ place: Int, _ mayFold: Bool) -> Bool {
    guard place + 4 <= lines.count else { return false }
    if lines[place] == 0x30, lines[place + 1] == 0x30 { return 0x32...0x37 ~= lines[place + 2] }
    guard mayFold else { return false }
    return folding.contains { digits in digits.indices.allSatisfy { lines[place + $0] | 0x20 == digits[$0] | 0x20 } }
  }
}
