import Bytes
import FileIO
import LineCodecs

/// The plan of a snapshot: which bytes of which files of a store it contains.
public struct SnapshotPlan: Sendable {
  /// A contiguous range of bytes of a segment's file.
  private struct Source: Sendable {
    var entry: Manifest.Segment
    var reader: FrameReader
    var range: Range<UInt64>
  }

  let contents: SnapshotContents
  private let identity: [UInt8]
  private let manifest: [UInt8]
  private let activeHeader: [UInt8]
  private let sources: [Source]

  /// The id of the store.
  public var store: UUID16 { contents.store }
  /// The last event in the snapshot, which ends a commit.
  public var head: LogHead { contents.head }
  /// The last event before the first one in the snapshot.
  public var since: LogHead { contents.since }
  /// The length of the snapshot's file in bytes.
  public var length: UInt64 { contents.length }
  /// The number of segments that the snapshot takes bytes from.
  public var segments: Int { sources.count }

  /// Plans a snapshot of the events after `since`, up to `last`. Both are moved back to the end of a commit.
  package init(_ log: LogReader, since: UInt64, upTo last: UInt64) throws {
    let head = try log.endOfCommit(at: last)
    let since = try log.endOfCommit(at: min(since, head.sequence))
    var entries: [Manifest.Segment] = []
    var sources: [Source] = []
    var time: Int64 = 0
    for segment in try log.openSegments(upTo: head.sequence) {
      var entry = segment.entry
      var start: UInt64 = 0
      let isLast = entry.nextSequence > head.sequence
      if isLast || (entry.firstSequence <= since.sequence && entry.nextSequence > since.sequence + 1) {
        let commits = try segment.commits()
        if entry.firstSequence <= since.sequence,
          let first = commits.first(where: { $0.firstSequence > since.sequence })
        {
          start = first.start
        }
        if let mark = commits.last(where: { $0.nextSequence == head.sequence + 1 }) {
          time = mark.time
          if mark.nextSequence < entry.nextSequence || entry.state == .active {
            entry.state = .cut
            (entry.length, entry.nextSequence, entry.chainAfter) = (mark.end, mark.nextSequence, mark.chain)
          }
        }
      }
      entries.append(entry)
      if entry.nextSequence > since.sequence + 1 {
        sources.append(Source(entry: entry, reader: segment.reader, range: start..<entry.length))
      }
    }
    let active = Manifest.Segment.empty(
      ordinal: entries.last.map { $0.lastOrdinal + 1 } ?? 0, firstSequence: head.sequence + 1, chain: head.chain)
    let store = log.directory.uuid
    let manifest = Manifest(
      store: store, generation: 1, created: time, predecessor: .zero,
      versions: StatedVersions(needed: log.manifest.versions.needed), segments: entries + [active])
    guard manifest.isConsistent else { throw LogError.limit("the segments of the store do not fit into a snapshot") }
    identity = try io { () throws(FileError) in
      try log.directory.fileSystem.contents(log.directory.file(StoreDirectory.identityFile), limit: 4096)
    }
    self.manifest = manifest.encoded()
    activeHeader = active.header(store: store, created: time).encoded()
    self.sources = sources
    var parts = [
      SnapshotContents.Part(kind: .identity, start: 0, length: UInt64(identity.count)),
      SnapshotContents.Part(kind: .manifest, start: 0, length: UInt64(self.manifest.count)),
    ]
    parts += sources.map {
      SnapshotContents.Part(
        kind: .segment, id: $0.entry.id, start: 0, length: $0.range.upperBound - $0.range.lowerBound,
        offset: $0.range.lowerBound)
    }
    parts.append(
      SnapshotContents.Part(kind: .segment, id: active.id, start: 0, length: UInt64(activeHeader.count)))
    contents = SnapshotContents(store: store, since: since, head: head, parts: parts)
  }

