import Bytes

/// Consecutive events that are searched or skipped together.
package struct SearchChunk: Sendable, Equatable {
  /// The sequence number of the first of them.
  package var first: UInt64
  /// Their number, at least 1.
  package var count: UInt64
  /// The earliest and the latest time of its records, in milliseconds since 1970-01-01 UTC; nil if none has a time.
  package var times: ClosedRange<Int64>?
  /// True if not all of its words are in the index, because they are too many, so that it may contain any word.
  package var lacksWords = false

  package var sequences: ClosedRange<UInt64> { first...first + count - 1 }
}

/// Tells which words are in which chunks of a segment. `SearchIndexDraft` makes the index, which is read in
/// its encoded form.
///
/// The encoding of version 4 consists of the chunks (varints: their number; for each the number of events, then a byte:
/// 1 if it has times, plus 2 if it lacks words; times are the zigzag earliest time and the varint length of the time
/// span), padded with zeros to a multiple of 4 bytes; the `u32` number of words; for every
/// 128th word two `u32`: the offsets of the word in the words and of its entry in the entries; the `u32` length of the
/// words, which have a zero before and after each; and the entries. An entry is the varint number of chunks, followed
/// by the first chunk and the differences to the next ones; or 0 followed by one bit per chunk, from the lowest bit of
/// each byte.
package struct SearchIndex: Sendable {
  package static let version: UInt16 = 4
  package static let wordsPerSample = 128

  package let chunks: [SearchChunk]
  /// The encoded index, and the places of its parts.
  package let state: [UInt8]
  package let samples: Range<Int>
  package let words: Range<Int>
  package let entries: Range<Int>

  /// Reads the structure of an encoded index. `first` is the first event of the segment. Throws `malformed`.
  package init(_ state: [UInt8], first: UInt64) throws(ByteError) {
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
      let flags = try reader.u8()
      guard flags < 4 else { throw .malformed }
      chunk.lacksWords = flags & 2 != 0
      if flags & 1 != 0 {
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

  /// Returns the varint at `place`, which it moves past it; nil if it is malformed.
  @inline(__always)
  package static func varint(_ place: inout Int, _ state: UnsafeRawBufferPointer) -> Int? {
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
