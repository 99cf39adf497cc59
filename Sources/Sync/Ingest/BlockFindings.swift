import SessionLog

/// What was learned about the records of a block while they were read.
struct BlockFindings: Sendable {
  /// The words for the search index.
  var words: BlockWords
  /// The files that calls of tools name; empty where nobody asks for them.
  var touches: BlockTouches

  /// The default is that of a block without records.
  init(words: BlockWords = BlockWords(), touches: BlockTouches = BlockTouches()) {
    (self.words, self.touches) = (words, touches)
  }
}
