import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

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
    let local = query.zone.local(row.time!.milliseconds)
    let text = Time.rfc3339(local * 1000)
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let weekday = Int((days + 3) % 7)
    switch query.grouping {
    case .hour:
      // An hour that clocks show twice is named with its offset.
      let hour = String(text.prefix(10) + " " + text.dropFirst(11).prefix(2) + ":00")
      let offset = local - row.time!.milliseconds / 1000
      let isTwice = stride(from: -7_200, through: 7_200, by: 900).contains { shift in
        let other = query.zone.local(row.time!.milliseconds + Int64(shift) * 1000)
        return other / 3600 == local / 3600 && other - (row.time!.milliseconds / 1000 + Int64(shift)) != offset
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
    #expect(errorCode { try bench.store().usage(query) } == .tooManyGroups)
    query.period = Period(start: .min, end: .max)
    #expect(errorCode { try bench.store().usage(query) } == .tooManyGroups)
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
