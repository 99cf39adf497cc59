import FileIO
import SystemPackage
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// The answers of a store at the end of an ingest.
private struct Answers: Equatable {
  var head: LogHead
  /// The commit time in milliseconds since 1970 UTC.
  var time: Int64
  var digests: [String]
  var sessions: [SessionSummary]
  var usage: [UsageGroup]
  var files: [String: [UInt8]]
}

@Suite("answers as of a position")
struct AsOfTests {
  let bench: Workbench
  var tree: Tree { bench.tree }

  init() throws { bench = try Workbench() }

  private func answers(_ position: LogPosition? = nil, time: Int64 = 0) throws -> Answers {
    let store = bench.store()
    var (sessions, usage) = (SessionQuery(), UsageQuery())
    (sessions.position, usage.position) = (position, position)
    let replay = try store.replay(asOf: position)
    let target = bench.directory.appending("export")
    defer { remove(target) }
    _ = try store.export(to: target, asOf: position)
    return Answers(
      head: replay.head, time: time, digests: replay.projections.map(\.digest.description),
      sessions: try store.sessions(sessions), usage: try store.usage(usage).groups, files: try contentsOfTree(target))
  }

  private func remove(_ directory: FilePath) {
    let files = POSIXFileSystem()
    for entry in (try? files.list(directory)) ?? [] {
      let path = directory.appending(bytes: entry.name)
      if entry.status.kind == .directory { remove(path) } else { try? files.remove(path) }
    }
    try? files.removeDirectory(directory)
  }

  /// Several ingests between which files grow, are rewritten, copied, moved and deleted; returns the answers of the
  /// store after each.
  private func history() throws -> [Answers] {
    var seen: [Answers] = []
    func ingest() throws {
      try bench.ingest()
      let log = try bench.store().openLog()
      var time: Int64 = 0
      try log.forEachCommit {
        time = $0.time
        return true
      }
      seen.append(try answers(time: time))
      bench.clock.advance(seconds: 60)
    }
    try tree.write(transcript("a"), lines(0..<5, session: "a") + assistantLine("a", 5))
    try tree.write("projects/p/a/tool-results/t.txt", "one")
    try ingest()
    try tree.append(transcript("a"), lines(6..<9, session: "a") + assistantLine("a", 9))
    try tree.write(transcript("b"), lines(20..<24, session: "b"))
    try ingest()
    try tree.write(transcript("b"), lines(30..<33, session: "b"))
    try tree.write("projects/p/a/tool-results/t.txt", "two")
    try ingest()
    try tree.move(transcript("a"), to: transcript("a", folder: "q"))
    try tree.remove(transcript("b"))
    try ingest()
    return seen
  }

  private func assistantLine(_ session: String, _ number: Int) -> String {
    #"{"type":"assistant","uuid":"\#(uuid(number))","sessionId":"\#(session)","timestamp":"\#(time(number))","requestId":"r\#(number)","#
      + #""message":{"id":"m\#(number)","role":"assistant","model":"claude-sonnet-4","usage":{"input_tokens":10,"output_tokens":\#(number)}}}"#
      + "\n"
  }

  @Test(
    "answers as of an earlier event or time are those given at that time, even after a compaction"
  )
  func then() throws {
    let seen = try history()
    func check(_ note: Comment) throws {
      for answer in seen {
        var found = try answers(.sequence(answer.head.sequence), time: answer.time)
        #expect(found == answer, note)
        found = try answers(.time(Instant(milliseconds: answer.time)), time: answer.time)
        #expect(found == answer, note)
        found = try answers(.time(Instant(milliseconds: answer.time + 59_000)), time: answer.time)
        #expect(found == answer, note)
      }
    }
    try check("as ingested")
    try bench.saveCheckpoints()
    try check("with snapshots")
    try bench.compact()
    try check("compacted")
  }

  @Test("answers as of a position before the first commit are empty and not errors")
  func beginning() throws {
    let seen = try history()
    for position in [LogPosition.sequence(0), .time(Instant(milliseconds: seen[0].time - 1))] {
      let found = try answers(position)
      #expect(found.head == LogHead(sequence: 0, chain: .zero))
      #expect(found.sessions.isEmpty && found.usage.isEmpty && found.files.isEmpty)
    }
  }

