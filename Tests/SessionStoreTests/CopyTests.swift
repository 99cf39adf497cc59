import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let original = transcript("s", folder: "p")
private let copy = transcript("s", folder: "q")
private let text = Array(lines(0..<20, session: "s").utf8)

@Suite("case E: moved files and copies")
struct CopyTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(original, text)
  }

  private func decision(_ path: String) throws -> LoggedDecision { try #require(try bench.log().decisions(path).last) }

  /// The bytes of records in the log, however many files they belong to.
  private func storedBytes() throws -> Int { try bench.log().bodyBytes }

  @Test("a moved file is a copy of the missing one and is stored once")
  func moved() throws {
    try bench.ingest()
    try bench.tree.move(original, to: copy)
    let report = try bench.ingest()
    #expect(report.counts.missing == 1)
    #expect(report.counts.skipped == 1)
    #expect(report.counts.records == 0)
    let decision = try decision(copy)
    #expect(decision.reason == .copy)
    #expect(decision.related == (try bench.log().number(original)))
    #expect(decision.relatedGeneration == 0)
    #expect(decision.baseLength == Int64(text.count))
    #expect(try bench.exported() == [original: text, copy: text])
    #expect(try storedBytes() == text.count)
  }

  @Test("only the new lines of a file that moved and grew are stored")
  func movedAndGrown() throws {
    try bench.ingest()
    try bench.tree.move(original, to: copy)
    try bench.tree.append(copy, line(20))
    let report = try bench.ingest()
    #expect(report.counts.records == 1)
    #expect(try decision(copy).reason == .copy)
    #expect(try bench.exported() == [original: text, copy: text + Array(line(20).utf8)])
    #expect(try storedBytes() == text.count + line(20).utf8.count)
  }

  @Test("two copies found in the first run are stored once")
  func firstRun() throws {
    try bench.tree.copy(original, to: copy)
    try bench.ingest()
    #expect(try bench.log().latestReasons == [original: .insert, copy: .copy])
    #expect(try bench.exported() == [original: text, copy: text])
    #expect(try storedBytes() == text.count)
  }

  @Test("the same session under two roots is stored once and exported twice")
  func twoRoots() throws {
    let other = try bench.tree("backup")
    try bench.tree.copy(original, to: original, of: other)
    try bench.ingest([bench.tree, other])
    #expect(
      try bench.exported() == [bench.prefix(bench.tree) + original: text, bench.prefix(other) + original: text])
    #expect(try storedBytes() == text.count)
  }

  @Test("the same session on another machine is stored once and exported twice")
  func anotherMachine() throws {
    try bench.ingest()
    let report = try bench.ingest(machine: .laptop)
    #expect(report.counts.records == 0)
    #expect(
      try bench.exported() == [
        bench.prefix(bench.tree) + original: text, bench.prefix(bench.tree, .laptop) + original: text,
      ])
    #expect(try storedBytes() == text.count)
  }

  @Test("a copy of a copy is stored once")
  func copyOfCopy() throws {
    try bench.ingest()
    try bench.tree.move(original, to: copy)
    try bench.tree.append(copy, line(20))
    try bench.ingest()
    let third = transcript("s", folder: "r")
    try bench.tree.move(copy, to: third)
    try bench.tree.append(third, line(21))
    try bench.ingest()
    let (second, last) = (text + Array(line(20).utf8), text + Array(lines(20..<22).utf8))
    #expect(try bench.exported() == [original: text, copy: second, third: last])
    #expect(try decision(third).related == (try bench.log().number(copy)))
    #expect(try storedBytes() == last.count)
  }

  @Test("a copy that grows later stores its new lines, and the original stays as it was")
  func copyGrows() throws {
    try bench.tree.copy(original, to: copy)
    try bench.ingest()
    try bench.tree.append(copy, line(20))
    try bench.ingest()
    #expect(try decision(copy).reason == .appended)
    #expect(try bench.exported() == [original: text, copy: text + Array(line(20).utf8)])
  }

  @Test("an original that grows after it was copied leaves the copy as it was")
  func originalGrows() throws {
    try bench.tree.copy(original, to: copy)
    try bench.ingest()
    try bench.tree.append(original, line(30))
    try bench.ingest()
    #expect(try bench.exported() == [original: text + Array(line(30).utf8), copy: text])
  }

  @Test("a copy that is rewritten later keeps the version that was shared with the original")
  func copyRewritten() throws {
    try bench.tree.copy(original, to: copy)
    try bench.ingest()
    let new = Array(lines(40..<70, session: "s").utf8)
    try bench.tree.write(copy, new)
    try bench.ingest()
    #expect(try decision(copy).reason == .rewritten)
    #expect(try decision(copy).generation == 1)
    #expect(try bench.exported() == [original: text, copy: new])
    #expect(try bench.exported(generation: 0) == [original: text, copy: text])
  }

  @Test("an original that is rewritten later leaves its copies complete")
  func originalRewritten() throws {
    try bench.tree.copy(original, to: copy)
    try bench.ingest()
    try bench.tree.write(original, line(50, session: "s"))
    try bench.ingest()
    #expect(try bench.exported() == [original: Array(line(50, session: "s").utf8), copy: text])
  }

  @Test("a copy of a file without a final newline continues the last line")
  func openLine() throws {
    let open = text + Array(line(20).utf8.dropLast())
    try bench.tree.write(original, open)
    try bench.ingest()
    try bench.tree.write(copy, open + Array(("\n" + line(21)).utf8))
    try bench.ingest()
    #expect(try bench.exported() == bench.tree.contents())
    #expect(try storedBytes() == open.count + 1 + line(21).utf8.count)
    #expect(try bench.damage() == [])
  }

  @Test("a moved session is listed as present, with the records of one file")
  func sessionOfMoved() throws {
    try bench.ingest()
    try bench.tree.move(original, to: copy)
    try bench.ingest()
    let session = try #require(try bench.store().sessions().first { $0.id == "s" })
    #expect(session.sourceState == .present)
    #expect(session.records == 20)
  }
}

