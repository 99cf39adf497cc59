import Bytes
import LineCodecs
import Transcripts

/// What persons and models say in the records of a block, as an index holds it.
package struct ProsePiece: Sendable {
  /// The sequence number of the first event of the block.
  package var first: UInt64
  /// The number of events from that one up to the last one that says something.
  var count: UInt64
  var codec: UInt8
  /// The number of bytes before they are compressed.
  var rawLength: Int
  /// The place of the compressed bytes in the index.
  var place: Range<Int>

  /// The maximum number of bytes of a piece before they are compressed.
  static let rawMax = CodecLimits.rawLengthMax

  /// The sequence number of the last event that says something.
  package var last: UInt64 { first + (count - 1) }
}

/// Reads a piece, record by record.
///
/// A text is a varint, its length times 16 plus flags: 1 if the model said it, else a person; 2 if it is in a
/// subagent's record inside a record of another type; 4 if it has escapes; 8 if it is the first one of its record. For
/// a first one follows, as a varint, how many events without texts are between the record and the one before it, or
/// the beginning of the block. Then follow the bytes, as they stand in the line.
package struct ProseReader {
  /// A text of a record.
  package struct Text {
    package var role: TextRole
    package var isInner: Bool
    package var hasEscapes: Bool
    /// The place in the bytes of the piece.
    package var place: Range<Int>
  }

  /// A record that says something.
  package struct Record {
    /// The sequence number of the event.
    package var sequence: UInt64
    package var texts: [Text] = []
    /// The place of all texts, and of what is between them, in the bytes of the piece.
    package var place: Range<Int>
  }

  private let bytes: UnsafeRawBufferPointer
  /// The sequence number of the first event of the block, and the one after its last event that says something.
  private let start, end: UInt64
  /// The sequence number after the present record.
  private var next: UInt64
  private var reader: ByteReader
  /// The first text of the next record, which was read already, and the number of that record.
  private var ahead: (text: Text, sequence: UInt64)?

  /// Reads the decoded bytes of a piece.
  package init(_ bytes: UnsafeRawBufferPointer, _ piece: ProsePiece) {
    (self.bytes, start, end, next) = (bytes, piece.first, piece.first + piece.count, piece.first)
    reader = ByteReader(bytes)
  }

  static func flags(_ field: TextField, isFirst: Bool) -> UInt64 {
    (field.role == .assistant ? 1 : 0) | (field.isInner ? 2 : 0) | (field.span.hasEscapes ? 4 : 0) | (isFirst ? 8 : 0)
  }

  /// Returns the next record; nil at the end. Throws `malformed`.
  package mutating func record() throws(ByteError) -> Record? {
    var first = ahead
    ahead = nil
    if first == nil { first = try nextText() }
    guard let first else { return nil }
    var record = Record(sequence: first.sequence, texts: [first.text], place: first.text.place)
    while let more = try nextText() {
      guard more.sequence == first.sequence else {
        ahead = more
        break
      }
      record.texts.append(more.text)
      record.place = record.place.lowerBound..<more.text.place.upperBound
    }
    return record
  }

  /// Reads the next text, and the number of its record; nil at the end.
  private mutating func nextText() throws(ByteError) -> (text: Text, sequence: UInt64)? {
    guard reader.remaining > 0 else { return nil }
    let header = try reader.varint()
    if header & 8 != 0 {
      let skipped = try reader.varint()
      guard skipped < end - next else { throw .malformed }
      next += skipped + 1
    }
    guard next > start, header >> 4 <= UInt64(reader.remaining) else { throw .malformed }
    let place = bytes.count - reader.remaining
    _ = try reader.bytes(Int(header >> 4))
    let text = Text(
      role: header & 1 != 0 ? .assistant : .user, isInner: header & 2 != 0, hasEscapes: header & 4 != 0,
      place: place..<place + Int(header >> 4))
    return (text, next - 1)
  }
}

extension SearchIndex {
  /// Returns the bytes of a piece of this index. Throws `malformed`. About 4 GB/s.
  package func bytes(of piece: ProsePiece) throws(ByteError) -> [UInt8] { try Self.bytes(of: piece, in: state) }

  /// Returns the bytes of a piece that is somewhere in `state`.
  static func bytes(of piece: ProsePiece, in state: [UInt8]) throws(ByteError) -> [UInt8] {
    var failure: ByteError?
    let raw = [UInt8](unsafeUninitializedCapacity: piece.rawLength) { target, count in
      let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(target)[..<piece.rawLength])
      state.withUnsafeBytes { state in
        do throws(ByteError) {
          try Codec.decode(UnsafeRawBufferPointer(rebasing: state[piece.place]), codec: piece.codec, into: target)
          count = piece.rawLength
        } catch { failure = error }
      }
    }
    if let failure { throw failure }
    return raw
  }
}
