import Bytes
import FileIO

extension LogWriter {
  /// Makes a verified snapshot of a whole store the content of this store, which must have no events and the identity
  /// of the snapshot. The segments are the same, byte for byte.
  ///
  /// Until the last manifest is durable, the store has no events; an interruption leaves only files that no manifest
  /// names. Throws `StoreError` when the snapshot is no longer what was verified.
  package mutating func adopt(
    _ snapshot: StoreSnapshot, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws {
    precondition(head.sequence == 0 && snapshot.since.sequence == 0 && directory.uuid == snapshot.store)
    guard snapshot.head.sequence > 0 else { return }
    try checkSpace(for: snapshot.length)
    let entries = snapshot.manifest.segments
    var before = manifest.segments
    try makeRoom(entries)
    before += manifest.segments
    try snapshot.unpack(into: directory, progress)
    try directory.publishSegments(entries.map(\.id))
    try installManifest(needed: snapshot.manifest.versions.needed) { $0 = entries }
    try resume(in: entries[entries.count - 1], created: snapshot.manifest.created, after: snapshot.head)
    removeUnnamed(of: before)
  }

  /// Appends the events of a verified snapshot of the same store that follow the head, as new segments: all of them, or
  /// nothing.
  ///
  /// The event at the head must be in the snapshot, or be the last one before it, with the same chain hash:
  /// `StoreSnapshot.chain(after:)`. With `rechains`, its chain hash may differ, and the appended events get other chain
  /// hashes accordingly. `check` is that of `appendSegments`.
  package mutating func extend(
    with snapshot: StoreSnapshot, rechains: Bool = false,
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in },
    check: (LogReader) throws -> Void = { _ in }
  ) throws {
    precondition(directory.uuid == snapshot.store && head.sequence >= snapshot.since.sequence)
    try appendCommits(of: snapshot, rechains: rechains, progress, check)
  }