@Suite("case G: diverged copies")
struct DivergedTests {
  let bench: Workbench
  let other = text.dropLast(line(19).utf8.count) + Array(line(99, session: "s", text: "another end").utf8)

  init() throws {
    bench = try Workbench()
    try bench.tree.write(original, text)
  }

  @Test("a diverged copy in another folder that is found later is a conflict, and both are exported")
  func later() throws {
    try bench.ingest()
    try bench.tree.write(copy, Array(other))
    let report = try bench.ingest()
    #expect(report.counts.new == 1)
    #expect(report.conflicts.map(\.reason) == [.diverged])
    #expect(try bench.exported() == [original: text, copy: Array(other)])
  }

  @Test("two diverged copies found in the first run are both exported")
  func firstRun() throws {
    try bench.tree.write(copy, Array(other))
    try bench.ingest()
    #expect(try bench.log().latestReasons == [original: .insert, copy: .diverged])
    #expect(try bench.exported() == [original: text, copy: Array(other)])
  }

  @Test("a diverged copy on another machine is exported in addition to the original")
  func anotherMachine() throws {
    try bench.ingest()
    try bench.tree.write(original, Array(other))
    try bench.ingest(machine: .laptop)
    #expect(
      try bench.exported() == [
        bench.prefix(bench.tree) + original: text, bench.prefix(bench.tree, .laptop) + original: Array(other),
      ])
  }

  @Test("the conflict of a diverged copy names the other copy as the old version")
  func conflict() throws {
    try bench.ingest()
    try bench.tree.write(copy, Array(other))
    try bench.ingest()
    let conflict = try #require(try bench.store().conflicts(session: "s").first)
    #expect(conflict.reason == .diverged)
    #expect(conflict.old.path == bench.tree.path(original).string)
    #expect(conflict.new.path == bench.tree.path(copy).string)
    #expect(conflict.old.length == Int64(text.count))
    #expect(conflict.new.length == Int64(other.count))
  }

  @Test("the decision about a diverged copy is related to the other copy and has no base")
  func decision() throws {
    try bench.ingest()
    try bench.tree.write(copy, Array(other))
    try bench.ingest()
    let log = try bench.log()
    let decision = try #require(log.decisions(copy).last)
    #expect(decision.related == log.number(original))
    #expect(decision.relatedGeneration == 0)
    #expect(decision.baseLength == nil)
    #expect(decision.oldMD5 == log.decisions(original).last?.md5)
  }

  @Test("diverged copies grow independently of each other")
  func grow() throws {
    try bench.tree.write(copy, Array(other))
    try bench.ingest()
    try bench.tree.append(original, line(60))
    try bench.tree.append(copy, line(61))
    try bench.ingest()
    #expect(try bench.log().latestReasons == [original: .appended, copy: .appended])
    #expect(try bench.exported() == bench.tree.contents())
  }
}

@Suite("many copies in the first run")
struct ManyCopiesTests {
  private struct Outcome: Equatable {
    var reasons: [String: DecisionReason]
    var related: [String: Int64?]
    var bases: [String: Int64?]
    var bodyBytes: Int
  }

  /// Writes the same sessions with more, fewer or other lines into several folders.
  private func write(_ tree: Tree, seed: UInt64) throws {
    var random = Seeded(seed)
    for session in 0..<5 {
      let name = "s\(session)"
      for folder in 0..<6 {
        var count = [100, 100, 150, 200].randomElement(using: &random)!
        if session == 4 { count *= 10 }
        var text = Array(lines(0..<count, session: name).utf8)
        if Int.random(in: 0..<4, using: &random) == 0 { text += Array(line(folder, text: "another end").utf8) }
        if Int.random(in: 0..<6, using: &random) == 0 { text[300] ^= 1 }
        try tree.write(transcript(name, folder: "p\(folder)"), text)
      }
    }
  }

  private func outcome(workers: Int, seed: UInt64) throws -> Outcome {
    let bench = try Workbench()
    try write(bench.tree, seed: seed)
    try bench.ingest { $0.workers = workers }
    #expect(try bench.exported() == bench.tree.contents())
    #expect(try bench.damage() == [])
    let log = try bench.log()
    let reasons = log.latestReasons
    let last = Dictionary(uniqueKeysWithValues: reasons.keys.map { ($0, log.decisions($0).last) })
    return Outcome(
      reasons: reasons, related: last.mapValues { $0?.related }, bases: last.mapValues { $0?.baseLength },
      bodyBytes: log.bodyBytes)
  }

  @Test(
    "many copies are stored once, with the same decisions for any number of workers", arguments: 0..<5 as Range<UInt64>)
  func workers(seed: UInt64) throws {
    let alone = try outcome(workers: 1, seed: seed)
    #expect(Set(alone.reasons.values).isSuperset(of: [.insert, .copy, .diverged]))
    for workers in [2, 4] { #expect(try outcome(workers: workers, seed: seed) == alone, "\(workers) workers") }
  }
}
