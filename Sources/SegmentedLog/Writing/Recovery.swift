import Bytes
import FileIO

/// Opens the log of a store for writing. The letters of cases are those of FORMAT.md, Recovery. The caller must hold
/// the lock.
struct Recovery {
  let directory: StoreDirectory
  let clock: any WallClock

  init(_ directory: StoreDirectory, clock: any WallClock) {
    (self.directory, self.clock) = (directory, clock)
  }

  func run() throws(LogError) -> RecoveredLog {
    guard let manifest = try directory.manifest(directory.acknowledgedEnd()) else { return try create() }
    for entry in manifest.segments.dropLast() { try checkPresence(entry) }  // E, F
    try syncDirectories()
    try directory.clearTemporary()
    let entry = manifest.segments[manifest.segments.count - 1]
    let opened = try directory.openSegment(entry)  // E, F
    // Every writer of the store holds the lock of this file, and releases it only when a manifest names another active
    // segment.
    let file = try directory.openForWriting(entry.id)
    let end = directory.acknowledgedEnd()
    guard try directory.manifest(end) == manifest else { return try run() }
    let reader = opened.reader
    let walk = try directory.walk(opened, entry, promised: try directory.promise(entry, end), end)
    if let damage = directory.damage(walk, of: entry, end) { throw .damaged(damage) }  // D
    let copy = try adopt(manifest, walk, end)
    try clearReplaced(manifest)
    let isWhole = walk.problem == nil && !walk.hasOpenBlock
    if isWhole, !walk.isSealed, walk.promised >= walk.good {  // A
      return resume(copy?.manifest ?? manifest, walk, entry, file, copy)
    }
    defer { file.close() }
    return try roll(copy?.manifest ?? manifest, walk, reader, copy)  // B, C, G
  }

  /// Makes a copy a store of its own. What was copied is made durable, and when the copied manifest does not fit the
  /// segments, `manifest`, which does, is written. Returns nil when the store is not a copy.
  private func adopt(
    _ manifest: Manifest, _ walk: SegmentScan, _ end: AcknowledgedEnd?
  ) throws(LogError) -> AdoptedCopy? {
    guard let end, !end.isBinding else { return nil }
    let head = LogHead(sequence: walk.nextSequence - 1, chain: walk.chain)
    let shortfall = try directory.shortfall(head, end)
    for name in [StoreDirectory.identityFile] + manifest.segments.map(\.id.path) {
      try io { () throws(FileError) in
        let file = try directory.fileSystem.openForWriting(directory.file(name))
        defer { file.close() }
        try file.sync()
      }
    }
    var manifest = manifest
    let newest = try directory.manifest()
    if newest != manifest {
      manifest.generation = (newest?.generation ?? 0) + 1
      manifest.created = clock.milliseconds
      manifest.predecessor = newest.map { Digest(of: $0.encoded()) } ?? .zero
      manifest.versions = (newest?.versions ?? StatedVersions()).afterWriting()
      try directory.install(manifest)
    }
    // A checkpoint that covers more events than the log would say that events are lost.
    let known = try directory.names(in: "snap").compactMap { Checkpoint.sequence(ofName: $0) }
    if shortfall != nil || known.contains(where: { $0 > head.sequence }) { try directory.removeCheckpoints() }
    return AdoptedCopy(manifest: manifest, shortfall: shortfall)
  }

  /// Syncs the directories: a writer that was killed may have renamed files without reaching the sync, and the names
  /// must be durable before anything is built on them.
  private func syncDirectories() throws(LogError) {
    try io { () throws(FileError) in
      for directory in [directory.path, directory.file("seg"), directory.file("manifest")] {
        try self.directory.fileSystem.syncDirectory(directory)
      }
    }
  }

  /// Removes segments that a compaction has replaced, or that were to replace others when a compaction was interrupted.
  /// At this point the manifest that counts is durable, and everything that it names is present.
  private func clearReplaced(_ manifest: Manifest) throws(LogError) {
    let named = Set(manifest.segments.map(\.id))
    let last = manifest.segments[manifest.segments.count - 1].lastOrdinal
    for name in try directory.names(in: "seg") {
      guard let id = SegmentID(path: "seg/" + name), !named.contains(id), id.ordinal <= last else { continue }
      try io { () throws(FileError) in try directory.fileSystem.remove(directory.file(id.path)) }
    }
  }

  /// Case A: continues to append to the active segment.
  private func resume(
    _ manifest: Manifest, _ walk: SegmentScan, _ entry: Manifest.Segment, _ file: any FileHandle, _ copy: AdoptedCopy?
  ) -> RecoveredLog {
    let segment = SegmentWriter(
      file, id: entry.id, header: walk.header, end: walk.end, durable: walk.good, frames: walk.frames)
    return RecoveredLog(
      outcome: .clean, copy: copy, manifest: manifest, segment: segment,
      head: LogHead(sequence: walk.nextSequence - 1, chain: walk.chain))
  }

