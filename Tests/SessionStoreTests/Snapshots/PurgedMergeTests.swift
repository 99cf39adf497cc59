import Bytes
import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("purges of merged stores")
struct PurgedMergeTests {
  let stores: Stores
  let file = transcript("a")

  /// `a` has a session of three lines, which `t` and `p` have imported; all stores have something of their own.
  init() throws {
    stores = try Stores()
    try stores.tree("a").write(file, lines(0..<3, session: "a"))
    try stores.tree("a").write(transcript("k"), assistantLines(20..<24, session: "k"))
    for (index, name) in ["a", "t", "h", "p"].enumerated() {
      let number = 10 * index + 30
      try stores.tree(name).write(transcript("own-\(name)"), lines(number..<number + 2, session: "own-\(name)"))
      try stores.ingest(name)
    }
    try stores.take("a", into: "t")
    try stores.take("a", into: "p")
  }

  private func checkHidden(_ names: [String]) throws {
    for name in names {
      #expect(try !stores.store(name).sessions().map(\.id).contains("a"), "\(name)")
      #expect(try stores.store(name).sessions().map(\.id).contains("k"), "\(name)")
      #expect(try stores.isSound(name), "\(name)")
      let given = try stores.exported(name).values
      #expect(!given.contains { $0.contains(Array(uuid(1).utf8)) }, "\(name)")
    }
  }

  @Test(
    "a purged record of another store still names its origin, and a third store can import it")
  func origin() throws {
    try stores.erase(.session("a"), in: "a")
    try stores.take("a", into: "t")
    try stores.purge("t")
    var stubs = 0
    try stores.store("t").openLog().forEachBlock { block in
      let columns = try BlockColumns(block)
      let lengths = try columns.integers(.length)
      for row in 0..<block.count where columns.kind(row) == .record && lengths[row] != nil {
        stubs += 1
        #expect(try columns.home(row) == stores.uuid("a"))
      }
    }
    #expect(stubs == 3)
    #expect(try stores.take("t", into: "h").addedEvents > 10)
    try checkHidden(["t", "h"])
    // Both continue from there, with either store.
    try stores.tree("a").append(transcript("k"), assistantLines(24..<26, session: "k"))
    try stores.ingest("a")
    try stores.take("a", into: "h")
    try stores.take("h", into: "t")
    try checkHidden(["t", "h"])
    #expect(try stores.store("t").sessions().first { $0.id == "k" }?.records == 6)
  }

  @Test("an erasure and a purge at the origin do not prevent a peer from importing later events")
  func purgedOrigin() throws {
    try stores.erase(.session("a"), in: "a")
    try stores.purge("a")
    #expect(try stores.take("a", into: "p").addedEvents > 0)
    try checkHidden(["p"])
    try stores.purge("p")
    try checkHidden(["p"])
    let segments = try contentsOfTree(stores.path("p").appending("seg")).values
    #expect(!segments.contains { $0.contains(Array(uuid(1).utf8)) })
    // A second import adds nothing, and later events are imported.
    #expect(try stores.take("a", into: "p").addedEvents == 0)
    try stores.tree("a").append(transcript("k"), assistantLines(24..<26, session: "k"))
    try stores.ingest("a")
    try stores.take("a", into: "p")
    #expect(try stores.store("p").sessions().first { $0.id == "k" }?.records == 6)
    try checkHidden(["p"])
  }

  @Test("stores with the events from before and after a purge can import each other")
  func crossed() throws {
    try stores.erase(.session("a"), in: "a")
    try stores.purge("a")
    try stores.take("a", into: "h")
    try stores.take("p", into: "h")
    try stores.take("h", into: "p")
    try stores.take("t", into: "p")
    try stores.take("h", into: "t")
    try checkHidden(["a", "h", "p", "t"])
    func given(_ name: String) throws -> [String: [UInt8]] {
      try stores.exported(name).filter { $0.key.hasPrefix("a/") }
    }
    #expect(try !given("h").isEmpty && given("p") == given("h") && given("t") == given("h"))
  }

  @Test("text that a peer has erased and purged stays in its store of origin and in other stores that merged it")
  func purgedPeer() throws {
    try stores.erase(.session("a"), in: "t")
    try stores.purge("t")
    #expect(try stores.take("t", into: "a").proposedErasures.map(\.session) == ["a"])
    #expect(try stores.exported("a").values.contains(Array(lines(0..<3, session: "a").utf8)))
    try stores.take("t", into: "p")
    #expect(try stores.exported("p").values.contains(Array(lines(0..<3, session: "a").utf8)))
    try stores.purge("a")
    try stores.purge("p")
    for name in ["a", "p"] {
      #expect(try stores.exported(name).values.contains(Array(lines(0..<3, session: "a").utf8)))
      #expect(try stores.isSound(name))
    }
  }

  @Test("a store whose events differ by more than a purge is refused")
  func parted() throws {
    try stores.copy("a", to: "a2")
    try stores.tree("a").append(transcript("k"), assistant(24, message: "m24", session: "k"))
    try stores.ingest("a")
    try stores.take("a", into: "p")
    try stores.tree("x").write(transcript("x"), line(70, session: "x"))
    try stores.ingest("a2", try stores.tree("x"))
    let before = try stores.store("p").openLog().head
    let error = #expect(throws: StoreError.self) { try stores.take("a2", into: "p") }
    #expect(error?.refusesSnapshot == true)
    #expect(try stores.store("p").openLog().head == before)
  }

  @Test("verify counts the events of each store that were imported")
  func counted() throws {
    let other = UUID16(high: 5, low: 5)
    try stores.forge("a") { builder in
      ForeignRunEvent(
        store: other, position: 4, events: 1, chainBefore: .zero, chainAfter: .zero, firstNumber: 0
      ).add(to: &builder)
      builder.begin(.reset)
      builder.set(.home, other.bytes)
      builder.end()
    }
    let findings = try stores.store("a").verify().findings
    #expect(findings.contains { $0.severity == .error && $0.message.contains("begin after 0 of them") })
  }
}
