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

  @Test("what interrupted uploads have left in the epoch before a purge is removed with it, and nothing of others")
  func leftoversOfPurge() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    var object = try #require(try bench.state("a").all.first)
    let folder = bench.place().appending(RemoteObject.folder(of: object.store, epoch: 1)).string
    // The upload of an object that ended elsewhere, so that no later push completes it.
    object.end.sequence += 1
    for name in [object.name + ".0123abcd.partial", "notes.0123abcd.partial"] {
      try Data([1]).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    try bench.stores.erase(.session("s"), in: "a")
    _ = try bench.store("a").purge()
    #expect(try bench.push("a").epoch == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes.0123abcd.partial"])
  }

  @Test("an upload of a file that another push of the same store completes first does not fail")
  func twoUploads() throws {
    try bench.ingest("a", "s")
    let disk = FaultyFileSystem { operation, path in
      // The other push has the file under its name, and has removed the draft of this one as a leftover.
      if operation == .rename, path.string.hasSuffix(".partial") {
        let target = String(path.string.dropLast(".0123abcd.partial".count))
        try? FileManager.default.moveItem(atPath: path.string, toPath: target)
      }
      return nil
    }
    let store = Store(
      at: bench.stores.path("a"), fileSystem: disk, clock: bench.bench.clock, machine: bench.stores.machine("a"),
      stateDirectory: bench.bench.directory.appending("state-a"))
    #expect(try store.push(to: bench.remote()).objects == 1)
    #expect(try bench.files().count == 1 && bench.store("b").verify(bench.remote()).isOK)
  }
}
