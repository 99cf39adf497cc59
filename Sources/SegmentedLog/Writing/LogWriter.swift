import Bytes
import FileIO
import SystemPackage

/// The ways in which a writer mends the log when it opens it.
public enum RecoveryOutcome: Sendable, Equatable {
  /// The log did not exist and was created.
  case created
  /// The log had been closed in good order.
  case clean
  /// The end of the log was torn: `commits` commits were appended again to a new segment, and `quarantined` bytes were
  /// put aside.
  case rolled(commits: Int, quarantined: UInt64)
}

/// The only writer of a store. It holds the lock as long as it lives.
///
/// `append` any number of blocks, then `commit`: when that returns, the events are durable. After an error from
/// `append` or `commit` the writer cannot be used any more; what was committed before stays.
package struct LogWriter: ~Copyable {
  package let directory: StoreDirectory
  /// The way in which the log was mended when it was opened.
  package let recovery: RecoveryOutcome

  /// The events that the log lacks at its end compared with what was acknowledged, in a copy or a log that was accepted
  /// as one; nil when there are none. The caller records this in the log with the first commit; until then the store
  /// remains a copy.
  package let shortfall: Shortfall?

  /// The paths, relative to the store's directory, of directories in its folders that the program never creates. They
  /// are left alone.
  package let foreignEntries: [String]

  package let clock: any WallClock
  private let sole: SoleWriter
  /// The newest manifest, which this writer has written or found.
  package var manifest: Manifest
  var segment: SegmentWriter
  private let acknowledged: any FileHandle
  /// The chain hash after the last event that was appended, committed or not.
  package var chain: Chain
  /// The sequence number of the next event.
  package var nextSequence: UInt64
  /// The number of events in the current commit. `pendingFrames` is the number of its EVENTS and BODIES frames.
  private var pendingEvents: UInt64 = 0
  private var pendingFrames: UInt32 = 0
  /// The offset after the last COMMIT that this writer has appended to the active segment; 0 when it has appended none.
  private(set) var committedEnd: UInt64 = 0
  /// False while something is being written, and permanently after a write has failed: only recovery can judge what the
  /// file then contains.
  var isUsable = true

  /// True once an import has removed the segments that no manifest names.
  var hasRemovedUnnamed = false

  /// The length in bytes from which a segment is ended. A commit is never split.
  package var segmentSize: UInt64 = 64 << 20

  /// The last committed event.
  package internal(set) var head: LogHead

  /// Opens a store for writing. Creates it when there is none, and recovers it when necessary: FORMAT.md, Recovery.
  ///
  /// `retry` is called while another writer holds the lock; it returns false to give up, and `locked` is thrown.
  /// `identity` is the content of `CCSTORE` that a store without events receives. With `acceptsEarlier`, a log that
  /// ends before what was acknowledged is accepted as it is, whatever was lost. With `isAlone`, the caller guarantees
  /// that nobody else writes to the store, which is needed where locks do not work (`unlockable`). `cancellation` ends
  /// the wait for the lock with `interrupted`, and the loops of readers that are opened in `directory`.
  package static func open(
    at path: FilePath, fileSystem: any FileSystem = POSIXFileSystem(), clock: any WallClock = SystemClock(),
    entropy: any Entropy = SystemEntropy(), identity: [UInt8]? = nil,
    acceptsEarlier: Bool = false, isAlone: Bool = false, cancellation: Cancellation? = nil,
    retry: () -> Bool = { false }
  ) throws(LogError) -> LogWriter {
    do throws(FileError) {
      if try fileSystem.exists(path), try fileSystem.status(path, followLinks: true).kind != .directory {
        throw FileError(.makeDirectory, path, .notDirectory)
      }
      try fileSystem.makeDirectories(path)
    } catch { throw .cannotCreate(path, error.message, error.errno) }
    try StoreDirectory.refuseForeign(path, fileSystem: fileSystem.confined(to: [path]))
    while true {
      do throws(LogError) {
        guard
          let sole = try SoleWriter.claim(path, fileSystem: fileSystem, entropy: entropy, isAlone: isAlone)
        else { throw .locked(path) }
        if let identity { try StoreDirectory.replaceIdentity(with: identity, at: path, fileSystem: fileSystem) }
        var directory = try StoreDirectory.openOrCreate(
          path, fileSystem: fileSystem, clock: clock, entropy: entropy, identity: identity)
        directory.acceptsEarlier = acceptsEarlier
        let log = try Recovery(directory, clock: clock).run()
        directory.acceptsEarlier = false
        directory.cancellation = cancellation
        let foreignEntries = try directory.foreignEntries()
        let isWholeCopy = log.copy.map { $0.shortfall == nil } ?? false
        var writer = LogWriter(
          directory, log, clock: clock, sole: sole, acknowledged: try directory.openAcknowledgedEnd(), foreignEntries)
        // From now on, HEAD refers to the files of this copy.
        if isWholeCopy { try writer.writeHeadFile() }
        // A store remembers each later version before anything is committed that earlier ones may not know.
        if writer.manifest.versions != writer.manifest.versions.afterWriting() { try writer.installManifest { _ in } }
        return writer
      } catch {
        guard case .locked = error else { throw error }
        if cancellation?.isCancelled == true { throw .interrupted }
        guard retry() else { throw cancellation?.isCancelled == true ? .interrupted : error }
      }
    }
  }

  private init(
    _ directory: StoreDirectory, _ log: consuming RecoveredLog, clock: any WallClock, sole: SoleWriter,
    acknowledged: any FileHandle, _ foreignEntries: [String]
  ) {
    self.directory = directory
    self.clock = clock
    self.sole = sole
    self.acknowledged = acknowledged
    self.foreignEntries = foreignEntries
    shortfall = log.copy?.shortfall
    recovery = log.outcome
    manifest = log.manifest
    head = log.head
    chain = Chain(log.head.chain)
    nextSequence = log.head.sequence + 1
    segment = log.segment
  }

  /// Adds a block to the current commit. It is stored only when `commit` returns. Throws `limit` when the commit would
  /// have more than 4,294,967,295 events.
  package mutating func append(_ block: EncodedBlock) throws(LogError) {
    try begin()
    // Writing over the commits of another writer would lose data of both.
    if pendingEvents == 0 { try sole.check(segment) }
    let sequence = nextSequence + pendingEvents
    guard pendingEvents + UInt64(block.count) <= UInt64(UInt32.max) else {
      throw .limit("too many events in one commit")
    }
    try segment.append(block, sequence: sequence)
    chain.extend(eventHashes: block.eventHashes)
    pendingEvents += UInt64(block.count)
    pendingFrames += UInt32(block.payloads.count)
    isUsable = true
  }

  /// Begins an operation that writes: throws when an earlier one failed. The caller sets `isUsable` again when the
  /// operation has succeeded.
  package mutating func begin() throws(LogError) {
    guard isUsable else { throw .writerFailed("the store") }
    isUsable = false
  }

  /// Makes the blocks that were appended since the last commit durable, all or none. Does nothing when there are none.
  package mutating func commit() throws(LogError) {
    guard pendingEvents > 0 else { return }
    try begin()
    let origin = CommitPayload.Origin(writer: sole.id, before: head.chain)
    let payload = CommitPayload(
      chain: chain.digest, time: clock.milliseconds, frames: pendingFrames, origin: origin)
    try segment.append(.commit, payload.encoded(), sequence: nextSequence, count: UInt32(pendingEvents))
    let end = segment.end
    try segment.sync()
    // A writer that has come since the check before the first block finds this commit complete. One that came before
    // makes this check fail.
    try sole.check(segment)
    nextSequence += pendingEvents
    head = LogHead(sequence: nextSequence - 1, chain: chain.digest)
    (pendingEvents, pendingFrames) = (0, 0)
    committedEnd = end
    if segment.end >= segmentSize {
      try roll()
    } else {
      try segment.append(.attest, [], sequence: nextSequence, count: 0)
      try segment.flush()
    }
    try writeHeadFile()
    isUsable = true
  }

  /// Ends the active segment, so that it can be compacted.
  mutating func sealActive() throws(LogError) {
    precondition(pendingEvents == 0)
    try begin()
    try roll()
    try writeHeadFile()
    isUsable = true
  }

  /// The length of the active segment in bytes.
  var segmentLength: UInt64 { segment.end }

  /// Writes the next manifest. `needed` is the first version that can read what the store takes in with it.
  mutating func installManifest(
    needed: ProgramVersion? = nil, change: (inout [Manifest.Segment]) -> Void
  ) throws(LogError) {
    try begin()
    try sole.check(segment)
    manifest = try directory.installSuccessor(of: manifest, needed: needed, clock: clock, change: change)
    isUsable = true
  }

  /// Writes HEAD: how far the log is durable, in a place that survives a loss of the segment's end. It is not synced.
  func writeHeadFile() throws(LogError) {
    let place = AcknowledgedEnd.Place(
      head: try io { () throws(FileError) in try acknowledged.status() }.inode, segment: try segment.identity().inode)
    let end = AcknowledgedEnd(
      segment: segment.id, durable: segment.durable, nextSequence: nextSequence, chain: chain.digest, place: place)
    try io { () throws(FileError) in try acknowledged.write(end.encoded(store: directory.uuid), at: 0) }
  }

  /// Seals the active segment and continues in a new one.
  private mutating func roll() throws(LogError) {
    let seal = SealPayload(
      chain: chain.digest, events: nextSequence - segment.header.firstSequence, frames: segment.frames)
    try segment.append(.seal, seal.encoded(), sequence: nextSequence, count: 0)
    try segment.sync()
    let next = try directory.createSegment(
      ordinal: segment.header.lastOrdinal + 1, firstSequence: nextSequence, chain: chain.digest, clock: clock)
    let (length, sequence, digest, entry) = (segment.end, nextSequence, chain.digest, next.entry)
    try sole.check(segment)
    manifest = try directory.installSuccessor(of: manifest, clock: clock) { segments in
      var last = segments.removeLast()
      last.state = .sealed
      last.length = length
      last.nextSequence = sequence
      last.chainAfter = digest
      segments += [last, entry]
    }
    segment = next.writer
    committedEnd = 0
  }
}

