import Bytes
import FileIO
import LineCodecs

/// How far the active segment was acknowledged, kept beside it in the file `HEAD`: without it, losing the end of that segment together with its last
/// ATTEST would look like a write that was never acknowledged. It is not synced; an old or missing one only promises less.
package struct AcknowledgedEnd: Sendable, Equatable {
  package static let file = "HEAD"
  package static let length = 128
  /// Of those that versions up to commit 3ee49ca wrote.
  package static let oldLength = 80

  package var segment: SegmentID
  /// Everything before this offset of the segment is durable.
  package var durable: UInt64
  /// After the last event there.
  package var nextSequence: UInt64
  /// After the last event there. nil: an old version wrote it.
  package var chain: Digest?
  /// Which files it spoke of when it was written. nil: an old version wrote it.
  package var place: Place?
  /// Whether a log that ends before it has lost something. False in a copy of a store: its files may have been copied one after the other while a writer
  /// went on. Not written.
  var isBinding = true

  /// Inodes: another place has others.
  package struct Place: Sendable, Equatable {
    /// Of HEAD itself.
    package var head: UInt64
    /// Of the segment's file.
    package var segment: UInt64
  }

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

  package static func decode(_ bytes: [UInt8], store: UUID16) throws(LogError) -> AcknowledgedEnd {
    guard bytes.count == length || bytes.count == oldLength else {
      throw .damaged(Finding(.notice, file: file, "the file has not \(length) bytes"))
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

  /// Whether a segment of which these are the commits holds what was acknowledged, as far as it reaches.
  func isIn(_ walk: SegmentWalk) -> Bool {
    guard let chain, durable <= walk.settled else { return true }
    if durable == UInt64(SegmentHeader.length) {
      return nextSequence == walk.header.firstSequence && chain == walk.header.chain
    }
    return walk.commits.contains { $0.end == durable && $0.nextSequence == nextSequence && $0.chain == chain }
  }
}

extension StoreDirectory {
  /// nil where there is none, or none that can be trusted.
  func acknowledgedEnd() -> AcknowledgedEnd? {
    guard let bytes = try? fileSystem.contents(file(AcknowledgedEnd.file), limit: 4096) else { return nil }
    return acknowledgedEnd(bytes)
  }

  /// The same of the contents of HEAD.
  func acknowledgedEnd(_ bytes: [UInt8]) -> AcknowledgedEnd? {
    guard var end = try? AcknowledgedEnd.decode(bytes, store: uuid) else { return nil }
    end.isBinding = !acceptsEarlier && !isCopied(end)
    return end
  }

  /// Whether HEAD was written in another place: neither it nor the segment that it names is the file that it was then.
  private func isCopied(_ end: AcknowledgedEnd) -> Bool {
    guard let place = end.place, let head = try? fileSystem.identity(file(AcknowledgedEnd.file)),
      head.inode != place.head
    else { return false }
    // What cannot be looked at is no proof.
    guard let segment = try? fileSystem.identity(file(end.segment.path)) else {
      return (try? fileSystem.exists(file(end.segment.path))) == false
    }
    return segment.inode != place.segment
  }

  /// What the manifest and HEAD promise of the active segment, bytes. HEAD may speak of a segment that has been replaced since.
  /// Throws where it speaks of one that the manifest does not know yet: then the manifest is an old one.
  ///
  /// `end` must have been read before the manifest and the segment: a writer beside may move it on.
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

  /// Goes through the active segment, and compares it with what HEAD says of it.
  func walk(
    _ opened: OpenSegment, _ entry: Manifest.Segment, promised: UInt64, _ end: AcknowledgedEnd?
  ) throws(LogError) -> SegmentWalk {
    var walk = try SegmentWalk(
      opened.reader, header: opened.header, promised: entry.length, acknowledged: promised, limit: opened.length)
    if let end, end.isBinding, end.segment == entry.id, !end.isIn(walk) { walk.note(replaced: end.durable) }
    return walk
  }

  /// Opens the file for the one writer.
  func openAcknowledgedEnd() throws(LogError) -> any FileHandle {
    try io { () throws(FileError) in
      let path = file(AcknowledgedEnd.file)
      return try fileSystem.exists(path) ? try fileSystem.openForWriting(path) : try fileSystem.create(path)
    }
  }
}
