import FileIO
import SystemPackage
import TestSupport

@testable import SegmentedLog

/// The events that a log must hold whatever happens: all that were acknowledged, and those of the commit in progress
/// either completely or not at all.
struct Promised: Sendable {
  var acknowledged: [TestEvent] = []
  /// The events of the commit that has not returned.
  var inFlight: [TestEvent] = []

  var ifCommitted: [TestEvent] { acknowledged + inFlight }
}

/// A moment at which the power could fail.
struct CrashMoment: Sendable {
  var volume: SimulatedVolume
  /// The operation that was about to be done.
  var next: String
  var promised: Promised
}

/// Opens the log on a simulated disk as the tests do.
enum CrashLog {
  static let path: FilePath = "/home/me/data/store"

  /// A disk that holds only the directory in which the parents of the store will be created.
  static func emptyDisk() throws -> SimulatedVolume {
    let disk = SimulatedFileSystem()
    try disk.makeDirectory("/home")
    var volume = disk.volume
    try volume.settle()
    return volume
  }

  /// Opens a writer; `entropy` is the seed of the UUID that a new store gets.
  static func writer(
    _ disk: SimulatedFileSystem, segmentSize: UInt64, entropy: UInt64
  ) throws(LogError) -> LogWriter {
    var writer = try LogWriter.open(
      at: path, fileSystem: disk, clock: SteppingClock(step: 1_000_000), entropy: SeededEntropy(entropy))
    writer.segmentSize = segmentSize
    return writer
  }

  static func directory(_ disk: SimulatedFileSystem) throws(LogError) -> StoreDirectory {
    try StoreDirectory.open(path, fileSystem: disk)
  }
}

/// Random work on a log: sessions that commit, roll, compact and save checkpoints, and that end well, are killed, or
/// end with a power cut. The history keeps every moment.
struct CrashHistory {
  let segmentSize: UInt64
  private(set) var moments: [CrashMoment] = []
  private(set) var volume: SimulatedVolume
  private(set) var promised = Promised()
  /// The operations of the last session.
  private(set) var operations: [SimulatedFileSystem.Operation] = []
  private var random: Seeded
  private var number = 0
  /// True if the sessions compact the log.
  private var compacts = true

  /// Throws where the log refuses to open although nothing but crashes happened, or where it has lost something.
  init(seed: UInt64) throws {
    random = Seeded(seed)
    segmentSize = random.pick([400, 900, 1_500, 4_000])
    volume = try CrashLog.emptyDisk()
    for _ in 0..<Int.random(in: 2...4, using: &random) {
      let kill = Int.random(in: 0..<150, using: &random)
      try session(
        commits: Int.random(in: 0...5, using: &random),
        fault: random.oneIn(3) ? .init(at: kill, .ioError, lasts: true) : nil)
      try endSession()
    }
  }

  /// Compacts a store of several segments, some of them for the second time; the moments are those of the last
  /// compaction.
  init(compacting seed: UInt64) throws {
    random = Seeded(seed)
    segmentSize = random.pick([400, 900, 1_500, 4_000])
    volume = try CrashLog.emptyDisk()
    for commits in random.pick([[5], [3, 0, 4], [6, 0, 0, 2]]) { try session(commits: commits, fault: nil) }
    if random.oneIn(2) { try volume.settle() }
    moments = []
    try session(commits: 0, fault: nil)
  }

  /// Runs sessions that end well, one after the other; they commit, roll and save checkpoints, and compact where
  /// `compacts` is true.
  init(copying seed: UInt64, compacts: Bool) throws {
    random = Seeded(seed)
    segmentSize = random.pick([600, 1_500, 4_000])
    volume = try CrashLog.emptyDisk()
    self.compacts = compacts
    for _ in 0..<4 { try session(commits: 4, fault: nil) }
  }

  /// Runs two sessions. The first creates the store and rolls while an operation fails; the moments are those of the
  /// second.
  init(fault: SimulatedFileSystem.Fault) throws {
    try self.init(firstSession: fault)
    moments = []
    try session(commits: 2, fault: nil)
  }

  /// Every operation of the first of these two sessions where nothing fails.
  static func undisturbedOperations() throws -> [SimulatedFileSystem.Operation] {
    try CrashHistory(firstSession: nil).operations
  }

