import Bytes
import SessionLog

/// Consecutive events that are searched or skipped together.
struct SearchChunk: Sendable, Equatable {
  var first: UInt64
  var count: UInt64
  /// The earliest and the latest time of its records, in milliseconds since 1970-01-01 UTC; nil if none has a time.
  var times: ClosedRange<Int64>?

  var sequences: ClosedRange<UInt64> { first...first + count - 1 }
}

/// Tells which words are in which chunks of a segment. `SearchIndexBuilder` makes the index, which is read in its
/// encoded form.
///
/// The encoding is that of versions 1 to 3, which differ in the texts that are indexed. It consists of the chunks
/// (varints: their number; for each the number of events, then 0, or 1 followed by the zigzag earliest time and the
/// varint length of the time span), padded with zeros to a multiple of 4 bytes; the `u32` number of words; for every
/// 128th word two `u32`: the offsets of the word in the words and of its entry in the entries; the `u32` length of the
/// words, which have a zero before and after each; and the entries. An entry is the varint number of chunks, followed
/// by the first chunk and the differences to the next ones; or 0 followed by one bit per chunk, from the lowest bit of
/// each byte.
struct SearchIndex: Sendable {
  static let version: UInt16 = 3
  static let wordsPerSample = 128

  let chunks: [SearchChunk]
  private let state: [UInt8]
  private let samples: Range<Int>
  private let words: Range<Int>
  private let entries: Range<Int>

  /// Reads the structure of an encoded index. `first` is the first event of the segment. Throws `malformed`.
  init(_ state: [UInt8], first: UInt64) throws(ByteError) {
    self.state = state
    let parts: (chunks: [SearchChunk], samples: Range<Int>, words: Range<Int>)? = state.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      return try? Self.parts(&reader, first, state.count)
    }
    guard let parts else { throw .malformed }
    (chunks, samples, words) = parts
    entries = words.upperBound..<state.count
  }

  private static func parts(
    _ reader: inout ByteReader, _ first: UInt64, _ size: Int
  ) throws(ByteError) -> ([SearchChunk], Range<Int>, Range<Int>) {
    var chunks: [SearchChunk] = []
    var next = first
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let count = try reader.varint()
      guard count > 0, count <= UInt64(Int32.max), next <= .max - count else { throw .malformed }
      var chunk = SearchChunk(first: next, count: count)
      if try reader.u8() != 0 {
        let earliest = try reader.zigzag()
        let (latest, isTooLarge) = earliest.addingReportingOverflow(Int64(clamping: try reader.varint()))
        guard !isTooLarge else { throw .malformed }
        chunk.times = earliest...latest
      }
      chunks.append(chunk)
      next += count
    }
    try reader.zeros((4 - (size - reader.remaining) % 4) % 4)
    let wordCount: UInt32 = try reader.fixed()
    let samples = (Int(wordCount) + wordsPerSample - 1) / wordsPerSample * 8
    let start = size - reader.remaining
    _ = try reader.bytes(samples)
    let length: UInt32 = try reader.fixed()
    let words = size - reader.remaining
    guard try reader.bytes(Int(length)).first == 0 else { throw .malformed }
    return (chunks, start..<start + samples, words..<words + Int(length))
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
    var has = [Bool](repeating: false, count: chunks.count)
    var missing = chunks.count
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
    guard let count = varint(&place, state) else { return nil }
    if count == 0 { return place + (chunks.count + 7) / 8 }
    for _ in 0..<count where varint(&place, state) == nil { return nil }
    return place
  }

  private func mark(_ place: Int, _ state: UnsafeRawBufferPointer, _ has: inout [Bool], _ missing: inout Int) {
    func mark(_ chunk: Int) {
      guard chunk < has.count, !has[chunk] else { return }
      has[chunk] = true
      missing -= 1
    }
    var place = place
    guard let count = varint(&place, state) else { return }
    if count == 0 {
      for chunk in 0..<chunks.count where place + chunk / 8 < state.count {
        if state[place + chunk / 8] >> UInt8(chunk % 8) & 1 != 0 { mark(chunk) }
      }
      return
    }
    var chunk = 0
    for _ in 0..<count {
      guard let step = varint(&place, state) else { return }
      chunk += step
      mark(chunk)
    }
  }

  @inline(__always)
  private func varint(_ place: inout Int, _ state: UnsafeRawBufferPointer) -> Int? {
    var value = 0
    var shift = 0
    while place < state.count, shift < 28 {
      let byte = state[place]
      place += 1
      value |= Int(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
