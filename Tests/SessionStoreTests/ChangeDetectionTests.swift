import FileIO
import Synchronization
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("change detection")
struct ChangeDetectionTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
  }

  @Test("a file with other bytes but the same size and modification time is read because of its change time")
  func byCtime() throws {
    let before = try bench.tree.status(file)
    try bench.tree.overwrite(file, at: 30, [0x7a])
    try bench.tree.setModified(file, before.modified)
    let after = try bench.tree.status(file)
    #expect((after.size, after.modified, after.inode) == (before.size, before.modified, before.inode))
    #expect(try bench.ingest().counts.rewritten == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("a file with other bytes but the same size and modification time is read because of its inode")
  func byInode() throws {
    let before = try bench.tree.status(file)
    try bench.tree.write("projects/p/new", lines(1..<4))
    try bench.tree.setModified("projects/p/new", before.modified)
    try bench.tree.move("projects/p/new", to: file)
    let after = try bench.tree.status(file)
    #expect((after.size, after.modified) == (before.size, before.modified))
    #expect(after.inode != before.inode)
    #expect(try bench.ingest().counts.rewritten == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test(
    "a difference in any one field of its stamp makes a file be read again",
    arguments: ["size", "mtime", "ctime", "inode", "device"])
  func stampFields(field: String) throws {
    var stamp = FileStamp(try bench.tree.status(file))
    let same = stamp
    switch field {
    case "size": stamp.size += 1
    case "mtime": stamp.modified += 1
    case "ctime": stamp.changed += 1
    case "inode": stamp.inode += 1
    default: stamp.device += 1
    }
    #expect(stamp != same)
    var state = try Projected<SyncState>(try bench.store().openLog()).state
    #expect(state.sources[0]?.stamp == same)
    state.sources[0]?.stamp = stamp
    let plan = IngestPlan(
      bench.options(), state: state, origin: Machine.desk.id, now: bench.clock.now(), store: bench.storePath,
      fileSystem: POSIXFileSystem())
    #expect(plan.items.count == 1)
    #expect(plan.counts.unchanged == 0)
  }

  @Test("a touched file with the same content is recorded as identical once, and stores no record")
  func touched() throws {
    try bench.tree.changeMode(file, 0o640)
    let report = try bench.ingest()
    #expect(report.counts.unchanged == 1)
    #expect(try bench.log().bodies.count == 3)
    #expect(try bench.log().decisions.map(\.reason) == [.insert, .identical])
    try bench.ingest()
    #expect(try bench.log().decisions.count == 2)
  }

  @Test(
    "a line appended to a file with an earlier modification time is stored", arguments: [1, 1_700_000_000] as [Int64])
  func backwards(seconds: Int64) throws {
    try bench.tree.append(file, line(3))
    try bench.tree.setModified(file, seconds * 1_000_000_000)
    #expect(try bench.ingest().counts.records == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test(
    "a file with a modification time before 1970 or far in the future is not read again and again",
    arguments: [-5_000_000_000, 4_000_000_000_000_000_000])
  func strangeTimes(time: Int64) throws {
    try bench.tree.setModified(file, time)
    #expect(try bench.ingest().counts.unchanged == 1)
    let before = try bench.log().kinds.count
    try bench.ingest()
    #expect(try bench.log().kinds.count == before + 2)
    #expect(try bench.tree.status(file).modified == time)
  }

  @Test("a file that has not changed is opened only by a full sync")
  func unopened() throws {
    let opened = Mutex(0)
    let disk = FaultyFileSystem { operation, path in
      if operation == .open, path.string.hasSuffix(".jsonl") { opened.withLock { $0 += 1 } }
      return nil
    }
    try bench.ingest(fileSystem: disk)
    #expect(opened.withLock { $0 } == 0)
    try bench.ingest(fileSystem: disk) { $0.forceFullSync = true }
    #expect(opened.withLock { $0 } == 1)
  }

  @Test("an ingest waits until 10 ms have passed since the last change of a file before it reads the stamp")
  func settling() throws {
    try bench.tree.append(file, line(3))
    let changed = try bench.tree.status(file).changed
    let clock = StoppedClock(at: changed + SourceReader.tick / 4)
    _ = try Store(at: bench.storePath, fileSystem: POSIXFileSystem(), clock: clock, machine: .desk).ingest(
      bench.options())
    #expect(clock.now() == changed + SourceReader.tick)
  }

  @Test("a file whose change time is in the near future is stamped one tick later")
  func settlingAhead() throws {
    try bench.tree.append(file, line(3))
    let changed = try bench.tree.status(file).changed
    let cases: [(ahead: Int64, slept: Int64)] = [
      (1_000_000, SourceReader.tick), (20_000_000_000, SourceReader.tick), (3600_000_000_000, 0),
    ]
    for (ahead, slept) in cases {
      let clock = StoppedClock(at: changed - ahead)
      let report = try Store(at: bench.storePath, fileSystem: POSIXFileSystem(), clock: clock, machine: .desk).ingest(
        bench.options { $0.forceFullSync = true })
      #expect(report.counts.discovered == 1)
      #expect(clock.now() == changed - ahead + slept, "\(ahead) ns ahead")
    }
  }
}

/// A clock that moves only while a caller sleeps, and that makes no caller wait.
private final class StoppedClock: WallClock {
  private let time: Mutex<Int64>

  /// A clock that is stopped at `time`, in nanoseconds since 1970 UTC.
  init(at time: Int64) { self.time = Mutex(time) }

  func now() -> Int64 { time.withLock { $0 } }

  func sleep(_ nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }
}
