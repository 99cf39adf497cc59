import FileIO
import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("merges of two stores")
struct MergeTests {
  let bench: Workbench
  let laptop: Tree

  init() throws {
    bench = try Workbench()
    laptop = try bench.tree("laptop")
    try bench.tree.write(transcript("a"), lines(0..<10, session: "a"))
    try bench.tree.write("projects/p/a/tool-results/t.txt", "one")
    try bench.ingest()
    try laptop.write(transcript("b", folder: "q"), assistantLines(100..<120, session: "b"))
    try laptop.write(transcript("c"), lines(30..<35, session: "c"))
    try ingest(on: "laptop")
  }

  private func store(_ name: String) -> Store {
    name == "desk" ? bench.store() : bench.store(.laptop, at: bench.directory.appending("store-\(name)"))
  }

  private func ingest(on name: String) throws {
    _ = try store(name).ingest(bench.options([name == "desk" ? bench.tree : laptop]), retry: Workbench.patience())
    bench.clock.advance(seconds: 1)
  }

  /// Imports a snapshot of one store into another; returns the number of events that were added.
  @discardableResult
  private func take(_ from: String, into: String, since: LogPosition? = nil) throws -> UInt64 {
    let file = bench.directory.appending("\(UUID().uuidString).ccsnap")
    _ = try store(from).exportSnapshot(to: file, since: since)
    return try store(into).importSnapshot(from: file, retry: Workbench.patience()).addedEvents
  }

  private func exported(_ name: String) throws -> [String: [UInt8]] {
    let target = bench.directory.appending("out-\(UUID().uuidString)")
    _ = try store(name).export(to: target)
    return try contentsOfTree(target)
  }

