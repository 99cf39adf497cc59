import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Tables

@Suite("power cuts and failures of the disk during an export of a lake", .serialized)
struct CrashLakeTests {
  private static let target: FilePath = "/lake"

  private static func export(_ disk: SimulatedFileSystem) throws -> LakeReport {
    try CrashStore.store(disk).exportLake(to: target, LakeShapes.format, workers: 1)
  }

  private static func state(_ disk: SimulatedFileSystem) throws -> [String: Set<String>] {
    try LakeContents(disk.volume.tree(target)).state()
  }

  /// What the lake must be after another export, whatever became of the one before.
  private static func check(_ disk: SimulatedFileSystem, _ expected: [String: Set<String>]) throws {
    _ = try export(disk)
    guard try state(disk) == expected else { throw Broken("the lake has other rows") }
    let names = disk.volume.tree(target).keys
    guard !names.contains(where: { $0.contains(".partial") }) else { throw Broken("a draft is left") }
  }

  /// A disk with a store, and a lake of its first half.
  private static func half(_ seed: UInt64) throws -> SimulatedFileSystem {
    let disk = try CrashStore.filled(seed)
    _ = try export(disk)
    var volume = disk.volume
    try volume.put(Array(lines(0..<4, session: "later").utf8), at: CrashStore.root.appending(transcript("later")))
    let grown = SimulatedFileSystem(volume)
    try CrashStore.ingest(grown, entropy: 1)
    return grown
  }

  @Test(
    "after a power cut at any moment of an export the next one leads to the lake of an undisturbed one",
    arguments: [1, 2, 3])
  func anyMoment(_ kind: Int) throws {
    let disk: SimulatedFileSystem
    switch kind {
    case 1: disk = try CrashStore.filled(TestSettings.seed)
    case 2: disk = try Self.half(TestSettings.seed)
    default:
      // The export after an erasure, which replaces all files.
      disk = try Self.half(TestSettings.seed)
      _ = try CrashStore.store(disk).erase(.session("later"))
    }
    disk.record()
    _ = try Self.export(disk)
    let expected = try Self.state(disk)
    var (tally, random) = (CrashTally(), Seeded(TestSettings.seed))
    tally.forEachImage(of: disk.moments, "export \(kind)", images: 1, &random) { _, image, _ in
      try Self.check(image, expected)
    }
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 20)
  }

  @Test("an export that a failure of the disk ends throws, and the next one leads to the right lake")
  func faults() throws {
    let disk = try Self.half(TestSettings.seed)
    let volume = disk.volume
    disk.record()
    _ = try Self.export(disk)
    let expected = try Self.state(disk)
    var (tally, random) = (CrashTally(), Seeded(TestSettings.seed))
    for failure in DiskFailure.all {
      tally.forEachFault(
        failure, disk.operations, volume, &random, { _ = try Self.export($0) },
        check: { _, image, _ in try Self.check(image, expected) })
    }
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 10)
  }
}
