import Bytes
import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private func md5(_ bytes: [UInt8]) -> [UInt8] {
  var reference = ReferenceMD5()
  bytes.withUnsafeBytes { reference.update($0) }
  return reference.digest
}

private let file = transcript("s")

@Suite("each of the cases A to H alone")
struct DecisionTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func latest() throws -> LoggedDecision { try #require(try bench.log().decisions(file).last) }

  @Test("decision case A: a new file is inserted as generation 0, with its MD5 and length and without old ones")
  func insert() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    let decision = try latest()
    let bytes = Array(lines(0..<3).utf8)
    #expect(decision.reason == .insert)
    #expect(decision.generation == 0)
    #expect(decision.length == Int64(bytes.count))
    #expect(decision.lines == 3)
    #expect(decision.md5 == md5(bytes))
    #expect(decision.oldLength == nil)
    #expect(decision.oldMD5 == nil)
    #expect(decision.related == nil)
  }

  @Test("decision case A: a new file has no old MD5 and length where another file of its session is empty")
  func insertBesideEmpty() throws {
    try bench.tree.write(transcript("s", folder: "a"), "")
    try bench.ingest()
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    let decision = try latest()
    #expect(decision.reason == .insert)
    #expect(decision.oldLength == nil)
    #expect(decision.oldMD5 == nil)
  }

  @Test("decision case B: only the new lines of a file that has grown are stored")
  func appended() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    try bench.tree.append(file, lines(3..<5))
    let report = try bench.ingest()
    #expect(report.counts.updated == 1)
    #expect(report.counts.records == 2)
    #expect(report.counts.bytes == Int64(lines(3..<5).utf8.count))
    let decision = try latest()
    #expect(decision.reason == .appended)
    #expect(decision.generation == 0)
    #expect(decision.oldLength == Int64(lines(0..<3).utf8.count))
    #expect(decision.oldMD5 == md5(Array(lines(0..<3).utf8)))
    #expect(decision.md5 == md5(Array(lines(0..<5).utf8)))
    #expect(try bench.log().bodies.map(\.line) == [0, 1, 2, 3, 4])
  }

  @Test("decision case C: a file that was only touched is recorded as identical, and no record is stored")
  func identical() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    try bench.tree.setModified(file, 1_700_000_000_000_000_000)
    let report = try bench.ingest()
    #expect(report.counts.unchanged == 1)
    #expect(report.counts.records == 0)
    let decision = try latest()
    #expect(decision.reason == .identical)
    #expect(decision.md5 == decision.oldMD5)
    #expect(decision.length == decision.oldLength)
    #expect(try bench.log().bodies.count == 3)
  }

  @Test("decision case D: a rewritten file begins a new generation, and the old one is still exported")
  func rewritten() throws {
    let (before, after) = (Array(lines(0..<3).utf8), Array((line(7) + lines(1..<4)).utf8))
    try bench.tree.write(file, before)
    try bench.ingest()
    try bench.tree.write(file, after)
    let report = try bench.ingest()
    #expect(report.counts.rewritten == 1)
    #expect(report.conflicts.map(\.reason) == [.rewritten])
    let decision = try latest()
    #expect(decision.reason == .rewritten)
    #expect(decision.generation == 1)
    #expect(decision.oldMD5 == md5(before))
    #expect(decision.md5 == md5(after))
    #expect(try bench.exported(generation: 0) == [file: before])
    #expect(try bench.exported(generation: 1) == [file: after])
  }

  @Test("decision case D: a shortened file begins a new generation with the reason truncated")
  func truncated() throws {
    let before = Array(lines(0..<3).utf8)
    try bench.tree.write(file, before)
    try bench.ingest()
    try bench.tree.cut(file, to: lines(0..<1).utf8.count)
    let report = try bench.ingest()
    #expect(report.counts.rewritten == 1)
    let decision = try latest()
    #expect(decision.reason == .truncated)
    #expect(decision.generation == 1)
    #expect(decision.oldLength == Int64(before.count))
    #expect(decision.length == Int64(lines(0..<1).utf8.count))
    #expect(try bench.exported(generation: 0) == [file: before])
  }

  @Test("decision case D: a conflict names both versions by generation, MD5 and length")
  func conflictReport() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    try bench.tree.write(file, line(9))
    try bench.ingest()
    let conflict = try #require(try bench.store().conflicts(session: "s").first)
    #expect(conflict.reason == .truncated)
    #expect(conflict.old.generation == 0)
    #expect(conflict.new.generation == 1)
    #expect(conflict.old.md5 == hexadecimal(md5(Array(lines(0..<3).utf8))))
    #expect(conflict.new.md5 == hexadecimal(md5(Array(line(9).utf8))))
    #expect(conflict.old.length == Int64(lines(0..<3).utf8.count))
    #expect(conflict.new.length == Int64(line(9).utf8.count))
    #expect(conflict.run == 2)
    #expect(conflict.sequence == (try latest().sequence))
  }

  @Test("decision case D: a changed sidecar is a new version and not a conflict")
  func sidecar() throws {
    let sidecar = "projects/p/s/tool-results/1.txt"
    try bench.tree.write(sidecar, "one")
    try bench.ingest()
    try bench.tree.write(sidecar, "one and more")
    let report = try bench.ingest()
    #expect(report.counts.updated == 1)
    #expect(report.counts.rewritten == 0)
    #expect(report.conflicts.isEmpty)
    #expect(try bench.exported(generation: 0) == [sidecar: Array("one".utf8)])
    #expect(try bench.exported(generation: 1) == [sidecar: Array("one and more".utf8)])
  }

  @Test("decision case F: a deleted file is marked as missing once, and its data stays")
  func missing() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    try bench.tree.remove(file)
    #expect(try bench.ingest().counts.missing == 1)
    #expect(try bench.ingest().counts.missing == 0)
    let log = try bench.log()
    #expect(log.missing == [log.number(file)])
    #expect(try bench.exported() == [file: Array(lines(0..<3).utf8)])
  }

  @Test("decision case F: a deleted file that comes back unchanged stores nothing")
  func back() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    try bench.tree.remove(file)
    try bench.ingest()
    try bench.tree.write(file, lines(0..<3))
    let report = try bench.ingest()
    #expect(report.counts.unchanged == 1)
    #expect(try latest().reason == .identical)
    #expect(try bench.log().bodies.count == 3)
    #expect(try bench.store().status().missingSources == 0)
  }

  @Test("every decision has the version of the rules")
  func rules() throws {
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
    try bench.tree.append(file, line(3))
    try bench.tree.write(transcript("t"), line(0))
    try bench.ingest { $0.skipExisting = true }
    #expect(try bench.log().decisions.map(\.rules) == [1, 1, 1])
  }

  @Test("a second ingest without changes adds two events, the start and the end of its run")
  func twice() throws {
    try bench.tree.write(file, lines(0..<3))
    let before = try bench.ingest().head.sequence
    let report = try bench.ingest()
    #expect(report.head.sequence == before + 2)
    #expect(try bench.log().kinds.suffix(2) == [.runStarted, .runFinished])
  }
}
