import Transcripts

/// The files that the calls of tools in the records of a block name, collected while the lines were read, so that
/// nobody has to decode the block for them.
package struct BlockTouches: Sendable {
  /// By the row of the record.
  private var byRow: [Int: [FileTouch]] = [:]

  /// Makes those of a block without such calls.
  package init() {}

  /// The files of a record; none where it names none.
  subscript(row: Int) -> [FileTouch] { byRow[row] ?? [] }

  /// Adds the files of a record.
  package mutating func add(_ touches: [FileTouch], row: Int) {
    if !touches.isEmpty { byRow[row] = touches }
  }

  /// Returns what was added since the last call.
  package mutating func take() -> BlockTouches {
    defer { byRow = [:] }
    return self
  }
}
