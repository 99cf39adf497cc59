import FileIO
import Synchronization
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("Change detection")
struct ChangeDetectionTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
  }

  @Test("same size, same mtime, other bytes is found by ctime")
  func byCtime() throws {
    let before = try bench.tree.status(file)
    try bench.tree.overwrite(file, at: 30, [0x7a])
    try bench.tree.setModified(file, before.modified)
    let after = try bench.tree.status(file)
    #expect((after.size, after.modified, after.inode) == (before.size, before.modified, before.inode))
    #expect(try bench.ingest().counts.rewritten == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("same size, same mtime, other bytes is found by inode")
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

  @Test("each field of the stamp alone makes a file be read", arguments: ["size", "mtime", "ctime", "inode", "device"])
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
    var state = try Folded<SyncState>(try bench.store().openLog()).state
    #expect(state.sources[0]?.stamp == same)
    state.sources[0]?.stamp = stamp
    let plan = IngestPlan(
      bench.options(), state: state, origin: Machine.desk.id, now: bench.clock.now(), store: bench.storePath,
      fileSystem: POSIXFileSystem())
    #expect(plan.items.count == 1)
    #expect(plan.counts.unchanged == 0)
  }

  @Test("touched but equal is skipped by content, stores no record, and is not read again")
  func touched() throws {
    try bench.tree.changeMode(file, 0o640)
    let report = try bench.ingest()
    #expect(report.counts.unchanged == 1)
    #expect(try bench.log().bodies.count == 3)
    #expect(try bench.log().decisions.map(\.reason) == [.insert, .identical])
    try bench.ingest()
    #expect(try bench.log().decisions.count == 2)
  }

  @Test("an mtime that goes backwards hides no appended line", arguments: [1, 1_700_000_000] as [Int64])
  func backwards(seconds: Int64) throws {
    try bench.tree.append(file, line(3))
    try bench.tree.setModified(file, seconds * 1_000_000_000)
    #expect(try bench.ingest().counts.records == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test(
    "an mtime before 1970 or far in the future does no harm", arguments: [-5_000_000_000, 4_000_000_000_000_000_000])
  func strangeTimes(time: Int64) throws {
    try bench.tree.setModified(file, time)
    #expect(try bench.ingest().counts.unchanged == 1)
    let before = try bench.log().kinds.count
    try bench.ingest()
    #expect(try bench.log().kinds.count == before + 2)
    #expect(try bench.tree.status(file).modified == time)
  }

  @Test("a file that has not changed is not opened")
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

  @Test("a file that changed within the last 10 ms is stamped after it has settled")
  func settling() throws {
    try bench.tree.append(file, line(3))
    let changed = try bench.tree.status(file).changed
    let clock = StoppedClock(at: changed + SourceReader.tick / 4)
    _ = try Store(at: bench.storePath, fileSystem: POSIXFileSystem(), clock: clock, machine: .desk).ingest(
      bench.options())
    #expect(clock.now() == changed + SourceReader.tick)
  }
}

/// A clock that moves only while somebody sleeps, and does not make anybody wait.
private final class StoppedClock: WallClock {
  private let time: Mutex<Int64>

  /// `time` in nanoseconds since 1970 UTC.
  init(at time: Int64) { self.time = Mutex(time) }

  func now() -> Int64 { time.withLock { $0 } }

  func sleep(_ nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }
}
