import Bytes
import LineCodecs

/// The header of a segment: the first 128 bytes of its file.
package struct SegmentHeader: Sendable, Equatable {
  /// The length of a header in bytes.
  package static let length = 128

  /// The UUID of the store.
  package var store: UUID16
  package var ordinal: UInt32
  package var generation: UInt32
  /// The last ordinal that the segment covers; equals `ordinal` unless a compaction merged segments.
  package var lastOrdinal: UInt32
  /// The sequence number of the first event.
  package var firstSequence: UInt64
  /// The chain hash before that event.
  package var chain: Digest
  /// The time of creation in milliseconds since 1970-01-01 UTC.
  package var created: Int64
  /// The settings of the compaction that wrote the segment; nil when it was not compacted.
  var compaction: CompactionProfile?

  package var id: SegmentID { SegmentID(ordinal: ordinal, generation: generation) }

  /// Returns the 128 bytes of the header.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter(magic: Format.segmentMagic, capacity: Self.length)
    writer.fixed(UInt32(Self.length))
    writer.zeros(16)  // features and versions
    writer.append(store.bytes)
    writer.fixed(ordinal)
    writer.fixed(generation)
    writer.fixed(lastOrdinal)
    writer.zeros(4)
    writer.fixed(firstSequence)
    writer.append(chain.bytes)
    writer.fixed(created)
    if let compaction { compaction.encode(into: &writer) } else { writer.zeros(CompactionProfile.length) }
    writer.fixed(crc32c(writer.bytes))
    return writer.bytes
  }

  /// Decodes a header. `file` names the segment in errors. Throws `damaged` or `unsupported`.
  package static func decode(_ bytes: [UInt8], file: String) throws(LogError) -> SegmentHeader {
    try decodeFile(bytes, named: file, kind: "segment", magic: Format.segmentMagic, checksumAt: 124, hasVersions: true)
    {
      (reader) throws(ByteError) in
      guard try reader.fixed(UInt32.self) == UInt32(length) else { throw .malformed }
      try reader.features()
      let store = UUID16(try reader.bytes(16))
      let ordinal: UInt32 = try reader.fixed()
      let generation: UInt32 = try reader.fixed()
      let lastOrdinal: UInt32 = try reader.fixed()
      try reader.zeros(4)
      let firstSequence: UInt64 = try reader.fixed()
      let chain = try reader.digest()
      let created: Int64 = try reader.fixed()
      let compaction = try CompactionProfile.decode(&reader)
      guard lastOrdinal >= ordinal, firstSequence >= 1 else { throw .malformed }
      return SegmentHeader(
        store: store, ordinal: ordinal, generation: generation, lastOrdinal: lastOrdinal, firstSequence: firstSequence,
        chain: chain, created: created, compaction: compaction)
    }
  }
}