  @Test("each event is a position with the chain hash of its events, and projections continue from there")
  func everyEvent() throws {
    _ = try history()
    let log = try bench.store().openLog()
    var chain = Chain()
    try log.forEachBlock { block in
      let bodies = try log.bodies(of: block)
      for row in 0..<block.count {
        let one = block.cut(to: block.firstSequence + UInt64(row)...block.firstSequence + UInt64(row))
        chain.extend(eventHashes: try one.eventHashes(bodies.cut(to: one.rows)))
        let there = try log.asOf(.sequence(one.firstSequence))
        #expect(there.head == LogHead(sequence: one.firstSequence, chain: chain.digest))
        var projections = try Projections(there)
        try projections.catchUp(log)
        if row.isMultiple(of: 7) {
          #expect(projections.digests.map(\.digest) == (try Projections(log)).digests.map(\.digest))
        }
      }
    }
    #expect(chain.digest == log.head.chain)
  }

  @Test("an erased session is hidden as of every earlier position, with its titles and tokens")
  func erased() throws {
    let seen = try history()
    try bench.saveCheckpoints()
    _ = try bench.store().erase(.session("a"), includesUsage: true)
    for answer in seen {
      let found = try answers(.sequence(answer.head.sequence))
      #expect(!found.sessions.contains { $0.id == "a" } && found.usage.isEmpty)
      #expect(found.files == answer.files.filter { !$0.key.contains("/a") })
    }
  }

  @Test(
    "what was erased is hidden as of every event, also in the middle of the run that stored it",
    arguments: [false, true])
  func erasedAnywhere(isPurged: Bool) throws {
    try bench.tree.write(transcript("kept"), line(0, session: "kept", text: "kept"))
    try bench.ingest()
    try bench.tree.write(
      transcript("secret"),
      (1..<40).map { line($0, session: "secret", text: "hidden words") }.joined()
        + assistant(50, session: "secret"))
    try bench.ingest()
    _ = try bench.store().erase(.session("secret"), includesUsage: true)
    if isPurged { _ = try bench.store().purge(retry: Workbench.patience()) }
    let head = try bench.store().view().head.sequence
    for sequence in 1...head {
      let view = try bench.store().view(at: .sequence(sequence))
      var text: [UInt8] = []
      try view.exportRecords(workers: 1) { text += $0 }
      try view.exportEvents { text += $0 }
      #expect(!String(decoding: text, as: UTF8.self).contains("hidden words"), "as of event \(sequence)")
      #expect(try !view.sessions().contains { $0.id == "secret" }, "as of event \(sequence)")
      #expect(try view.usage().totals.responses == 0, "as of event \(sequence)")
      #expect(try view.search(SearchQuery(["hidden"]), workers: 1).matches == [], "as of event \(sequence)")
      #expect(errorCode { try view.transcript(of: "secret") }?.isUnknownSession == true, "as of event \(sequence)")
    }
  }

  @Test("a position after the last event is an error that names the last event")
  func beyond() throws {
    let head = try #require(try history().last).head.sequence
    let error = #expect(throws: StoreError.self) { try answers(.sequence(head + 1)) }
    #expect(error?.code == .noSuchPosition)
    #expect(error?.message == "the store has no event \(head + 1); its last one is \(head)")
  }

  @Test(
    "a position is named by a number or a time; a day means its end, and 7d the time seven days ago",
    arguments: [
      ("0", .sequence(0)), ("1234", .sequence(1234)), ("2026-03-25", at(1_774_483_199_999)),
      ("2026-03-25T00:00:00Z", at(1_774_396_800_000)), ("7d", at(1_800_000_000_000 - 7 * 86_400_000)),
      ("now", at(1_800_000_000_000)), ("x", nil), ("", nil), ("-1", nil), ("99999999999999999999", nil),
    ] as [(String, LogPosition?)])
  func names(_ name: String, _ position: LogPosition?) {
    #expect(LogPosition(named: name, now: Instant(milliseconds: 1_800_000_000_000), zone: .utc) == position)
  }
}

private func at(_ milliseconds: Int64) -> LogPosition { .time(Instant(milliseconds: milliseconds)) }
