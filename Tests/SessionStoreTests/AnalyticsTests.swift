import FileIO
import Foundation
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let a = transcript("a")
private let b = transcript("b")

@Suite("records, events and tables for other programs")
struct AnalyticsTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func objects(_ write: (([UInt8]) throws -> Void) throws -> Void) throws -> [[String: Any]] {
    var bytes: [UInt8] = []
    try write { bytes += $0 }
    return try bytes.split(separator: 0x0a).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
    }
  }

  private func records(_ change: (inout RecordQuery) -> Void = { _ in }) throws -> [[String: Any]] {
    var query = RecordQuery()
    change(&query)
    return try objects { try bench.store().exportRecords(query, workers: 2, write: $0) }
  }

  @Test("an export of some sessions has their files with the subagents and the results of tools that belong to them")
  func someFiles() throws {
    let sidecars = ["projects/p/a/subagents/agent-1.jsonl", "projects/p/a/tool-results/t.txt"]
    try bench.tree.write(a, lines(0..<3, session: "a"))
    try bench.tree.write(b, lines(10..<12, session: "b"))
    try bench.tree.write(sidecars[0], lines(20..<22, session: "a"))
    try bench.tree.write(sidecars[1], "one")
    try bench.tree.write("projects/p/index.json", "{}")
    try bench.ingest()
    func exported(_ change: (inout SessionChoice) -> Void) throws -> [String: [UInt8]] {
      var choice = SessionChoice()
      change(&choice)
      let target = bench.directory.appending("out-\(UUID().uuidString)")
      _ = try bench.store().export(to: target, of: choice)
      return try contentsOfTree(target)
    }
    let all = try bench.tree.contents()
    #expect(try exported { _ in } == all)
    #expect(try exported { $0.names = ["a"] } == all.filter { $0.key == a || sidecars.contains($0.key) })
    #expect(try exported { $0.names = ["b"] } == all.filter { $0.key == b })
    #expect(try exported { $0.query.period = Period(start: milliseconds(12)) } == exported { $0.names = ["a"] })
    #expect(try exported { $0.query.project = "nowhere" }.isEmpty)
    #expect(errorCode { try exported { $0.names = ["x"] } } == .noSuchSession)
  }

  private func texts(_ objects: [[String: Any]]) -> [String] {
    objects.map { object in
      let message = (object["record"] as? [String: Any])?["message"] as? [String: Any]
      return message?["content"] as? String ?? object["text"] as? String ?? "?"
    }
  }

  @Test("an exported record has the JSON of its line and the fields of its envelope")
  func record() throws {
    try bench.tree.write(
      a, line(0, session: "a", text: "hällo \\u00e9 \\\" \\n") + "no JSON \u{1}\"\\\n" + line(1, session: "a"))
    try bench.ingest()
    let found = try records()
    #expect(texts(found) == ["hällo é \" \n 0", "no JSON \u{1}\"\\", "hello 1"])
    #expect(found[0]["session"] as? String == "a")
    #expect(found[0]["path"] as? String == a)
    #expect(found.map { $0["line"] as? Int } == [0, 1, 2])
    #expect(found[0]["uuid"] as? String == uuid(0))
    #expect(found[0]["timestamp"] as? String == time(0))
    #expect(found[0]["defect"] is NSNull)
    #expect(found[1]["defect"] as? String == "not valid JSON")
    #expect(found[1]["record"] is NSNull)
    #expect(Set(found.map { $0.keys.sorted() }).count == 1, "every line has the same keys")
  }

  @Test("an exported record contains the line of a valid record byte for byte")
  func bytes() throws {
    let original = lines(0..<5, session: "a")
    try bench.tree.write(a, original)
    try bench.ingest()
    var bytes: [UInt8] = []
    try bench.store().exportRecords(workers: 1) { bytes += $0 }
    for line in original.split(separator: "\n") { #expect(bytes.firstRange(of: Array(line.utf8)) != nil) }
  }

  @Test("bytes that are not UTF-8 are repaired in an exported record, so that each line is JSON")
  func invalid() throws {
    try bench.tree.write(a, [0x7b, 0xff, 0xfe, 0x22, 0x0a])
    try bench.ingest()
    #expect(texts(try records()) == ["{\u{fffd}\u{fffd}\""])
  }

  @Test("exported records contain former versions only on request, and never what was erased")
  func versions() throws {
    try bench.tree.write(a, lines(0..<3, session: "a"))
    try bench.tree.write(b, lines(10..<12, session: "b"))
    try bench.ingest()
    try bench.tree.write(a, lines(0..<1, session: "a") + line(7, session: "a"))
    try bench.ingest()
    #expect(texts(try records()).sorted() == ["hello 0", "hello 10", "hello 11", "hello 7"])
    let all = try records { $0.isEveryVersion = true }
    #expect(all.count { $0["latest"] as? Bool == true } == 4)
    #expect(Set(texts(all)) == ["hello 0", "hello 1", "hello 2", "hello 7", "hello 10", "hello 11"])
    _ = try bench.store().erase(.session("b"), retry: Workbench.patience())
    #expect(texts(try records { $0.isEveryVersion = true }).allSatisfy { !$0.contains("1") || $0 == "hello 1" })
    let events = try objects { try bench.store().exportEvents(write: $0) }
    #expect(!events.contains { $0["session"] as? String == "b" && $0["kind"] as? String == "record" })
  }

  @Test("exported records are limited to the requested sessions")
  func sessions() throws {
    for (number, name) in ["a", "b", "c"].enumerated() {
      try bench.tree.write(transcript(name), lines(number * 10..<number * 10 + 2, session: name))
    }
    try bench.ingest()
    #expect(texts(try records { $0.sessions.names = ["b"] }) == ["hello 10", "hello 11"])
    #expect(texts(try records { $0.sessions.limit = 1 }) == ["hello 20", "hello 21"])
    #expect(try records { $0.sessions.query.project = "nowhere" }.isEmpty)
    #expect(errorCode { try records { $0.sessions.names = ["x"] } } == .noSuchSession)
  }

  @Test("exported records as of an earlier position are those that the store had then")
  func asOf() throws {
    try bench.tree.write(a, lines(0..<1, session: "a"))
    try bench.ingest()
    let head = try bench.store().openLog().head.sequence
    try bench.tree.write(a, lines(0..<2, session: "a"))
    try bench.ingest()
    #expect(texts(try records { $0.position = .sequence(head) }) == ["hello 0"])
    #expect(try records().count == 2)
  }

  @Test("exported events include every event with its columns")
  func events() throws {
    try bench.tree.write(a, lines(0..<2, session: "a"))
    try bench.ingest()
    let events = try objects { try bench.store().exportEvents(write: $0) }
    #expect(events.map { $0["seq"] as? Int } == Array(1...events.count))
    #expect(UInt64(events.count) == (try bench.store().openLog().head.sequence))
    let kinds = Set(events.compactMap { $0["kind"] as? String })
    #expect(kinds == ["run_started", "source", "record", "decision", "run_finished"])
    let finished = try #require(events.last { $0["kind"] as? String == "run_finished" })
    #expect(finished["discovered"] as? Int == 1)
    #expect(finished["new"] as? Int == 1)
    let decision = try #require(events.last { $0["kind"] as? String == "decision" })
    #expect((decision["md5"] as? String)?.count == 32)
  }

  @Test("the tables of responses, decisions and runs are complete, even for runs outside the kept history")
  func tables() throws {
    for round in 1...70 {
      try bench.tree.write(a, lines(0..<round, session: "a"))
      try bench.ingest()
    }
    let runs = try bench.store().runs()
    #expect(runs.map(\.number) == Array(1...70), "also those that the state of syncing has forgotten")
    #expect(runs.allSatisfy { $0.status == .completed && $0.ended != nil })
    #expect(Array(runs.suffix(64)) == (try bench.store().status().history))
    let decisions = try bench.store().decisions()
    #expect(decisions.map(\.reason) == [.insert] + Array(repeating: .appended, count: 69))
    #expect(decisions.map(\.run) == Array(1...70))
    #expect(try bench.store().responses().isEmpty)
  }

  @Test("the table of responses adds up to the totals of usage")
  func responses() throws {
    try bench.tree.write(
      a, assistant(id: "m1", tokens: 5) + assistant(id: "m1", tokens: 9) + assistant(id: "m2", tokens: 1))
    try bench.ingest()
    let rows = try bench.store().responses()
    let usage = try bench.store().usage()
    #expect(rows.count == 2)
    #expect(rows.reduce(0) { $0 + $1.tokens.output } == usage.totals.tokens.output)
    #expect(rows.reduce(0) { $0 + ($1.cost ?? 0) } == usage.totals.cost)
  }

  private func assistant(id: String, tokens: Int) -> String {
    #"{"type":"assistant","uuid":"\#(id)-\#(tokens)","sessionId":"a","requestId":"r","timestamp":"\#(time(1))","message":{"id":"\#(id)","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":1,"output_tokens":\#(tokens)}}}"#
      + "\n"
  }
}
