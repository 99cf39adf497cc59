import FileIO
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let second: Int64 = 1_000_000_000

/// One transcript on a disk in memory, with times and a clock that the test sets.
private struct LiveFile {
  let disk = MemoryFileSystem()
  let clock = SettableClock(ahead: 0)
  let path: FilePath = "/home/me/.claude/projects/p/s.jsonl"

  init(_ bytes: [UInt8]) throws {
    try disk.makeDirectories(path.removingLastComponent())
    disk[path] = bytes
  }

  var store: Store {
    Store(at: "/store", fileSystem: disk, clock: clock, entropy: SeededEntropy(1), machine: .desk)
  }

  func set(_ time: Int64) { clock.sleep(time - clock.now()) }

  /// Overwrites the file in place.
  func overwrite(_ bytes: [UInt8], at time: Int64) throws {
    let file = try disk.openForWriting(path)
    try file.write(bytes, at: 0)
    try disk.setModified(path, time)
  }

  @discardableResult
  func ingest(full: Bool = false) throws -> IngestReport {
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: "/home/me/.claude", scope: "projects")]
    options.forceFullSync = full
    return try store.ingest(options)
  }

  /// The file as the store exports it.
  func exported(_ name: FilePath, generation: Int? = nil) throws -> [UInt8]? {
    _ = try store.export(to: name, generation: generation)
    return disk[name.appending("projects/p/s.jsonl")]
  }
}

@Suite("files on a disk whose times have a resolution of seconds")
struct CoarseTimeTests {
  private let start: Int64 = 1_764_000_000 * second

  private func file(at time: Int64) throws -> LiveFile {
    let file = try LiveFile(Array(lines(0..<3).utf8))
    try file.disk.setModified(file.path, time)
    return file
  }

  @Test(
    "a file whose modification time is within one tick of the read is read again by the next ingest",
    arguments: [0, 1] as [Int64])
  func racy(odd: Int64) throws {
    let time = start + odd * second
    let file = try file(at: time)
    file.set(time + second / 2)
    try file.ingest()
    // The same size and the same times.
    let new = Array(lines(1..<4).utf8)
    try file.overwrite(new, at: time)
    file.set(time + second * 3 / 4)
    #expect(try file.ingest().counts.rewritten == 1)
    #expect(try file.exported("/out") == new)
    #expect(try file.exported("/first", generation: 0) == Array(lines(0..<3).utf8))
  }

  @Test(
    "a file that was read more than one tick after its modification time is not read again",
    arguments: [0, 1] as [Int64])
  func settled(odd: Int64) throws {
    let time = start + odd * second
    let file = try file(at: time)
    file.set(time + second / 2)
    try file.ingest()
    func isRead(after age: Int64) throws -> Bool {
      file.set(time + age)
      file.disk.clearLog()
      try file.ingest()
      return file.disk.log.contains { $0.name == "open" && $0.path == file.path }
    }
    #expect(try isRead(after: second * 3 / 4))
    #expect(try isRead(after: 10 * second))
    #expect(try !isRead(after: 11 * second))
    #expect(try !isRead(after: 20 * second))
    #expect(try file.store.verify(againstSources: true).findings.isEmpty)
  }

  @Test("a file with a modification time in the future is not read again by every ingest")
  func future() throws {
    let file = try file(at: start + 3600 * second)
    file.set(start)
    try file.ingest()
    file.disk.clearLog()
    try file.ingest()
    #expect(!file.disk.log.contains { $0.name == "open" && $0.path == file.path })
  }

  @Test("a file with a coarse time in the near future is read again until that time has passed")
  func nearFuture() throws {
    let file = try file(at: start + 20 * second)
    file.set(start)
    try file.ingest()
    // Same size, same times.
    let new = Array(lines(1..<4).utf8)
    try file.overwrite(new, at: start + 20 * second)
    file.set(start + second)
    #expect(try file.ingest().counts.rewritten == 1)
    file.set(start + 30 * second)
    try file.ingest()
    file.disk.clearLog()
    try file.ingest()
    #expect(!file.disk.log.contains { $0.name == "open" && $0.path == file.path })
  }

