import SessionLog

extension Folding {
  /// Returns the offset in a text of the character whose folded form begins at `place` in the folded text; at most the
  /// length of the text. Cost: linear in `place`.
  static func offset(in text: UnsafeRawBufferPointer, ofFolded place: Int) -> Int {
    var (index, length) = (0, 0)
    var folded: [UInt8] = []
    while index < text.count, length < place {
      guard text[index] >= 0x80 else {
        (index, length) = (index + 1, length + 1)
        continue
      }
      var end = index + 1
      while end < text.count, text[end] & 0xc0 == 0x80 { end += 1 }
      folded.removeAll(keepingCapacity: true)
      fold(UnsafeRawBufferPointer(rebasing: text[index..<end]), into: &folded)
      (index, length) = (end, length + folded.count)
    }
    return index
  }
}
