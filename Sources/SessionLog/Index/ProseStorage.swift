import Bytes
import LineCodecs

/// How an index holds what persons and models say.
package enum ProseStorage: Sendable {
  /// Block by block, as it is found.
  case blocks
  /// Chunk by chunk, compressed with a level of LZ4 HC.
  case chunks(level: Int)
  /// Not at all: a search reads the records.
  case none

  /// How the index of segments is stored that are compressed in a certain way. An archive is to be small before it is
  /// fast.
  package init(_ compression: Compression) {
    switch compression {
    case .fast: self = .blocks
    case .high: self = .chunks(level: 9)
    case .archive: self = .none
    }
  }
}

extension ProseDraft {
  /// Joins the pieces that begin in each of the chunks, and compresses them with a level of LZ4 HC, at 50 MB/s. Nothing
  /// changes if a piece is malformed, or if there is no room for the joined pieces.
  mutating func join(in chunks: [SearchChunk], level: Int) {
    var joined = ProseDraft()
    var scratch = CodecScratch()
    var rest = pieces[...]
    for chunk in chunks {
      var (raw, first, end) = (ByteWriter(), UInt64(0), UInt64(0))
      while let piece = rest.first, piece.first <= chunk.sequences.upperBound {
        rest.removeFirst()
        if raw.bytes.isEmpty { (first, end) = (piece.first, piece.first) }
        guard append(piece, after: end, to: &raw) else { return }
        end = piece.last + 1
      }
      guard !raw.bytes.isEmpty else { continue }
      guard raw.count <= ProsePiece.rawMax else { return }
      let payload = raw.bytes.withUnsafeBytes { Codec.encode($0, codecs: [.lz4], level: level, scratch: &scratch) }
      let piece = BlockProse(offset: 0, count: Int(end - first), payload: payload)
      guard joined.add([piece], first: first) else { return }
    }
    if rest.isEmpty { self = joined }
  }

  /// Appends the texts of a piece to those of events before `end`. Returns false if the piece is malformed.
  private func append(_ piece: ProsePiece, after end: UInt64, to raw: inout ByteWriter) -> Bool {
    guard let own = try? SearchIndex.bytes(of: piece, in: bytes) else { return false }
    return own.withUnsafeBytes { own in
      var reader = ByteReader(own)
      guard let header = try? reader.varint(), let skipped = try? reader.varint() else { return false }
      raw.varint(header)
      // The first text of a piece says how far its record is from the first event.
      raw.varint(piece.first - end + skipped)
      raw.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: own[(own.count - reader.remaining)...]))
      return true
    }
  }
}
