import FileIO
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

@Suite("queries for sessions")
struct SessionQueryTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    let work = #","cwd":"/home/me/Website","gitBranch":"main""#
    try bench.tree.write(
      transcript("a"),
      line(0, session: "a", text: "fix the parser", more: work)
        + assistant(10, session: "a", usage: #"{"output_tokens":1000}"#, more: work))
    try bench.tree.write(
      transcript("b"),
      line(20, session: "b", text: "write docs", more: #","cwd":"/home/me/engine","gitBranch":"docs""#)
        + assistant(3000, message: "msg_2", session: "b", model: "claude-next", usage: #"{"output_tokens":5}"#))
    try bench.tree.write(transcript("c"), #"{"type":"summary","summary":"no time at all","sessionId":"c"}"# + "\n")
    try bench.ingest()
  }

  private func ids(_ change: (inout SessionQuery) -> Void) throws -> [String] {
    var query = SessionQuery()
    change(&query)
    return try bench.store().sessions(query).map(\.id)
  }

  @Test("a query selects sessions by project, model, branch and text, ignoring case")
  func filters() throws {
    #expect(try ids { $0.project = "website" } == ["a"])
    #expect(try ids { $0.model = "OPUS" } == ["a"])
    #expect(try ids { $0.branch = "doc" } == ["b"])
    #expect(try ids { $0.text = "Parser" } == ["a"])
    #expect(try ids { $0.text = "at all" } == ["c"])
    #expect(try ids { $0.project = "nowhere" } == [])
  }

  @Test("a query selects the sessions that began, ended or got a response in a period")
  func period() throws {
    #expect(try ids { $0.period = Period(start: milliseconds(0), end: milliseconds(1)) } == ["a"])
    #expect(try ids { $0.period = Period(start: milliseconds(2999)) } == ["b"])
    #expect(try ids { $0.period = Period(start: milliseconds(11), end: milliseconds(20)) } == [])
    #expect(try ids { $0.period = Period(end: milliseconds(60)) } == ["b", "a"])
  }

  @Test("a query selects the sessions whose transcripts are missing")
  func missing() throws {
    try bench.tree.remove(transcript("a"))
    try bench.ingest()
    #expect(try ids { $0.isMissing = true } == ["a"])
  }

  @Test("a query selects the sessions that will be deleted before a given time")
  func expiring() throws {
    let day: Int64 = 86_400_000
    try bench.tree.setModified(transcript("a"), (bench.clock.milliseconds - 28 * day) * 1_000_000)
    try bench.ingest()
    #expect(try ids { $0.deletedBefore = Instant(milliseconds: bench.clock.milliseconds + 7 * day) } == ["a"])
    #expect(
      try ids {
        $0.deletedBefore = Instant(milliseconds: bench.clock.milliseconds + 7 * day)
        $0.cleanupPeriodDays = 60
      } == [])
    let times = try bench.store().sessions().map(\.deletedAfter)
    #expect(times.allSatisfy { $0 != nil })
    #expect(
      try Store(at: bench.storePath, fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .laptop).sessions()
        .allSatisfy {
          $0.deletedAfter == nil
        })
  }

  @Test(
    "a query sorts sessions by tokens, records, title and project, in both directions",
    arguments: [
      (.tokens, ["a", "b", "c"]), (SessionOrder.records, ["b", "a", "c"]), (.title, ["a", "c", "b"]),
      (.project, ["c", "a", "b"]),
    ])
  func order(_ order: SessionOrder, _ expected: [String]) throws {
    #expect(try ids { $0.order = order } == expected)
    #expect(try ids { ($0.order, $0.isReversed) = (order, true) } == expected.reversed())
  }

  @Test(
    "sessions without a time or without a price come last in both directions",
    arguments: [
      (SessionOrder.ended, ["b", "a", "c"], ["a", "b", "c"]), (.started, ["b", "a", "c"], ["a", "b", "c"]),
      (.duration, ["b", "a", "c"], ["a", "b", "c"]), (.cost, ["a", "c", "b"], ["c", "a", "b"]),
    ])
  func unknown(_ order: SessionOrder, _ expected: [String], _ reversed: [String]) throws {
    #expect(try ids { $0.order = order } == expected)
    #expect(try ids { ($0.order, $0.isReversed) = (order, true) } == reversed)
  }

  @Test("a listed session has its tokens, cost, messages and duration")
  func answer() throws {
    let session = try #require(try bench.store().sessions().first { $0.id == "a" })
    #expect(session.usage.tokens.output == 1000 && session.usage.responses == 1)
    #expect(session.usage.cost == 0.025)
    #expect(session.messages == 2 && session.records == 2)
    #expect(session.duration == 10_000)
    let other = try #require(try bench.store().sessions().first { $0.id == "b" })
    #expect(other.usage.cost == nil && other.usage.unpricedModels == ["claude-next"])
  }

  @Test("a listed session has the session that it was forked from")
  func forks() throws {
    try bench.tree.write(
      transcript("fork"), assistant(10, session: "fork") + assistant(12, message: "msg_9", session: "fork"))
    try bench.ingest()
    try bench.tree.write(
      transcript("again"),
      assistant(10, session: "again") + assistant(12, message: "msg_9", session: "again")
        + assistant(13, message: "msg_10", session: "again"))
    try bench.ingest()
    let from = Dictionary(uniqueKeysWithValues: try bench.store().sessions().map { ($0.id, $0.forkedFrom) })
    #expect(from["fork"] == "a" && from["again"] == "fork" && from["a"] == .some(nil))
  }

  @Test("a listed session has a short id that identifies it")
  func shortIDs() throws {
    for id in ["aaaaaaaa-1", "aaaaaaaa-2x", "bbbbbbbbbbbb"] {
      try bench.tree.write(transcript(id), line(0, session: id))
    }
    try bench.ingest()
    let sessions = try bench.store().sessions()
    #expect(Set(sessions.map(\.shortID)) == ["a", "b", "c", "aaaaaaaa-1", "aaaaaaaa-2", "bbbbbbbb"])
    let state = try Projected<SessionsState>(try bench.store().openLog()).state
    for session in sessions { #expect(try state.session(named: session.shortID).id.text == session.id) }
  }
}
