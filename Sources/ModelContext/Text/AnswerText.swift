/// The text of an answer with a limit: rows are added as long as they fit as a whole, and room is kept for the lines
/// at its end.
package struct AnswerText {
  /// The largest number of characters, which are Unicode scalars.
  let limit: Int
  private var lines: [String] = []
  /// The characters of the lines with their newlines.
  private var used = 0

  /// The smallest, the usual and the largest number of characters that a caller can ask for.
  package static let limits = 1000...40_000
  package static let usual = 12_000

  package init(limit: Int) { self.limit = limit }

  /// The characters that are free when `reserve` are kept for the end.
  func room(reserve: Int) -> Int { limit - used - reserve }

  /// Adds lines whether they fit or not.
  package mutating func add(_ lines: String...) { add(lines) }

  mutating func add(_ lines: [String]) {
    self.lines += lines
    used += Self.size(lines)
  }

  /// Adds the lines of a row if they fit with `reserve` characters left; returns false if they do not.
  mutating func add(row: [String], reserve: Int) -> Bool {
    guard Self.size(row) <= room(reserve: reserve) else { return false }
    add(row)
    return true
  }

  /// The number of characters of lines with their newlines.
  static func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.unicodeScalars.count + 1 } }

  package var text: String { lines.joined(separator: "\n") }
}
