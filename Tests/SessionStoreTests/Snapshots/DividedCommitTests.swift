import Bytes
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

  /// The severe findings, and whether there is any other one.
  private func check(_ name: String) throws -> (errors: [Finding], isClean: Bool) {
    let findings = try bench.store(name).verify().findings
    return (findings.filter { $0.severity == .error }, findings.isEmpty)
  }

  private func part(_ name: String, after since: UInt64? = nil, upTo last: UInt64? = nil) throws -> FilePath {
    let file = bench.bench.directory.appending("\(UUID().uuidString).ccsnap")
    _ = try bench.store(name).exportSnapshot(
      to: file, since: since.map { .sequence($0) }, asOf: last.map { .sequence($0) })
    return file
  }

  private func take(_ file: FilePath, into name: String, merges: Bool = false) throws -> ImportReport {
    try bench.store(name).importSnapshot(from: file, merges: merges, retry: Workbench.patience())
  }

  @Test("a part that ends at any commit is imported, and what follows makes the store what it was")
  func everyEnd() throws {
    let ends = try ends("s")
    #expect(ends.count > 15)
    var (open, incomplete) = (0, 0)
    for end in ends {
      let name = "new-\(end)"
      _ = try take(part("s", upTo: end), into: name)
      let first = try check(name)
      #expect(first.errors == [], "\(end)")
      if !first.isClean { open += 1 }
      #expect(try bench.head(name).sequence == end)
      let given = try bench.store(name).export(to: bench.bench.directory.appending("given-\(end)"))
      // Of a copy whose event is not here yet, the first lines are not known.
      #expect(given.failed.isEmpty && given.incomplete.allSatisfy { $0.path.contains("/q/one") }, "\(end): \(given)")
      incomplete += given.incomplete.count
      _ = try take(part("s", after: end), into: name)
      #expect(try bench.areEqual(name, "s") && stores.isSound(name), "\(end)")
      #expect(try stores.exported(name) == stores.exported("s"))
    }
    #expect(open > 5 && incomplete > 0, "\(open) parts ended inside a file, \(incomplete) inside a copy")
  }

  @Test("three parts that end anywhere give another store the same sessions as the whole store")
  func merged() throws {
    let ends = try ends("s")
    _ = try take(part("s"), into: "whole", merges: true)
    let expected = try bench.store("whole").sessions().reduce(0) { $0 + Int($1.records) }
    for (index, end) in ends.enumerated() where index + 2 < ends.count {
      let (name, next) = ("team-\(end)", ends[index + 1 + index % (ends.count - index - 1)])
      _ = try take(part("s", upTo: end), into: name, merges: true)
      #expect(try check(name).errors == [], "\(end)")
      // What this store stores in between stands between the two parts.
      if index % 2 == 0 { try bench.ingest(name, "own") }
      _ = try take(part("s", after: end, upTo: next), into: name)
      #expect(try check(name).errors == [], "\(end), \(next)")
      _ = try take(part("s", after: next), into: name)
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
      _ = try half.importSnapshot(from: part("s", upTo: end), retry: Workbench.patience())
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

  /// Two parts of a log that no ccstore writes: what is wrong in the second shows only with the first.
  private enum Forged: CaseIterable {
    case middleHash, baseHash, erasedHash, names, emptyBase, partOfRecord

    private func addSource(_ number: Int64, _ path: String, _ builder: inout EventBlockBuilder) {
      builder.begin(.source)
      builder.set(.source, number)
      builder.set(.origin, [UInt8](repeating: 7, count: 16))
      builder.set(.root, Array("/home/x/.claude".utf8))
      builder.set(.path, Array(path.utf8))
      builder.set(.form, SourceForm.lines.rawValue)
      builder.end()
    }

    private func addErasure(_ builder: inout EventBlockBuilder, offset: Int64, length: Int64) {
      builder.begin(.erasure)
      builder.set(.source, 0)
      builder.set(.generation, 0)
      builder.set(.offset, offset)
      builder.set(.length, length)
      builder.end()
    }

    private func addProgress(
      _ builder: inout EventBlockBuilder, source: Int64, length: Int64, md5: [UInt8]?, base: Int64? = nil
    ) {
      builder.begin(.progress)
      builder.set(.source, source)
      builder.set(.generation, 0)
      builder.set(.length, length)
      builder.set(.lines, 1)
      if let md5 { builder.set(.md5, md5) }
      if let base {
        builder.set(.related, 0)
        builder.set(.relatedGeneration, 0)
        builder.set(.baseLength, base)
      }
      builder.end()
    }

    func addFirst(_ builder: inout EventBlockBuilder) {
      let text = line(1)
      addSource(0, "projects/p/a.jsonl", &builder)
      builder.addRecord(source: 0, generation: 0, text)
      builder.addDecision(source: 0, generation: 0, length: Int64(text.utf8.count), md5: md5(text), reason: .insert)
      if self == .names { for number: Int64 in 1..<16 { addSource(number, "projects/p/a.jsonl", &builder) } }
      if self == .emptyBase {
        addSource(1, "projects/p/b.jsonl", &builder)
        builder.addDecision(source: 1, generation: 0, length: 0, md5: md5(""), reason: .insert)
      }
    }

    /// With `isWrong` false, the same without what is wrong.
    func addSecond(_ builder: inout EventBlockBuilder, isWrong: Bool) {
      let (one, two, three) = (line(1), line(2), line(3))
      let ends = [one, one + two, one + two + three].map { Int64($0.utf8.count) }
      switch self {
      case .middleHash:
        builder.addRecord(source: 0, generation: 0, offset: ends[0], two)
        addProgress(&builder, source: 0, length: ends[1], md5: md5(isWrong ? two : one + two))
        builder.addRecord(source: 0, generation: 0, offset: ends[1], three)
        builder.addDecision(source: 0, generation: 0, length: ends[2], md5: md5(one + two + three), reason: .appended)
      case .baseHash:
        addSource(1, "projects/q/a.jsonl", &builder)
        addProgress(&builder, source: 1, length: ends[0], md5: md5(isWrong ? two : one), base: ends[0])
        builder.addRecord(source: 1, generation: 0, offset: ends[0], two)
        addProgress(&builder, source: 1, length: ends[1], md5: md5(one + two), base: ends[0])
      case .erasedHash:
        builder.addRecord(source: 0, generation: 0, offset: ends[0], two)
        builder.addDecision(
          source: 0, generation: 0, length: ends[1], md5: md5(isWrong ? two : one + two), reason: .appended)
        addErasure(&builder, offset: ends[0], length: ends[1] - ends[0])
      case .names: addSource(16, isWrong ? "projects/p/a.jsonl" : "projects/p/c.jsonl", &builder)
      case .emptyBase:
        addProgress(&builder, source: 1, length: 0, md5: nil, base: isWrong ? ends[0] : nil)
      case .partOfRecord: addErasure(&builder, offset: 0, length: isWrong ? 3 : ends[0])
      }
    }
  }

  @Test("what is refused in one part is refused in two, also where the first part alone is right")
  func forgedParts() throws {
    for forged in Forged.allCases {
      for isWrong in [true, false] {
        let name = "\(forged)-\(isWrong)"
        _ = try bench.bench.store(stores.machine(name), at: stores.path(name)).ingest(
          bench.bench.options([try stores.tree("empty")]), retry: Workbench.patience())
        try stores.forge(name) { forged.addFirst(&$0) }
        let border = try bench.head(name).sequence
        try stores.forge(name) { forged.addSecond(&$0, isWrong: isWrong) }
        #expect(try check(name).errors.isEmpty == !isWrong, "\(name)")
        #expect(((try? take(part(name), into: "whole-\(name)")) == nil) == isWrong, "\(name)")
        try bench.ingest("team-\(name)", "own", 0..<1)
        for receiver in ["parts-\(name)", "team-\(name)"] {
          _ = try take(part(name, upTo: border), into: receiver)
          #expect(((try? take(part(name, after: border), into: receiver)) == nil) == isWrong, "\(receiver)")
          #expect(try check(receiver).errors == [], "\(receiver)")
        }
      }
    }
  }

  @Test("a file whose event comes in the second part alone is compared with the files that are here")
  func eventAlone() throws {
    try bench.ingest("team", "s", 0..<5)
    let text = lines(0..<5, session: "s")
    _ = try bench.bench.store(stores.machine("other"), at: stores.path("other")).ingest(
      bench.bench.options([try stores.tree("empty")]), retry: Workbench.patience())
    try stores.forge("other") { builder in
      builder.begin(.source)
      builder.set(.source, 0)
      builder.set(.origin, stores.machine("other").id)
      builder.set(.root, Array("/home/x/.claude".utf8))
      builder.set(.path, Array(transcript("s").utf8))
      builder.set(.form, SourceForm.lines.rawValue)
      builder.end()
      builder.addRecord(source: 0, generation: 0, text)
    }
    let border = try bench.head("other").sequence
    try stores.forge("other") {
      $0.addDecision(source: 0, generation: 0, length: Int64(text.utf8.count), md5: md5(text), reason: .insert)
    }
    _ = try take(part("other", upTo: border), into: "team")
    _ = try take(part("other", after: border), into: "team")
    #expect(try bench.store("team").syncState().sources.contains { $0?.generations.last?.sharedPrefix != nil })
    #expect(try stores.isSound("team"))
  }

  @Test("a second reading with other bytes is not taken for the file that the first one was equal to")
  func secondReading() throws {
    try bench.ingest("team", "s", 0..<5)
    let (text, other) = (lines(0..<5, session: "s"), lines(10..<18, session: "s"))
    _ = try bench.bench.store(stores.machine("other"), at: stores.path("other")).ingest(
      bench.bench.options([try stores.tree("empty")]), retry: Workbench.patience())
    try stores.forge("other") { builder in
      builder.begin(.runStarted)
      builder.set(.run, 9)
      builder.end()
      builder.begin(.source)
      builder.set(.source, 0)
      builder.set(.origin, stores.machine("other").id)
      builder.set(.root, Array("/home/x/.claude".utf8))
      builder.set(.path, Array(transcript("s").utf8))
      builder.set(.form, SourceForm.lines.rawValue)
      builder.end()
      for bytes in [text, other] {
        builder.addRecord(source: 0, generation: 0, bytes)
        builder.addDecision(source: 0, generation: 0, length: Int64(bytes.utf8.count), md5: md5(bytes), reason: .insert)
      }
      builder.begin(.mended)
      builder.set(.source, 0)
      builder.set(.generation, 0)
      builder.end()
    }
    _ = try take(part("other"), into: "team")
    #expect(try bench.store("team").sessions().first?.records == 6)
    #expect(try bench.store("team").syncState().sources.allSatisfy { $0?.generations.last?.sharedPrefix == nil })
  }

  /// What an event says about the lines before it, which the part before has brought.
  struct Claim: CustomStringConvertible {
    var start: Int64
    var length: Int64
    var base: GenerationBase?
    var isHashed: Bool

    var description: String {
      "from \(start), \(length) bytes, base \(base.map { "\($0.source):\($0.length)" } ?? "none"), MD5 \(isHashed)"
    }

    /// The first file has 40 bytes, the lines of the second begin at `start` and have 30.
    static let all: [Claim] = [0, 40].flatMap { start in
      [start + 30, start + 31, start, 0].flatMap { length in
        [nil, (0, 40), (0, 39), (1, 40), (7, 40), (-1, 40)].flatMap { base in
          [true, false].map { isHashed in
            Claim(
              start: start, length: length,
              base: base.map { GenerationBase(source: $0.0, generation: 0, length: $0.1) }, isHashed: isHashed)
          }
        }
      }
    }
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
    _ = try take(part("s"), into: "at-once")
    let expected = try answers("at-once")
    #expect(expected.contains { $0.contains(": ") && !$0.hasSuffix(": 0") })
    for end in try ends("s") {
      let name = "u-\(end)"
      try stores.copy("u", to: name)
      _ = try take(part("s", upTo: end), into: name)
      _ = try take(part("s", after: end), into: name)
      let found = try answers(name)
      #expect(found == expected, "\(end): \(found) \(expected)")
      #expect(try stores.isSound(name))
    }
  }

  @Test("a session that three machines read counts once, whichever of them has more of it and comes first")
  func threeTwins() throws {
    let names = ["a", "b", "c"]
    for (round, lengths) in [[20, 20, 35], [20, 35, 20], [35, 20, 20], [20, 35, 50], [50, 20, 35], [9, 9, 9]]
      .enumerated()
    {
      for (name, length) in zip(names, lengths) {
        try stores.tree("\(name)\(round)").write(
          transcript("s", folder: name), assistantLines(0..<length, session: "s"))
        try stores.ingest("\(name)\(round)")
      }
      for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
        let team = "team-\(round)-\(order)"
        for index in order { _ = try take(part("\(names[index])\(round)"), into: team, merges: true) }
        let session = try #require(try bench.store(team).sessions().first)
        #expect(session.records == Int64(lengths.max()!) && session.files == 3, "\(lengths), \(order)")
      }
    }
  }

  @Test("a session that two machines read counts once while it grows, whichever of them is imported first")
  func growingTwins() throws {
    var random = Seeded(TestSettings.seed)
    let lengths = (0..<20).map { _ in Int.random(in: 1..<40, using: &random) }
    var ends = ["a": 20, "b": 20]
    for name in ["a", "b"] {
      try stores.tree(name).write(transcript("s", folder: name), assistantLines(0..<20, session: "s"))
      try stores.ingest(name)
      _ = try take(part(name), into: "team", merges: true)
    }
    for (index, length) in lengths.enumerated() {
      let name = Bool.random(using: &random) ? "a" : "b"
      // Both read the same file, one of them later than the other.
      let end = min(ends[name]! + length, 240)
      try stores.tree(name).append(
        transcript("s", folder: name), assistantLines(ends[name]!..<end, session: "s"))
      ends[name] = end
      try stores.ingest(name)
      _ = try take(part(name), into: "team")
      let session = try #require(try bench.store("team").sessions().first)
      let seed = "step \(index), seed \(TestSettings.seed)"
      #expect(session.records == Int64(ends.values.max()!) && session.files == 2, "\(seed)")
      #expect(session.usage.responses == session.records, "\(seed)")
    }
    #expect(try stores.isSound("team"))
    // Where they part, each has lines of its own from there on.
    try stores.tree("a").append(transcript("s", folder: "a"), assistantLines(500..<505, session: "s"))
    try stores.tree("b").append(transcript("s", folder: "b"), assistantLines(600..<605, session: "s"))
    for name in ["a", "b"] {
      try stores.ingest(name)
      _ = try take(part(name), into: "team")
    }
    // A version that has parted is not compared again.
    let decisions = try bench.store("team").conflicts().count
    try stores.tree("b").append(transcript("s", folder: "b"), assistantLines(605..<610, session: "s"))
    try stores.ingest("b")
    _ = try take(part("b"), into: "team")
    #expect(try bench.store("team").conflicts().count == decisions)
    #expect(try stores.isSound("team"))
  }

  @Test("an event about the last lines of the part before is refused where the two parts in one would be")
  func wrongClaims() throws {
    let (first, second) = (String(repeating: "a", count: 39) + "\n", String(repeating: "b", count: 29) + "\n")
    var counts = (taken: 0, refused: 0)
    for (index, claim) in Claim.all.enumerated() {
      let name = "forged-\(index)"
      _ = try bench.bench.store(stores.machine(name), at: stores.path(name)).ingest(
        bench.bench.options([try stores.tree("empty")]), retry: Workbench.patience())
      try stores.forge(name) { builder in
        for number: Int64 in [0, 1] {
          builder.begin(.source)
          builder.set(.source, number)
          builder.set(.origin, stores.machine(name).id)
          builder.set(.root, Array("/home/x/.claude".utf8))
          builder.set(.path, Array(transcript("\(number)").utf8))
          builder.set(.form, SourceForm.lines.rawValue)
          builder.end()
        }
        builder.addRecord(source: 0, generation: 0, first)
        builder.addDecision(source: 0, generation: 0, length: 40, md5: md5(first), reason: .insert)
        builder.addRecord(source: 1, generation: 0, offset: claim.start, second)
      }
      let border = try bench.head(name).sequence
      try stores.forge(name) { builder in
        builder.begin(.progress)
        builder.set(.source, 1)
        builder.set(.generation, 0)
        builder.set(.length, claim.length)
        builder.set(.lines, 1)
        if claim.isHashed { builder.set(.md5, md5(claim.start == 0 ? second : first + second)) }
        if let base = claim.base {
          builder.set(.related, base.source)
          builder.set(.relatedGeneration, base.generation)
          builder.set(.baseLength, base.length)
        }
        builder.end()
      }
      let errors = try check(name).errors
      let isWholeTaken = (try? take(part(name), into: "whole-\(name)")) != nil
      _ = try take(part(name, upTo: border), into: "parts-\(name)")
      #expect(try check("parts-\(name)").errors == [], "\(claim)")
      let isRestTaken = (try? take(part(name, after: border), into: "parts-\(name)")) != nil
      #expect(isWholeTaken == errors.isEmpty && isRestTaken == errors.isEmpty, "\(claim): \(errors)")
      #expect(try check("parts-\(name)").errors == [], "\(claim)")
      // The same as events of another store.
      try bench.ingest("team-\(name)", "own", 0..<1)
      _ = try take(part(name, upTo: border), into: "team-\(name)")
      let isMerged = (try? take(part(name, after: border), into: "team-\(name)")) != nil
      #expect(isMerged == errors.isEmpty, "\(claim): \(errors)")
      #expect(try check("team-\(name)").errors == [], "\(claim)")
      if isWholeTaken { counts.taken += 1 } else { counts.refused += 1 }
    }
    #expect(counts.taken > 1 && counts.refused > 40, "\(counts)")
  }
}

private func md5(_ text: String) -> [UInt8] {
  var hash = RunningMD5()
  Array(text.utf8).withUnsafeBytes { hash.update($0) }
  return hash.digest
}
