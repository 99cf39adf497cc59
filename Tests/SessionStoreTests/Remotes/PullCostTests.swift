import FileIO
import Synchronization
import SystemPackage
import Testing

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("the cost of a pull")
struct PullCostTests {
  /// Counts the reads of some files.
  private final class Count: Sendable {
    private let state = Mutex((files: Set<FilePath>(), reads: 0))

    var fileSystem: FaultyFileSystem {
      FaultyFileSystem { [self] operation, path in
        state.withLock { if operation == .read, $0.files.contains(path) { $0.reads += 1 } }
        return nil
      }
    }

    func begin(_ files: Set<FilePath>) { state.withLock { $0 = (files, 0) } }

    var reads: Int { state.withLock { $0.reads } }
  }

  @Test("each object that is pulled costs what is new in it, and not what the store that it goes into has already")
  func objects() throws {
    let bench = try RemoteBench()
    let machines = (0..<24).map { "m\($0)" }
    for machine in machines {
      try bench.ingest(machine, "first-\(machine)")
      try bench.push(machine)
    }
    let count = Count()
    let path = bench.stores.path("team")
    let team = Store(
      at: path, fileSystem: count.fileSystem, clock: bench.bench.clock, machine: bench.stores.machine("team"))
    var options = PullOptions()
    options.merges = true
    _ = try team.pull(from: bench.remote(), options)
    /// Returns how often each segment that was there before is read, on average.
    func pull(pushing pushed: some Sequence<String>, _ session: String) throws -> Double {
      for machine in pushed {
        try bench.ingest(machine, "\(session)-\(machine)")
        try bench.push(machine)
      }
      let segments = try team.openLog().manifest.segments.map { path.appending($0.id.path) }
      try #require(segments.count > 24)
      count.begin(Set(segments))
      let report = try team.pull(from: bench.remote(), options)
      #expect(report.parts.count { $0.state == .updated } == Array(pushed).count)
      return Double(count.reads) / Double(segments.count)
    }
    let one = try pull(pushing: ["m0"], "second")
    let many = try pull(pushing: machines[1...12], "third")
    #expect(one > 0 && many < 2 * one, "\(one) reads of a segment for an object, \(many) for 12")
  }
}
