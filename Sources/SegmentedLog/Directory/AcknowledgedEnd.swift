import FileIO

/// How far the active segment was acknowledged, kept beside it in the file `HEAD`: without it, losing the end of that segment together with its last
/// ATTEST would look like a write that was never acknowledged. It is not synced; an old or missing one only promises less.
struct AcknowledgedEnd: Sendable, Equatable {
  static let file = "HEAD"
  static let length = 80

  var segment: SegmentID
  /// Everything before this offset of the segment is durable.
  var durable: UInt64
  /// After the last event there.
  var nextSequence: UInt64

  func encoded(store: UUID16) -> [UInt8] {
    var writer = ByteWriter(magic: Format.headMagic, capacity: Self.length)
    writer.zeros(4)
    writer.append(store.bytes)
    writer.fixed(segment.ordinal)
    writer.fixed(segment.generation)
    writer.fixed(durable)
    writer.fixed(nextSequence)
    writer.zeros(20)
    writer.fixed(crc32c(writer.bytes))
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8], store: UUID16) throws(LogError) -> AcknowledgedEnd {
    guard bytes.count == length else {
      throw .damaged(Finding(.notice, file: file, "the file has not \(length) bytes"))
    }
    return try decodeFile(bytes, named: file, kind: "HEAD file", magic: Format.headMagic, checksumAt: length - 4) {
      (reader) throws(ByteError) in
      try reader.zeros(4)
      guard UUID16(try reader.bytes(16)) == store else { throw .malformed }
      let end = AcknowledgedEnd(
        segment: SegmentID(ordinal: try reader.fixed(), generation: try reader.fixed()), durable: try reader.fixed(),
        nextSequence: try reader.fixed())
      try reader.zeros(20)
      return end
    }
  }
}

extension StoreDirectory {
  /// nil where there is none, or none that can be trusted.
  func acknowledgedEnd() -> AcknowledgedEnd? {
    guard let bytes = try? fileSystem.contents(file(AcknowledgedEnd.file), limit: 4096) else { return nil }
    return try? AcknowledgedEnd.decode(bytes, store: uuid)
  }

  /// What the manifest and HEAD promise of the active segment, bytes. HEAD may speak of a segment that has been replaced since.
  /// Throws where it speaks of one that the manifest does not know yet: then the manifest is an old one.
  ///
  /// `end` must have been read before the manifest and the segment: a writer beside may move it on.
  func promise(_ entry: Manifest.Segment, _ end: AcknowledgedEnd?) throws(LogError) -> UInt64 {
    guard let end else { return entry.length }
    if end.segment.ordinal > entry.lastOrdinal {
      throw .damaged(
        Finding(
          file: "manifest",
          "the newest manifest is missing: events were stored in \(end.segment.path), which no manifest names"))
    }
    return end.segment == entry.id ? max(entry.length, end.durable) : entry.length
  }

  /// Opens the file for the one writer.
  func openAcknowledgedEnd() throws(LogError) -> any FileHandle {
    try io { () throws(FileError) in
      let path = file(AcknowledgedEnd.file)
      return try fileSystem.exists(path) ? try fileSystem.openForWriting(path) : try fileSystem.create(path)
    }
  }
}
