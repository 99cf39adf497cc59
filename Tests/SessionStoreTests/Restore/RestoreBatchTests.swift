import FileIO
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import Sync

/// What a restore did to the disk, in order.
private final class DiskRecord: Sendable {
  private let all = Mutex<[(operation: FileError.Operation, path: FilePath)]>([])

  var operations: [(operation: FileError.Operation, path: FilePath)] { all.withLock { $0 } }

  func fileSystem() -> FaultyFileSystem {
    FaultyFileSystem { [self] operation, path in
      all.withLock { $0.append((operation, path)) }
      return nil
    }
  }
}

@Suite("restores of many files")
struct RestoreBatchTests {
  private let bench: Workbench
  private var tree: Tree { bench.tree }
  private static let folders = 7

  init() throws { bench = try Workbench() }

  /// Writes and ingests transcripts, and deletes them again. Returns their contents by path.
  private func lose(_ count: Int) throws -> [String: [UInt8]] {
    for number in 0..<count {
      try tree.write(transcript("s\(number)", folder: "p\(number % Self.folders)"), line(number, session: "s\(number)"))
    }
    try bench.ingest()
    let contents = try tree.contents()
    for name in contents.keys { try tree.remove(name) }
    return contents
  }

  private func restore(
    _ fileSystem: any FileSystem = POSIXFileSystem(), _ selection: RestoreOptions.Selection = .allMissing,
    _ change: (inout RestoreOptions) -> Void = { _ in }
  ) throws -> RestoreReport {
    var options = RestoreOptions(selection)
    change(&options)
    return try bench.store(fileSystem: fileSystem).restore(options)
  }

  @Test(
    "the bytes of each file are synced before it gets its name, and each folder once after the last name in it",
    arguments: [1, 40, 1100])
  func order(_ count: Int) throws {
    let before = try lose(count)
    let disk = DiskRecord()
    #expect(try restore(disk.fileSystem()).restored.count == count)
    #expect(try tree.contents() == before)
    var synced = Set<FilePath>()
    var (named, folders) = (0, [FilePath: Int]())
    for (operation, path) in disk.operations where path.starts(with: tree.root) {
      let isDraft = path.string.hasSuffix(".ccstore-restore")
      switch operation {
      case .sync where isDraft: synced.insert(path)
      case .sync:
        #expect(named == count, "\(path) is synced before the last file has its name")
        folders[path, default: 0] += 1
      case .rename:
        #expect(synced.contains(path), "\(path) gets its name before it is synced")
        named += 1
      default: break
      }
    }
    #expect(synced.count == count && named == count)
    #expect(folders.count == min(count, Self.folders) + 2 && folders.values.allSatisfy { $0 == 1 }, "\(folders)")
  }

  @Test("when the sync of one file fails, no file of its batch has its name, and no temporary file is left")
  func failedSync() throws {
    let before = try lose(50)
    let left = Countdown(16)
    let faulty = FaultyFileSystem { operation, path in
      operation == .sync && path.string.hasSuffix(".ccstore-restore") && !left.next() ? .ioError : nil
    }
    #expect(errorCode { try restore(faulty) } == .fileFailed)
    #expect(try tree.contents().isEmpty)
    #expect(try restore().restored.count == 50)
    #expect(try tree.contents() == before)
  }

  @Test("a restore is not reported as done when a folder cannot be synced")
  func failedFolder() throws {
    _ = try lose(20)
    let folder = tree.path("projects/p3")
    let faulty = FaultyFileSystem { $0 == .sync && $1 == folder ? .ioError : nil }
    #expect(errorCode { try restore(faulty) } == .fileFailed)
  }

  // MARK: Times