  @Test("a file that will be read again keeps its size and modification time in the stamp")
  func time() throws {
    let file = try file(at: start)
    file.set(start + second)
    try file.ingest()
    let stamp = try Projected<SyncState>(file.store.openLog()).state.sources[0]?.stamp
    #expect(stamp == .unsettled(size: Int64(lines(0..<3).utf8.count), modified: start))
  }

  @Test("verify against the sources names a file that differs despite equal size and times, and the store is intact")
  func verify() throws {
    let file = try file(at: start)
    file.set(start + 60 * second)
    try file.ingest()
    try file.overwrite(Array(lines(1..<4).utf8), at: start)
    let result = try file.store.verify(againstSources: true)
    #expect(result.isOK)
    #expect(result.findings.map(\.severity) == [.source] && result.findings.map(\.file) == [file.path.string])
    #expect(try file.ingest(full: true).counts.rewritten == 1)
    #expect(try file.store.verify(againstSources: true).findings.isEmpty)
  }
}

@Suite("files that change while they are read")
struct TornReadTests {
  /// More bytes than are read at once.
  private let old = Array((0..<4000).map { line($0) }.joined().utf8)
  private let new = Array((0..<3300).map { line($0 + 1_000_000) }.joined().utf8)
  private let time: Int64 = 1_764_000_000_123_456_789

  /// Ingests while `change` happens before the second read of the file.
  private func ingest(_ file: LiveFile, _ change: @escaping @Sendable (LiveFile) throws -> Void) throws
    -> IngestReport
  {
    // The second read of the file triggers the change.
    file.set(time + 60 * second)
    try file.disk.setModified(file.path, time)
    let reads = Mutex(0)
    let watched = FaultyFileSystem(file.disk) { operation, path in
      if operation == .read, path == file.path,
        reads.withLock({
          $0 += 1
          return $0
        }) == 2
      {
        try? change(file)
      }
      return nil
    }
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: "/home/me/.claude", scope: "projects")]
    return try Store(
      at: "/store", fileSystem: watched, clock: file.clock, entropy: SeededEntropy(1), machine: .desk
    ).ingest(options)
  }

  @Test("a file that is rewritten while it is read is reported as torn, and is stored correctly by the next ingest")
  func torn() throws {
    let file = try LiveFile(old)
    let report = try ingest(file) { try $0.overwrite(new, at: time + second) }
    #expect(report.torn.map(\.path) == [file.path.string])
    let now = try #require(file.disk[file.path])
    #expect(try file.exported("/torn") != now)
    var marks: [Int64?] = []
    try file.store.openLog().forEachBlock { block in
      let columns = try BlockColumns(block)
      for row in 0..<block.count where columns.kind(row) == .decision {
        marks.append(try columns.integers(.options)[row])
      }
    }
    #expect(marks == [1])
    #expect(try file.ingest().torn.isEmpty)
    #expect(try file.exported("/out") == now)
    #expect(try file.store.verify(againstSources: true).findings.isEmpty)
  }

  @Test("a file that is appended to while it is read is not torn, and the new bytes are stored by the next ingest")
  func appended() throws {
    let file = try LiveFile(old)
    let all = old + new
    let report = try ingest(file) { try $0.overwrite(all, at: time + second) }
    #expect(report.torn.isEmpty && report.counts.bytes == Int64(old.count))
    #expect(try file.ingest().counts.bytes == Int64(new.count))
    #expect(try file.exported("/out") == all)
  }

  @Test("a file that only gets another modification time while it is read is not torn")
  func touched() throws {
    let file = try LiveFile(old)
    #expect(try ingest(file) { try $0.disk.setModified($0.path, time + second) }.torn.isEmpty)
    #expect(try file.ingest().counts.unchanged == 1)
    #expect(try file.exported("/out") == old)
  }
}
