import Bytes
import FileIO
import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("stores restored from a backup, and copies of a store that have both been used")
struct SplitStoreTests {
  let stores: Stores

  /// `a` and its copy `a2`, which have both continued: `a` with the file that both know, `a2` with another one.
  init() throws {
    stores = try Stores()
    try stores.tree("a").write(transcript("s"), assistantLines(0..<10, session: "s"))
    try stores.tree("a").write(transcript("k"), lines(20..<23, session: "k"))
    try stores.ingest("a")
    try stores.copy("a", to: "a2")
    try stores.tree("x").write(transcript("x"), lines(30..<33, session: "x"))
    try stores.ingest("a2", try stores.tree("x"))
    try stores.tree("a").append(transcript("s"), assistantLines(10..<12, session: "s"))
    try stores.ingest("a")
  }

  private func checkBoth(_ name: String) throws {
    let sessions = try stores.store(name).sessions()
    #expect(sessions.map(\.id).sorted() == ["k", "s", "x"], "\(name)")
    #expect(sessions.first { $0.id == "s" }?.records == 12, "\(name)")
    #expect(sessions.first { $0.id == "k" }?.records == 3, "\(name)")
    #expect(try stores.store(name).usage().totals.responses == 12, "\(name)")
    let given = try stores.exported(name).values
    #expect(given.contains(Array(assistantLines(0..<12, session: "s").utf8)), "\(name)")
    #expect(given.contains(Array(lines(30..<33, session: "x").utf8)), "\(name)")
    #expect(try stores.isSound(name), "\(name)")
  }

  @Test("the name of the fork of a store is computed as in FORMAT.md")
  func name() throws {
    let page = String(decoding: try POSIXFileSystem().contents(projectRoot.appending("FORMAT.md")), as: UTF8.self)
    func vector(_ name: String) throws -> [UInt8] {
      let block = try #require(page.split(separator: "```hex \(name)\n").dropFirst().first?.prefix { $0 != "`" })
      return try #require(bytes(hex: block))
    }
    let store = UUID16(try #require(bytes(hex: "00112233445566778899aabbccddeeff")))
    let name = ForkName.uuid(of: store, events: 14, next: try vector("event-hash"))
    #expect(try name.bytes == vector("fork-name") && ForkName.isOne(name) && !ForkName.isOne(store))
  }

  @Test("two diverged copies of a store are merged in both directions, and again after both have continued")
  func merged() throws {
    #expect(try stores.take("a2", into: "a").addedEvents > 0)
    #expect(try stores.take("a", into: "a2").addedEvents > 0)
    try checkBoth("a")
    try checkBoth("a2")
    // Each learns what the other has found out about files that both have.
    try stores.take("a2", into: "a")
    try stores.take("a", into: "a2")
    #expect(try stores.take("a2", into: "a").addedEvents == 0)
    #expect(try stores.take("a", into: "a2").addedEvents == 0)
    // The file is imported under the number that it had.
    try stores.tree("x").append(transcript("x"), line(33, session: "x"))
    try stores.ingest("a2", try stores.tree("x"))
    let before = try stores.store("a").syncState().sources.count
    #expect(try stores.take("a2", into: "a").addedEvents > 0)
    #expect(try stores.store("a").syncState().sources.count == before)
    #expect(try stores.store("a").sessions().first { $0.id == "x" }?.records == 4)
    #expect(try stores.isSound("a"))
    // Events that came from here do not come back as those of another store.
    let streams = try FoldedProvenance(stores.store("a").openLog()).origins.streams
    #expect(streams.values.filter { $0.position > 0 }.count == 2)
  }

  @Test("an earlier state of a store, even before a compaction, is not treated as another store")
  func earlier() throws {
    try stores.copy("a", to: "old")
    try stores.tree("a").append(transcript("k"), line(23, session: "k"))
    try stores.ingest("a")
    var options = CompactionOptions(blockSize: 64 << 10, workers: 1)
    options.gainMin = .min
    _ = try stores.store("a").compact(options, retry: Workbench.patience())
    #expect(try stores.take("old", into: "a").addedEvents == 0)
    #expect(try stores.take("a", into: "old").addedEvents > 0)
    #expect(try stores.store("old").openLog().head == stores.store("a").openLog().head)
  }

  @Test("a new identity for a copy changes nothing else, and both stores can import each other")
  func identity() throws {
    let (before, files) = try (stores.store("a2").openLog().head, stores.exported("a2"))
    let report = try stores.store("a2").forkIdentity(retry: Workbench.patience())
    #expect(try stores.uuid("a2") == report.store && report.store != report.former)
    #expect(try report.former == stores.uuid("a"))
    #expect(try stores.store("a2").openLog().head == before)
    #expect(try stores.exported("a2") == files)
    #expect(try stores.isSound("a2"))
    let kept = Store(at: report.kept)
    #expect(try kept.verify().isOK && kept.openLog().head == before)
    try stores.ingest("a2", try stores.tree("x"))
    try stores.take("a2", into: "a")
    try stores.take("a", into: "a2")
    try stores.take("a2", into: "a")
    try checkBoth("a")
    try checkBoth("a2")
    // A third store imports both.
    try stores.tree("t").write(transcript("t"), line(50, session: "t"))
    try stores.ingest("t")
    try stores.take("a", into: "t")
    try stores.take("a2", into: "t")
    #expect(try stores.store("t").sessions().map(\.id).sorted() == ["k", "s", "t", "x"])
    #expect(try stores.store("t").sessions().first { $0.id == "s" }?.records == 12)
    #expect(try stores.isSound("t"))
  }

  @Test("a fork that fails leaves nothing next to the store, and the next one removes what a crash has left")
  func leftovers() throws {
    let files = POSIXFileSystem()
    let (parent, place) = (stores.bench.directory, stores.path("a2"))
    func names() throws -> [String] { try files.list(parent).map(\.name.text) }
    let before = try names()
    let (head, uuid) = (try stores.store("a2").openLog().head, try stores.uuid("a2"))
    for operation in [FileError.Operation.write, .sync, .rename] {
      let faulty = FaultyFileSystem {
        $0 == operation && $1.string.contains(".ccstore-fork/store") ? .noSpace : nil
      }
      #expect(throws: (any Error).self) {
        try stores.bench.store(fileSystem: faulty, at: place).forkIdentity(retry: Workbench.patience())
      }
      #expect(try names() == before, "after a failure of \(operation)")
      #expect(try stores.store("a2").openLog().head == head && stores.uuid("a2") == uuid)
    }
    // A crash before the renames, and one between them after which somebody put a store in the place.
    for mark in ["0123abcd", "89abcdef"] {
      try files.makeDirectories(parent.appending(".store-a2.\(mark).ccstore-fork/store/segments"))
      try files.create(parent.appending(".store-a2.\(mark).ccstore-fork/snapshot")).close()
    }
    try files.makeDirectory(parent.appending("store-a2.89abcdef.before-fork"))
    // A person's own files, and what belongs to another store.
    for name in ["store-a2.20260301.ccsnap", ".store-a2.mine.ccstore-fork", ".store-a.0123abcd.ccstore-fork"] {
      try files.create(parent.appending(name)).close()
    }
    let kept = try Set(names()).subtracting([".store-a2.0123abcd.ccstore-fork"])
    let report = try stores.store("a2").forkIdentity(retry: Workbench.patience())
    #expect(try Set(names()) == kept.union([try #require(report.kept.lastComponent).string]))
  }

