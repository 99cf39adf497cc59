import FileIO
import Testing
import Times

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("names of projects")
struct ProjectNamesTests {
  @Test("a project is called by the last name of its path, and alike ones by the name of their folder before it")
  func names() {
    let names = ProjectNames(["/home/me/a/site", "/srv/b/site", "/home/me/tool", ""])
    #expect(names.name(of: "/home/me/a/site") == "a/site")
    #expect(names.name(of: "/srv/b/site/") == "b/site")
    #expect(names.name(of: "/home/me/tool") == "tool")
    #expect(names.name(of: "") == "" && names.name(of: "/never/seen") == "seen")
  }

  @Test("the spellings of one path on Windows are one project")
  func windows() {
    let paths = [#"C:\lab\X"#, #"c:\lab\X"#, "c:/lab/X/"]
    let names = ProjectNames(paths)
    #expect(paths.map(names.name) == ["X", "X", "X"])
    let more = ProjectNames(paths + [#"D:\lab\X"#])
    #expect(more.name(of: paths[0]) == "C:/lab/X" || more.name(of: paths[0]) == "c:/lab/X")
    #expect(more.name(of: #"D:\lab\X"#) == "D:/lab/X")
  }

  @Test("different projects have different names, also where one path is the end of another")
  func unique() {
    let deep = (0..<20).map { _ in "x" }.joined(separator: "/")
    let paths = ["/site", "/a/site", "/b/a/site", "site", "/", "/1/\(deep)", "/2/\(deep)", "/1/\(deep)/x"]
    let names = ProjectNames(paths)
    #expect(Set(paths.map(names.name)).count == paths.count, "\(paths.map(names.name))")
  }

  @Test("many projects with one long path each are named without much work")
  func hostile() {
    let tail = String(repeating: "/a", count: 100_000)
    let paths = (0..<8).map { "/\($0)\(tail)" }
    let names = ProjectNames(paths)
    #expect(Set(paths.map(names.name)).count == paths.count)
  }
}

@Suite("filters and orders of lists")
struct ListTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    let site = #","cwd":"/home/me/Site","gitBranch":"main""#
    let engine = #","cwd":"C:\\code\\engine","gitBranch":"docs""#
    func touch(_ tool: String, _ path: String, _ line: String) -> String {
      line.replacing(#""name":"\#(tool)","input":{}"#, with: #""name":"\#(tool)","input":{"file_path":"\#(path)"}"#)
    }
    try bench.tree.write(
      transcript("a"),
      line(0, session: "a", text: "first", more: site)
        + touch(
          "Read", "/one", assistant(10, session: "a", usage: #"{"output_tokens":1000}"#, tool: "Read", more: site))
        + toolResult(40, of: 10, session: "a"))
    let other = assistant(20, message: "msg_2", session: "b", model: "claude-next", tool: "Write", more: engine)
    try bench.tree.write(
      transcript("b"),
      line(15, session: "b", text: "second", more: engine) + touch("Write", "/two", other)
        + toolResult(21, of: 20, session: "b", isError: true))
    try bench.ingest()
  }

  private func filter(_ change: (inout SessionFilter) -> Void) -> SessionFilter {
    var filter = SessionFilter()
    change(&filter)
    return filter
  }

  /// Filters, and the session that each selects.
  private var filters: [(SessionFilter, String)] {
    [
      (filter { $0.project = "site" }, "a"), (filter { $0.project = "code/ENGINE" }, "b"),
      (filter { $0.project = #"code\engine"# }, "b"), (filter { $0.session = "b" }, "b"),
      (filter { $0.branch = "MAIN" }, "a"), (filter { $0.model = "opus" }, "a"), (filter { $0.model = "next" }, "b"),
    ]
  }

  @Test("tools, files, drift, search and log select the same sessions by project, session, branch and model")
  func sessions() throws {
    let view = try bench.store().view()
    for (filter, session) in filters {
      var tools = ToolQuery()
      (tools.project, tools.session) = (filter.project, filter.session)
      (tools.branch, tools.model) = (filter.branch, filter.model)
      #expect(try view.tools(tools).tools.map(\.tool) == [session == "a" ? "Read" : "Write"], "\(filter)")
      var files = FilesQuery()
      (files.project, files.session) = (filter.project, filter.session)
      (files.branch, files.model) = (filter.branch, filter.model)
      #expect(try view.files(files).map(\.session) == [session], "\(filter)")
      var log = ActivityQuery()
      log.sessions = filter
      #expect(try view.activity(log).days.flatMap(\.projects).flatMap(\.sessions).map(\.id) == [session], "\(filter)")
    }
    for project in ["site", "code/ENGINE", #"code\engine"#] {
      let session = project == "site" ? "a" : "b"
      var (search, log) = (SearchQuery([session == "a" ? "first" : "second"]), ActivityQuery())
      (search.project, log.project) = (project, project)
      #expect(try view.search(search, workers: 1).matches.map(\.session) == [session], "\(project)")
      #expect(try view.activity(log).days.flatMap(\.projects).flatMap(\.sessions).map(\.id) == [session], "\(project)")
    }
    for name in ["a", "b"] { try bench.tree.remove(transcript(name)) }
    for (filter, session) in filters {
      var drift = DriftQuery()
      drift.sessions = filter
      let found = try bench.store().view().drift(drift)
      #expect(found.sessions.map(\.id) == [session], "\(filter)")
      #expect(found.totals == found.sessions[0].gone, "\(filter)")
    }
  }

  @Test("a filter for a session that is not in the store is an error of every list")
  func noSession() throws {
    let view = try bench.store().view()
    var (tools, files, drift, conflicts) = (ToolQuery(), FilesQuery(), DriftQuery(), ConflictsQuery())
    (tools.session, files.session, drift.sessions.session) = ("zzz", "zzz", "zzz")
    conflicts.sessions.session = "zzz"
    #expect(throws: StoreError.self) { try view.tools(tools) }
    #expect(throws: StoreError.self) { try view.files(files) }
    #expect(throws: StoreError.self) { try view.drift(drift) }
    #expect(throws: StoreError.self) { try view.conflicts(conflicts) }
  }

  @Test("drift in a period counts the sessions that have a record or response in it")
  func driftPeriod() throws {
    for name in ["a", "b"] { try bench.tree.remove(transcript(name)) }
    var query = DriftQuery()
    query.period = Period(start: milliseconds(16), end: milliseconds(30))
    #expect(try bench.store().view().drift(query).sessions.map(\.id) == ["b"])
    query.period = Period(start: milliseconds(1000))
    #expect(try bench.store().view().drift(query) == Drift())
  }

  @Test("conflicts are selected by session, project and time, and listed in both directions")
  func conflicts() throws {
    for name in ["a", "b"] {
      bench.clock.advance(seconds: 10)
      try bench.tree.write(
        transcript(name), line(0, session: name, text: "rewritten", more: #","cwd":"/\#(name == "a" ? "Site" : "x")""#))
      try bench.ingest()
    }
    let view = try bench.store().view()
    let all = try view.conflicts(ConflictsQuery())
    #expect(all.map(\.session) == ["a", "b"])
    var query = ConflictsQuery()
    query.isReversed = true
    #expect(try view.conflicts(query) == all.reversed())
    query.period = Period(start: all[1].time)
    #expect(try view.conflicts(query).map(\.session) == ["b"])
    query = ConflictsQuery()
    query.sessions.project = "site"
    #expect(try view.conflicts(query).map(\.session) == ["a"])
    query.sessions.session = "b"
    #expect(try view.conflicts(query).isEmpty)
    query.sessions = SessionFilter(project: nil, session: "last", branch: nil, model: nil)
    #expect(try view.conflicts(query).map(\.session) == [view.latestSession().id.text])
  }

  @Test("tools come in every order, and tools without a duration last in both directions")
  func toolOrder() throws {
    try bench.tree.append(transcript("a"), assistant(50, message: "msg_3", session: "a", tool: "Bash"))
    try bench.ingest()
    func tools(_ order: ToolOrder, _ isReversed: Bool = false) throws -> [String] {
      var query = ToolQuery()
      (query.order, query.isReversed) = (order, isReversed)
      return try bench.store().tools(query).tools.map(\.tool)
    }
    #expect(try tools(.tool) == ["Bash", "Read", "Write"] && tools(.tool, true) == ["Write", "Read", "Bash"])
    #expect(try tools(.errors).first == "Write" && tools(.unanswered).first == "Bash")
    #expect(try tools(.longest) == ["Read", "Write", "Bash"] && tools(.longest, true) == ["Write", "Read", "Bash"])
  }

  @Test("usage comes in the order asked for, and the limit says how many groups it left out")
  func usageOrder() throws {
    func report(_ change: (inout UsageQuery) -> Void) throws -> UsageReport {
      var query = UsageQuery()
      query.grouping = .model
      change(&query)
      return try bench.store().usage(query)
    }
    let byCost = try report { _ in }
    #expect(byCost.leftOut == nil && byCost.groups.count == 2)
    #expect(try report { $0.isReversed = true }.groups.last?.totals.cost == nil)
    let byKey = try report { $0.order = .key }.groups.compactMap(\.key)
    #expect(byKey == byKey.sorted())
    #expect(try report { ($0.order, $0.isReversed) = (.key, true) }.groups.compactMap(\.key) == byKey.reversed())
    let limited = try report { $0.limit = 1 }
    #expect(limited.leftOut == 1 && limited.groups == [byCost.groups[0]] && limited.totals == byCost.totals)
  }

  @Test("of times a limit leaves the latest, and the first in an order that was asked for")
  func latest() throws {
    try bench.tree.write(
      transcript("c"),
      assistant(0, message: "msg_9", session: "c").replacing("2025-11-24T16", with: "2025-12-24T16"))
    try bench.ingest()
    var query = UsageQuery()
    query.limit = 1
    #expect(try bench.store().usage(query).groups.map(\.key) == ["2025-12-24"])
    query.order = .key
    #expect(try bench.store().usage(query).groups.map(\.key) == ["2025-12-24"])
    query.order = .cost
    #expect(try bench.store().usage(query).groups.map(\.key) == ["2025-11-24"])
  }
}

@Suite("subagents in the list of sessions")
struct SubagentUseTests {
  @Test("a session with transcripts of subagents has their number, and their tokens as a part of its own")
  func subagents() throws {
    let bench = try Workbench()
    try bench.tree.write(transcript("plain"), line(0, session: "plain"))
    try bench.tree.write(
      transcript("s"), line(1, session: "s") + assistant(2, usage: #"{"output_tokens":100}"#))
    for number in 1...3 {
      try bench.tree.write(
        "projects/p/s/subagents/agent-\(number).jsonl",
        assistant(
          10 + number, message: "msg_1\(number)", request: "req_1\(number)", usage: #"{"output_tokens":10}"#,
          more: #","isSidechain":true,"agentId":"\#(number)""#))
    }
    try bench.ingest()
    var query = SessionQuery()
    query.hasSubagents = true
    let found = try bench.store().sessions(query)
    #expect(found.map(\.id) == ["s"])
    let use = try #require(found[0].subagents)
    #expect(use.count == 3 && use.usage.responses == 3 && use.usage.tokens.total == 30)
    #expect(found[0].usage.tokens.total == 130)
    #expect(try bench.store().sessions().allSatisfy { $0.subagents == nil })
  }
}

@Suite("budget of a month")
struct UsageBudgetTests {
  /// 25 November 2025, 16:00 UTC.
  private let now: Int64 = 1_764_086_400_000

  /// The budget of a store with one response of 0.025 dollars on 24 November 2025 at 16:00 UTC.
  private func budget(_ dollars: Money, zone: Zone = .utc, now: Int64? = nil) throws -> UsageBudget {
    let bench = try Workbench()
    try bench.tree.write(transcript("s"), assistant(0, usage: #"{"output_tokens":1000}"#))
    try bench.ingest()
    let clock = SettableClock(ahead: 0)
    clock.advance(seconds: (now ?? self.now) / 1000 - clock.now() / 1_000_000_000)
    let store = Store(at: bench.storePath, fileSystem: POSIXFileSystem(), clock: clock, machine: .desk)
    var query = UsageQuery()
    (query.budget, query.zone) = (dollars, zone)
    // The period of the table does not count for the budget.
    query.period = Period(end: Int64(0))
    return try #require(try store.usage(query).budget)
  }

  @Test("a budget that lasts is forecast by the days so far, and is not reached")
  func lasts() throws {
    let budget = try budget(0.05)
    #expect(budget.month == "2025-11" && budget.spent == 0.025 && budget.reachedOn == nil)
    let days = 24 + 16.0 / 24
    #expect(abs(budget.daysPassed - days) < 0.001 && budget.days == 30)
    #expect(abs(try #require(budget.forecast).dollars - 0.025 * 30 / days) < 0.000_01)
  }

  @Test("a budget that does not last is reached on the day that the rate so far gives")
  func isReached() throws { #expect(try budget(0.03).reachedOn == "2025-11-30") }

  @Test("a budget that is used up was reached on the day of the response that used it up, in the zone asked for")
  func wasReached() throws {
    #expect(try budget(0.02).reachedOn == "2025-11-24")
    #expect(try budget(0.02, zone: Zone(name: "far east") { _ in 9 * 3600 }).reachedOn == "2025-11-25")
  }

  @Test("the month is that of the zone asked for, and on its first day there is no forecast")
  func firstDay() throws {
    let east = Zone(name: "far east") { _ in 9 * 3600 }
    // 30 November, 16:00 UTC is 1 December, 1:00 there.
    let budget = try budget(1, zone: east, now: now + 5 * 86_400_000)
    #expect(budget.month == "2025-12" && budget.spent == .zero && budget.forecast == nil && budget.reachedOn == nil)
    #expect(budget.period == Period(start: Instant("2025-11-30T15:00:00Z"), end: Instant("2025-12-31T15:00:00Z")))
  }
}