  private init(firstSession fault: SimulatedFileSystem.Fault?) throws {
    random = Seeded(1)
    segmentSize = 900
    compacts = false
    volume = try CrashLog.emptyDisk()
    try session(commits: 4, fault: fault)
  }

  private mutating func session(commits: Int, fault: SimulatedFileSystem.Fault?) throws {
    let disk = SimulatedFileSystem(volume)
    var ledger = [promised]
    disk.record()
    disk.fail(fault)
    defer { operations = disk.operations }
    func note() {
      ledger.append(promised)
      disk.mark = ledger.count - 1
    }
    do {
      var writer = try CrashLog.writer(disk, segmentSize: segmentSize, entropy: random.next())
      try settlePromise(writer.head)
      note()
      for _ in 0..<commits {
        promised.inFlight = someEvents()
        note()
        try commit(&writer)
        promised = Promised(acknowledged: promised.ifCommitted)
        note()
        if random.oneIn(4) { try saveSnapshot(writer) }
        if compacts, random.oneIn(4) { try compact(&writer) }
      }
      if compacts, commits == 0 { try compact(&writer) }
    } catch let error as LogError where fault != nil && error.isOfDisk {}
    moments += disk.moments.map {
      CrashMoment(volume: $0.volume, next: $0.next.map { "\($0)" } ?? "the end", promised: ledger[$0.mark])
    }
    volume = disk.volume
  }

  /// Compacts the whole log or some of its segments, in groups of some size.
  private mutating func compact(_ writer: inout LogWriter) throws {
    var options = CompactionOptions(blockSize: random.pick([100, 1_000, 8_000]), workers: 1)
    options.segmentSize = random.pick([500, 2_000, 100_000])
    options.gainMin = random.pick([.min, .min, 200])
    do {
      _ = try writer.compact(options)
    } catch let error as LogError {
      guard (try? writer.commit(TestEvent.numbered(999_999, 1))) == nil || error.isOfDisk else {
        throw CrashFailure("a compaction fails: \(error)")
      }
      throw error
    }
  }

  /// Ends a session. The next one finds the disk as it was left, then completely durable, or as a power cut left it.
  private mutating func endSession() throws {
    switch random.next() % 4 {
    case 0: try volume.settle()
    case 1: volume = volume.image(.random(seed: random.next()))
    default: break
    }
  }

  /// Decides whether the last commit of the previous session happened, which is known once the log is open.
  private mutating func settlePromise(_ head: LogHead) throws {
    switch Int(head.sequence) {
    case promised.ifCommitted.count: promised = Promised(acknowledged: promised.ifCommitted)
    case promised.acknowledged.count: promised.inFlight = []
    default: throw CrashFailure("\(head.sequence) events instead of \(promised.acknowledged.count)")
    }
  }

  /// Commits some events. A writer whose commit has failed must not continue.
  private mutating func commit(_ writer: inout LogWriter) throws {
    do {
      var rest = promised.inFlight[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...rest.count, using: &random)
        try writer.append(block(of: Array(rest.prefix(count))))
        rest = rest.dropFirst(count)
      }
      try writer.commit()
    } catch {
      guard (try? writer.commit(TestEvent.numbered(999_999, 1))) == nil else {
        throw CrashFailure("a writer has gone on after \(error)")
      }
      throw error
    }
  }

  private mutating func saveSnapshot(_ writer: borrowing LogWriter) throws(LogError) {
    let state = random.bytes(Int.random(in: 0...1_200, using: &random))
    try writer.save(Checkpoint(name: "test", version: 1, head: writer.head, state: state))
  }

  /// Some events, which are numbered so that an event that is stored twice is noticed, and which are sometimes larger
  /// than a sector.
  private mutating func someEvents() -> [TestEvent] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      number += 1
      var event = TestEvent.numbered(number, 1)[0]
      if random.oneIn(4) { event.body += random.bytes(Int.random(in: 0...1_500, using: &random)) }
      return event
    }
  }
}

extension LogError {
  /// True if a failing disk may lead to this error, which says nothing about damage.
  fileprivate var isOfDisk: Bool {
    switch self {
    case .file, .cannotCreate, .limit, .writerFailed: true
    case .damaged, .notAStore, .occupied, .foreign, .locked, .unlockable, .displaced, .unsupported, .noSpace,
      .interrupted:
      false
    }
  }
}

/// An outcome that no crash may have.
struct CrashFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
