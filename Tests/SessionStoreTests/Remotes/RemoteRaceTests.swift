import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("pushes that race or were interrupted")
struct RemoteRaceTests {
  let bench: RemoteBench

  init() throws { bench = try RemoteBench() }

  @Test("what a copy pushes to the old epoch while a purge is being pushed is kept, and named")
  func copyDuringPurge() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    let common = try bench.head("a").sequence
    try bench.stores.copy("a", to: "b")
    try bench.push("b", to: try bench.remote("elsewhere"))
    try bench.ingest("b", "only-b")
    try bench.push("b", to: try bench.remote("elsewhere"))
    let object = try #require(try bench.state("b", "elsewhere").all.first { $0.start.sequence == common })
    let source = bench.place("elsewhere").appending(object.path).string
    let target = bench.place().appending(object.path).string
    try bench.stores.erase(.session("s"), in: "a")
    _ = try bench.store("a").purge()
    let kept = try Set(bench.files() + [object.path])
    #expect {
      // The progress is reported after an upload and before the remote is listed again.
      try bench.store("a").push(to: bench.remote()) { _, _ in
        try? FileManager.default.copyItem(atPath: source, toPath: target)
      }
    } throws: { ($0 as? StoreError)?.code == .remoteParted }
    #expect(try kept.isSubset(of: Set(bench.files())))
    // Nor does the next push remove it, which sees it from the beginning.
    _ = try? bench.push("a")
    #expect(try kept.isSubset(of: Set(bench.files())))
  }
}
