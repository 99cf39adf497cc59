/// A word of what is searched for, or a part of one, as the index has words.
struct SearchPiece: Sendable, Equatable {
  /// Shorter ones are in every chunk.
  static let lengthMin = 3

  /// Folded; `lengthMin` to `SearchWords.overlap` of them.
  var bytes: [UInt8]
  /// Whether a word begins with it.
  var isStart: Bool
  /// Whether a word ends with it.
  var isEnd: Bool

  /// What every text that holds `text`, with or without regard to case, must have.
  static func all(in text: UnsafeRawBufferPointer) -> [SearchPiece] {
    var folded: [UInt8] = []
    Folding.fold(text, into: &folded)
    var pieces: [SearchPiece] = []
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
          SearchPiece(
            bytes: Array(folded[start..<start + kept]), isStart: start > 0,
            isEnd: end < folded.count && kept == end - start))
      }
      start = end
    }
    return pieces
  }
}