  @Test("a copy that was imported before it got its own identity continues under the same name")
  func renamed() throws {
    try stores.take("a2", into: "a")
    let before = try stores.store("a").syncState().sources.count
    _ = try stores.store("a2").forkIdentity(retry: Workbench.patience())
    try stores.tree("x").append(transcript("x"), line(33, session: "x"))
    try stores.ingest("a2", try stores.tree("x"))
    try stores.take("a2", into: "a")
    #expect(try stores.store("a").syncState().sources.count == before)
    #expect(try stores.store("a").sessions().first { $0.id == "x" }?.records == 4)
    #expect(try stores.isSound("a"))
  }

  @Test(
    "an ingest reports a store older than its state known on this machine, until the store has a new identity"
  )
  func noticed() throws {
    let state = stores.bench.directory.appending("state")
    func store(_ name: String) throws -> Store {
      Store(
        at: stores.path(name), fileSystem: POSIXFileSystem(), clock: stores.bench.clock, machine: stores.machine("a"),
        stateDirectory: state)
    }
    func ingest() throws -> IngestReport {
      try store("b").ingest(stores.bench.options([try stores.tree("b")]), retry: Workbench.patience())
    }
    try stores.tree("b").write(transcript("b"), line(1, session: "b"))
    #expect(try ingest().earlier == nil)
    try stores.copy("b", to: "backup")
    try stores.tree("b").append(transcript("b"), line(2, session: "b"))
    #expect(try ingest().earlier == nil)
    #expect(try store("b").earlierThanKnown() == nil)
    let known = try store("b").openLog().head
    // The backup is restored.
    try FileManager.default.removeItem(atPath: stores.path("b").string)
    try stores.copy("backup", to: "b")
    let earlier = try #require(try store("b").earlierThanKnown())
    #expect(earlier.isShorter && earlier.known == known)
    #expect(try store("backup").earlierThanKnown() == nil)
    try stores.tree("b").append(transcript("b"), lines(3..<9, session: "b"))
    #expect(try ingest().earlier == earlier)
    let other = try #require(try store("b").earlierThanKnown())
    #expect(!other.isShorter && other.known == known)
    _ = try store("b").forkIdentity(retry: Workbench.patience())
    #expect(try store("b").earlierThanKnown() == nil && ingest().earlier == nil)
    // A purge does not count as an earlier state.
    _ = try store("b").erase(.session("b"), retry: Workbench.patience())
    _ = try store("b").purge(retry: Workbench.patience())
    #expect(try store("b").earlierThanKnown() == nil && ingest().earlier == nil)
  }
}
