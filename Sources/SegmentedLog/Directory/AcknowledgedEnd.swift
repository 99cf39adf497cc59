import Bytes
import FileIO
import LineCodecs

/// The end of the acknowledged part of the active segment, kept next to it in the file `HEAD`. Without it, a segment
/// that loses its end together with its last ATTEST would look like one whose last write was never acknowledged. The
/// file is not synced; an old or missing one only promises less.
package struct AcknowledgedEnd: Sendable, Equatable {
  package static let file = "HEAD"
  /// The length of the file in bytes.
  package static let length = 128
  /// The length in bytes of the files that versions up to commit 3ee49ca wrote.
  package static let oldLength = 80

  package var segment: SegmentID
  /// Everything before this offset of the segment is durable.
  package var durable: UInt64
  /// The sequence number after the last event before that offset.
  package var nextSequence: UInt64
  /// The chain hash after that event; nil when an old version wrote the file.
  package var chain: Digest?
  /// The files that it refers to, as they were when it was written; nil when an old version wrote it.
  package var place: Place?
  /// True when a log that ends before this end has lost data. False in a copy of a store, whose files may have been
  /// copied one after the other while a writer continued. Not stored in the file.
  var isBinding = true

  /// The inodes of two files. A copy of the store in another place has other inodes.
  package struct Place: Sendable, Equatable {
    /// The inode of HEAD itself.
    package var head: UInt64
    /// The inode of the segment's file.
    package var segment: UInt64
  }

  /// Returns the bytes of the file, in the old form without minor version 1 when `chain` or `place` is nil.
  package func encoded(store: UUID16) -> [UInt8] {
    let isOld = chain == nil || place == nil
    var writer = ByteWriter(magic: Format.headMagic, minor: isOld ? 0 : 1, capacity: Self.length)
    writer.zeros(4)
    writer.append(store.bytes)
    writer.fixed(segment.ordinal)
    writer.fixed(segment.generation)
    writer.fixed(durable)
    writer.fixed(nextSequence)
    if let chain, let place {
      writer.append(chain.bytes)
      writer.fixed(place.head)
      writer.fixed(place.segment)
    }
    writer.zeros(20)
    writer.fixed(crc32c(writer.bytes))
    return writer.bytes
  }

  /// Decodes the file. Throws when it has a wrong length, is damaged, or belongs to another store.
  package static func decode(_ bytes: [UInt8], store: UUID16) throws(LogError) -> AcknowledgedEnd {
    guard bytes.count == length || bytes.count == oldLength else {
      throw .damaged(Finding(.notice, file: file, "the file does not have \(length) bytes"))
    }
    let isOld = bytes.count == oldLength
    return try decodeFile(
      bytes, named: file, kind: "HEAD file", magic: Format.headMagic, checksumAt: bytes.count - 4
    ) { (reader) throws(ByteError) in
      try reader.zeros(4)
      guard UUID16(try reader.bytes(16)) == store else { throw .malformed }
      var end = AcknowledgedEnd(
        segment: SegmentID(ordinal: try reader.fixed(), generation: try reader.fixed()), durable: try reader.fixed(),
        nextSequence: try reader.fixed())
      if !isOld {
        end.chain = try reader.digest()
        end.place = Place(head: try reader.fixed(), segment: try reader.fixed())
      }
      try reader.zeros(20)
      return end
    }
  }

  /// Returns false when the walked segment holds other events than those that were acknowledged. Returns true when they
  /// are the same, or when this cannot be decided because the segment ends earlier or `chain` is nil.
  func isIn(_ walk: SegmentScan) -> Bool {
    guard let chain, durable <= walk.settled else { return true }
    if durable == UInt64(SegmentHeader.length) {
      return nextSequence == walk.header.firstSequence && chain == walk.header.chain
    }
    return walk.commits.contains { $0.end == durable && $0.nextSequence == nextSequence && $0.chain == chain }
  }
}

extension StoreDirectory {
  /// Returns what HEAD says; nil when the file is missing or cannot be trusted.
  func acknowledgedEnd() -> AcknowledgedEnd? {
    guard let bytes = try? fileSystem.contents(file(AcknowledgedEnd.file), limit: 4096) else { return nil }
    return acknowledgedEnd(bytes)
  }

  /// Decodes the contents of HEAD; returns nil when they cannot be trusted.
  func acknowledgedEnd(_ bytes: [UInt8]) -> AcknowledgedEnd? {
    guard var end = try? AcknowledgedEnd.decode(bytes, store: uuid) else { return nil }
    end.isBinding = !acceptsEarlier && !isCopied(end)
    return end
  }

  /// Returns true when HEAD was written in another place: neither HEAD nor the segment that it names is the same file
  /// as at that time.
  private func isCopied(_ end: AcknowledgedEnd) -> Bool {
    guard let place = end.place, let head = try? fileSystem.identity(file(AcknowledgedEnd.file)),
      head.inode != place.head
    else { return false }
    // A segment that cannot be inspected proves nothing; only one that is missing does.
    guard let segment = try? fileSystem.identity(file(end.segment.path)) else {
      return (try? fileSystem.exists(file(end.segment.path))) == false
    }
    return segment.inode != place.segment
  }

  /// Returns the durable length of the active segment in bytes, as far as the manifest and HEAD promise it. HEAD may
  /// refer to a segment that has been replaced since. Throws `damaged` when HEAD refers to a segment that the manifest
  /// does not contain yet, because the manifest is then an old one.
  ///
  /// `end` must have been read before the manifest and the segment, because a writer that is running may advance HEAD.
  package func promise(_ entry: Manifest.Segment, _ end: AcknowledgedEnd?) throws(LogError) -> UInt64 {
    guard let end, end.isBinding else { return entry.length }
    if end.segment.ordinal > entry.lastOrdinal {
      throw .damaged(
        Finding(
          file: "manifest",
          "the newest manifest is missing: events were stored in \(end.segment.path), which no manifest names"))
    }
    return end.segment == entry.id ? max(entry.length, end.durable) : entry.length
  }

  /// Walks through the active segment and compares it with what HEAD says about it.
  func walk(
    _ opened: OpenSegment, _ entry: Manifest.Segment, promised: UInt64, _ end: AcknowledgedEnd?
  ) throws(LogError) -> SegmentScan {
    var walk = try SegmentScan(
      opened.reader, header: opened.header, promised: entry.length, acknowledged: promised, limit: opened.length)
    if let end, end.isBinding, end.segment == entry.id, !end.isIn(walk) { walk.note(replaced: end.durable) }
    return walk
  }

  /// Opens HEAD for writing, and creates it when it is missing. The caller must be the only writer.
  func openAcknowledgedEnd() throws(LogError) -> any FileHandle {
    try io { () throws(FileError) in try fileSystem.openOrCreate(file(AcknowledgedEnd.file)) }
  }
}
