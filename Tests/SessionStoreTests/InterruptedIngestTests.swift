import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// The moment and the way in which a disk fails.
struct DiskFault: Sendable, CustomTestStringConvertible {
  /// The share of all writes and syncs of the ingest that succeed, in percent. Those after 60 % are of checkpoints,
  /// without which an ingest succeeds.
  var share: Int
  var errno: Errno
  /// The number of operations that fail; the rest succeed again.
  var failures: Int

  var testDescription: String { "after \(share) %, \(errno), \(failures == .max ? "for ever" : "once")" }

  static let all = [0, 10, 25, 35, 50, 60].flatMap { share in
    [
      DiskFault(share: share, errno: .noSpace, failures: .max), DiskFault(share: share, errno: .ioError, failures: 1),
    ]
  }
}

@Suite("ingests that are interrupted by an error")
struct InterruptedIngestTests {
  let bench: Workbench
  /// The numbers of writes and syncs of an undisturbed ingest of the same tree: all of them, and those of segments.
  let operations, segmentOperations: Int

  /// Files of 5 MB, so that there are several commits.
  init() throws {
    bench = try Workbench()
    for number in 0..<8 { try bench.tree.write(transcript("large\(number)"), Self.large(number)) }
    for number in 0..<40 { try bench.tree.write(transcript("small\(number)"), lines(0..<number)) }
    operations = try Self.count(bench, "", at: bench.directory.appending("one"))
    segmentOperations = try Self.count(bench, "seg", at: bench.directory.appending("two"))
  }

  /// The number of writes and syncs in one folder of another store during an ingest of the whole tree.
  private static func count(_ bench: Workbench, _ folder: String, at place: FilePath) throws -> Int {
    let disk = DyingDisk()
    let files = disk.fileSystem(below: place.appending(folder), failAt: nil, .ioError)
    _ = try bench.store(fileSystem: files, at: place).ingest(bench.options(), retry: Workbench.patience())
    return disk.operations
  }

  private static func large(_ number: Int) -> [UInt8] {
    let text = String(repeating: "all work and no play ", count: 400)
    return (0..<600).flatMap { Array(line(number * 1_000 + $0, text: text).utf8) }
  }

  /// Ingests with a disk that is full when most of the log has been written.
  private func fullDisk() throws {
    let disk = DyingDisk().fileSystem(
      below: bench.storePath.appending("seg"), failAt: segmentOperations * 7 / 10, .noSpace)
    #expect(throws: (any Error).self) { try bench.ingest(fileSystem: disk) }
  }

  private func disturbed(_ fault: DiskFault) throws {
    let disk = DyingDisk().fileSystem(
      below: bench.storePath, failAt: 1 + operations * fault.share / 100, failures: fault.failures, fault.errno)
    #expect(throws: (any Error).self) { try bench.ingest(fileSystem: disk) }
  }

  @Test("after an ingest that was interrupted by an error, one ingest stores everything once", arguments: DiskFault.all)
  func everythingOnce(_ fault: DiskFault) throws {
    try disturbed(fault)
    try bench.ingest()
    let log = try bench.log()
    #expect(log.disorder == [])
    #expect(log.bodyBytes == (try bench.tree.contents().values.reduce(0) { $0 + $1.count }))
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test(
    "after an ingest that was interrupted by an error, one ingest completes the metadata and the store verifies",
    arguments: DiskFault.all)
  func completed(_ fault: DiskFault) throws {
    try disturbed(fault)
    bench.clock.advance(seconds: 5)
    try bench.ingest()
    let metadata = try bench.metadata()
    #expect(metadata.syncStatus == .completed)
    #expect(metadata.lastSyncTimestamp == bench.clock.milliseconds)
    #expect(metadata.filesProcessed == 48)
    #expect(metadata.errorMessage == nil)
    #expect(try bench.damage() == [])
  }

  @Test("an ingest that fails on a full disk keeps the files of the commits before")
  func finishedFiles() throws {
    try fullDisk()
    let log = try bench.log()
    let finished = log.decisions.filter { $0.reason == .insert }
    #expect(finished.count >= 3)
    #expect(finished.count < 48)
    let again = try bench.ingest()
    #expect(again.counts.unchanged == Int64(finished.count))
  }

  @Test("an ingest that fails on a full disk is not recorded as a completed sync")
  func metadata() throws {
    try fullDisk()
    let metadata = try bench.metadata()
    #expect(metadata.syncStatus != .completed)
    #expect(metadata.lastSyncTimestamp == nil)
  }

  @Test("an ingest that cannot write its checkpoints is completed, since checkpoints can be computed again")
  func snapshots() throws {
    let disk = FaultyFileSystem { operation, path in
      operation == .create && path.string.contains("/tmp/snap-") ? .noSpace : nil
    }
    _ = try bench.ingest(fileSystem: disk)
    #expect(try bench.metadata().syncStatus == .completed)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("an ingest whose reading of a source fails keeps what was read, and the next one continues from there")
  func failedRead() throws {
    let name = transcript("large3")
    let path = bench.tree.path(name)
    // The file is read twice, in pieces of 64 KB to be hashed and of 256 KB to be stored.
    let reads = DyingReads(after: try bench.tree.bytes(name).count >> 16 + 6)
    let disk = FaultyFileSystem { operation, file in operation == .read && file == path ? reads.next() : nil }
    let report = try bench.ingest(fileSystem: disk)
    #expect(report.failures.map(\.path) == [path.string])
    #expect(report.counts.failed == 1)
    let stored = try #require(try bench.exported()[name])
    #expect(stored.count > 1 << 20)
    #expect(try bench.tree.bytes(name).starts(with: stored))
    let again = try bench.ingest()
    #expect(again.counts.updated == 1)
    #expect(again.counts.bytes == Int64(try bench.tree.bytes(name).count - stored.count))
    #expect(try bench.exported() == bench.tree.contents())
    #expect(try bench.log().disorder == [])
  }
}
