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

@Suite("purges and copies on remotes")
struct RemotePurgeTests {
  let bench: RemoteBench

  init() throws { bench = try RemoteBench() }

  private func holds(_ text: String, _ name: String = "remote") throws -> Bool {
    // Objects are compressed, so that their events are searched.
    return try bench.files(name).contains { path in
      let file = bench.place(name).appending(path)
      var found = false
      try StoreSnapshot(file).forEachBlock(after: 0) { block, bodies in
        for row in 0..<block.count where bodies.withBody(row, { $0.contains(Array(text.utf8)) }) { found = true }
      }
      return found
    }
  }

  /// Pushes a session `s`, copies the store, and pushes another session of the original.
  private func pushAfterCopying(to copy: String, _ session: String) throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    try bench.stores.copy("a", to: copy)
    try bench.ingest("a", session)
    try bench.push("a")
  }

  @Test(
    "after a purge a push begins a new epoch and removes the old one, and a peer takes the erasure and continues")
  func purge() throws {
    try bench.ingest("a", "kept", 0..<3)
    try bench.ingest("a", "secret", 10..<13)
    try bench.push("a")
    try bench.pull("team") { $0.merges = true }
    #expect(try holds(uuid(11)))
    try bench.stores.erase(.session("secret"), in: "a")
    try bench.push("a")
    _ = try bench.store("a").purge()
    let report = try bench.push("a")
    #expect(
      report.isReplacement && report.epoch == 2 && report.removedObjects == 2 && report.areVersionsRemoved == true)
    #expect(try bench.files().allSatisfy { $0.contains("/0002/") } && !holds(uuid(11)))
    #expect(try bench.push("a").objects == 0)
    try bench.ingest("a", "later", 20..<22)
    try bench.push("a")
    try bench.pull("team")
    #expect(try bench.sessions("team") == ["kept", "later"] && bench.stores.isSound("team"))
    #expect(try bench.pull("team").parts.allSatisfy { $0.state == .current })
  }

  @Test("a purge whose push was interrupted at any object is completed by the next push")
  func interruptedPurge() throws {
    let small = try bench.remote(size: 1)
    for number in 0..<3 { try bench.ingest("a", "s\(number)") }
    try bench.push("a", to: small)
    let old = try bench.files()
    try bench.stores.erase(.session("s1"), in: "a")
    _ = try bench.store("a").purge()
    // A push that ends after two objects of the new epoch: the old one is there, and this machine remembers it.
    let state = bench.place("state-a").string
    for name in [bench.place().string, state] {
      try FileManager.default.copyItem(atPath: name, toPath: name + "-before")
    }
    try bench.push("a", to: small)
    let new = try bench.files()
    for path in new.prefix(2) {
      let target = bench.place("remote-before").appending(path)
      try FileManager.default.createDirectory(
        atPath: target.removingLastComponent().string, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: bench.place().appending(path).string, toPath: target.string)
    }
    for name in [bench.place().string, state] {
      try FileManager.default.moveItem(atPath: name, toPath: name + "-after")
      try FileManager.default.copyItem(atPath: name + "-before", toPath: name)
    }
    #expect(try bench.state("a").epochs == [1, 2] && Set(old).isSubset(of: bench.files()))
    #expect(try bench.push("a", to: small).epoch == 2)
    #expect(try bench.files() == new)
    // Without its memory this machine cannot know whose the old epoch is, and must be told.
    for name in [bench.place().string, state] { try FileManager.default.removeItem(atPath: name) }
    try FileManager.default.moveItem(atPath: bench.place("remote-before").string, toPath: bench.place().string)
    #expect { try bench.push("a", to: small) } throws: { ($0 as? StoreError)?.code == .remoteParted }
    #expect(try bench.push("a", to: small) { $0.replaces = true }.epoch == 2)
    #expect(try bench.files() == new)
    try bench.pull("new")
    #expect(try bench.areEqual("a", "new"))
  }

  @Test(
    "a purge that is interrupted before it has noted what it did is noted afterwards, and pushed without a question")
  func interruptedNote() throws {
    for session in ["kept", "secret"] { try bench.ingest("a", session) }
    try bench.push("a")
    try bench.stores.erase(.session("secret"), in: "a")
    let isInstalled = Mutex(false)
    let disk = FaultyFileSystem { operation, path in
      guard operation == .rename else { return nil }
      if path.string.contains("/tmp/manifest-") { isInstalled.withLock { $0 = true } }
      return path.string.contains(".remotes") && isInstalled.withLock { $0 } ? .ioError : nil
    }
    let store = Store(
      at: bench.stores.path("a"), fileSystem: disk, clock: bench.bench.clock, machine: bench.stores.machine("a"),
      stateDirectory: bench.bench.directory.appending("state-a"))
    #expect(try store.purge().segments > 0 && isInstalled.withLock { $0 })
    #expect(bench.store("a").pushedRemotes().map(\.purgedChain) == [nil])
    // The next purge has nothing to do, and knows which remotes still have it.
    #expect(try bench.store("a").purge().segments == 0)
    #expect(bench.store("a").pushedRemotes().allSatisfy { $0.purgedChain != nil })
    let report = try bench.push("a")
    #expect(report.isReplacement && report.epoch == 2 && report.removedObjects == 1)
    #expect(bench.store("a").pushedRemotes().allSatisfy { $0.purgedChain == nil && $0.purging == nil })
  }

  @Test("a note of what was pushed that cannot be read is named by an erasure, also after later pushes")
  func unreadableNote() throws {
    for session in ["one", "two", "three"] { try bench.ingest("a", session) }
    try bench.push("a")
    let uuid = try bench.stores.uuid("a")
    let file = bench.bench.directory.appending("state-a").appending("\(uuid).remotes")
    let text = try bench.contents(file.string)
    func named(_ session: String) throws -> [String] {
      try bench.store("a").erase(.session(session), retry: Workbench.patience()).remainingCopies
        .filter { $0.kind == .remote }.map(\.name)
    }
    #expect(try named("one") == [bench.place().string])
    try POSIXFileSystem().remove(file)
    try write(file, Array(text.dropLast(text.count / 2)))
    #expect(try named("two") == [file.string])
    try bench.push("a")
    #expect(try named("three") == [bench.place().string, file.string + ".unreadable"])
    #expect(try bench.contents(file.string + ".unreadable") == Array(text.dropLast(text.count / 2)))
  }

  private func write(_ file: FilePath, _ bytes: [UInt8]) throws {
    let handle = try POSIXFileSystem().create(file)
    defer { handle.close() }
    try handle.write(bytes, at: 0)
  }

  @Test("a push that began before a purge and ends after it is followed by one that replaces what was sent")
  func purgeDuringPush() throws {
    for session in ["kept", "secret"] { try bench.ingest("a", session) }
    try bench.push("a")
    try bench.stores.erase(.session("secret"), in: "a")
    // The progress is reported after an upload and before it is noted.
    let before = try bench.store("a").push(to: bench.remote()) { _, _ in _ = try? bench.store("a").purge() }
    #expect(try before.objects == 1 && RemotePoint(before.head) != RemotePoint(bench.head("a")))
    let report = try bench.push("a")
    #expect(report.isReplacement && report.epoch == 2 && report.removedObjects == 2)
    #expect(try bench.pull("new").isReplica && bench.areEqual("a", "new") && bench.push("a").objects == 0)
  }

  @Test("a push that ends while a purge is under way is known to the purge")
  func pushDuringPurge() throws {
    for session in ["kept", "secret"] { try bench.ingest("a", session) }
    try bench.push("a")
    try bench.stores.erase(.session("secret"), in: "a")
    _ = try bench.store("a").purge(progress: { _, _ in _ = try? bench.push("a") })
    let report = try bench.push("a")
    #expect(report.isReplacement && report.epoch == 2 && report.removedObjects == 2)
  }

  @Test("a purge that was interrupted before it changed anything lets no other log take the place of what was pushed")
  func purgeWithoutEffect() throws {
    try pushAfterCopying(to: "backup", "lost")
    let before = try bench.files()
    try bench.stores.erase(.session("s"), in: "a")
    let disk = FaultyFileSystem { operation, path in
      operation == .rename && path.string.contains("/tmp/manifest-") ? .ioError : nil
    }
    let store = Store(
      at: bench.stores.path("a"), fileSystem: disk, clock: bench.bench.clock, machine: bench.stores.machine("a"),
      stateDirectory: bench.bench.directory.appending("state-a"))
    #expect(throws: (any Error).self) { try store.purge() }
    try FileManager.default.removeItem(atPath: bench.stores.path("a").string)
    try bench.stores.copy("backup", to: "a")
    for number in 0..<3 { try bench.ingest("a", "new-\(number)") }
    #expect { try bench.push("a") } throws: { ($0 as? StoreError)?.code == .remoteParted }
    #expect(try bench.files() == before)
  }

  @Test("a store that was purged elsewhere is not pushed over what another machine has pushed")
  func foreignPurge() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    try bench.stores.copy("a", to: "b")
    try bench.stores.erase(.session("s"), in: "b")
    _ = try bench.store("b").purge()
    let before = try bench.files()
    #expect(throws: StoreError.self) { try bench.push("b") }
    #expect(try bench.files() == before)
  }

  @Test(
    "two copies that continued are both kept and named: by push, pull, verify, and what they have in common is pulled")
  func fork() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    try bench.stores.copy("a", to: "b")
    let common = try bench.head("a").sequence
    try bench.push("b", to: try bench.remote("elsewhere"))
    try bench.ingest("a", "only-a")
    try bench.ingest("b", "only-b")
    try bench.push("b", to: try bench.remote("elsewhere"))
    try bench.push("a")
    #expect { try bench.push("b") } throws: { ($0 as? StoreError)?.code == .remoteParted }
    // Both had the same view, and none saw what the other one sent.
    let state = try bench.state("a", "elsewhere")
    let other = try #require(state.all.first { $0.start.sequence == common })
    for object in state.all where object.start.sequence == 0 || object == other {
      let target = bench.place().appending(object.path)
      guard !FileManager.default.fileExists(atPath: target.string) else { continue }
      try FileManager.default.copyItem(
        atPath: bench.place("elsewhere").appending(object.path).string, toPath: target.string)
    }
    let before = try bench.files()
    for name in ["a", "b"] {
      #expect { try bench.push(name) } throws: { ($0 as? StoreError)?.code == .remoteParted }
    }
    #expect(try bench.files() == before)
    let pulled = try bench.pull("team") { $0.merges = true }
    #expect(pulled.parts.map(\.state) == [.parted] && pulled.parts[0].problem?.contains("two histories") == true)
    #expect(try bench.sessions("team") == ["s"] && !bench.store("team").verify(bench.remote()).isOK)
    // One of them gets an identity of its own, and the other one replaces what is there.
    _ = try bench.store("b").forkIdentity()
    try bench.push("b")
    try bench.push("a") { $0.replaces = true }
    try bench.pull("team")
    #expect(try bench.sessions("team") == ["only-a", "only-b", "s"])
  }

  @Test("an older state of a store is not pushed, and a pull brings it up to date")
  func older() throws {
    try pushAfterCopying(to: "old", "later")
    #expect { try bench.push("old") } throws: { ($0 as? StoreError)?.code == .remoteAhead }
    try bench.pull("old")
    #expect(try bench.areEqual("a", "old") && bench.push("old").objects == 0)
  }

  @Test("a machine that was restored from an older copy and continued is told to take another identity")
  func restored() throws {
    try pushAfterCopying(to: "restored", "lost")
    try bench.ingest("restored", "new")
    let before = try bench.head("restored")
    let report = try bench.pull("restored")
    #expect(try report.parts.map(\.state) == [.parted] && bench.head("restored") == before)
    _ = try bench.store("restored").forkIdentity()
    try bench.push("restored")
    try bench.pull("restored")
    #expect(try bench.sessions("restored") == ["lost", "new", "s"])
  }

  @Test("a store put back from an older copy on the same machine, and continued, replaces nothing on the remote")
  func putBack() throws {
    try pushAfterCopying(to: "backup", "lost")
    let before = try bench.files()
    try FileManager.default.removeItem(atPath: bench.stores.path("a").string)
    try bench.stores.copy("backup", to: "a")
    #expect { try bench.push("a") } throws: { ($0 as? StoreError)?.code == .remoteAhead }
    for number in 0..<3 { try bench.ingest("a", "new-\(number)") }
    // Not even after a purge, which the remote does not have either.
    try bench.stores.erase(.session("s"), in: "a")
    for _ in 0..<2 {
      #expect { try bench.push("a") } throws: { ($0 as? StoreError)?.code == .remoteParted }
      _ = try bench.store("a").purge()
    }
    #expect(try bench.files() == before)
  }

  @Test("an erasure names the remotes that the store was pushed to, until one is forgotten")
  func named() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    func copies() throws -> [String] {
      try bench.store("a").previewErasure(of: .session("s")).remainingCopies.filter { $0.kind == .remote }.map(\.name)
    }
    #expect(try copies() == [bench.place().string])
    try bench.store("a").forgetPushed(to: bench.place().string)
    #expect(try copies() == [])
  }
}
