import SessionLog

extension SearchIndex {
  /// Returns the pieces that may say something in events of a chunk.
  func pieces(of sequences: ClosedRange<UInt64>) -> Range<Int> {
    // The pieces are in the order of the log and do not overlap.
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].last < sequences.lowerBound { low = middle + 1 } else { high = middle }
    }
    let end = pieces[low...].firstIndex { $0.first > sequences.upperBound } ?? pieces.count
    return low..<end
  }

  /// Returns for each chunk whether it can contain all pieces.
  func chunks(with pieces: [SearchFragment]) -> [Bool] {
    var may = [Bool](repeating: true, count: chunks.count)
    for piece in pieces {
      let has = chunks(with: piece)
      for index in may.indices where !has[index] { may[index] = false }
    }
    return may
  }

  private func chunks(with piece: SearchFragment) -> [Bool] {
    var has = chunks.map(\.lacksWords)
    var missing = has.count { !$0 }
    let needle = LiteralMatcher(
      (piece.isStart ? [0] : []) + piece.bytes + (piece.isEnd ? [0] : []), isCaseSensitive: true)
    state.withUnsafeBytes { state in
      let text = UnsafeRawBufferPointer(rebasing: state[words])
      needle.forEach(in: text) { start in
        guard let entry = entry(ofWordAt: piece.isStart ? start + 1 : start, text, state) else { return text.count }
        mark(entry.place, state, &has, &missing)
        return missing > 0 ? entry.wordEnd : text.count
      }
    }
    return has
  }

  /// Returns the position of the entry of the word that contains the byte at `place`, and the position of the zero
  /// after the word.
  private func entry(
    ofWordAt place: Int, _ text: UnsafeRawBufferPointer, _ state: UnsafeRawBufferPointer
  ) -> (place: Int, wordEnd: Int)? {
    func sample(_ number: Int, _ half: Int) -> Int {
      Int(state.loadUnaligned(fromByteOffset: samples.lowerBound + number * 8 + half * 4, as: UInt32.self).littleEndian)
    }
    var (low, high) = (0, samples.count / 8)
    while low + 1 < high {
      let middle = (low + high) / 2
      if sample(middle, 0) <= place { low = middle } else { high = middle }
    }
    guard samples.count > 0, sample(low, 0) <= place else { return nil }
    var start = sample(low, 0)
    var entry = entries.lowerBound + sample(low, 1)
    while true {
      guard let end = text.firstIndex(of: 0, from: start), entry < entries.upperBound else { return nil }
      if end >= place { return (entry, end) }
      guard let next = skip(entry, state) else { return nil }
      (start, entry) = (end + 1, next)
    }
  }

  /// Returns the position after an entry; nil if the entry is malformed.
  private func skip(_ place: Int, _ state: UnsafeRawBufferPointer) -> Int? {
    var place = place
    guard let count = SearchIndex.varint(&place, state) else { return nil }
    if count == 0 { return place + (chunks.count + 7) / 8 }
    for _ in 0..<count where SearchIndex.varint(&place, state) == nil { return nil }
    return place
  }

  private func mark(_ place: Int, _ state: UnsafeRawBufferPointer, _ has: inout [Bool], _ missing: inout Int) {
    func mark(_ chunk: Int) {
      guard chunk < has.count, !has[chunk] else { return }
      has[chunk] = true
      missing -= 1
    }
    var place = place
    guard let count = SearchIndex.varint(&place, state) else { return }
    if count == 0 {
      for chunk in 0..<chunks.count where place + chunk / 8 < state.count {
        if state[place + chunk / 8] >> UInt8(chunk % 8) & 1 != 0 { mark(chunk) }
      }
      return
    }
    var chunk = 0
    for _ in 0..<count {
      guard let step = SearchIndex.varint(&place, state) else { return }
      chunk += step
      mark(chunk)
    }
  }
}