  /// Calls `sink` with the bytes of the snapshot, in pieces of at most 1 MiB, except the table of contents and the
  /// manifest, which are one piece each. The checksum of every frame is checked on the way. Throws what `sink` throws,
  /// and `damaged` when the store is; then the bytes up to there are not a snapshot.
  public func write(
    to sink: (UnsafeRawBufferPointer) throws -> Void, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws {
    var hasher = SHA256()
    var done: Int64 = 0
    func emit(_ bytes: [UInt8]) throws {
      try bytes.withUnsafeBytes {
        hasher.update($0)
        try sink($0)
      }
      done += Int64(bytes.count)
      progress(done, Int64(contents.length))
    }
    try throwingStoreErrors {
      try emit(contents.encoded())
      try emit(identity)
      try emit(manifest)
      for source in sources { try source.reader.forEachPiece(in: source.range, emit) }
      try emit(activeHeader)
      try emit(hasher.digest.bytes)
    }
  }
}

extension FrameReader {
  private static var pieceLength: Int { 1 << 20 }

  /// Calls `body` with the bytes of a segment's file as they are, its header and whole frames, in pieces of at most
  /// 1 MiB. Throws when the header, checksum or padding of a frame is wrong.
  func forEachPiece(in range: Range<UInt64>, _ body: ([UInt8]) throws -> Void) throws {
    var offset = range.lowerBound
    if offset == 0 {
      let header = try io { () throws(FileError) in try file.bytes(at: 0, count: SegmentHeader.length) }
      _ = try SegmentHeader.decode(header, file: id.path)
      try body(header)
      offset = UInt64(SegmentHeader.length)
    }
    while offset < range.upperBound {
      let frame = try checkedHeader(at: offset, limit: range.upperBound)
      try forEachPiece(of: frame, body)
      offset = frame.next
    }
  }

  private func forEachPiece(of frame: FrameHeader, _ body: ([UInt8]) throws -> Void) throws {
    var checksum: UInt32 = 0
    var position = frame.offset
    let payload = frame.offset + UInt64(FrameHeader.length)
    let end = payload + UInt64(frame.storedLength)
    while position < frame.next {
      let count = Int(min(UInt64(Self.pieceLength), frame.next - position))
      let (bytes, at) = (try io { () throws(FileError) in try file.bytes(at: Int64(position), count: count) }, position)
      guard bytes.count == count else { throw damaged(at: frame.offset, .cutOff) }
      try bytes.withUnsafeBytes { buffer in
        let start = Int(payload > at ? payload - at : 0)
        let stop = Int(min(UInt64(count), end > at ? end - at : 0))
        if start < stop { checksum = crc32c(UnsafeRawBufferPointer(rebasing: buffer[start..<stop]), from: checksum) }
        if !buffer[max(start, stop)...].allSatisfy({ $0 == 0 }) { throw damaged(at: frame.offset, .padding) }
      }
      try body(bytes)
      position += UInt64(count)
    }
    guard checksum == frame.storedChecksum else { throw damaged(at: frame.offset, .storedChecksum) }
  }
}

extension Manifest.Segment {
  /// Returns the entry of an active segment without events.
  package static func empty(ordinal: UInt32, firstSequence: UInt64, chain: Digest) -> Manifest.Segment {
    Manifest.Segment(
      id: SegmentID(ordinal: ordinal, generation: 0), lastOrdinal: ordinal, state: .active,
      length: UInt64(SegmentHeader.length), firstSequence: firstSequence, nextSequence: firstSequence,
      chainBefore: chain, chainAfter: chain)
  }

  /// Returns the header of the segment's file, as an ingest writes it. `created` is in milliseconds since 1970-01-01
  /// UTC.
  package func header(store: UUID16, created: Int64) -> SegmentHeader {
    SegmentHeader(
      store: store, ordinal: id.ordinal, generation: id.generation, lastOrdinal: lastOrdinal,
      firstSequence: firstSequence, chain: chainBefore, created: created)
  }
}