  @Test("transcripts that are older than a limit get the current time, and all other files keep their own")
  func touched() throws {
    let (old, new) = (transcript("old"), transcript("new"))
    let result = "projects/p/old/tool-results/r.txt"
    for name in [old, new] { try tree.write(name, line(1, session: name)) }
    try tree.write(result, "output")
    let now = bench.clock.now()
    let day: Int64 = 86_400_000_000_000
    for (name, days) in [(old, 40), (new, 20), (result, 40)] { try tree.setModified(name, now - Int64(days) * day) }
    try bench.ingest()
    for name in [old, new, result] { try tree.remove(name) }
    let limit = Instant(milliseconds: (now - 30 * day) / 1_000_000)
    let there = bench.directory.appending("there")
    #expect(try restore { ($0.touchesBefore, $0.target) = (limit, there) }.restored.allSatisfy { !$0.isTouched })
    let report = try restore { $0.touchesBefore = limit }
    #expect(report.restored.filter(\.isTouched).map(\.path) == [tree.path(old).string])
    #expect(try tree.status(old).modified > now - day)
    #expect(try tree.status(new).modified == now - 20 * day && tree.status(result).modified == now - 40 * day)
  }

  @Test("a transcript keeps its time when one as old is still there, because its agent deletes all old ones together")
  func keptOlder() throws {
    let (gone, older, kept) = (transcript("gone"), transcript("older"), transcript("kept"))
    for name in [gone, older, kept] { try tree.write(name, line(1, session: name)) }
    let now = bench.clock.now()
    let day: Int64 = 86_400_000_000_000
    for (name, days) in [(gone, 40), (older, 41), (kept, 40)] { try tree.setModified(name, now - Int64(days) * day) }
    try bench.ingest()
    for name in [gone, older] { try tree.remove(name) }
    let limit = Instant(milliseconds: (now - 30 * day) / 1_000_000)
    let report = try restore { $0.touchesBefore = limit }
    #expect(report.restored.filter(\.isTouched).map(\.path) == [tree.path(older).string])
    #expect(try tree.status(gone).modified == now - 40 * day)
  }

  private func restore(_ change: (inout RestoreOptions) -> Void) throws -> RestoreReport {
    try restore(POSIXFileSystem(), .allMissing, change)
  }

  // MARK: Earlier versions

  @Test("an earlier version with more records is named, whether the latest is restored or there already")
  func earlier() throws {
    let name = transcript("s")
    try tree.write(name, lines(0..<9, session: "s"))
    try bench.ingest()
    try tree.write(name, lines(0..<3, session: "s"))
    try bench.ingest()
    let expected = RestoreReport.EarlierVersion(
      path: tree.path(name).string, session: "s", generation: 0, records: 9, restoredRecords: 3)
    #expect(try restore(POSIXFileSystem(), .sessions(["s"])).earlierVersions == [expected])
    try tree.remove(name)
    #expect(try restore(POSIXFileSystem(), .sessions(["s"])) { $0.dryRun = true }.earlierVersions == [expected])
    #expect(try restore(POSIXFileSystem(), .sessions(["s"])).earlierVersions == [expected])
    #expect(
      try restore(POSIXFileSystem(), .sessions(["s"])) { ($0.generation, $0.force) = (0, true) }
        .earlierVersions.isEmpty)
    #expect(try tree.bytes(name) == Array(lines(0..<9, session: "s").utf8))
  }

  @Test("an earlier version is not named when it holds fewer records, was dropped, or has erased lines")
  func notNamed() throws {
    for session in ["less", "dropped", "erased"] {
      try tree.write(transcript(session), lines(0..<(session == "less" ? 3 : 9), session: session))
    }
    try bench.ingest()
    for session in ["less", "dropped", "erased"] {
      try tree.write(transcript(session), line(20, session: session) + lines(1..<5, session: session))
    }
    try bench.ingest()
    func named(_ session: String) throws -> Int {
      try restore(POSIXFileSystem(), .sessions([session])).earlierVersions.count
    }
    #expect(try named("less") == 0 && named("dropped") == 1 && named("erased") == 1)
    _ = try bench.store().erase(.record(session: "erased", record: uuid(0)))
    #expect(try named("erased") == 0)
    try bench.compact(dropSuperseded: true)
    #expect(try named("dropped") == 0)
  }
}