  /// Copies the events of a verified whole snapshot of another store into this store, which must have none, with their
  /// numbers and chain hashes: all of them, or nothing.
  package mutating func copy(
    _ snapshot: StoreSnapshot, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws {
    precondition(head.sequence == 0 && snapshot.since.sequence == 0)
    try appendCommits(of: snapshot, rechains: false, progress) { _ in }
  }

  private mutating func appendCommits(
    of snapshot: StoreSnapshot, rechains: Bool, _ progress: (Int64, Int64) -> Void,
    _ check: (LogReader) throws -> Void
  ) throws {
    let total = Int64(snapshot.length)
    let first = head.sequence
    guard first < snapshot.head.sequence else { return }
    let needed = snapshot.manifest.versions.needed
    try appendSegments(bytes: snapshot.length, needed: needed, check: check) { transfer in
      try snapshot.forEachCommit(after: first) {
        try transfer.append($0, rechains: rechains)
        progress(min(total, Int64($0.commit.offset)), total)
      }
      guard transfer.head.sequence == snapshot.head.sequence, rechains || transfer.head == snapshot.head else {
        throw StoreError(
          .snapshotChanged, "\(snapshot.path) has changed while it was read; nothing was imported",
          path: snapshot.path)
      }
    }
  }

  /// Appends the segments that `body` writes: all of them, or nothing. `bytes` is the approximate room that they will
  /// need; for `needed` see `installManifest`. `check` is called with the log as it will be, before it is; when it
  /// throws, nothing is appended.
  ///
  /// An interruption or an error leaves only files in `tmp/`, or files that no manifest names.
  package mutating func appendSegments(
    bytes: UInt64, needed: ProgramVersion? = nil, check: (LogReader) throws -> Void = { _ in },
    _ body: (inout SegmentTransfer) throws -> Void
  ) throws {
    try checkSpace(for: bytes)
    if nextSequence > segment.header.firstSequence { try sealActive() }
    guard segment.id.generation < .max else { throw LogError.limit("the store has no number left for another segment") }
    // The first new segment replaces the active one, which is empty, and needs another name.
    let first = SegmentID(ordinal: segment.id.ordinal, generation: segment.id.generation + 1)
    var transfer = SegmentTransfer(
      directory, first: first, after: head, segmentSize: segmentSize, clock: clock)
    try body(&transfer)
    try transfer.finish()
    let new = transfer.entries
    guard let last = new.last else { return }
    let newHead = transfer.head
    try check(try directory.log(manifest, with: new, created: clock.milliseconds))
    try directory.publishSegments(new.map(\.id))
    let next = try directory.createSegment(
      ordinal: last.lastOrdinal + 1, firstSequence: last.nextSequence, chain: last.chainAfter, clock: clock)
    let (entry, before) = (next.entry, manifest.segments)
    try installManifest(needed: needed) {
      $0.removeLast()
      $0 += new + [entry]
    }
    segment = next.writer
    try resume(after: newHead)
    removeUnnamed(of: before)
  }

  /// Gives the active segment a name that none of `entries` has.
  private mutating func makeRoom(_ entries: [Manifest.Segment]) throws {
    // An interrupted import may have done this already; the file that is being written to must not be replaced.
    let generation = max(segment.id.generation, entries.filter { $0.id.ordinal == 0 }.map(\.id.generation).max() ?? 0)
    guard generation < .max else { throw LogError.limit("the store has no number left for another segment") }
    let new = try directory.createSegment(
      ordinal: 0, generation: generation + 1, firstSequence: 1, chain: .zero, clock: clock)
    let entry = new.entry
    try installManifest { $0 = [entry] }
    segment = new.writer
    try writeHeadFile()
  }

  /// Removes those of some segments that have been replaced, and at the first call all that no manifest names: an
  /// interrupted import may have left them. When this fails, the next writer does it.
  private mutating func removeUnnamed(of before: [Manifest.Segment]) {
    let named = Set(manifest.segments.map(\.id.path))
    var paths = before.map(\.id.path)
    if !hasRemovedUnnamed { paths += ((try? directory.names(in: "seg")) ?? []).map { "seg/" + $0 } }
    hasRemovedUnnamed = true
    for path in paths where !named.contains(path) { try? directory.fileSystem.remove(directory.file(path)) }
  }

  /// Continues in an empty active segment that was imported.
  private mutating func resume(in active: Manifest.Segment, created: Int64, after head: LogHead) throws(LogError) {
    let file = try directory.openForWriting(active.id)
    segment = SegmentWriter(
      file, id: active.id, header: active.header(store: directory.uuid, created: created), end: active.length,
      durable: active.length, frames: 0)
    try resume(after: head)
  }

  /// Continues after a new head.
  private mutating func resume(after head: LogHead) throws(LogError) {
    self.head = head
    chain = Chain(head.chain)
    nextSequence = head.sequence + 1
    try writeHeadFile()
  }
}

extension StoreSnapshot {
  /// Copies the segments to `tmp/`, durably, and checks that the bytes that were copied have the right SHA-256.
  fileprivate func unpack(into directory: StoreDirectory, _ progress: (Int64, Int64) -> Void) throws {
    var hasher = SHA256()
    let start = contents.parts[0].start
    try forEachPiece(of: 0..<start) { hasher.update($0) }
    for part in contents.parts {
      let output =
        part.kind == .segment
        ? try io { () throws(FileError) in try directory.fileSystem.createDraft(directory.draft(part.id)) } : nil
      var done: Int64 = 0
      try forEachPiece(of: part.start..<part.end) { bytes in
        hasher.update(bytes)
        try output?.write(bytes, at: done)
        done += Int64(bytes.count)
        progress(Int64(part.start) + done, Int64(length))
      }
      try output?.sync()
      output?.close()
    }
    var digest: [UInt8] = []
    let end = contents.parts[contents.parts.count - 1].end
    try forEachPiece(of: end..<length) { digest += $0 }
    guard digest == hasher.digest.bytes else {
      throw StoreError(
        .snapshotChanged, "\(path) has changed while it was read; nothing was imported", path: path)
    }
  }

  private func forEachPiece(of range: Range<UInt64>, _ body: ([UInt8]) throws -> Void) throws {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let bytes = try file.bytes(at: Int64(offset), count: Int(min(1 << 20, range.upperBound - offset)))
      if bytes.isEmpty { return }
      try body(bytes)
      offset += UInt64(bytes.count)
    }
  }
}
