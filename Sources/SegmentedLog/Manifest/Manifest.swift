import Bytes
import FileIO
import LineCodecs

/// The list of the segments that make up the log: FORMAT.md, Manifest.
package struct Manifest: Sendable, Equatable {
  static let headerLength = 128
  static let entryLength = 112

  package var store: UUID16
  /// The number of the manifest, from 1. The manifest with the highest one counts.
  package var generation: UInt64
  /// The time of creation in milliseconds since 1970-01-01 UTC.
  package var created: Int64
  /// The SHA-256 of the predecessor's file; zero in the first manifest and in one that a purge has written.
  var predecessor: Digest
  /// The versions of ccstore that can read the store, and that have written to it.
  package var versions = StatedVersions()
  /// The segments by rising ordinal. The last one is active.
  package var segments: [Segment]

  /// The state of a segment. `sealed`: it ends with a SEAL frame. `cut`: bytes after `length` do not count.
  package enum State: UInt8, Sendable {
    case active = 1
    case sealed = 2
    case cut = 3
  }

  /// The entry of one segment.
  package struct Segment: Sendable, Equatable {
    package var id: SegmentID
    /// The last ordinal that the segment covers; equals its own unless a compaction merged segments.
    package var lastOrdinal: UInt32
    package var state: State
    /// The length in bytes. Sealed: the length of the file. Cut: the end of its last commit. Active: the part that was
    /// durable when the manifest was written.
    package var length: UInt64
    /// The sequence number of the first event.
    package var firstSequence: UInt64
    /// The sequence number after the last event within `length` bytes.
    package var nextSequence: UInt64
    /// The chain hash before the first event.
    package var chainBefore: Digest
    /// The chain hash after the last event within `length` bytes.
    package var chainAfter: Digest
  }

  /// Returns the path of a manifest relative to the store's directory.
  package static func path(_ generation: UInt64) -> String { "manifest/\(hexadecimal(generation.bigEndianBytes)).mf" }

  /// Returns the bytes of the manifest's file.
  package func encoded() -> [UInt8] {
    let length = Self.headerLength + segments.count * Self.entryLength + 4
    var writer = ByteWriter(magic: Format.manifestMagic, capacity: length)
    writer.fixed(UInt32(length))
    writer.zeros(8)  // features
    versions.encode(into: &writer)
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

  /// Decodes a manifest. `file` names it in errors. Throws `damaged`, also when its segments do not fit together, or
  /// `unsupported`.
  package static func decode(_ bytes: [UInt8], file: String) throws(LogError) -> Manifest {
    let manifest = try decodeFile(
      bytes, named: file, kind: "manifest", magic: Format.manifestMagic, checksumAt: bytes.count - 4, hasVersions: true
    ) { (reader) throws(ByteError) in
      guard Int(try reader.fixed(UInt32.self)) == reader.buffer.count else { throw .malformed }
      let versions = try reader.features()
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
        store: store, generation: generation, created: created, predecessor: predecessor, versions: versions,
        segments: segments)
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

  /// True when neighbouring segments fit together, only the last one is active, and every number can still grow.
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