  private func everything() throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for (tree, machine) in [(bench.tree, Machine.desk), (laptop, .laptop)] {
      for (path, bytes) in try tree.contents() { all[bench.prefix(tree, machine) + path] = bytes }
    }
    return all
  }

  private func isSound(_ name: String) throws -> Bool {
    let verification = try store(name).verify()
    #expect(verification.findings == [])
    return try verification.isOK && store(name).replay(verify: true).isVerified == true
  }

  @Test("a merged store has the sessions, files and tokens of both stores")
  func both() throws {
    let (a, b) = (try store("desk").sessions(), try store("laptop").sessions())
    let usage = (try store("desk").usage().totals.tokens, try store("laptop").usage().totals.tokens)
    #expect(try take("laptop", into: "desk") > 25)
    let both = try store("desk").sessions()
    #expect(both.map(\.id).sorted() == (a + b).map(\.id).sorted())
    for session in a + b {
      let found = try #require(both.first { $0.id == session.id })
      #expect(
        (found.records, found.messages, found.started, found.ended, found.usage)
          == (session.records, session.messages, session.started, session.ended, session.usage))
    }
    #expect(try store("desk").usage().totals.tokens.total == usage.0.total + usage.1.total)
    #expect(usage.1.total > 0)
    #expect(try exported("desk") == everything())
    #expect(try isSound("desk"))
  }

  @Test("importing the same snapshot a second time adds nothing and changes no file")
  func twice() throws {
    try take("laptop", into: "desk")
    let before = try contentsOfTree(bench.storePath)
    #expect(try take("laptop", into: "desk") == 0)
    #expect(try contentsOfTree(bench.storePath) == before)
  }

  @Test("only later events are added by a later snapshot, whether it is whole or partial")
  func later() throws {
    try take("laptop", into: "desk")
    try bench.tree.append(transcript("a"), lines(10..<12, session: "a"))
    try ingest(on: "desk")
    var head = try store("laptop").openLog().head.sequence
    try laptop.append(transcript("c"), lines(35..<38, session: "c"))
    try ingest(on: "laptop")
    let added = try take("laptop", into: "desk")
    #expect(try added == store("laptop").openLog().head.sequence - head)
    head = try store("laptop").openLog().head.sequence
    try laptop.append(transcript("c"), lines(38..<39, session: "c"))
    try ingest(on: "laptop")
    #expect(try take("laptop", into: "desk", since: .sequence(head)) < added)
    #expect(try exported("desk") == everything())
    #expect(try isSound("desk"))
  }

  @Test("an ingest after a merge ignores the files of the other store")
  func ingestAfterwards() throws {
    try take("laptop", into: "desk")
    let before = try store("desk").openLog().head.sequence
    try ingest(on: "desk")
    #expect(try store("desk").openLog().head.sequence == before + 2)
    try bench.tree.append(transcript("a"), lines(10..<12, session: "a"))
    try ingest(on: "desk")
    #expect(try exported("desk") == everything())
    #expect(try store("desk").status().missingSources == 0)
  }

  @Test("two stores that have imported each other have the same files and add nothing more")
  func pingPong() throws {
    try take("laptop", into: "desk")
    try take("desk", into: "laptop")
    for round in 0..<3 {
      #expect(try take("laptop", into: "desk") == 0 || round == 0)
      #expect(try take("desk", into: "laptop") == 0)
    }
    #expect(try exported("desk") == exported("laptop"))
    #expect(try isSound("desk") && isSound("laptop"))
  }

  @Test("events that came through a third store are not added again from their own store")
  func transit() throws {
    let other = try bench.tree("other")
    try other.write(transcript("z"), lines(70..<75, session: "z"))
    _ = try store("fourth").ingest(bench.options([other]), retry: Workbench.patience())
    try take("laptop", into: "fourth")
    // Desk has laptop's events only through the fourth store.
    let own = try store("laptop").openLog().head.sequence
    try take("fourth", into: "desk")
    #expect(try take("laptop", into: "desk") <= own)
    #expect(try Set(store("desk").sessions().map(\.id)) == ["a", "b", "c", "z"])
    try laptop.append(transcript("c"), lines(35..<38, session: "c"))
    try ingest(on: "laptop")
    try take("laptop", into: "desk")
    try take("desk", into: "laptop")
    try take("fourth", into: "laptop")
    try take("laptop", into: "fourth")
    for name in ["desk", "laptop", "fourth"] {
      #expect(try isSound(name), "\(name)")
      #expect(try store(name).sessions().map(\.id).sorted() == ["a", "b", "c", "z"], "\(name)")
      #expect(try exported(name) == exported("desk"), "\(name)")
    }
  }

  @Test(
    "the same session of two machines counts once, whether equal, longer on either side, or diverged",
    arguments: [10..<20, 10..<25, 10..<15, 12..<14] as [Range<Int>])
  func twins(_ range: Range<Int>) throws {
    try bench.tree.write(transcript("s"), assistantLines(10..<20, session: "s"))
    try laptop.write(transcript("s", folder: "w"), assistantLines(range, session: "s"))
    try ingest(on: "desk")
    try ingest(on: "laptop")
    try take("laptop", into: "desk")
    try take("desk", into: "laptop")
    for name in ["desk", "laptop"] {
      let session = try #require(try store(name).sessions().first { $0.id == "s" })
      let isParted = range.lowerBound > 10
      #expect(session.records == Int64(isParted ? 12 : max(20, range.upperBound) - 10), "\(name)")
      #expect(session.usage.responses == Int64(max(20, range.upperBound) - 10), "\(name)")
      #expect(session.files == 2)
    }
    #expect(try exported("desk") == everything())
    let conflicts = try store("desk").conflicts()
    #expect(conflicts.contains { $0.reason == (range.lowerBound > 10 ? .diverged : .copy) })
  }

  @Test("a store that has diverged from an imported copy of it is refused, and nothing changes")
  func twoWays() throws {
    try take("laptop", into: "desk")
    let place = bench.directory.appending("store-laptop")
    let copy = bench.directory.appending("store-copy")
    try FileManager.default.copyItem(atPath: place.string, toPath: copy.string)
    try laptop.append(transcript("c"), line(90, session: "c"))
    try ingest(on: "laptop")
    try take("laptop", into: "desk")
    try laptop.append(transcript("c"), line(91, session: "c"))
    _ = try store("copy").ingest(bench.options([laptop]), retry: Workbench.patience())
    let before = try contentsOfTree(bench.storePath)
    let error = #expect(throws: StoreError.self) { try take("copy", into: "desk") }
    #expect(error?.refusesSnapshot == true)
    #expect(try contentsOfTree(bench.storePath) == before)
  }

  @Test("two stores of one machine and root export each file once, and the older version under another name")
  func oneMachine() throws {
    let tree = laptop
    _ = try store("second").ingest(bench.options([tree]), retry: Workbench.patience())
    try tree.append(transcript("c"), lines(35..<38, session: "c"))
    try ingest(on: "laptop")
    try take("second", into: "laptop")
    var expected = try tree.contents()
    expected[transcript("c") + "~"] = Array(lines(30..<35, session: "c").utf8)
    #expect(try exported("laptop") == expected)
    var options = RestoreOptions(.allMissing)
    options.target = bench.directory.appending("back")
    try tree.remove(transcript("c"))
    try ingest(on: "laptop")
    _ = try store("laptop").restore(options)
    #expect(try contentsOfTree(options.target!)[transcript("c")] == Array(lines(30..<38, session: "c").utf8))
  }

  @Test("more shared prefixes of files than fit into a block count once each")
  func manyTwins() throws {
    // Without optimisation this number takes minutes.
    let count = _isDebugAssertConfiguration() ? 200 : 65_600
    try laptop.write(transcript("a"), lines(0..<10, session: "a"))
    for number in 0..<count {
      for tree in [bench.tree, laptop] { try tree.write("projects/p/a/tool-results/\(number).txt", "result \(number)") }
    }
    try bench.ingest()
    try ingest(on: "laptop")
    try take("laptop", into: "desk")
    let sources = try Projected<SyncState>(store("desk").openLog()).state.sources
    #expect(sources.count { $0?.generations.last?.sharedPrefix != nil } == count + 1)
    #expect(try store("desk").sessions().first { $0.id == "a" }?.records == 10)
    #expect(try store("desk").verify().findings == [])
    #expect(try take("laptop", into: "desk") == 0)
  }

  @Test("lines erased here are not imported with another store")
  func forgotten() throws {
    try laptop.write(transcript("a", folder: "w"), lines(0..<10, session: "a") + line(50, session: "a"))
    try ingest(on: "laptop")
    _ = try store("desk").erase(.session("a"), retry: Workbench.patience())
    try take("laptop", into: "desk")
    #expect(try isSound("desk"))
    let texts = try exported("desk").values.map { String(decoding: $0, as: UTF8.self) }
    #expect(texts.allSatisfy { !$0.contains("hello 3\"") })
    #expect(texts.contains { $0.contains("hello 50\"") })
    #expect(try take("laptop", into: "desk") == 0)
  }

  @Test("a fault at any operation of a merge leaves the old store or the complete merge")
  func faults() throws {
    let file = bench.directory.appending("l.ccsnap")
    _ = try store("laptop").exportSnapshot(to: file)
    let before = try exported("desk")
    let whole = try everything()
    for index in 0..<1_000 {
      let place = bench.directory.appending("copy-\(index)")
      try FileManager.default.copyItem(atPath: bench.storePath.string, toPath: place.string)
      let left = Countdown(index)
      let faulty = FaultyFileSystem { _, path in !path.starts(with: place) || left.next() ? nil : .ioError }
      let result = Result { try bench.store(fileSystem: faulty, at: place).importSnapshot(from: file) }
      let target = bench.directory.appending("out-\(index)")
      _ = try bench.store(at: place).export(to: target)
      let found = try contentsOfTree(target)
      #expect(
        try found == whole || found == before && bench.store(at: place).verify().isOK, "after \(index) operations")
      _ = try bench.store(at: place).importSnapshot(from: file)
      #expect(try bench.store(at: place).verify().isOK, "after \(index) operations")
      if case .success = result {
        #expect(found == whole && index > 10)
        print("merge: \(index) faults, 0 lost")
        return
      }
    }
    Issue.record("the import never succeeds")
  }
}
