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
  /// True if not all that is said in its records is in the index, because it is too much.
  package var lacksProse = false

  package var sequences: ClosedRange<UInt64> { first...first + count - 1 }
}

/// Tells which words are in which chunks of a segment, and what persons and models say in its records: a search of that
/// alone, which is a small part of most transcripts, need not read the records. `SearchIndexDraft` makes the index,
/// which is read in its encoded form.
///
/// The encoding of version 5 consists of the chunks (varints: their number; for each the number of events, then a byte:
/// 1 if it has times, plus 2 if it lacks words, plus 4 if it lacks prose; times are the zigzag earliest time and the
/// varint length of the time span); the pieces of prose (a varint, their number; for each the varint number of
/// events between it and the piece before, or the beginning of the segment, the varint number of its events, a byte with
/// the codec, and the varint lengths before and after compression), padded with zeros to a multiple of 4
/// bytes; the `u32` number of words; for every 128th word two `u32`: the offsets of the word in the words and of its
/// entry in the entries; the `u32` length of the words, which have a zero before and after each; the entries; and the
/// compressed pieces, one after the other. An entry is the varint number of chunks, followed by the first chunk and the
/// differences to the next ones; or 0 followed by one bit per chunk, from the lowest bit of each byte.
package struct SearchIndex: Sendable {
  package static let version: UInt16 = 5
  package static let wordsPerSample = 128

  package let chunks: [SearchChunk]
  /// What is said, in the order of the log.
  package let pieces: [ProsePiece]
  /// The encoded index, and the places of its parts.
  package let state: [UInt8]
  package let samples: Range<Int>
  package let words: Range<Int>
  package let entries: Range<Int>

  /// Reads the structure of an encoded index. `first` is the first event of the segment. Throws `malformed`.
  package init(_ state: [UInt8], first: UInt64) throws(ByteError) {
    self.state = state
    let parts: Parts? = state.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      return try? Self.parts(&reader, first, state.count)
    }
    guard let parts else { throw .malformed }
    (chunks, pieces, samples, words) = (parts.chunks, parts.pieces, parts.samples, parts.words)
    entries = words.upperBound..<state.count - pieces.reduce(0) { $0 + $1.place.count }
  }

  private struct Parts {
    var chunks: [SearchChunk]
    var pieces: [ProsePiece]
    var samples, words: Range<Int>
  }

  private static func parts(_ reader: inout ByteReader, _ first: UInt64, _ size: Int) throws(ByteError) -> Parts {
    let chunks = try Self.chunks(&reader, first)
    let pieces = try Self.pieces(&reader, first, size)
    try reader.zeros((4 - (size - reader.remaining) % 4) % 4)
    let wordCount: UInt32 = try reader.fixed()
    let samples = (Int(wordCount) + wordsPerSample - 1) / wordsPerSample * 8
    let start = size - reader.remaining
    _ = try reader.bytes(samples)
    let length: UInt32 = try reader.fixed()
    let words = size - reader.remaining
    guard try reader.bytes(Int(length)).first == 0,
      pieces.reduce(0, { $0 + $1.place.count }) <= reader.remaining
    else { throw .malformed }
    return Parts(
      chunks: chunks, pieces: pieces, samples: start..<start + samples, words: words..<words + Int(length))
  }

  private static func chunks(_ reader: inout ByteReader, _ first: UInt64) throws(ByteError) -> [SearchChunk] {
    var chunks: [SearchChunk] = []
    var next = first
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let count = try reader.varint()
      guard count > 0, count <= UInt64(Int32.max), next <= .max - count else { throw .malformed }
      var chunk = SearchChunk(first: next, count: count)
      let flags = try reader.u8()
      guard flags < 8 else { throw .malformed }
      (chunk.lacksWords, chunk.lacksProse) = (flags & 2 != 0, flags & 4 != 0)
      if flags & 1 != 0 {
        let earliest = try reader.zigzag()
        let (latest, isTooLarge) = earliest.addingReportingOverflow(Int64(clamping: try reader.varint()))
        guard !isTooLarge else { throw .malformed }
        chunk.times = earliest...latest
      }
      chunks.append(chunk)
      next += count
    }
    return chunks
  }

  private static func pieces(
    _ reader: inout ByteReader, _ first: UInt64, _ size: Int
  ) throws(ByteError) -> [ProsePiece] {
    var pieces: [ProsePiece] = []
    var (next, length) = (first, 0)
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let gap = try reader.varint()
      let count = try reader.count()
      let codec = try reader.u8()
      let raw = try reader.count(limit: ProsePiece.rawMax)
      let stored = try reader.count(limit: size - length)
      guard count > 0, UInt64(count) < .max - next, gap < .max - next - UInt64(count) else { throw .malformed }
      pieces.append(
        ProsePiece(
          first: next + gap, count: UInt64(count), codec: codec, rawLength: raw, place: length..<length + stored))
      next += gap + UInt64(count)
      length += stored
    }
    for index in pieces.indices {
      let place = pieces[index].place
      pieces[index].place = size - length + place.lowerBound..<size - length + place.upperBound
    }
    return pieces
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
