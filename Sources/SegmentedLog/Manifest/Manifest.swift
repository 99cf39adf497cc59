import Bytes
import FileIO
import LineCodecs

/// The list of the segments that make up the log.
package struct Manifest: Sendable, Equatable {
  static let headerLength = 128
  static let entryLength = 112

  package var store: UUID16
  /// From 1.
  package var generation: UInt64
  /// Milliseconds since 1970 UTC.
  package var created: Int64
  /// SHA-256 of the predecessor's file; zero in the first.
  var predecessor: Digest
  /// By rising ordinal; the last one is active.
  package var segments: [Segment]

  package enum State: UInt8, Sendable {
    case active = 1
    case sealed = 2
    case cut = 3
  }

  package struct Segment: Sendable, Equatable {
    package var id: SegmentID
    package var lastOrdinal: UInt32
    package var state: State
    /// Sealed: of the file. Cut: where its last commit ends. Active: what was durable when the manifest was written.
    package var length: UInt64
    package var firstSequence: UInt64
    /// After the last event in `length` bytes.
    package var nextSequence: UInt64
    /// Before the first event.
    package var chainBefore: Digest
    /// After the last event in `length` bytes.
    package var chainAfter: Digest
  }

  /// Path below the store.
  package static func path(_ generation: UInt64) -> String { "manifest/\(hexadecimal(generation.bigEndianBytes)).mf" }

  package func encoded() -> [UInt8] {
    let length = Self.headerLength + segments.count * Self.entryLength + 4
    var writer = ByteWriter(magic: Format.manifestMagic, capacity: length)
    writer.fixed(UInt32(length))
    writer.zeros(16)  // features
    writer.append(store.bytes)
    writer.fixed(generation)
    writer.fixed(created)
    writer.append(predecessor.bytes)
    writer.fixed(UInt32(segments.count))
    writer.zeros(28)
    for segment in segments {
      writer.fixed(segment.id.ordinal)
      writer.fixed(segment.id.generation)
      writer.fixed(segment.lastOrdinal)
      writer.u8(segment.state.rawValue)
      writer.zeros(3)
      writer.fixed(segment.length)
      writer.fixed(segment.firstSequence)
      writer.fixed(segment.nextSequence)
      writer.append(segment.chainBefore.bytes)
      writer.append(segment.chainAfter.bytes)
      writer.zeros(8)
    }
    writer.fixed(crc32c(writer.bytes))
    return writer.bytes
  }

  package static func decode(_ bytes: [UInt8], file: String) throws(LogError) -> Manifest {
    let manifest = try decodeFile(
      bytes, named: file, kind: "manifest", magic: Format.manifestMagic, checksumAt: bytes.count - 4
    ) { (reader) throws(ByteError) in
      guard Int(try reader.fixed(UInt32.self)) == reader.buffer.count else { throw .malformed }
      try reader.features()
      let store = UUID16(try reader.bytes(16))
      let generation: UInt64 = try reader.fixed()
      let created: Int64 = try reader.fixed()
      let predecessor = try reader.digest()
      let count = Int(try reader.fixed(UInt32.self))
      try reader.zeros(28)
      guard count >= 1, count <= Format.segmentsMax, reader.remaining == count * entryLength + 4 else {
        throw .malformed
      }
      var segments: [Segment] = []
      for _ in 0..<count { segments.append(try segment(&reader)) }
      return Manifest(
        store: store, generation: generation, created: created, predecessor: predecessor, segments: segments)
    }
    guard manifest.isConsistent else {
      throw .damaged(Finding(file: file, "the segments in the manifest do not fit together"))
    }
    return manifest
  }

  private static func segment(_ reader: inout ByteReader) throws(ByteError) -> Segment {
    let id = SegmentID(ordinal: try reader.fixed(), generation: try reader.fixed())
    let lastOrdinal: UInt32 = try reader.fixed()
    guard let state = State(rawValue: try reader.u8()) else { throw .malformed }
    try reader.zeros(3)
    let segment = Segment(
      id: id, lastOrdinal: lastOrdinal, state: state, length: try reader.fixed(), firstSequence: try reader.fixed(),
      nextSequence: try reader.fixed(), chainBefore: try reader.digest(), chainAfter: try reader.digest())
    try reader.zeros(8)
    return segment
  }

  /// Neighbours fit, only the last segment is active, and every number can still grow.
  var isConsistent: Bool {
    guard generation >= 1, generation < .max else { return false }
    guard let first = segments.first, let last = segments.last, last.state == .active else { return false }
    guard last.lastOrdinal < .max, last.nextSequence <= Format.sequenceMax else { return false }
    guard first.id.ordinal == 0, first.firstSequence == 1, first.chainBefore == .zero else { return false }
    for segment in segments {
      guard segment.lastOrdinal >= segment.id.ordinal, segment.nextSequence >= segment.firstSequence,
        segment.length >= UInt64(SegmentHeader.length), segment.length <= Format.segmentLengthMax
      else { return false }
    }
    for (before, after) in zip(segments, segments.dropFirst()) {
      guard before.state != .active, before.lastOrdinal < .max, after.id.ordinal == before.lastOrdinal + 1,
        after.firstSequence == before.nextSequence, after.chainBefore == before.chainAfter
      else { return false }
    }
    return true
  }
}
