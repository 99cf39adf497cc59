import Bytes
import Transcripts

/// What is said in the blocks of an index under construction.
///
/// Memory: at most 12 MiB, and twice that for a moment while it grows. Real transcripts need 3 MiB for a segment.
struct ProseDraft {
  /// Their places are in `bytes`.
  private(set) var pieces: [ProsePiece] = []
  /// The compressed bytes of the pieces, one after the other.
  private(set) var bytes: [UInt8] = []

  private static let bytesMax = 12 << 20

  /// The number of bytes in the encoding, or some more.
  var size: Int { bytes.count + pieces.count * 24 + 8 }

  /// Adds what is said in blocks, the first event of which is `first`. Returns false if that is unknown or too much.
  mutating func add(_ blocks: [BlockProse]?, first: UInt64) -> Bool {
    guard let blocks else { return false }
    for block in blocks {
      let payload = block.payload
      guard
        append(payload.bytes[...], first + UInt64(block.offset), block.count, payload.codec.rawValue, payload.rawLength)
      else { return false }
    }
    return true
  }

  /// Adds the part of a piece of another index that is of certain events. Returns false if it is malformed, or if there
  /// is no room for it.
  mutating func add(_ piece: ProsePiece, of index: SearchIndex, within events: ClosedRange<UInt64>) -> Bool {
    guard piece.first <= events.upperBound, piece.last >= events.lowerBound else { return true }
    if events.contains(piece.first), events.contains(piece.last) {
      return append(index.state[piece.place], piece.first, Int(piece.count), piece.codec, piece.rawLength)
    }
    guard let bytes = try? index.bytes(of: piece) else { return false }
    let first = max(piece.first, events.lowerBound)
    var writer = ProseWriter()
    let isWhole = bytes.withUnsafeBufferPointer { bytes in
      var reader = ProseReader(UnsafeRawBufferPointer(bytes), piece)
      do throws(ByteError) {
        while let record = try reader.record() {
          guard events.contains(record.sequence) else { continue }
          for text in record.texts {
            let span = Span(start: 0, count: Int32(text.place.count), hasEscapes: text.hasEscapes)
            writer.add(
              UnsafeBufferPointer(rebasing: bytes[text.place]),
              TextField(role: text.role, span: span, isInner: text.isInner), row: Int(record.sequence - first))
          }
        }
      } catch { return false }
      return true
    }
    guard isWhole else { return false }
    return add(writer.take(), first: first)
  }

  private mutating func append(
    _ stored: ArraySlice<UInt8>, _ first: UInt64, _ count: Int, _ codec: UInt8, _ rawLength: Int
  ) -> Bool {
    guard bytes.count + stored.count <= Self.bytesMax, first > pieces.last?.last ?? 0 else { return false }
    let start = bytes.count
    bytes += stored
    pieces.append(
      ProsePiece(
        first: first, count: UInt64(count), codec: codec, rawLength: rawLength, place: start..<bytes.count))
    return true
  }

  /// Appends the list of the pieces. `first` is the first event of the index.
  func encodePieces(from first: UInt64, into writer: inout ByteWriter) {
    writer.varint(pieces.count)
    var next = first
    for piece in pieces {
      writer.varint(piece.first - next)
      writer.varint(piece.count)
      writer.u8(piece.codec)
      writer.varint(piece.rawLength)
      writer.varint(piece.place.count)
      next = piece.last + 1
    }
  }
}
