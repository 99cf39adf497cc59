import Bytes
import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("trust in imported events")
struct TrustTests {
  let stores: Stores
  let mine = transcript("a")

  /// A store `a` with two sessions, and a store `b` that has imported it and has a session of its own.
  init() throws {
    stores = try Stores()
    try stores.tree("a").write(mine, lines(0..<10, session: "a"))
    try stores.tree("a").write(transcript("c"), assistantLines(20..<30, session: "c"))
    try stores.ingest("a")
    try stores.tree("b").write(transcript("b"), lines(40..<45, session: "b"))
    try stores.ingest("b")
    try stores.take("a", into: "b")
  }

  /// The number that a store has for the first file of `a`.
  private func sourceNumber(in name: String) throws -> Int64 {
    let sync = try stores.store(name).syncState()
    let root = Array(try stores.tree("a").root.string.utf8)
    return Int64(
      try #require(
        sync.sources.firstIndex { $0?.path == Array(mine.utf8) && sync.roots[$0!.root].path == root }))
  }

  // MARK: Erasures

  @Test("an erasure that another store made of this store's sources is reported as a proposal and not applied")
  func proposals() throws {
    let before = try (stores.exported("a"), stores.store("a").sessions(), stores.store("a").usage().totals)
    try stores.erase(.session("a"), in: "b")
    try stores.erase(.session("c"), in: "b")
    let report = try stores.take("b", into: "a")
    #expect(Set(report.proposedErasures.map(\.session)) == ["a", "c"])
    #expect(try report.proposedErasures.allSatisfy { try $0.store == stores.uuid("b") && $0.bytes > 0 })
    #expect(report.acceptedErasures == [])
    let theirs = try #require(try stores.exported("a").keys.first { $0.hasSuffix(transcript("b")) })
    func ours() throws -> [[UInt8]] {
      try stores.exported("a").filter { $0.key != theirs }.sorted { $0.key < $1.key }.map(\.value)
    }
    let expected = before.0.sorted { $0.key < $1.key }.map(\.value)
    #expect(try ours() == expected)
    #expect(try stores.store("a").sessions().filter { $0.id != "b" } == before.1)
    #expect(try stores.store("a").usage().totals.tokens == before.2.tokens)
    #expect(try stores.store("a").erasures() == [])
    // Nothing purges the lines later, and the same lines are not kept out.
    try stores.purge("a")
    var options = CompactionOptions(blockSize: 64 << 10, workers: 1)
    options.gainMin = .min
    _ = try stores.store("a").compact(options, dropSuperseded: true, retry: Workbench.patience())
    #expect(try ours() == expected)
    let other = try stores.bench.tree("other")
    try other.write("projects/z/new.jsonl", lines(0..<10, session: "a"))
    try stores.ingest("a", other)
    #expect(try stores.exported("a").values.contains(Array(lines(0..<10, session: "a").utf8)))
    #expect(try stores.isSound("a"))
    // Nothing is new, and the proposals remain.
    #expect(try Set(stores.take("b", into: "a").proposedErasures.map(\.session)) == ["a", "c"])
  }

  @Test("accepted erasures are applied here, stay after a second import, and keep the lines out")
  func accepted() throws {
    try stores.erase(.session("a"), in: "b")
    let report = try stores.take("b", into: "a", acceptErasures: true)
    #expect(report.proposedErasures == [] && report.acceptedErasures.map(\.session) == ["a"])
    #expect(try stores.store("a").sessions().map(\.id).sorted() == ["b", "c"])
    #expect(try stores.isSound("a"))
    #expect(try stores.take("b", into: "a", acceptErasures: true).acceptedErasures == [])
    // The same lines are not stored again.
    let other = try stores.bench.tree("other")
    try other.write("projects/z/new.jsonl", lines(0..<10, session: "a"))
    try stores.ingest("a", other)
    #expect(try !stores.exported("a").values.contains { $0.contains(Array(uuid(3).utf8)) })
    try stores.purge("a")
    let segments = try contentsOfTree(stores.path("a").appending("seg")).values
    #expect(!segments.contains { $0.contains(Array("hello 3".utf8)) })
  }

  @Test("an erasure by a store of its own sources applies in every store that has merged them")
  func ownErasures() throws {
    try stores.tree("t").write(transcript("t"), lines(50..<55, session: "t"))
    try stores.ingest("t")
    try stores.take("b", into: "t")
    try stores.erase(.session("a"), in: "a")
    #expect(try stores.take("a", into: "b").proposedErasures == [])
    #expect(try stores.take("b", into: "t").proposedErasures == [])
    for name in ["a", "b", "t"] {
      #expect(try !stores.store(name).sessions().map(\.id).contains("a"), "\(name)")
      #expect(try stores.isSound(name), "\(name)")
    }
  }

  @Test("erasures of a store have a key that is different from the keys of imported erasures")
  func ownKey() throws {
    try stores.erase(.session("b"), in: "b")
    try stores.take("b", into: "a")
    try stores.erase(.session("c"), in: "a")
    let keys = try Projections(stores.store("a").openLog()).erasures.state
    let theirs = try Projections(stores.store("b").openLog()).erasures.state.key
    #expect(keys.keys.count == 2 && keys.key != theirs && theirs != nil)
  }

  // MARK: Forged events

  /// An event that a stranger writes about a source of another store.
  enum Forgery: CaseIterable {
    case record, piece, progress, decision, base, missing, lost, mended, pruned

    var isRefused: Bool { ![.missing, .lost, .mended, .pruned].contains(self) }

    func add(to builder: inout EventBlockBuilder, source: Int64, home: UUID16? = nil) {
      switch self {
      case .record: builder.addRecord(source: source, generation: 1, home: home, line(99, session: "a"))
      case .decision: builder.addDecision(source: source, generation: 0, length: 0, md5: [], home: home)
      default:
        builder.begin(kind)
        builder.set(.source, source)
        builder.set(.generation, 0)
        if self == .lost || self == .mended || self == .piece { builder.set(.offset, 0) }
        if self != .missing, self != .piece { builder.set(.length, 5) }
        if self == .base {
          builder.set(.reason, DecisionReason.copy.rawValue)
          builder.set(.related, source + 1)
          builder.set(.baseLength, 5)
        }
        if let home { builder.set(.home, home.bytes) }
        if self == .piece { [0x78].withUnsafeBytes { builder.end(body: $0) } } else { builder.end() }
      }
    }

    private var kind: EventKind {
      switch self {
      case .record: .record
      case .piece: .piece
      case .progress: .progress
      case .decision, .base: .decision
      case .missing: .missing
      case .lost: .lost
      case .mended: .mended
      case .pruned: .pruned
      }
    }
  }

  /// Imports the snapshot, and checks that everything that was there before is unchanged.
  private func checkUnchanged(_ from: String, isRefused: Bool) throws {
    let before = try (stores.exported("a"), stores.store("a").sessions(), stores.store("a").syncState().sources)
    let head = try stores.store("a").openLog().head
    if isRefused {
      let error = #expect(throws: StoreError.self) { try stores.take(from, into: "a") }
      #expect(error?.refusesSnapshot == true)
      #expect(try stores.store("a").openLog().head == head)
    } else {
      // It makes no difference whether the import succeeds.
      _ = try? stores.take(from, into: "a")
      #expect(try Array(stores.store("a").syncState().sources.prefix(before.2.count)) == before.2)
    }
    let ids = before.1.map(\.id)
    #expect(try stores.store("a").sessions().filter { ids.contains($0.id) } == before.1)
    #expect(try stores.store("a").conflicts() == [])
    let found = try stores.exported("a").values
    #expect(before.0.values.allSatisfy(found.contains))
    #expect(try stores.isSound("a"))
  }

  @Test(
    "an imported event about a source that belongs to another store than the event changes nothing here",
    arguments: Forgery.allCases)
  func spoken(_ forgery: Forgery) throws {
    let number = try sourceNumber(in: "b")
    try stores.forge("b") { forgery.add(to: &$0, source: number) }
    try checkUnchanged("b", isRefused: forgery.isRefused)
  }

  @Test(
    "a forged event that came through a third store changes no file or session of this store",
    arguments: Forgery.allCases)
  func spokenInChain(_ forgery: Forgery) throws {
    // Only `b` is honest: `c` claims that `b` has written the event.
    try stores.tree("c").write(transcript("d"), lines(60..<62, session: "d"))
    try stores.ingest("c")
    try stores.take("b", into: "c")
    let (number, b) = (try sourceNumber(in: "c"), try stores.uuid("b"))
    let position = try FoldedProvenance(stores.store("c").openLog()).origins.streams[b]!.position
    try stores.forge("c") { builder in
      ForeignRunEvent(store: b, position: position, events: 1, firstNumber: 0).add(to: &builder)
      forgery.add(to: &builder, source: number, home: b)
    }
    try checkUnchanged("c", isRefused: forgery.isRefused)
  }

  @Test(
    "a foreign event that maps numbers to this store's sources without their events is refused",
    arguments: Forgery.allCases)
  func mapped(_ forgery: Forgery) throws {
    try stores.tree("e").write(transcript("e"), lines(60..<62, session: "e"))
    try stores.ingest("e")
    let a = try stores.uuid("a")
    try stores.forge("e") { builder in
      ForeignRunEvent(store: a, position: 0, events: 8, firstNumber: 7).add(to: &builder)
      forgery.add(to: &builder, source: 7)
    }
    try checkUnchanged("e", isRefused: true)
  }

  @Test("a foreign event that counts more or fewer events than follow it is refused", arguments: [1, 3])
  func counted(_ events: UInt64) throws {
    try stores.tree("e").write(transcript("e"), lines(60..<62, session: "e"))
    try stores.ingest("e")
    let other = UUID16(high: 7, low: 7)
    try stores.forge("e") { builder in
      ForeignRunEvent(store: other, position: 0, events: events, firstNumber: 7).add(to: &builder)
      for _ in 0..<2 {
        builder.begin(.reset)
        builder.set(.home, other.bytes)
        builder.end()
      }
      builder.begin(.reset)
      builder.end()
    }
    try checkUnchanged("e", isRefused: true)
  }

  @Test(
    "an imported source without machine, root or path is refused",
    arguments: [Column.origin, .root, .path])
  func nameless(_ column: Column) throws {
    let number = Int64(try stores.store("b").syncState().sources.count)
    try stores.forge("b") { builder in
      builder.begin(.source)
      builder.set(.source, number)
      for other: Column in [.origin, .root, .path] where other != column { builder.set(other, [0x61]) }
      builder.end()
    }
    try checkUnchanged("b", isRefused: true)
  }

  @Test("a claim of another store to have imported a third one does not prevent the import of the third")
  func claimedHead() throws {
    try stores.tree("t").write(transcript("t"), lines(50..<55, session: "t"))
    try stores.ingest("t")
    let t = try stores.uuid("t")
    try stores.forge("b") { ImportEvent(store: t, sequence: 1_000_000, chain: nil).add(at: 0, to: &$0) }
    try stores.take("b", into: "a")
    #expect(try stores.take("t", into: "a").addedEvents > 5)
    #expect(try stores.store("a").sessions().map(\.id).contains("t"))
  }

  @Test("a claim of another store about a file of this machine and root does not replace this store's file")
  func rival() throws {
    let number = Int64(try stores.store("b").syncState().sources.count)
    let forged = line(99, session: "a")
    try stores.forge("b") { builder in
      builder.begin(.source)
      builder.set(.source, number)
      builder.set(.origin, stores.machine("a").id)
      builder.set(.root, Array(try stores.tree("a").root.string.utf8))
      builder.set(.path, Array(mine.utf8))
      builder.set(.form, 0)
      builder.end()
      builder.addRecord(source: number, generation: 0, forged)
      builder.addDecision(
        source: number, generation: 0, length: Int64(forged.utf8.count), md5: md5(forged), reason: .insert)
    }
    try stores.take("b", into: "a")
    let exported = try stores.exported("a")
    let name = try #require(exported.keys.first { $0.hasSuffix(mine) })
    #expect(exported[name] == Array(lines(0..<10, session: "a").utf8))
    #expect(exported[name + "~"] == Array(forged.utf8))
    // The original is not affected by the claim either.
    try stores.tree("a").append(mine, lines(10..<12, session: "a"))
    try stores.ingest("a")
    #expect(try stores.exported("a")[name] == Array(lines(0..<12, session: "a").utf8))
    #expect(try stores.isSound("a"))
  }

  @Test("a new file is stored with all its bytes, whatever another store claims to have of the file")
  func claimedBytes() throws {
    let number = Int64(try stores.store("b").syncState().sources.count)
    let (text, forged) = (lines(70..<75, session: "n"), line(71, session: "n"))
    try stores.forge("b") { builder in
      builder.begin(.source)
      builder.set(.source, number)
      builder.set(.origin, stores.machine("b").id)
      builder.set(.root, [0x2f, 0x72])
      builder.set(.path, Array(transcript("n").utf8))
      builder.set(.form, 0)
      builder.end()
      builder.addRecord(source: number, generation: 0, forged)
      builder.addDecision(
        source: number, generation: 0, length: Int64(text.utf8.count), md5: md5(text), reason: .insert)
    }
    // It makes no difference whether the import succeeds.
    _ = try? stores.take("b", into: "a")
    try stores.tree("a").write(transcript("n"), text)
    try stores.ingest("a")
    let sync = try stores.store("a").syncState()
    let own = try #require(sync.sources.lastIndex { $0?.path == Array(transcript("n").utf8) && $0?.isForeign == false })
    #expect(sync.sources[own]!.generations.map(\.base) == [nil])
    let bodies = try LogContents(stores.store("a")).bodies.filter { $0.source == Int64(own) }
    #expect(bodies.flatMap(\.bytes) == Array(text.utf8))
  }

  // MARK: Common prefixes

  @Test(
    "a common prefix of two imported files is found when both are imported through another store",
    arguments: [5, 10, 15])
  func fellows(_ count: Int) throws {
    try stores.tree("a").write(transcript("s"), assistantLines(10..<20, session: "s"))
    try stores.tree("b").write(transcript("s"), assistantLines(10..<10 + count, session: "s"))
    try stores.ingest("a")
    try stores.ingest("b")
    try stores.take("a", into: "b")
    try stores.tree("t").write(transcript("t"), lines(50..<55, session: "t"))
    try stores.ingest("t")
    try stores.take("b", into: "t")
    for name in ["b", "t"] {
      let session = try #require(try stores.store(name).sessions().first { $0.id == "s" })
      #expect(session.records == Int64(max(10, count)), "\(name)")
      #expect(session.files == 2)
      #expect(try stores.store(name).conflicts().filter { $0.session == "s" }.map(\.reason) == [.copy], "\(name)")
      #expect(try stores.isSound(name))
    }
  }

  @Test("a shared prefix is found by its bytes, not by the claim of another store")
  func claimedPrefix() throws {
    // The forged file claims to be as long as ours, to have its MD5, and to be a copy of it.
    let number = Int64(try stores.store("b").syncState().sources.count)
    let related = try sourceNumber(in: "b")
    let (text, forged) = (lines(0..<10, session: "a"), line(98, session: "a"))
    try stores.forge("b") { builder in
      builder.begin(.source)
      builder.set(.source, number)
      builder.set(.origin, stores.machine("b").id)
      builder.set(.root, [0x2f, 0x72])
      builder.set(.path, Array(mine.utf8))
      builder.set(.form, 0)
      builder.end()
      builder.addRecord(source: number, generation: 0, forged)
      builder.begin(.decision)
      builder.set(.source, number)
      builder.set(.generation, 0)
      builder.set(.length, Int64(forged.utf8.count))
      builder.set(.lines, 1)
      builder.set(.md5, md5(String(text.prefix(forged.count))))
      builder.set(.reason, DecisionReason.copy.rawValue)
      builder.set(.oldLength, Int64(text.utf8.count))
      builder.set(.rules, 1)
      builder.set(.related, related)
      builder.set(.relatedGeneration, 0)
      builder.end()
    }
    let isTaken = (try? stores.take("b", into: "a")) != nil
    let reasons = try stores.store("a").conflicts().filter { $0.session == "a" }.map(\.reason)
    #expect(reasons == (isTaken ? [.diverged] : []))
    #expect(try stores.store("a").sessions().first { $0.id == "a" }?.records == (isTaken ? 11 : 10))
  }
}

func assistantLines(_ numbers: Range<Int>, session: String) -> String {
  numbers.map { assistant($0, message: "m\($0)", session: session) }.joined()
}
