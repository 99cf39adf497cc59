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
  /// Counts the reads of segments below a directory.
  private final class Count: Sendable {
    private let reads = Mutex(0)

    func fileSystem(below directory: FilePath) -> FaultyFileSystem {
      FaultyFileSystem { [self] operation, path in
        if operation == .read, path.starts(with: directory) { reads.withLock { $0 += 1 } }
        return nil
      }
    }

    func take() -> Int {
      reads.withLock { reads in
        defer { reads = 0 }
        return reads
      }
    }
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
      at: path, fileSystem: count.fileSystem(below: path.appending("seg")), clock: bench.bench.clock,
      machine: bench.stores.machine("team"))
    func pull(pushing pushed: some Sequence<String>, _ session: String) throws -> Int {
      for machine in pushed {
        try bench.ingest(machine, "\(session)-\(machine)")
        try bench.push(machine)
      }
      var options = PullOptions()
      options.merges = true
      _ = count.take()
      let report = try team.pull(from: bench.remote(), options)
      #expect(report.parts.allSatisfy { [.current, .updated].contains($0.state) })
      return count.take()
    }
    _ = try pull(pushing: [], "none")
    let one = try pull(pushing: ["m0"], "second")
    let segments = try team.openLog().manifest.segments.count
    try #require(segments > 24)
    let many = try pull(pushing: machines[1...12], "third")
    // One pass over all segments takes more reads than that for each object.
    #expect(many - one < 11 * segments, "\(one) reads for an object, \(many) for 12, \(segments) segments")
  }
}
