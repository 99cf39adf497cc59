import FileIO
import SystemPackage
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("power cuts and failures during a prune", .serialized)
struct CrashPruneTests {
  @Test("after a power cut at any moment of a prune, every byte is on disk or in the store")
  func anyMoment() throws {
    let tally = try CrashTally.run(parts: 8 * TestSettings.scale) { _, random, tally in
      let seed = random.next()
      try tally.checkPrune(seed, images: 4, &random)
    }
    print(tally.summary("power cuts during prunes"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.lost == 0 && tally.images >= 250 * TestSettings.scale)
    #expect(tally.cases["something was deleted", default: 0] > 0)
  }

  @Test(
    "after a failed operation of a prune, every byte is on disk or in the store, even after a power cut",
    arguments: DiskFailure.all)
  func failures(_ failure: DiskFailure) throws {
    var tally = CrashTally()
    var random = Seeded(TestSettings.seed)
    try tally.checkFaultyPrunes(failure, &random)
    print(tally.summary("prunes with \(failure)"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.lost == 0 && tally.images > 0)
  }
}

/// A store at a time when all files are old.
private func oldStore(_ disk: SimulatedFileSystem) -> Store {
  Store(
    at: CrashStore.path, fileSystem: disk, clock: SteppingClock(start: 1_864_000_000_000_000_000),
    entropy: SeededEntropy(7), machine: .desk)
}

@discardableResult
private func prune(_ disk: SimulatedFileSystem) throws -> PruneReport {
  var options = PruneOptions(
    [TranscriptRoot(path: CrashStore.root, scope: "projects")], before: Instant(milliseconds: 1_863_000_000_000))
  options.openFiles = []
  return try oldStore(disk).prune(options)
}

extension CrashTally {
  fileprivate mutating func checkPrune(_ seed: UInt64, images: Int, _ random: inout Seeded) throws {
    let disk = try CrashStore.filled(seed)
    let files = disk.volume.tree(CrashStore.root)
    disk.record()
    let report = try prune(disk)
    // In some histories every session has a line that waits for its end, and so all of them stay.
    if report.files == 0 { return count("nothing can be deleted") }
    forEachImage(of: disk.moments, "seed \(seed)", images: images, &random) { tally, image, _ in
      try tally.check(image, files)
    }
  }

  fileprivate mutating func checkFaultyPrunes(_ failure: DiskFailure, _ random: inout Seeded) throws {
    let disk = try CrashStore.filled(5)
    let (volume, files) = (disk.volume, disk.volume.tree(CrashStore.root))
    disk.record()
    try prune(disk)
    forEachFault(failure, disk.operations, volume, &random) {
      try prune($0)
    } check: { tally, image, _ in
      try tally.check(image, files)
    }
  }

  /// Checks that each file is on disk or can be given back as it was, before and after the next ingest, and that the
  /// next prune completes what this one began.
  private mutating func check(_ disk: SimulatedFileSystem, _ files: [String: [UInt8]]) throws {
    try checkNothingIsLost(disk, files)
    try CrashStore.ingest(disk, entropy: 2)
    try checkNothingIsLost(disk, files)
    let store = oldStore(disk)
    if let finding = try store.verify().findings.first(where: { $0.severity == .error }) {
      throw Broken("verification: \(finding)")
    }
    guard try store.replay(verify: true).isVerified == true else { throw Broken("the checkpoints are wrong") }
    try prune(disk)
    try checkNothingIsLost(disk, files)
    let again = try CrashStore.ingest(disk, entropy: 2)
    guard again.counts.missing == 0 else { throw Broken("pruned files are reported as missing") }
  }

  private mutating func checkNothingIsLost(_ disk: SimulatedFileSystem, _ files: [String: [UInt8]]) throws {
    let left = disk.volume.tree(CrashStore.root)
    for (path, bytes) in left where files[path] != bytes { throw Broken("\(path) has changed") }
    let gone = files.filter { left[$0.key] == nil }
    count(gone.isEmpty ? "nothing was deleted" : "something was deleted")
    guard !gone.isEmpty else { return }
    let copy = SimulatedFileSystem(disk.volume)
    _ = try oldStore(copy).export(to: "/given-back")
    let given = copy.volume.tree("/given-back")
    for (path, bytes) in gone where given[path] != bytes {
      lost += 1
      throw Broken("\(path) is neither on disk nor in the store")
    }
  }
}
