import FileIO
import Foundation
import SystemPackage
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("following a log")
struct FollowTests {
  let bench: RemoteBench

  init() throws { bench = try RemoteBench() }

  /// Follows the log of `a`, changes something after the first view, and returns the ends of all views.
  private func follow(_ change: () throws -> Void) throws -> [UInt64] {
    var (asked, ends) = (0, [UInt64]())
    var failure: (any Error)?
    func isWanted() -> Bool {
      asked += 1
      do { if asked == 1 { try change() } } catch { failure = error }
      return asked < 3 && failure == nil
    }
    try bench.store("a").follow(stop: StopSignal(ofPart: "test"), while: isWanted) { ends.append($0.head.sequence) }
    if let failure { throw failure }
    return ends
  }

  @Test(
    "it ends with an error once another store, an older copy, or one that has grown since has taken the place",
    arguments: ["another", "older", "grown"])
  func replaced(other: String) throws {
    try bench.ingest("a", "s")
    if other == "another" { try bench.ingest(other, "s") } else { try bench.stores.copy("a", to: other) }
    try bench.ingest("a", "later")
    for number in 0..<3 where other != "older" { try bench.ingest(other, "other-\(number)") }
    #expect {
      _ = try follow {
        try FileManager.default.removeItem(atPath: bench.stores.path("a").string)
        try bench.stores.copy(other, to: "a")
      }
    } throws: { ($0 as? StoreError)?.code == .noSuchPosition }
  }

  @Test("it continues where events were added, and where the log was compacted or purged")
  func continued() throws {
    try bench.ingest("a", "s")
    try bench.ingest("a", "t")
    let ends = try follow {
      _ = try bench.store("a").compact(CompactionOptions(compression: .high(level: 4)))
      try bench.ingest("a", "u")
    }
    #expect(try ends.count == 2 && ends.last == bench.head("a").sequence)
    let purged = try follow {
      try bench.stores.erase(.session("s"), in: "a")
      _ = try bench.store("a").purge()
    }
    #expect(try purged.count == 2 && purged.last == bench.head("a").sequence && purged[1] > purged[0])
  }
}
