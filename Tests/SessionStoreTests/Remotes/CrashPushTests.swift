import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("power cuts during a push and a pull", .serialized)
struct CrashPushTests {
  private static func store(_ disk: SimulatedFileSystem, _ name: String) -> Store {
    Store(
      at: FilePath("/\(name)/store"), fileSystem: disk, clock: SteppingClock(start: 1_764_001_800_000_000_000),
      entropy: SeededEntropy(name == "a" ? 1 : 2),
      machine: Machine(id: [UInt8](repeating: name == "a" ? 1 : 2, count: 16), name: Array(name.utf8)),
      stateDirectory: FilePath("/\(name)/state"))
  }

  private static func remote() throws -> Remote {
    var remote = Remote(try RemotePlace("/remote") { $0 })
    (remote.objectSize, remote.batchSize) = (1, 1)
    return remote
  }

  private static func ingest(_ disk: SimulatedFileSystem, _ session: String, _ range: Range<Int>) throws {
    let path = FilePath("/a/claude/projects/p/\(session).jsonl")
    try disk.makeDirectories(path.removingLastComponent())
    try disk.create(path).write(Array(lines(range, session: session).utf8), at: 0)
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: "/a/claude", scope: "projects")]
    _ = try store(disk, "a").ingest(options)
  }

  /// A store with two commits, of which the remote has the first, and whose copy `b` has it, too.
  private static func setUp() throws -> SimulatedVolume {
    let disk = SimulatedFileSystem(SimulatedVolume())
    try disk.makeDirectories("/a")
    try disk.makeDirectories("/b")
    try ingest(disk, "s", 0..<3)
    _ = try store(disk, "a").push(to: remote())
    _ = try store(disk, "b").pull(from: remote())
    try ingest(disk, "t", 5..<9)
    try ingest(disk, "u", 10..<12)
    var settled = disk.volume
    try settled.settle()
    return settled
  }

  private static func check(_ disk: SimulatedFileSystem, isOver: Bool) throws {
    let (a, b) = (store(disk, "a"), store(disk, "b"))
    let head = try a.openLog().head
    if isOver {
      // What a push has reported is there, whatever the power cut took.
      guard try b.status(of: remote()).parts.first?.sequence == head.sequence else { throw Broken("an object is lost") }
    }
    _ = try a.push(to: remote())
    guard try a.push(to: remote()).objects == 0 else { throw Broken("a second push sends something") }
    guard try a.verify(remote()).isOK else { throw Broken("the remote is damaged") }
    _ = try b.pull(from: remote())
    guard try b.openLog().head == head else { throw Broken("the copy is not the store") }
    let left = try disk.list("/a").filter { $0.name.starts(with: Array(".".utf8)) }
    guard left.isEmpty else { throw Broken("\(left.count) directories are left") }
  }

  @Test("after a power cut at any moment of a push, the next one completes it, and what was reported is not lost")
  func push() throws {
    let disk = SimulatedFileSystem(try Self.setUp())
    disk.record()
    #expect(try Self.store(disk, "a").push(to: Self.remote()).objects > 0)
    var (tally, random) = (CrashTally(), Seeded(11))
    tally.forEachImage(of: disk.moments, "push", images: 1 * TestSettings.scale, &random) { _, disk, isOver in
      try Self.check(disk, isOver: isOver)
    }
    #expect(tally.problems.prefix(5) == [])
    #expect(tally.images > 100)
  }

  @Test(
    "after a power cut at any moment of a push that repacks or replaces, nothing is lost, and the next one completes it",
    arguments: [true, false])
  func rewriting(isRepack: Bool) throws {
    let before = SimulatedFileSystem(try Self.setUp())
    _ = try Self.store(before, "a").push(to: Self.remote())
    var settled = before.volume
    try settled.settle()
    let disk = SimulatedFileSystem(settled)
    var options = PushOptions()
    (options.repacks, options.replaces) = (isRepack, !isRepack)
    var large = try Self.remote()
    large.objectSize = 1 << 20
    disk.record()
    #expect(try Self.store(disk, "a").push(to: large, options).removedObjects > 0)
    let (remote, choice) = (large, options)
    var (tally, random) = (CrashTally(), Seeded(13))
    tally.forEachImage(of: disk.moments, "rewriting", images: 1 * TestSettings.scale, &random) { _, disk, isOver in
      try Self.check(disk, isOver: isOver)
      _ = try Self.store(disk, "a").push(to: remote, choice)
      try Self.check(disk, isOver: true)
    }
    #expect(tally.problems.prefix(5) == [])
    #expect(tally.images > 20)
  }

  @Test("after a power cut at any moment of a pull, the next one completes it")
  func pull() throws {
    let disk = SimulatedFileSystem(try Self.setUp())
    _ = try Self.store(disk, "a").push(to: Self.remote())
    disk.record()
    _ = try Self.store(disk, "b").pull(from: Self.remote())
    var (tally, random) = (CrashTally(), Seeded(12))
    tally.forEachImage(of: disk.moments, "pull", images: 1 * TestSettings.scale, &random) { _, disk, _ in
      try Self.check(disk, isOver: false)
    }
    #expect(tally.problems.prefix(5) == [])
    #expect(tally.images > 100)
  }
}
