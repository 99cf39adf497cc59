import FileIO
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("remotes that are emptied, replicas of purged stores, and what is left over")
struct RemoteCareTests {
  let bench: RemoteBench

  init() throws { bench = try RemoteBench() }

  private func isRefused(_ body: () throws -> Void) -> Bool {
    do { try body() } catch { return (error as? StoreError)?.code == .remoteEmptied }
    return false
  }

  @Test(
    "a remote that has nothing of what was pushed to it is not filled anew, whether its directory is there or not",
    arguments: [true, false])
  func emptied(hasDirectory: Bool) throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    let mounted = bench.place("elsewhere").string
    try FileManager.default.moveItem(atPath: bench.place().string, toPath: mounted)
    if hasDirectory {
      try FileManager.default.createDirectory(atPath: bench.place().string, withIntermediateDirectories: false)
    }
    #expect(isRefused { try bench.push("a") } && isRefused { try bench.push("a") { $0.isDryRun = true } })
    #expect(FileManager.default.fileExists(atPath: bench.place().string) == hasDirectory)
    // The disk is there again.
    if hasDirectory { try FileManager.default.removeItem(atPath: bench.place().string) }
    try FileManager.default.moveItem(atPath: mounted, toPath: bench.place().string)
    try bench.ingest("a", "t")
    #expect(try bench.push("a").objects == 1)
    // It was emptied on purpose.
    let files = try bench.files()
    try FileManager.default.removeItem(atPath: bench.place().string)
    #expect(try bench.push("a") { $0.replaces = true }.objects > 0)
    #expect(try bench.files().count <= files.count && bench.pull("new").isReplica)
    #expect(try bench.areEqual("a", "new"))
    // Another machine, or this one after it has forgotten the remote, may fill a new place.
    try FileManager.default.removeItem(atPath: bench.place().string)
    try bench.store("a").forgetPushed(to: bench.place().string)
    #expect(try bench.push("a").objects > 0)
  }

  @Test("a replica that has the erasure already is purged by a pull after the original was, and stays the replica")
  func replicaOfPurged() throws {
    try bench.ingest("a", "kept", 0..<3)
    try bench.ingest("a", "secret", 10..<13)
    try bench.push("a")
    try bench.pull("replica")
    try bench.stores.erase(.session("secret"), in: "a")
    try bench.push("a")
    try bench.pull("replica")
    #expect(try bench.areEqual("a", "replica"))
    _ = try bench.store("a").purge()
    try bench.push("a")
    let report = try bench.pull("replica")
    #expect(report.parts.map(\.state) == [.updated] && report.parts.allSatisfy { $0.problem == nil && $0.isPurged })
    #expect(try bench.areEqual("a", "replica") && bench.sessions("replica") == ["kept"])
    #expect(try bench.pull("replica").parts.map(\.state) == [.current])
    try bench.ingest("a", "later", 20..<22)
    try bench.push("a")
    try bench.pull("replica")
    #expect(try bench.areEqual("a", "replica") && bench.stores.isSound("replica"))
  }

  @Test("a replica that has not seen the erasure takes it with the purge, and stays the replica")
  func replicaBeforeErasure() throws {
    try bench.ingest("a", "kept", 0..<3)
    try bench.ingest("a", "secret", 10..<13)
    try bench.push("a")
    try bench.pull("replica")
    try bench.stores.erase(.session("secret"), in: "a")
    _ = try bench.store("a").purge()
    try bench.push("a")
    #expect(try bench.pull("replica").parts.map(\.state) == [.updated])
    #expect(try bench.areEqual("a", "replica") && bench.sessions("replica") == ["kept"])
  }

  @Test("a copy that has continued differently is still named when something was erased in both")
  func partedWithErasures() throws {
    try bench.ingest("a", "s")
    try bench.ingest("a", "secret", 10..<13)
    try bench.push("a")
    try bench.pull("copy")
    try bench.stores.erase(.session("secret"), in: "a")
    try bench.push("a")
    try bench.stores.tree("copy").write(transcript("own"), lines(30..<40, session: "own"))
    try bench.stores.ingest("copy")
    try bench.stores.erase(.session("secret"), in: "copy")
    let before = try bench.head("copy")
    let report = try bench.pull("copy")
    #expect(try report.parts.map(\.state) == [.parted] && bench.head("copy") == before)
  }

  @Test("a torn object of events that were purged since is removed by the next push, and one in a dead epoch, too")
  func tornAfterPurge() throws {
    try bench.ingest("a", "kept", 0..<3)
    try bench.ingest("a", "secret", 10..<13)
    try bench.push("a")
    let whole = try #require(try bench.state("a").all.first)
    let bytes = try bench.contents(bench.place().appending(whole.path).string)
    try bench.stores.erase(.session("secret"), in: "a")
    _ = try bench.store("a").purge()
    try bench.push("a")
    var other = whole
    other.epoch = 2
    for torn in [whole, other] {
      let path = bench.place().appending(torn.path).string
      try FileManager.default.createDirectory(
        atPath: FilePath(path).removingLastComponent().string, withIntermediateDirectories: true)
      try Data(bytes.dropLast(10)).write(to: URL(fileURLWithPath: path))
    }
    #expect(try bench.state("a").torn.count == 2)
    let report = try bench.push("a")
    #expect(report.removedObjects == 2 && report.tornObjects == 0 && !report.isReplacement)
    #expect(try bench.state("a").torn.isEmpty && bench.pull("new").isReplica && bench.areEqual("a", "new"))
  }

  @Test("what a killed transfer has left next to the store is removed by the next one, even with nothing to do")
  func leftovers() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    let parent = bench.stores.path("a").removingLastComponent()
    let left = parent.appending(".store-a.0123abcd.ccstore-remote").string
    for transfer in [{ _ = try bench.push("a") }, { _ = try bench.pull("a") }] {
      try FileManager.default.createDirectory(atPath: left + "/out", withIntermediateDirectories: true)
      try transfer()
      #expect(!FileManager.default.fileExists(atPath: left))
    }
  }

  @Test("a transfer whose directory another one takes for a leftover right when it is made makes another")
  func twoTransfers() throws {
    try bench.ingest("a", "s")
    let path = bench.stores.path("a")
    let hasRun = Mutex(false)
    let disk = FaultyFileSystem(name: { place in
      // The other transfer begins between the making of the directory and its lock.
      if place.string.hasSuffix(".ccstore-remote/lock"), !hasRun.withLock({ $0 }) {
        hasRun.withLock { $0 = true }
        RemoteStaging.removeLeftovers(for: path, POSIXFileSystem())
      }
      return place
    })
    let store = Store(
      at: path, fileSystem: disk, clock: bench.bench.clock, machine: bench.stores.machine("a"),
      stateDirectory: bench.bench.directory.appending("state-a"))
    #expect(try store.push(to: bench.remote()).objects == 1 && hasRun.withLock { $0 })
    let names = try FileManager.default.contentsOfDirectory(atPath: path.removingLastComponent().string)
    #expect(names.filter { $0.hasSuffix(".ccstore-remote") } == [])
  }

  @Test(
    "a store that was put back from an older copy gets its own events before those of others",
    arguments: ["b", "c", "d", "e", "f", "g"])
  func putBack(other: String) throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    try bench.stores.copy("a", to: "backup")
    try bench.ingest("a", "later")
    try bench.push("a")
    // The ids of stores are random, and parts are in their order.
    try bench.ingest(other, "of-\(other)")
    try bench.push(other)
    try FileManager.default.removeItem(atPath: bench.stores.path("a").string)
    try bench.stores.copy("backup", to: "a")
    #expect(try bench.pull("a").parts.allSatisfy { $0.state == .updated })
    #expect(try bench.sessions("a") == ["later", "of-\(other)", "s"] && bench.push("a").events > 0)
  }
}
