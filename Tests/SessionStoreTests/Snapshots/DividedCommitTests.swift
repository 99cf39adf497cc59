import Bytes
import FileIO
import Foundation
import SystemPackage
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// A compaction divides commits, so that a snapshot or an object of a remote can end between the lines of a file and
/// the event that states its length.
@Suite("parts of a log that end inside a commit")
struct DividedCommitTests {
  let bench: RemoteBench
  var stores: Stores { bench.stores }

  /// The store `s` has a session that was copied and continued, rewritten and continued, a file that is kept whole, and
  /// the events of the store `t`. A compaction has divided its commits.
  init() throws {
    bench = try RemoteBench()
    let tree = try stores.tree("s")
    try tree.write(transcript("one"), Self.long(0..<100, "one"))
    try stores.ingest("s")
    // A copy takes its first lines from the other file, a rewritten file has another version.
    try tree.write(transcript("one", folder: "q"), Self.long(0..<100, "one") + Self.long(200..<320, "one"))
    try stores.ingest("s")
    try tree.write(transcript("one"), Self.long(1000..<1120, "one"))
    try tree.write("projects/p/one/tool-results/r.txt", String(repeating: "a result\n", count: 20_000))
    try stores.ingest("s")
    try stores.tree("t").write(transcript("two"), Self.long(2000..<2100, "two"))
    try stores.ingest("t")
    try stores.take("t", into: "s")
    try tree.append(transcript("one"), Self.long(1120..<1200, "one"))
    try stores.ingest("s")
    var options = CompactionOptions(blockSize: 64 << 10, workers: 1)
    options.gainMin = .min
    _ = try bench.store("s").compact(options, retry: Workbench.patience())
  }

  private static func long(_ numbers: Range<Int>, _ session: String) -> String {
    numbers.map { line($0, session: session, text: String(repeating: "words \($0) ", count: 250)) }.joined()
  }

  /// The ends of the commits of a store, except the last one.
  private func ends(_ name: String) throws -> [UInt64] {
    let log = try bench.store(name).openLog()
    return try (1..<log.head.sequence).filter { try log.canCut(at: $0) }
  }

  @Test("a part that ends at any commit is imported, and what follows makes the store what it was")
  func everyEnd() throws {
    let ends = try ends("s")
    #expect(ends.count > 15)
    var (open, incomplete) = (0, 0)
    for end in ends {
      let name = "new-\(end)"
      _ = try bench.take(bench.part("s", upTo: end), into: name)
      let first = try bench.check(name)
      #expect(first.errors == [], "\(end)")
      if !first.isClean { open += 1 }
      #expect(try bench.head(name).sequence == end)
      let given = try bench.store(name).export(to: bench.bench.directory.appending("given-\(end)"))
      // Of a copy whose event is not here yet, the first lines are not known.
      #expect(given.failed.isEmpty && given.incomplete.allSatisfy { $0.path.contains("/q/one") }, "\(end): \(given)")
      incomplete += given.incomplete.count
      _ = try bench.take(bench.part("s", after: end), into: name)
      #expect(try bench.areEqual(name, "s") && stores.isSound(name), "\(end)")
      #expect(try stores.exported(name) == stores.exported("s"))
    }
    #expect(open > 5 && incomplete > 0, "\(open) parts ended inside a file, \(incomplete) inside a copy")
  }

  @Test("three parts that end anywhere give another store the same sessions as the whole store")
  func merged() throws {
    let ends = try ends("s")
    _ = try bench.take(bench.part("s"), into: "whole", merges: true)
    let expected = try bench.store("whole").sessions().reduce(0) { $0 + Int($1.records) }
    for (index, end) in ends.enumerated() where index + 2 < ends.count {
      let (name, next) = ("team-\(end)", ends[index + 1 + index % (ends.count - index - 1)])
      _ = try bench.take(bench.part("s", upTo: end), into: name, merges: true)
      #expect(try bench.check(name).errors == [], "\(end)")
      // What this store stores in between stands between the two parts.
      if index % 2 == 0 { try bench.ingest(name, "own") }
      _ = try bench.take(bench.part("s", after: end, upTo: next), into: name)
      #expect(try bench.check(name).errors == [], "\(end), \(next)")
      _ = try bench.take(bench.part("s", after: next), into: name)
      #expect(try stores.isSound(name), "\(end), \(next)")
      #expect(try bench.sessions(name).filter { $0 != "own" } == bench.sessions("whole"))
      let own = index % 2 == 0 ? 5 : 0
      let records = try bench.store(name).sessions().reduce(0) { $0 + $1.records }
      #expect(Int(records) - own == expected)
    }
  }