  /// Cases B, C and G: continues in a new segment. Nothing in the old segment is changed; the new manifest states where
  /// it ends.
  private func roll(
    _ manifest: Manifest, _ walk: SegmentScan, _ reader: FrameReader, _ adopted: AdoptedCopy?
  ) throws(LogError) -> RecoveredLog {
    let kept = walk.commits.filter { $0.end <= walk.promised }
    let again = walk.commits[kept.count...]
    let cut = kept.last
    let nextSequence = cut?.nextSequence ?? walk.header.firstSequence
    let chain = cut?.chain ?? walk.header.chain
    var new = try directory.createSegment(
      ordinal: manifest.segments.last!.lastOrdinal + 1, firstSequence: nextSequence, chain: chain, clock: clock)
    for commit in again { try copy(commit, from: reader, to: &new.writer) }
    if !again.isEmpty { try new.writer.sync() }
    new.entry.length = new.writer.end
    new.entry.nextSequence = walk.nextSequence
    new.entry.chainAfter = walk.chain
    let entry = new.entry
    // A SEAL alone is not lost data. It may not have been synced, so the manifest does not rely on it.
    let isTorn = walk.problem != nil || walk.hasOpenBlock
    let quarantined = !isTorn ? 0 : try quarantine(reader, from: walk.good, to: walk.fileLength)
    let next = try directory.installSuccessor(of: manifest, clock: clock) { segments in
      var last = segments.removeLast()
      last.state = .cut
      last.length = cut?.end ?? UInt64(SegmentHeader.length)
      last.nextSequence = nextSequence
      last.chainAfter = chain
      segments += [last, entry]
    }
    return RecoveredLog(
      outcome: .rolled(commits: again.count, quarantined: quarantined), copy: adopted, manifest: next,
      segment: new.writer,
      head: LogHead(sequence: walk.nextSequence - 1, chain: walk.chain))
  }

  /// Copies the frames of a commit, except ATTEST and SEAL, with their payloads as stored.
  private func copy(_ commit: CommitMark, from reader: FrameReader, to segment: inout SegmentWriter) throws(LogError) {
    var offset = commit.start
    while offset < commit.end {
      let frame = try reader.checkedHeader(at: offset, limit: commit.end)
      offset = frame.next
      if frame.type == FrameType.attest.rawValue || frame.type == FrameType.seal.rawValue { continue }
      try FrameCopier(source: reader).copy(frame, to: &segment)
    }
  }

  /// Copies the torn tail to `quarantine/`, so that nothing that was once written becomes unreachable. Returns the
  /// number of bytes.
  private func quarantine(_ reader: FrameReader, from start: UInt64, to end: UInt64) throws(LogError) -> UInt64 {
    guard end > start else { return 0 }
    let name = "\(reader.id.path.dropFirst(4).dropLast(4))-at-\(start)"
    let target = directory.file("quarantine/\(name)")
    let draft = directory.file("tmp/\(name)")
    try io { () throws(FileError) in
      try directory.fileSystem.replace(target, draft: draft) { (file) throws(FileError) in
        var done: UInt64 = 0
        while start + done < end {
          let bytes = try reader.file.bytes(at: Int64(start + done), count: Int(min(1 << 20, end - start - done)))
          if bytes.isEmpty { break }
          try file.write(bytes, at: Int64(done))
          done += UInt64(bytes.count)
        }
      }
    }
    return end - start
  }

  /// Cases I and J: creates the first segment and manifest, or throws `damaged` when there was a log already.
  private func create() throws(LogError) -> RecoveredLog {
    if let name = try directory.segmentWithData() {
      throw .damaged(Finding(file: "manifest", "there is no manifest, but \(name) holds data"))
    }
    if directory.acknowledgedEnd()?.isBinding == true {
      throw .damaged(Finding(file: "manifest", "there is no manifest, but events were acknowledged"))
    }
    try syncDirectories()
    try directory.clearTemporary()
    let new = try directory.createSegment(ordinal: 0, firstSequence: 1, chain: .zero, clock: clock)
    let manifest = Manifest(
      store: directory.uuid, generation: 1, created: clock.milliseconds, predecessor: .zero,
      versions: StatedVersions().afterWriting(), segments: [new.entry])
    try directory.install(manifest)
    return RecoveredLog(
      outcome: .created, copy: nil, manifest: manifest, segment: new.writer, head: LogHead(sequence: 0, chain: .zero))
  }

  /// Checks that a segment that is no longer written exists and has a plausible length. Cost: one `stat`.
  private func checkPresence(_ entry: Manifest.Segment) throws(LogError) {
    let status: FileStatus
    do throws(FileError) {
      status = try directory.fileSystem.status(directory.file(entry.id.path), followLinks: true)
    } catch {
      if error.errno == .noSuchFileOrDirectory {
        throw .damaged(Finding(file: entry.id.path, "this segment is missing"))
      }
      throw .file(error)
    }
    let isRight = entry.state == .sealed ? status.size == Int64(entry.length) : status.size >= Int64(entry.length)
    guard isRight else {
      let message = "the file has \(status.size) bytes instead of \(entry.length)"
      throw .damaged(Finding(file: entry.id.path, offset: UInt64(status.size), message))
    }
  }
}

/// A copy that has just become a store of its own.
struct AdoptedCopy {
  /// The manifest that fits the segments.
  var manifest: Manifest
  /// The missing events at the end; nil when the copy has all that was acknowledged.
  var shortfall: Shortfall?
}

/// The result of recovery, from which the writer starts.
struct RecoveredLog: ~Copyable {
  let outcome: RecoveryOutcome
  let copy: AdoptedCopy?
  let manifest: Manifest
  var segment: SegmentWriter
  let head: LogHead
}
