import SessionLog

/// A word of the searched text, or a part of one, in the form that the index has words in.
struct SearchFragment: Sendable, Equatable {
  /// The minimum number of bytes: shorter words are not indexed, as if they were in every chunk.
  static let lengthMin = SearchWords.lengthMin

  /// The folded bytes, from `lengthMin` to `SearchWords.overlap` of them.
  var bytes: [UInt8]
  /// True if it is the beginning of a word.
  var isStart: Bool
  /// True if it is the end of a word.
  var isEnd: Bool

  /// Returns the pieces that occur in every text that contains `text`, whether or not case is ignored.
  static func all(in text: UnsafeRawBufferPointer) -> [SearchFragment] {
    var folded: [UInt8] = []
    Folding.fold(text, into: &folded)
    var pieces: [SearchFragment] = []
    var start = 0
    while start < folded.count {
      guard SearchWords.isInWord(folded[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < folded.count, SearchWords.isInWord(folded[end]) { end += 1 }
      let kept = min(end - start, SearchWords.overlap)
      if kept >= lengthMin {
        pieces.append(
          SearchFragment(
            bytes: Array(folded[start..<start + kept]), isStart: start > 0,
            isEnd: end < folded.count && kept == end - start))
      }
      start = end
    }
    return pieces
  }
}