  @Test("a store that is pushed in objects that end anywhere is pulled as it is, as a replica and into another store")
  func remote() throws {
    let remote = try bench.remote(size: 2_000)
    try bench.push("s", to: remote)
    #expect(try bench.files().count > 8)
    let report = try bench.pull("new", from: remote) { $0.only = [try! bench.stores.uuid("s").description] }
    #expect(report.parts.allSatisfy { $0.state == .updated }, "\(report.parts)")
    #expect(try bench.areEqual("new", "s") && stores.isSound("new"))
    try bench.pull("team", from: remote) { $0.merges = true }
    #expect(try bench.sessions("team") == bench.sessions("s") && stores.isSound("team"))
    try bench.ingest("s", "later")
    try bench.push("s", to: remote) { $0.repacks = true }
    try bench.pull("new", from: remote)
    try bench.pull("team", from: remote)
    #expect(try bench.areEqual("new", "s") && bench.sessions("team") == bench.sessions("s"))
    #expect(try stores.isSound("new") && stores.isSound("team"))
  }

  @Test("an ingest into a part of a store stores the files anew where their last lines lack the event after them")
  func continued() throws {
    var insideRuns = 0
    for end in try ends("s") {
      let path = bench.bench.directory.appending("half-\(end)")
      let half = bench.bench.store(stores.machine("s"), at: path)
      _ = try half.importSnapshot(from: bench.part("s", upTo: end), retry: Workbench.patience())
      let known = try FoldedProvenance(half.openLog())
      _ = try half.ingest(bench.bench.options([try stores.tree("s")]), retry: Workbench.patience())
      if known.reader.isInsideRun {
        // Nothing can continue the events of another store but that store.
        insideRuns += 1
        #expect(try !OriginCheck.findings(half.openLog(), after: known).isEmpty, "\(end)")
        #expect(try half.verify().findings.contains { $0.message.contains("are not those that the event") }, "\(end)")
        continue
      }
      #expect(try half.verify().findings.filter { $0.severity == .error } == [], "\(end)")
      let target = bench.bench.directory.appending("out-\(end)")
      _ = try half.export(to: target)
      let files = try contentsOfTree(target)
      for (path, bytes) in try contentsOfTree(stores.tree("s").root) {
        #expect(files.contains { $0.key.hasSuffix(path) && $0.value == bytes }, "\(end): \(path)")
      }
      #expect(try half.replay(verify: true).isVerified == true)
    }
    #expect(insideRuns > 0)
  }

  @Test("a file that came in two parts is recognised as one that is here, as if it had come at once")
  func recognised() throws {
    // The other store has read the first file, and has it to the end of its first, or its second version.
    try stores.tree("u").write(transcript("one", folder: "q"), Self.long(0..<100, "one") + Self.long(200..<320, "one"))
    try stores.tree("u").write(transcript("one"), Self.long(0..<100, "one"))
    try stores.tree("u").write(transcript("two"), Self.long(2000..<2050, "two"))
    try stores.ingest("u")
    func answers(_ name: String) throws -> [String] {
      let store = bench.store(name)
      let sessions = try store.sessions().map { "\($0.id) \($0.records)" }
      let files = try store.syncState().sources.compactMap { $0 }.map { source in
        "\(source.path.text): \(source.generations.last?.sharedPrefix?.length ?? 0)"
      }
      return sessions + files
    }
    try stores.copy("u", to: "at-once")
    _ = try bench.take(bench.part("s"), into: "at-once")
    let expected = try answers("at-once")
    #expect(expected.contains { $0.contains(": ") && !$0.hasSuffix(": 0") })
    for end in try ends("s") {
      let name = "u-\(end)"
      try stores.copy("u", to: name)
      _ = try bench.take(bench.part("s", upTo: end), into: name)
      _ = try bench.take(bench.part("s", after: end), into: name)
      let found = try answers(name)
      #expect(found == expected, "\(end): \(found) \(expected)")
      #expect(try stores.isSound(name))
    }
  }

}
