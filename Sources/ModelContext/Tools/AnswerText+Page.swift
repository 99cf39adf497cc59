import Answers
import Tables

extension AnswerText {
  /// Adds the rows of a page of a list as far as they fit, at least one, and the call that continues the list.
  ///
  /// - Parameters:
  ///   - tool: The name of the tool that lists.
  ///   - arguments: Its arguments; `changes` replace those of the same name in the call that continues.
  ///   - row: Returns the lines of a row.
  mutating func add<Row>(
    _ page: Page<Row>, of tool: String, _ arguments: Arguments, changes: [(String, JSON)] = [],
    row: (Row) -> [String]
  ) {
    let reserve = Continuation.reserve(arguments)
    var shown = 0
    for element in page.rows {
      let lines = row(element)
      if !add(row: lines, reserve: reserve) {
        if shown > 0 { break }
        add(lines)
      }
      shown += 1
    }
    guard let next = page.prefix(shown).next else { return }
    add(
      Continuation.line(
        tool, arguments, changes + [("cursor", .string(next.description))],
        left: "\(Words.count(page.total - next.rowsBefore)) more."))
  }
}
