import Bytes
import FileIO
import SystemPackage

/// What a writer did to the log when it opened it.
public enum RecoveryOutcome: Sendable, Equatable {
  /// A new log.
  case created
  /// Closed in good order.
  case clean
  /// The end of the log was torn: so many commits were appended again, so many bytes put aside.
  case rolled(commits: Int, quarantined: UInt64)
}

/// The one writer of a store. Holds the lock while it lives.
///
/// `append` any number of blocks, then `commit`: when that returns, the events are durable. An error from `append` or `commit` ends the
/// writer's usefulness; what was committed before stays.
package struct LogWriter: ~Copyable {
  package let directory: StoreDirectory
  package let recovery: RecoveryOutcome

  /// Of a copy, or one that was accepted as one: that it ends before what was acknowledged. Whoever opened it notes that in the log with the first commit; until
  /// then it stays a copy.
  package let shortfall: Shortfall?

  /// Paths below the store of directories in its folders that it never makes: left alone.
  package let strangers: [String]

  package let clock: any WallClock
  private let sole: SoleWriter
  package var manifest: Manifest
  var segment: SegmentWriter
  private let acknowledged: any FileHandle
  package var chain: Chain
  /// Of the next event.
  package var nextSequence: UInt64
  /// The commit under way.
  private var pendingEvents: UInt64 = 0
  private var pendingFrames: UInt32 = 0
  /// False while something is being written, and for good after that has failed: what stands in the file then is for recovery to judge.
  var isUsable = true

  /// Bytes at which a segment is ended; a commit is never split.
  package var segmentSize: UInt64 = 64 << 20

  /// The last committed event.
  package internal(set) var head: LogHead

  /// Opens a store for writing, makes it if there is none, and recovers it if it needs to: FORMAT.md, Recovery.
  /// `retry` is called while somebody else holds the lock; it returns false to give up (`locked`). `identity`: the contents of `CCSTORE` that a store
  /// without events gets. `acceptsEarlier`: a log that ends before what was acknowledged is taken as it is, whatever was lost. `isAlone`: the caller's word that nobody else writes to the store, where locks are worth nothing (`unlockable`).
  package static func open(
    at path: FilePath, fileSystem: any FileSystem = POSIXFileSystem(), clock: any WallClock = SystemClock(),
    entropy: any Entropy = SystemEntropy(), identity: [UInt8]? = nil,
    acceptsEarlier: Bool = false, isAlone: Bool = false, retry: () -> Bool = { false }
  ) throws(LogError) -> LogWriter {
    do throws(FileError) {
      if try fileSystem.exists(path), try fileSystem.status(path, followLinks: true).kind != .directory {
        throw FileError(.makeDirectory, path, .notDirectory)
      }
      try fileSystem.makeDirectories(path)
    } catch { throw .cannotCreate(path, error.description) }
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
        let strangers = try directory.strangers()
        let isWholeCopy = log.copy.map { $0.shortfall == nil } ?? false
        let writer = LogWriter(
          directory, log, clock: clock, sole: sole, acknowledged: try directory.openAcknowledgedEnd(), strangers)
        // From now on HEAD speaks of these files.
        if isWholeCopy { try writer.rememberEnd() }
        return writer
      } catch {
        guard case .locked = error, retry() else { throw error }
      }
    }
  }

  private init(
    _ directory: StoreDirectory, _ log: consuming RecoveredLog, clock: any WallClock, sole: SoleWriter,
    acknowledged: any FileHandle, _ strangers: [String]
  ) {
    self.directory = directory
    self.clock = clock
    self.sole = sole
    self.acknowledged = acknowledged
    self.strangers = strangers
    shortfall = log.copy?.shortfall
    recovery = log.outcome
    manifest = log.manifest
    head = log.head
    chain = Chain(log.head.chain)
    nextSequence = log.head.sequence + 1
    segment = log.segment
  }

  /// Adds a block to the commit under way. It is not stored before `commit` returns.
  package mutating func append(_ block: EncodedBlock) throws(LogError) {
    try begin()
    // What is written over somebody else's commits is lost to both.
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

  package mutating func begin() throws(LogError) {
    guard isUsable else { throw .limit("an earlier write to the store failed; run the command again") }
    isUsable = false
  }

  /// Makes the blocks appended since the last commit durable, all or none. Nothing to do without any.
  package mutating func commit() throws(LogError) {
    guard pendingEvents > 0 else { return }
    try begin()
    let origin = CommitPayload.Origin(writer: sole.id, before: head.chain)
    let payload = CommitPayload(
      chain: chain.digest, time: clock.milliseconds, frames: pendingFrames, origin: origin)
    try segment.append(.commit, payload.encoded(), sequence: nextSequence, count: UInt32(pendingEvents))
    try segment.sync()
    // Who has come to write since the first of these looks finds this commit whole; who came before makes this one fail.
    try sole.check(segment)
    nextSequence += pendingEvents
    head = LogHead(sequence: nextSequence - 1, chain: chain.digest)
    (pendingEvents, pendingFrames) = (0, 0)
    if segment.end >= segmentSize {
      try roll()
    } else {
      try segment.append(.attest, [], sequence: nextSequence, count: 0)
      try segment.flush()
    }
    try rememberEnd()
    isUsable = true
  }

  /// Ends the active segment, so that it can be compacted.
  mutating func sealActive() throws(LogError) {
    precondition(pendingEvents == 0)
    try begin()
    try roll()
    try rememberEnd()
    isUsable = true
  }

  /// Bytes of the active segment.
  var segmentLength: UInt64 { segment.end }

  /// Writes the next manifest.
  mutating func installManifest(change: (inout [Manifest.Segment]) -> Void) throws(LogError) {
    try begin()
    try sole.check(segment)
    manifest = try directory.installSuccessor(of: manifest, clock: clock, change: change)
    isUsable = true
  }

  /// Leaves word of how far the log is durable where the segment's own loss does not reach.
  func rememberEnd() throws(LogError) {
    let place = AcknowledgedEnd.Place(
      head: try io { () throws(FileError) in try acknowledged.status() }.inode, segment: try segment.identity().inode)
    let end = AcknowledgedEnd(
      segment: segment.id, durable: segment.durable, nextSequence: nextSequence, chain: chain.digest, place: place)
    try io { () throws(FileError) in try acknowledged.write(end.encoded(store: directory.uuid), at: 0) }
  }

  /// Seals the active segment and goes on in a new one.
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
  }
}

/// A segment that was just created, and what the manifest will say of it.
struct NewSegment: ~Copyable {
  var writer: SegmentWriter
  var entry: Manifest.Segment
}

extension StoreDirectory {
  /// Creates an empty segment, durably. An orphan of the same name, left by an interrupted roll, is replaced.
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

  /// Writes the manifest that follows `manifest` with changed segments. Throws `limit` rather than write one that a reader would refuse.
  func installSuccessor(
    of manifest: Manifest, clock: any WallClock, change: (inout [Manifest.Segment]) -> Void
  ) throws(LogError) -> Manifest {
    var next = manifest
    next.generation += 1
    next.created = clock.milliseconds
    next.predecessor = Digest(of: manifest.encoded())
    change(&next.segments)
    guard next.isConsistent else { throw .limit("the store has no number left for another segment") }
    try install(next)
    return next
  }
}
