import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("usage")
struct UsageTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func usage(_ grouping: UsageGrouping = .model, _ change: (inout UsageQuery) -> Void = { _ in }) throws
    -> UsageReport
  {
    var query = UsageQuery()
    query.grouping = grouping
    change(&query)
    return try bench.store().usage(query)
  }

  private func totals() throws -> UsageTotals { try usage().totals }

  @Test("the usage of an empty store is zero")
  func empty() throws {
    try bench.ingest()
    #expect(try totals() == UsageTotals())
    #expect(try usage(.day).groups == [])
  }

  @Test("the usage of a streamed response is the largest number in any of its lines")
  func streamed() throws {
    try bench.tree.write(
      file,
      assistant(0, usage: #"{"input_tokens":9,"output_tokens":1}"#)
        + assistant(1, usage: #"{"input_tokens":9,"output_tokens":70}"#)
        + assistant(2, usage: #"{"input_tokens":3,"output_tokens":8}"#))
    try bench.ingest()
    let totals = try totals()
    #expect(totals.responses == 1)
    #expect(totals.tokens.input == 9 && totals.tokens.output == 70)
  }

  @Test("groups with the same cost and number of tokens are sorted by name")
  func ties() throws {
    let models = (1...9).map { "model-\($0)" }
    let lines = models.enumerated().map { number, model in
      let usage = #"{"input_tokens":\#(number + 1),"output_tokens":\#(20 - number)}"#
      return assistant(number, message: "msg_\(number)", request: "req_\(number)", model: model, usage: usage)
    }
    try bench.tree.write(file, lines.reversed().joined())
    try bench.ingest()
    #expect(try usage().groups.map(\.key) == models)
  }

  @Test("the usage of a response that grows in a later ingest is the largest number")
  func growing() throws {
    try bench.tree.write(file, assistant(0, usage: #"{"output_tokens":1}"#))
    try bench.ingest()
    try bench.tree.append(file, assistant(1, usage: #"{"output_tokens":50}"#))
    try bench.ingest()
    #expect(try totals().tokens.output == 50)
  }

  @Test("a response that a fork repeats is counted once, for the session that had it first")
  func fork() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, message: "msg_2"))
    try bench.ingest()
    try bench.tree.write(
      transcript("t"),
      assistant(0, session: "t") + assistant(1, message: "msg_2", session: "t")
        + assistant(2, message: "msg_3", session: "t"))
    try bench.ingest()
    let report = try usage(.session)
    #expect(report.totals.responses == 3)
    #expect(report.groups.first { $0.key == "s" }?.totals.responses == 2)
    #expect(report.groups.first { $0.key == "t" }?.totals.responses == 1)
  }

  @Test("a replay of a message with another requestId, or without one, is the same response")
  func sideQuestion() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, request: "req_2") + assistant(2, request: nil))
    try bench.ingest()
    #expect(try totals().responses == 1)
  }

  @Test("a response without a message id is counted by its uuid")
  func noMessage() throws {
    try bench.tree.write(file, assistant(0, message: nil) + assistant(1, message: nil) + assistant(1, message: nil))
    try bench.ingest()
    #expect(try totals().responses == 2)
  }

  @Test("cache writes of five minutes and of one hour are counted separately, however they are reported")
  func cacheWrites() throws {
    let reports = [
      #"{"cache_creation_input_tokens":100}"#,
      #"{"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}"#,
      #"{"cache_creation_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":7}}"#,
    ]
    try bench.tree.write(
      file, reports.enumerated().map { assistant($0, message: "msg_\($0)", usage: $1) }.joined())
    try bench.ingest()
    let tokens = try totals().tokens
    #expect(tokens.cacheWrites5m == 110)
    #expect(tokens.cacheWrites1h == 27)
    #expect(tokens.cacheWrites == 137)
  }

  @Test("responses of the model <synthetic> are not counted")
  func synthetic() throws {
    try bench.tree.write(file, assistant(0, model: "<synthetic>") + assistant(1, message: "msg_2"))
    try bench.ingest()
    #expect(try totals().responses == 1)
  }

  @Test("usage of truncated, rewritten and deleted files is still counted")
  func gone() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, message: "msg_2"))
    try bench.tree.write(transcript("t"), assistant(2, message: "msg_3", session: "t"))
    try bench.ingest()
    try bench.tree.cut(file, to: assistant(0).utf8.count)
    try bench.tree.remove(transcript("t"))
    try bench.ingest()
    try bench.tree.write(file, assistant(3, message: "msg_4") + assistant(0))
    try bench.ingest()
    #expect(try totals().responses == 4)
  }

  @Test("a response counts for the hour, day, week and month of its first line, in the requested zone")
  func day() throws {
    // 16:00 and 16:01 UTC on 24 November 2025.
    try bench.tree.write(file, assistant(60) + assistant(0))
    try bench.ingest()
    #expect(try usage(.hour).groups.map(\.key) == ["2025-11-24 16:00"])
    let east = try usage(.day) { $0.zone = Zone(name: "east") { _ in 8 * 3600 } }
    #expect(east.groups.map(\.key) == ["2025-11-25"])
    #expect(east.groups.first?.start == milliseconds(0))
    #expect(try usage(.week).groups.map(\.key) == ["2025-11-24"])
    #expect(try usage(.month).groups.map(\.key) == ["2025-11"])
  }

  @Test("a response without a time belongs to no day, no block and no period")
  func timeless() throws {
    try bench.tree.write(file, assistant(0).replacing(#""timestamp":"\#(time(0))","#, with: ""))
    try bench.ingest()
    #expect(try usage(.day).groups.map(\.key) == [nil])
    #expect(try usage(.block).groups.map(\.key) == [nil])
    #expect(try usage(.day) { $0.period = Period(start: 0) }.totals.responses == 0)
  }

  @Test("the usage of a period is that of the responses that began in it")
  func period() throws {
    try bench.tree.write(file, assistant(0) + assistant(5) + assistant(3, message: "msg_2"))
    try bench.ingest()
    #expect(try usage { $0.period = Period(start: milliseconds(1)) }.totals.responses == 1)
    #expect(try usage { $0.period = Period(end: milliseconds(3)) }.totals.responses == 1)
    #expect(try usage { $0.period = Period(start: milliseconds(0), end: milliseconds(4)) }.totals.responses == 2)
  }

  @Test("usage by tool groups responses by the tools that they called in any of their lines")
  func tools() throws {
    try bench.tree.write(
      file,
      assistant(0, tool: "Read") + assistant(1, tool: "Bash") + assistant(2, message: "msg_2", tool: "Bash")
        + assistant(3, message: "msg_3"))
    try bench.ingest()
    let groups = try usage(.tool).groups
    #expect(Set(groups.map(\.key)) == ["Bash+Read", "Bash", nil])
    #expect(groups.allSatisfy { $0.totals.responses == 1 })
  }

  @Test("usage by machine and by project counts each response for its own machine and project")
  func machines() throws {
    try bench.tree.write(file, assistant(0, more: #","cwd":"/home/me/here""#))
    try bench.ingest()
    let other = try bench.tree("laptop")
    try other.write(transcript("t"), assistant(1, message: "msg_2", session: "t", more: #","cwd":"/home/me/there""#))
    try bench.ingest([other], machine: .laptop)
    #expect(Set(try usage(.machine).groups.map(\.key)) == ["desk", "laptop"])
    #expect(Set(try usage(.project).groups.map(\.key)) == ["/home/me/here", "/home/me/there"])
    #expect(try usage { $0.project = "THERE" }.totals.responses == 1)
  }

  @Test("a block of five hours begins with a full hour, and a new one after five hours")
  func blocks() throws {
    let times = ["10:59:00", "15:58:59", "16:00:00", "22:00:00"]
    let text = times.enumerated().map { number, clock in
      assistant(number, message: "msg_\(number)").replacing(time(number), with: "2025-11-24T\(clock).000Z")
    }
    try bench.tree.write(file, text.joined())
    try bench.ingest()
    let groups = try usage(.block).groups
    #expect(
      groups.map(\.key) == [
        "2025-11-24T10:00:00.000Z", "2025-11-24T15:00:00.000Z", "2025-11-24T22:00:00.000Z",
      ])
    #expect(groups.map(\.totals.responses) == [1, 2, 1])
    #expect(groups.allSatisfy { $0.isActive == false })
  }

  @Test("sums of tokens stop at the largest integer instead of trapping")
  func overflow() throws {
    let usage =
      #"{"input_tokens":9223372036854775807,"output_tokens":99999999999999999999,"cache_read_input_tokens":5}"#
    try bench.tree.write(file, assistant(0, usage: usage) + assistant(1, message: "msg_2", usage: usage))
    try bench.ingest()
    let totals = try totals()
    #expect(totals.tokens.input == .max && totals.tokens.total == .max)
    #expect(totals.cost! > 0)
  }
}

@Suite("usage added up by quarters of an hour")
struct PricedUsageTests {
  /// Responses at random times around two changes of the clock, with three models, in four sessions of two projects.
  private func bench(_ random: inout Seeded) throws -> Workbench {
    let bench = try Workbench()
    var number = 0
    for session in ["a", "b", "c", "d"] {
      var lines = line(
        number, session: session,
        more: #","cwd":"/home/me/\#(session < "c" ? "one" : "two")","gitBranch":"\#(session)""#)
      for _ in 0..<60 {
        number += 1
        let start: Int64 = Bool.random(using: &random) ? 1_774_742_400_000 : 1_761_436_800_000
        let time = Time.rfc3339(start + Int64.random(in: -200_000_000...200_000_000, using: &random))
        let model = ["claude-opus-4-5-20251101", "claude-haiku-4-5", "claude-next"].randomElement(using: &random)!
        let usage = #"{"input_tokens":\#(Int.random(in: 0...9, using: &random)),"output_tokens":\#(number)}"#
        let text = assistant(number, message: "msg_\(number)", session: session, model: model, usage: usage)
        lines += text.replacing(/"timestamp":"[^"]*"/, with: #""timestamp":"\#(time)""#)
      }
      try bench.tree.write(transcript(session), lines)
    }
    try bench.ingest()
    return bench
  }

  private static let (autumn, spring): (Int64, Int64) = (1_761_440_400, 1_774_746_000)
  private let berlin = Zone(name: "Berlin") { (Self.autumn..<Self.spring).contains($0) ? 3600 : 7200 }
  private var zones: [Zone] {
    [
      .utc, berlin, Zone(name: "Kolkata") { _ in 19_800 }, Zone(name: "odd") { _ in 18_420 },
      Zone(name: "St. John's") { (Self.autumn..<Self.spring).contains($0) ? -12_600 : -9_000 },
      Zone(name: "Lord Howe") { (Self.autumn..<Self.spring).contains($0) ? 39_600 : 37_800 },
    ]
  }

  @Test(
    "the groups of random questions have the same responses and tokens as adding up each response", arguments: 1...4)
  func random(seed: UInt64) throws {
    var random = Seeded(seed)
    let bench = try bench(&random)
    defer { withExtendedLifetime(bench) {} }
    let view = try bench.store().view()
    let rows = try view.responses()
    let filters: [(String, (inout UsageQuery) -> Void, (ResponseRow) -> Bool)] = [
      ("none", { _ in }, { _ in true }), ("project", { $0.project = "ONE" }, { $0.project.hasSuffix("one") }),
      ("model", { $0.model = "opus" }, { $0.model.contains("opus") }),
      ("branch", { $0.branch = "d" }, { $0.session == "d" }), ("session", { $0.session = "b" }, { $0.session == "b" }),
      ("machine", { $0.machine = "DESK" }, { _ in true }), ("other machine", { $0.machine = "lap" }, { _ in false }),
    ]
    for _ in 0..<200 {
      var query = UsageQuery()
      query.zone = zones.randomElement(using: &random)!
      query.grouping = UsageGrouping.allCases.randomElement(using: &random)!
      if Bool.random(using: &random) {
        let start: Int64 = 1_761_436_800_000 + Int64.random(in: 0...13_500_000_000, using: &random)
        query.period = Period(start: start, end: start + Int64.random(in: 0...9_000_000_000, using: &random))
      }
      let (name, change, isWanted) = filters.randomElement(using: &random)!
      change(&query)
      let report = try view.usage(query)
      let wanted = rows.filter { query.period.contains($0.time) && isWanted($0) }
      let comment: Comment = "seed \(seed), \(query.grouping) in \(query.zone.name), filter \(name), \(query.period)"
      #expect(report.totals.responses == Int64(wanted.count), comment)
      #expect(report.totals.tokens.output == wanted.reduce(0) { $0 + $1.tokens.output }, comment)
      #expect(report.groups.reduce(0) { $0 + $1.totals.tokens.total } == report.totals.tokens.total, comment)
      let keys = Dictionary(grouping: wanted) { key($0, query) }.mapValues { Int64($0.count) }
      guard query.grouping != .block else { continue }
      let counts = Dictionary(report.groups.map { ($0.key ?? "", $0.totals.responses) }) { $0 + $1 }
      #expect(counts == keys, comment)
    }
  }

  /// The key of the group that a response belongs to, computed from its local time alone.
  private func key(_ row: ResponseRow, _ query: UsageQuery) -> String {
    let local = query.zone.local(row.time!)
    let text = Time.rfc3339(local * 1000)
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let weekday = Int((days + 3) % 7)
    switch query.grouping {
    case .hour:
      // An hour that clocks show twice is named with its offset.
      let hour = String(text.prefix(10) + " " + text.dropFirst(11).prefix(2) + ":00")
      let offset = local - row.time! / 1000
      let isTwice = stride(from: -7_200, through: 7_200, by: 900).contains { shift in
        let other = query.zone.local(row.time! + Int64(shift) * 1000)
        return other / 3600 == local / 3600 && other - (row.time! / 1000 + Int64(shift)) != offset
      }
      let minutes = abs(offset) / 60
      return isTwice ? hour + " \(offset < 0 ? "-" : "+")\(pad(minutes / 60)):\(pad(minutes % 60))" : hour
    case .day: return String(text.prefix(10))
    case .week: return String(Time.rfc3339((days - Int64(weekday)) * 86_400_000).prefix(10))
    case .month: return String(text.prefix(7))
    case .hourOfWeek:
      let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
      return names[weekday] + " " + text.dropFirst(11).prefix(2) + ":00"
    case .block: return ""
    case .model: return row.model
    case .project: return row.project
    case .session, .branch: return row.session
    case .machine: return "desk"
    case .tool: return ""
    }
  }

  private func pad(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  @Test("a report that is filled has every time of its period, and the same totals")
  func filled() throws {
    var random = Seeded(9)
    let bench = try bench(&random)
    defer { withExtendedLifetime(bench) {} }
    let view = try bench.store().view()
    var query = UsageQuery()
    query.isFilled = true
    query.zone = berlin
    query.grouping = .month
    let keys = try view.usage(query).groups.map(\.key)
    #expect(keys == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"])
    query.period = try #require(Period(named: "2026-03", now: 0, zone: query.zone))
    query.grouping = .day
    #expect(try view.usage(query).groups.count == 31)
    query.period = try #require(Period(named: "2026-03-29", now: 0, zone: query.zone))
    query.grouping = .hour
    // Clocks are set forward: the day has 23 hours.
    #expect(try view.usage(query).groups.count == 23)
    query.period = try #require(Period(named: "2025-10-26", now: 0, zone: query.zone))
    #expect(try view.usage(query).groups.count == 25)
    #expect(Set(try view.usage(query).groups.map(\.key)).count == 25)
    // Clocks are set back by half an hour, within an hour: no hour is listed that is none.
    query.zone = zones[5]
    query.period = try #require(Period(named: "2026-03-29", now: 0, zone: query.zone))
    let hours = try view.usage(query).groups
    #expect(hours.count == 25 && Set(hours.map(\.key)).count == 25)
    query.period = try #require(Period(named: "2025-10-26", now: 0, zone: query.zone))
    #expect(try view.usage(query).groups.count == 24)
    query.zone = berlin
    query.grouping = .hourOfWeek
    query.period = .always
    let week = try view.usage(query)
    #expect(week.groups.count == 168)
    #expect(week.groups.first?.key == "Monday 00:00" && week.groups.last?.key == "Sunday 23:00")
    query.isFilled = false
    #expect(try view.usage(query).totals == week.totals)
    query.period = Period(start: nil, end: 1)
    query.isFilled = true
    query.grouping = .day
    #expect(try view.usage(query).groups == [])
  }

  @Test("a filled report of more than 100,000 times is refused with a sentence")
  func tooMany() throws {
    var random = Seeded(12)
    let bench = try bench(&random)
    defer { withExtendedLifetime(bench) {} }
    var query = UsageQuery()
    (query.grouping, query.isFilled) = (.hour, true)
    query.period = Period(start: 0, end: nil)
    let error = #expect(throws: UsageQueryError.self) { try bench.store().usage(query) }
    #expect(error?.description.contains("shorter period") == true)
    query.period = Period(start: .min, end: .max)
    #expect(throws: UsageQueryError.self) { try bench.store().usage(query) }
  }

  @Test("the parts of a divided report add up to their groups")
  func split() throws {
    var random = Seeded(10)
    let bench = try bench(&random)
    defer { withExtendedLifetime(bench) {} }
    let view = try bench.store().view()
    for grouping in UsageGrouping.allCases where grouping != .block {
      for second in UsageGrouping.allCases where second != .block {
        var query = UsageQuery()
        (query.grouping, query.split) = (grouping, second)
        let report = try view.usage(query)
        #expect(report.split == second)
        for group in report.groups {
          #expect(!group.parts.isEmpty)
          #expect(group.parts.reduce(0) { $0 + $1.totals.responses } == group.totals.responses, "\(grouping) \(second)")
          #expect(group.parts.reduce(0) { $0 + $1.totals.tokens.total } == group.totals.tokens.total)
        }
      }
    }
  }

  @Test("a question with other prices after the first one on the same view is answered with these prices")
  func prices() throws {
    var random = Seeded(11)
    let bench = try bench(&random)
    defer { withExtendedLifetime(bench) {} }
    let view = try bench.store().view()
    var query = UsageQuery()
    let first = try view.usage(query).totals
    query.prices = PriceTable(source: "none", models: [:])
    #expect(try view.usage(query).totals.cost == nil)
    var sessions = SessionQuery()
    sessions.prices = query.prices
    #expect(try view.sessions(sessions).allSatisfy { $0.usage.cost == nil })
    query.prices = .builtIn
    #expect(try view.usage(query).totals == first)
    #expect(try view.sessions().contains { $0.usage.cost != nil })
  }
}
