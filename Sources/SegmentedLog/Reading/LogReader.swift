import Bytes
import FileIO
import LineCodecs

/// Reads the events of a store as of the moment when it was opened. It takes no lock; a writer may continue in
/// parallel.
///
/// Without a `LossLog`, damage is thrown. With one, damage is recorded there, and everything that is intact is
/// returned.
package struct LogReader: Sendable {
  package let directory: StoreDirectory
  /// The end of the log when the reader was opened. When a damaged log is read with a `LossLog`, its sequence number is
  /// that of the last event that can be returned.
  package private(set) var head: LogHead
  /// The fault of the newest segment: acknowledged events are lost, or this version cannot read them. nil when
  /// nothing is wrong.
  package let damage: Finding?
  /// The events that a copy lacks at its end, compared with what was acknowledged; nil when there are none. What it
  /// holds is intact.
  package let shortfall: Shortfall?
  /// The manifest with which the reader was opened.
  package let manifest: Manifest
  /// The log of losses; nil: damage is thrown.
  package var losses: LossLog?
  /// The cache of decoded blocks that later reads are served from; nil: every read decodes.
  package var cache: BlockCache?
  /// Once it is cancelled, every loop over the log ends with `CancellationError`; nil: no loop can be cancelled.
  package var cancellation: Cancellation?
  private let active: ActiveSegment

  /// The length of the active segment up to its last commit, in bytes.
  var activeLength: UInt64 { active.limit }

  /// The segment that was the newest when the reader was opened.
  package var newest: SegmentID { manifest.segments[manifest.segments.count - 1].id }

  /// The newest segment, as far as it is read.
  private struct ActiveSegment {
    /// The number of bytes that count.
    var limit: UInt64
    var commits: [CommitMark]
    /// The sequence number after its last event; nil when damage hides it.
    var nextSequence: UInt64?
    /// The number of bytes after its last commit.
    var unfinishedBytes: Int64
  }

  /// Opens the log. Throws `notAStore` when nothing was ever stored, `damaged` when there is damage and no `losses`.
  /// Cost: reads the manifest, and 64 bytes for every frame of the newest segment.
  package init(_ directory: StoreDirectory, losses: LossLog? = nil) throws(LogError) {
    while true {
      // HEAD is read before the manifest, because a writer that is running may advance it.
      let end = directory.acknowledgedEnd()
      guard let manifest = try directory.manifest(end) else {
        // The creation of the store was interrupted, so nothing was ever stored.
        if end == nil, try directory.segmentWithData() == nil { throw .notAStore(directory.path) }
        throw .damaged(Finding(file: "manifest", "there is no manifest"))
      }
      let opening = try directory.open(manifest.segments[manifest.segments.count - 1], of: manifest, losses)
      if case .replaced = opening { continue }
      try self.init(directory, manifest: manifest, opening, end: end, losses: losses)
      return
    }
  }

  /// Opens the log with a manifest of the caller's choice, for example a reconstructed one, and ignores HEAD.
  package init(_ directory: StoreDirectory, manifest: Manifest, losses: LossLog) throws(LogError) {
    let opening = try directory.open(manifest.segments[manifest.segments.count - 1], of: manifest, losses)
    try self.init(directory, manifest: manifest, opening, end: nil, losses: losses)
  }

  /// `opening` is the result of opening the newest segment.
  private init(
    _ directory: StoreDirectory, manifest: Manifest, _ opening: SegmentOpening, end: AcknowledgedEnd?, losses: LossLog?
  ) throws(LogError) {
    self.directory = directory
    self.losses = losses
    cancellation = directory.cancellation
    self.manifest = manifest
    let entry = manifest.segments[manifest.segments.count - 1]
    guard case .opened(let opened) = opening else {
      active = ActiveSegment(limit: 0, commits: [], nextSequence: nil, unfinishedBytes: 0)
      head = LogHead(sequence: entry.firstSequence - 1, chain: entry.chainBefore)
      damage = Finding(file: entry.id.path, "this segment is missing")
      shortfall = nil
      return
    }
    var finding: Finding?
    var promised = entry.length
    do throws(LogError) { promised = try directory.promise(entry, end) } catch {
      guard case .damaged(let found) = error, let losses else { throw error }
      losses.add(.eventsFrom(entry.nextSequence), found)
      finding = found
    }
    let walk = try directory.walk(opened, entry, promised: promised, end)
    if let found = directory.damage(walk, of: entry, end) { finding = found }
    damage = finding
    guard walk.isDamaged, let losses else {
      head = LogHead(sequence: walk.nextSequence - 1, chain: walk.chain)
      shortfall = try directory.shortfall(head, end)
      losses?.note(shortfall)
      active = ActiveSegment(
        limit: walk.good, commits: walk.commits, nextSequence: walk.nextSequence,
        unfinishedBytes: walk.problem == nil && !walk.hasOpenBlock ? 0 : Int64(walk.fileLength - walk.good))
      return
    }
    shortfall = nil
    // Everything before a promised offset was committed, even when its COMMIT cannot be read.
    let limit = min(opened.length, max(walk.promised, walk.good))
    let commits = try opened.reader.salvagedCommits(limit: limit)
    var blocks = BlockIterator(
      reader: opened.reader, limit: limit, nextSequence: entry.firstSequence, losses: losses)
    while try blocks.next() != nil {}
    let next = end?.segment == entry.id && end!.nextSequence >= blocks.nextSequence ? end?.nextSequence : nil
    blocks.finish(expected: next, cause: finding)
    active = ActiveSegment(limit: limit, commits: commits, nextSequence: next, unfinishedBytes: 0)
    head = LogHead(sequence: blocks.nextSequence - 1, chain: commits.last?.chain ?? entry.chainBefore)
  }

  /// The number of bytes of the active segment after its last commit: what a writer is writing at the moment, or had
  /// written when it was interrupted.
  package var unfinishedBytes: Int64 { active.unfinishedBytes }

  /// Calls `body` with the events of `range`, up to `head`, block by block and in order. The first and the last block
  /// are cut to the range.
  ///
  /// A compaction that runs in parallel does no harm: when it has replaced a segment, the newest manifest tells where
  /// the next event is.
  ///
  /// Cost: the headers of all blocks of a segment before the range are read, too, unless `places` has them from another
  /// call.
  package func forEachBlock(
    in range: ClosedRange<UInt64>, from places: BlockPlaces? = nil, _ body: (EventBlock) throws -> Void
  ) throws {
    try forEachBlock(in: range, where: { _ in true }, from: places, body)
  }

  /// Calls `body` with the blocks that contain an event of `ranges`, in order. Only the headers of the other blocks are
  /// read; with `places` not even those before the ranges that another call has read.
  package func forEachBlock(
    in ranges: SequenceRanges, from places: BlockPlaces? = nil, _ body: (EventBlock) throws -> Void
  ) throws {
    guard let bounds = ranges.bounds else { return }
    try forEachBlock(in: bounds, where: ranges.overlaps, from: places, body)
  }

  /// Calls `body` with all blocks, in order.
  package func forEachBlock(_ body: (EventBlock) throws -> Void) throws {
    try forEachBlock(in: 1...UInt64.max, body)
  }

  private func forEachBlock(
    in range: ClosedRange<UInt64>, where isWanted: (ClosedRange<UInt64>) -> Bool, from places: BlockPlaces? = nil,
    _ body: (EventBlock) throws -> Void
  ) throws {
    var manifest = manifest
    var index = 0
    /// The sequence number of the next event to return.
    var cursor = range.lowerBound
    let last = min(range.upperBound, head.sequence)
    while index < manifest.segments.count, cursor <= last {
      let entry = manifest.segments[index]
      let isActive = entry.id == newest
      let next = isActive ? head.sequence + 1 : entry.nextSequence
      guard entry.firstSequence <= last, next > cursor, next > entry.firstSequence else {
        index += 1
        continue
      }
      guard isWanted(max(cursor, entry.firstSequence)...next - 1) else {
        (index, cursor) = (index + 1, next)
        continue
      }
      switch try directory.open(entry, of: manifest, losses) {
      case .replaced:
        (manifest, index) = try directory.newerManifest(holding: cursor)
        continue
      case .opened(let opened):
        try forEachBlock(of: opened, entry, isActive: isActive, in: cursor...last, where: isWanted, places, body)
      case .lost: break
      }
      index += 1
      cursor = next
    }
  }

  private func forEachBlock(
    of opened: OpenSegment, _ entry: Manifest.Segment, isActive: Bool, in range: ClosedRange<UInt64>,
    where isWanted: (ClosedRange<UInt64>) -> Bool, _ places: BlockPlaces?, _ body: (EventBlock) throws -> Void
  ) throws {
    var blocks = BlockIterator(
      reader: opened.reader, limit: isActive ? active.limit : min(entry.length, opened.length),
      nextSequence: entry.firstSequence, losses: losses)
    if let known = places?.last(of: entry.id, before: range.lowerBound) { blocks.begin(at: known) }
    var passed: [BlockPlaces.Place] = []
    defer { places?.add(passed, of: entry.id) }
    while let place = try blocks.next(), place.sequence <= range.upperBound {
      try cancellation?.check()
      if places != nil { passed.append(.init(sequence: place.sequence, offset: place.header.offset)) }
      let last = place.sequence + UInt64(max(1, place.header.count)) - 1
      directory.reading?(last, head.sequence)
      guard last >= range.lowerBound, isWanted(place.sequence...last) else { continue }
      if let block = try block(place, opened.reader) { try body(block.cut(to: range)) }
    }
    guard range.upperBound >= (isActive ? head.sequence : entry.nextSequence - 1) else { return }
    blocks.finish(
      expected: isActive ? active.nextSequence : entry.nextSequence, cause: opened.damage ?? (isActive ? damage : nil))
  }

  /// Returns the block; nil when it is lost.
  private func block(_ place: BlockIterator.Place, _ reader: FrameReader) throws(LogError) -> EventBlock? {
    do throws(LogError) { return try reader.block(place) } catch {
      guard case .damaged(let finding) = error, let losses else { throw error }
      losses.add(.events(place.sequence...place.sequence + UInt64(max(1, place.header.count)) - 1), finding)
      return nil
    }
  }

  /// Reads and decodes the bodies of a block's events. With a `LossLog`, some of them may not be intact. Memory: the
  /// decoded bodies of the stored block.
  package func bodies(of block: EventBlock) throws(LogError) -> BlockBodies {
    guard let reader = block.place.reader else { preconditionFailure("the block is not stored") }
    let whole = block.stored
    func load() throws(LogError) -> BlockBodies {
      guard let losses else { return try reader.bodies(of: whole) }
      return try reader.intactBodies(of: whole, losses)
    }
    guard let cache else { return try load().cut(to: block.rows) }
    let key = BlockCache.Key(segment: reader.id, offset: block.place.offset)
    return try cache.bodies(key, load).cut(to: block.rows)
  }

  /// Opens the frames of a segment; returns nil when a compaction has replaced it.
  package func frames(of segment: SegmentID) throws(LogError) -> FrameReader? {
    do throws(FileError) {
      return FrameReader(
        file: try directory.fileSystem.open(directory.file(segment.path), followLinks: true), id: segment)
    } catch {
      if error.errno == .noSuchFileOrDirectory { return nil }
      throw .file(error)
    }
  }

  /// Returns the chain hash after event `sequence` if a commit ends there; otherwise nil. Cost: one small read for
  /// every frame of the segment that holds the event.
  package func chain(at sequence: UInt64) throws(LogError) -> Digest? {
    if sequence == 0 { return .zero }
    guard sequence <= head.sequence else { return nil }
    return try commits(around: sequence).first { $0.nextSequence == sequence + 1 }?.chain
  }

  /// Returns whether this is a later state of the same log, of which `earlier` has read the beginning: all its segments
  /// but the newest are those of this one, and its newest one was only added to. After a compaction, a purge or a
  /// repair it is not.
  package func isContinuation(of earlier: LogReader) -> Bool {
    guard directory.uuid == earlier.directory.uuid, damage == nil, earlier.damage == nil else { return false }
    let old = earlier.manifest.segments
    guard manifest.segments.count >= old.count, zip(manifest.segments, old).allSatisfy({ $0.id == $1.id }),
      head.sequence >= earlier.head.sequence
    else { return false }
    return (try? chain(at: earlier.head.sequence)) == earlier.head.chain
  }

  /// Returns a view of the same log that ends at `head`, which must be an event of the log. The files are shared. O(1).
  package func cut(to head: LogHead) -> LogReader {
    var earlier = self
    earlier.head = head
    return earlier
  }

  /// Returns the last commit that ends before event `sequence`, in the segment of that event or at the end of the one
  /// before it; nil when it cannot be found.
  func lastCommit(before sequence: UInt64) throws(LogError) -> LogHead? {
    guard let entry = manifest.segments.last(where: { $0.firstSequence <= sequence }) else { return nil }
    var last = LogHead(sequence: entry.firstSequence - 1, chain: entry.chainBefore)
    // When a compaction has just replaced the segment, the list is empty, and the beginning of the segment is the
    // result.
    for commit in try commits(around: sequence) where commit.nextSequence <= sequence {
      last = LogHead(sequence: commit.nextSequence - 1, chain: commit.chain)
    }
    return last
  }

  /// Calls `body` with every commit in order, as long as it returns true. Cost: one small read for every frame. When a
  /// compaction has replaced a segment, this continues with the one that holds the next event.
  func forEachCommit(_ body: (CommitMark) -> Bool) throws(LogError) {
    var manifest = manifest
    var (index, next) = (0, UInt64(1))
    while index < manifest.segments.count {
      let entry = manifest.segments[index]
      var commits = active.commits
      if entry.id != newest {
        switch try directory.open(entry, of: manifest, losses) {
        case .opened(let opened):
          let limit = min(entry.length, opened.length)
          commits = try SegmentScan(opened.reader, header: opened.header, promised: limit, limit: limit).commits
        case .lost: commits = []
        case .replaced:
          (manifest, index) = try directory.newerManifest(holding: next)
          continue
        }
      }
      for commit in commits where commit.nextSequence > next {
        guard body(commit) else { return }
        next = commit.nextSequence
      }
      index += 1
    }
  }

  /// Returns the commits of the segment that holds event `sequence`. When a segment ends with that event, returns one
  /// commit that stands for the whole segment: its sequence numbers and chain hash are right, its start and time are 0.
  private func commits(around sequence: UInt64) throws(LogError) -> [CommitMark] {
    var manifest = manifest
    while let entry = manifest.segments.last(where: { $0.firstSequence <= sequence }) {
      if entry.id == newest { return active.commits }
      if entry.nextSequence == sequence + 1 {
        return [
          CommitMark(
            start: 0, end: entry.length, firstSequence: entry.firstSequence, nextSequence: entry.nextSequence,
            chain: entry.chainAfter, time: 0)
        ]
      }
      switch try directory.open(entry, of: manifest, losses) {
      case .opened(let opened):
        let limit = min(entry.length, opened.length)
        return try SegmentScan(opened.reader, header: opened.header, promised: limit, limit: limit).commits
      case .lost: return []
      case .replaced: manifest = try directory.newerManifest(holding: sequence).manifest
      }
    }
    return []
  }
}
