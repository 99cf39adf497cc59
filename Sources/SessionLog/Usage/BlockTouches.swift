import Transcripts

/// The files that the calls of tools in the records of a block name, collected while the lines were read, so that
/// nobody has to decode the block for them.
package struct BlockTouches: Sendable {
  /// By the row of the record.
  private var byRow: [Int: [FileTouch]] = [:]

  package init() {}

  /// The files of a record; none where it names none.
  subscript(row: Int) -> [FileTouch] { byRow[row] ?? [] }

  /// Adds a line that has been accepted as a record. It may be one without such calls. Cost: one pass over the line.
  package mutating func add(_ line: UnsafeRawBufferPointer, row: Int) {
    let touches = FilesState.touches(in: line, Agent.unstated.format)
    if !touches.isEmpty { byRow[row] = touches }
  }

  /// Returns what was added since the last call.
  package mutating func take() -> BlockTouches {
    defer { byRow = [:] }
    return self
  }
}

/// What was learned about the records of a block while they were read.
package struct BlockFindings: Sendable {
  /// The words for the search index.
  package var words: BlockWords
  package var touches: BlockTouches

  /// `words` and `touches` are by default those of a block without records.
  package init(words: BlockWords = BlockWords(), touches: BlockTouches = BlockTouches()) {
    (self.words, self.touches) = (words, touches)
  }
}
