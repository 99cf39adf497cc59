import Bytes
import FileIO
import LineCodecs

/// The result of a purge.
package struct PurgeResult: Sendable {
  /// The number of events whose content was removed.
  package var events = 0
  /// The number of segments that were rewritten. `bytesBefore` and `bytesAfter` are their lengths in bytes.
  package var segments = 0
  package var bytesBefore: UInt64 = 0
  package var bytesAfter: UInt64 = 0
  /// The paths of other files that were removed because they could hold the purged content: quarantined bytes, and
  /// segments that are not part of the log.
  package var removed: [String] = []
  /// The paths of directories in the store's folders that the program never creates. Their content is unknown, and they
  /// were left alone.
  package var left: [String] = []

  init() {}
}

extension LogWriter {
  /// Rewrites the log from the first segment that `edits` changes. A hash can confirm a guess of the content that it
  /// was made from, so all chain hashes change from the first changed event on; sequence numbers and everything else
  /// stay.
  ///
  /// One manifest replaces all of these segments, so after a crash the log is either the old or the new one. Then the
  /// old files, and everything else that may hold the purged content, are removed durably: checkpoints, indexes,
  /// quarantined bytes, older manifests. When this is interrupted, a second call completes it.
  ///
  /// `willEnd` receives the end of the new log right before the manifest makes it the log of the store. `progress`
  /// receives the number of bytes done and the total. Throws what `checkStop` throws. Disk: the segments
  /// from the first changed one on are present twice meanwhile. Memory: a block.
  package mutating func purge(
    identifiers: Identifiers = .none, edits: @escaping (EventBlock) throws -> EventEdits,
    willEnd: (LogHead) -> Void = { _ in },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in },
    checkStop: () throws -> Void = {}
  ) throws -> PurgeResult {
    var result = PurgeResult()
    let entries = currentEntries
    if let first = try firstToPurge(entries, edits) {
      let total = entries[first...].reduce(0) { $0 + Int64($1.length) }
      try checkSpace(for: UInt64(total))
      var done: Int64 = 0
      var new: [Manifest.Segment] = []
      var digest = entries[first].chainBefore
      // An empty active segment is only replaced. All others must be rewritten, because ordinals must continue without
      // a gap.
      for entry in entries[first...] where entry.state != .active || entry.nextSequence > entry.firstSequence {
        var purge = try SegmentPurge(
          directory, entry, chain: digest, created: clock.milliseconds, identifiers: identifiers, edits: edits)
        new.append(
          try purge.run {
            done += Int64($0)
            progress(done, total)
          })
        result.events += purge.editedEvents
        digest = new.last!.chainAfter
        try checkStop()
      }
      for entry in new { try PurgedSegmentCheck(directory, entry).run() }
      willEnd(LogHead(sequence: nextSequence - 1, chain: digest))
      try begin()
      try install(new, insteadOf: Array(entries[first...]), digest)
      isUsable = true
      result.segments = new.count
      result.bytesBefore = UInt64(total)
      result.bytesAfter = new.reduce(0) { $0 + $1.length }
    }
    let replaced = Set(entries.map(\.id.path))
    result.removed = try removeRemains().filter { !replaced.contains($0) }
    result.left = try directory.foreignEntries()
    return result
  }

  /// The entries of the manifest, with the active segment as it is now.
  private var currentEntries: [Manifest.Segment] {
    var entries = manifest.segments
    entries[entries.count - 1].length = segment.end
    entries[entries.count - 1].nextSequence = nextSequence
    entries[entries.count - 1].chainAfter = chain.digest
    return entries
  }

  /// Returns the index of the first segment from which something is to be removed; nil when there is none. A cut
  /// segment whose file is longer than its entry counts, because bytes after its end may be copies of purged content.
  private func firstToPurge(
    _ entries: [Manifest.Segment], _ edits: (EventBlock) throws -> EventEdits
  ) throws -> Int? {
    for (index, entry) in entries.enumerated() {
      let opened = try directory.openSegment(entry)
      if entry.state == .cut, opened.length > entry.length { return index }
      var blocks = BlockIterator(reader: opened.reader, limit: entry.length, nextSequence: entry.firstSequence)
      while let place = try blocks.next() {
        if try !edits(opened.reader.block(place)).isEmpty { return index }
      }
    }
    return nil
  }

  /// Renames the new segments into place and installs a manifest that names them.
  private mutating func install(
    _ new: [Manifest.Segment], insteadOf old: [Manifest.Segment], _ digest: Digest
  ) throws(LogError) {
    try directory.publishSegments(new.map(\.id))
    let last = old[old.count - 1]
    let isEmpty = last.nextSequence == last.firstSequence
    let next = try directory.createSegment(
      ordinal: isEmpty ? last.id.ordinal : last.lastOrdinal + 1, generation: isEmpty ? last.id.generation + 1 : 0,
      firstSequence: nextSequence, chain: digest, clock: clock)
    // The hash of the predecessor would depend on hashes of the purged content, so it is left zero. One generation is
    // skipped, so that no manifest has this one as its successor.
    var manifest = manifest
    manifest.generation += 2
    manifest.created = clock.milliseconds
    manifest.predecessor = .zero
    manifest.versions = manifest.versions.afterWriting()
    manifest.segments.removeSubrange((manifest.segments.count - old.count)...)
    manifest.segments += new + [next.entry]
    guard manifest.isConsistent else { throw .limit("the store has no number left for another segment") }
    try directory.install(manifest)
    self.manifest = manifest
    segment = next.writer
    chain = Chain(digest)
    head = LogHead(sequence: nextSequence - 1, chain: digest)
    try writeHeadFile()
  }

  /// Removes, durably, everything that is no longer part of the log and could hold the purged content. Returns the
  /// paths of the removed files, without derived ones.
  private func removeRemains() throws(LogError) -> [String] {
    let known = Set(manifest.segments.map { String($0.id.path.dropFirst(4)) })
    var removed: [String] = []
    for name in try directory.names(in: "seg") where !known.contains(name) { removed.append("seg/" + name) }
    for name in try directory.names(in: "quarantine") { removed.append("quarantine/" + name) }
    var all = removed
    for folder in ["snap", "idx", "tmp"] { all += try directory.names(in: folder).map { folder + "/" + $0 } }
    let directory = directory
    try io { () throws(FileError) in
      for name in all { try directory.fileSystem.remove(directory.file(name)) }
      for folder in ["seg", "quarantine", "snap", "idx", "tmp", "manifest"] {
        try directory.fileSystem.syncDirectory(directory.file(folder))
      }
    }
    return removed
  }
}

/// Reads a segment that was just written back from its file and checks every byte of it.
struct PurgedSegmentCheck {
  private let directory: StoreDirectory
  private let entry: Manifest.Segment

  init(_ directory: StoreDirectory, _ entry: Manifest.Segment) { (self.directory, self.entry) = (directory, entry) }

  /// Checks the file. Throws `damaged` when it is not what it must be: then the medium or the program has failed.
  func run() throws(LogError) {
    let file = try io { () throws(FileError) in
      try directory.fileSystem.open(directory.draft(entry.id), followLinks: false)
    }
    defer { file.close() }
    let reader = FrameReader(file: file, id: entry.id)
    var check = SegmentCheck(reader: reader, chain: Chain(entry.chainBefore), next: entry.firstSequence)
    var offset = UInt64(SegmentHeader.length)
    while offset < entry.length {
      let frame = try reader.checkedHeader(at: offset, limit: entry.length)
      _ = try check.check(frame)
      offset = frame.next
    }
    guard check.isSealed, check.next == entry.nextSequence, check.chain.digest == entry.chainAfter else {
      throw reader.damaged(at: offset, .structure)
    }
  }
}
