import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("an ingest with a failing operation", .serialized)
struct FaultTests {
  /// A store with one ingest, and files that have changed since.
  private struct Bench: Sendable {
    var volume = SimulatedVolume()
    let acknowledged, expected: StoreContents
    let operations: [SimulatedFileSystem.Operation]

    init() throws {
      var sources = CrashSources(seed: 5)
      for (path, bytes) in sources.step() { try volume.put(bytes, at: CrashStore.root.appending(path)) }
      let disk = SimulatedFileSystem(volume)
      try CrashStore.ingest(disk, entropy: 1)
      acknowledged = try StoreContents(disk)
      volume = disk.volume
      for (path, bytes) in sources.step() { try volume.put(bytes, at: CrashStore.root.appending(path)) }
      let whole = SimulatedFileSystem(volume)
      whole.record()
      try CrashStore.ingest(whole, entropy: 1)
      operations = whole.operations
      expected = try StoreContents(whole)
    }
  }

  @Test(
    "after any failed operation of an ingest nothing is lost, and the next ingest completes the store",
    arguments: DiskFailure.all)
  func everyOperation(_ failure: DiskFailure) throws {
    let bench = try Bench()
    let targets = bench.operations.indices.filter { failure.concerns(bench.operations[$0]) }
    let tally = try CrashTally.run(parts: targets.count) { index, random, tally in
      let disk = SimulatedFileSystem(bench.volume)
      disk.record()
      disk.fail(failure.fault(at: targets[index]))
      let report = try? CrashStore.ingest(disk, entropy: 1)
      let isComplete = report.map { $0.counts.failed == 0 } ?? false
      let place = "\(failure) at \(bench.operations[targets[index]])"
      for (name, image) in disk.volume.imagesAfterFailure(&random) {
        tally.check(
          image, acknowledged: isComplete ? bench.expected : bench.acknowledged, expected: bench.expected
        ) { "\(place), \(name)" }
      }
    }
    print(tally.summary("power cuts after \(failure)"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 0)
  }
}
