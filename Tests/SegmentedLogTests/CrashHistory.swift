import FileIO
import SystemPackage
import TestSupport

@testable import SegmentedLog

/// What a log holds whatever happens: everything acknowledged, and the commit that was begun as a whole or not at all.
struct Promised: Sendable {
  var acknowledged: [TestEvent] = []
  /// Of the commit that has not returned.
  var inFlight: [TestEvent] = []

  var ifCommitted: [TestEvent] { acknowledged + inFlight }
}

/// A moment at which the power could go.
struct CrashMoment: Sendable {
  var volume: SimulatedVolume
  /// What was about to be done.
  var next: String
  var promised: Promised
}

/// How the tests open the log on a simulated disk.
enum CrashLog {
  static let path: FilePath = "/home/me/data/store"

  /// A disk with nothing on it but the directory that the store's parents will be made in.
  static func emptyDisk() throws -> SimulatedVolume {
    let disk = SimulatedFileSystem()
    try disk.makeDirectory("/home")
    var volume = disk.volume
    try volume.settle()
    return volume
  }

  /// `entropy` is the seed of the UUID that a new store gets.
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

/// Random work on a log: sessions that commit, roll, compact and save snapshots, and end well, are killed, or end with a power cut. Keeps every
/// moment.
struct CrashHistory {
  let segmentSize: UInt64
  private(set) var moments: [CrashMoment] = []
  private(set) var volume: SimulatedVolume
  private(set) var promised = Promised()
  /// Of the last session.
  private(set) var operations: [SimulatedFileSystem.Operation] = []
  private var random: Seeded
  private var number = 0
  /// Whether sessions compact, too.
  private var compacts = true

  /// Throws when the log refuses to open although nothing but crashes happened, or has lost something.
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

  /// A store of several segments is compacted, some of them for the second time; the moments are those of the last compaction.
  init(compacting seed: UInt64) throws {
    random = Seeded(seed)
    segmentSize = random.pick([400, 900, 1_500, 4_000])
    volume = try CrashLog.emptyDisk()
    for commits in random.pick([[5], [3, 0, 4], [6, 0, 0, 2]]) { try session(commits: commits, fault: nil) }
    if random.oneIn(2) { try volume.settle() }
    moments = []
    try session(commits: 0, fault: nil)
  }

  /// Sessions that end well, one after the other, and commit, roll and save snapshots, and compact where `compacts`.
  init(copying seed: UInt64, compacts: Bool) throws {
    random = Seeded(seed)
    segmentSize = random.pick([600, 1_500, 4_000])
    volume = try CrashLog.emptyDisk()
    self.compacts = compacts
    for _ in 0..<4 { try session(commits: 4, fault: nil) }
  }

  /// Two sessions. The first makes the store and rolls, while something fails; the moments are those of the second.
  init(fault: SimulatedFileSystem.Fault) throws {
    try self.init(firstSession: fault)
    moments = []
    try session(commits: 2, fault: nil)
  }

  /// Every operation of the first of those sessions when nothing fails.
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

  /// Of all that there is, or of some segments, in groups of some size.
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

  /// The next session finds the disk as it was left, all of it durable meanwhile, or what a power cut left.
  private mutating func endSession() throws {
    switch random.next() % 4 {
    case 0: try volume.settle()
    case 1: volume = volume.image(.random(seed: random.next()))
    default: break
    }
  }

  /// Once the log is open it is clear whether the last commit of the session before happened.
  private mutating func settlePromise(_ head: LogHead) throws {
    switch Int(head.sequence) {
    case promised.ifCommitted.count: promised = Promised(acknowledged: promised.ifCommitted)
    case promised.acknowledged.count: promised.inFlight = []
    default: throw CrashFailure("\(head.sequence) events instead of \(promised.acknowledged.count)")
    }
  }

  /// A writer whose commit has failed must not go on.
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
    try writer.save(ProjectionSnapshot(name: "test", version: 1, head: writer.head, state: state))
  }

  /// Numbered, so that one stored twice shows; now and then larger than a sector.
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
  /// Whether a disk that fails may lead to it; it says nothing of damage.
  fileprivate var isOfDisk: Bool {
    switch self {
    case .file, .cannotCreate, .limit: true
    case .damaged, .notAStore, .foreign, .locked, .unlockable, .displaced, .unsupported, .noSpace, .interrupted: false
    }
  }
}

/// What must not come of a crash.
struct CrashFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