/// A segment that was just created, and its entry for the manifest.
struct NewSegment: ~Copyable {
  var writer: SegmentWriter
  var entry: Manifest.Segment
}

extension StoreDirectory {
  /// Creates an empty segment, durably. A file of the same name, left by an interrupted roll, is replaced.
  func createSegment(
    ordinal: UInt32, generation: UInt32 = 0, firstSequence: UInt64, chain: Digest, clock: any WallClock
  ) throws(LogError) -> NewSegment {
    let id = SegmentID(ordinal: ordinal, generation: generation)
    let header = SegmentHeader(
      store: uuid, ordinal: ordinal, generation: generation, lastOrdinal: ordinal, firstSequence: firstSequence,
      chain: chain,
      created: clock.milliseconds)
    try replace(id.path, with: header.encoded(), durable: true)
    let length = UInt64(SegmentHeader.length)
    let handle = try openForWriting(id)
    let entry = Manifest.Segment(
      id: id, lastOrdinal: ordinal, state: .active, length: length, firstSequence: firstSequence,
      nextSequence: firstSequence, chainBefore: chain, chainAfter: chain)
    let writer = SegmentWriter(handle, id: id, header: header, end: length, durable: length, frames: 0)
    return NewSegment(writer: writer, entry: entry)
  }

  /// Writes the successor of `manifest`, with changed segments, and returns it. For `needed` see
  /// `LogWriter.installManifest`. Throws `limit` instead of writing a manifest that a reader would refuse.
  func installSuccessor(
    of manifest: Manifest, needed: ProgramVersion? = nil, clock: any WallClock,
    change: (inout [Manifest.Segment]) -> Void
  ) throws(LogError) -> Manifest {
    var next = manifest
    next.generation += 1
    next.created = clock.milliseconds
    next.predecessor = Digest(of: manifest.encoded())
    next.versions = manifest.versions.afterWriting(needed)
    change(&next.segments)
    guard next.isConsistent else { throw .limit("the store has no number left for another segment") }
    try install(next)
    return next
  }
}
