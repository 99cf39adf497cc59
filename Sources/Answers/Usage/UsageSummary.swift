import Bytes
import SessionLog
import Times

/// Adds responses up by what a query puts them together by.
struct UsageSummary {
  private let query: UsageQuery
  private let usage: UsageState
  private let responses: [Response]
  private let sessions: SessionsState
  private let machines: [String]
  /// Milliseconds since 1970 UTC.
  private let now: Int64
  private var clock: ZoneClock

  init(_ query: UsageQuery, _ usage: UsageState, _ sync: SyncState, _ sessions: SessionsState, now: Int64) {
    (self.query, self.usage, self.sessions, self.now) = (query, usage, sessions, now)
    responses = usage.claimed(sync)
    machines = query.grouping == .machine ? sync.machineNames : []
    clock = ZoneClock(query.zone)
  }

  mutating func report() -> UsageReport {
    let costs = CostTable(usage, query.prices)
    let parts = selected(costs)
    var totals = UsageSum()
    for part in parts { totals.add(part) }
    let groups = query.grouping == .block ? blocks(parts, costs) : grouped(parts, costs)
    return UsageReport(
      grouping: query.grouping, groups: groups, totals: totals.totals(costs), zone: query.zone.name,
      prices: query.prices.source)
  }

  /// What is asked about: a response's own part and those of other models apart.
  private func selected(_ costs: CostTable) -> [UsagePart] {
    let models = query.model.map { part in costs.names.map { TextFilter(part).matches($0) } }
    let projects = query.project.map { part in
      usage.sessions.ids.map { id in TextFilter(part).matches(project(id) ?? []) }
    }
    var parts: [UsagePart] = []
    parts.reserveCapacity(responses.count)
    for response in responses where query.period.contains(response.time) {
      if projects?[Int(response.session)] == false { continue }
      costs.forEachPart(of: response) { if models?[Int($0.slot.model)] != false { parts.append($0) } }
    }
    return parts
  }

  private func project(_ session: [UInt8]) -> [UInt8]? {
    sessions.index(of: session).map { sessions.sessions[$0].project }
  }

  // MARK: Groups

  private mutating func grouped(_ parts: [UsagePart], _ costs: CostTable) -> [UsageGroup] {
    let numbers = groupNumbers()
    var sums: [Int64: UsageSum] = [:]
    for part in parts { sums[number(of: part, numbers), default: UsageSum()].add(part) }
    var groups = sums.sorted { $0.key < $1.key }.map { group($0.key, $0.value.totals(costs), costs) }
    if query.grouping.isTime {
      groups.sort { ($0.start ?? .max) < ($1.start ?? .max) }
    } else {
      groups.sort { a, b in
        if a.totals.cost != b.totals.cost { return a.totals.cost ?? -1 > b.totals.cost ?? -1 }
        if a.totals.tokens.total != b.totals.tokens.total { return a.totals.tokens.total > b.totals.tokens.total }
        return a.key ?? "" < b.key ?? ""
      }
    }
    return groups
  }

  /// By session or source: the number of its project or machine. Empty for other groupings.
  private func groupNumbers() -> [Int64] {
    var table = StringTable()
    switch query.grouping {
    case .project: return usage.sessions.ids.map { Int64(table.number(project($0) ?? [])) }
    case .machine: return machines.map { Int64(table.number(Array($0.utf8))) }
    default: return []
    }
  }

  private mutating func number(of part: UsagePart, _ numbers: [Int64]) -> Int64 {
    let response = part.response
    return switch query.grouping {
    case .hour, .day, .week, .month, .block: response.time.map { timeNumber($0) } ?? .min
    case .model: Int64(part.slot.model)
    case .session: Int64(response.session)
    case .tool: Int64(response.tools)
    case .project: numbers[Int(response.session)]
    case .machine: Int(response.source) < numbers.count ? numbers[Int(response.source)] : -1
    }
  }

  /// Where the day, week or month of a time begins, in local seconds since 1970; where its hour begins, in seconds since 1970 UTC: clocks that are
  /// set back show one hour twice.
  private mutating func timeNumber(_ time: Int64) -> Int64 {
    let local = clock.local(time)
    if query.grouping == .hour {
      return time.quotientRoundedDown(by: 1000) - (local - local.quotientRoundedDown(by: 3600) * 3600)
    }
    let day = local.quotientRoundedDown(by: 86_400)
    switch query.grouping {
    case .week: return ((day + 3).quotientRoundedDown(by: 7) * 7 - 3) * 86_400
    case .month: return (day - Time.civil(days: day).day + 1) * 86_400
    default: return day * 86_400
    }
  }

  private func group(_ number: Int64, _ totals: UsageTotals, _ costs: CostTable) -> UsageGroup {
    func named(_ name: [UInt8]?) -> UsageGroup {
      UsageGroup(key: name.flatMap { $0.isEmpty ? nil : $0.text }, totals: totals)
    }
    switch query.grouping {
    case .hour where number != .min: return hour(number, totals)
    case .hour, .day, .week, .month, .block:
      if number == .min { return UsageGroup(totals: totals) }
      let key = Time.rfc3339(number * 1000).prefix(query.grouping == .month ? 7 : 10)
      return UsageGroup(key: String(key), start: query.zone.time(ofLocal: number), totals: totals)
    case .model: return named(Array(costs.names[Int(number)].utf8))
    case .session:
      let id = usage.sessions.ids[Int(number)]
      var group = named(id)
      if let index = sessions.index(of: id) {
        group.title = sessions.sessions[index].title.text
        group.project = sessions.sessions[index].project.text
      }
      return group
    case .project:
      let index = groupNumbers().firstIndex(of: number)
      return named(index.flatMap { project(usage.sessions.ids[$0]) })
    case .machine:
      let index = groupNumbers().firstIndex(of: number)
      return named(index.map { Array(machines[$0].utf8) })
    case .tool:
      let names = usage.toolSets[Int(number)].map { usage.toolNames.strings[Int($0)].text }
      return named(Array(names.sorted().joined(separator: "+").utf8))
    }
  }

  /// `start`: seconds since 1970 UTC. An hour that comes twice is named with the offset from UTC that clocks have in it.
  private func hour(_ start: Int64, _ totals: UsageTotals) -> UsageGroup {
    let local = query.zone.local(start * 1000)
    let text = Time.rfc3339(local * 1000)
    var key = "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    if [-3600, 3600].contains(where: { query.zone.local((start + $0) * 1000) == local }) {
      let minutes = (local - start) / 60
      let offset = Time.rfc3339(abs(minutes) * 60_000).dropFirst(11).prefix(5)
      key += minutes < 0 ? " -\(offset)" : " +\(offset)"
    }
    return UsageGroup(key: key, start: start * 1000, totals: totals)
  }

  // MARK: Blocks

  /// As ccusage counts them: a block begins with the full hour, in UTC, of its first response; it ends five hours later, and a response that comes
  /// five hours after the one before begins a new one.
  private func blocks(_ parts: [UsagePart], _ costs: CostTable) -> [UsageGroup] {
    let hours: Int64 = 5 * 3_600_000
    var groups: [UsageGroup] = []
    var sum = UsageSum()
    var start: Int64?
    var last: Int64 = 0
    func close() {
      guard let start else { return }
      groups.append(
        UsageGroup(
          key: Time.rfc3339(start), start: start, end: start + hours, lastResponse: last,
          isActive: now - last < hours && now < start + hours, totals: sum.totals(costs)))
    }
    for part in parts.filter({ $0.response.time != nil }).sorted(by: { $0.response.time! < $1.response.time! }) {
      let time = part.response.time!
      if start.map({ time - $0 > hours || time - last > hours }) ?? true {
        close()
        sum = UsageSum()
        start = time.quotientRoundedDown(by: 3_600_000) * 3_600_000
      }
      last = time
      sum.add(part)
    }
    close()
    var timeless = UsageSum()
    for part in parts where part.response.time == nil { timeless.add(part) }
    if !timeless.isEmpty { groups.append(UsageGroup(totals: timeless.totals(costs))) }
    return groups
  }
}

/// Whether a text holds another one, whatever the case of its letters.
struct TextFilter {
  private let part: String

  init(_ part: String) { self.part = part.lowercased() }

  func matches(_ text: [UInt8]) -> Bool { matches(text.text) }

  func matches(_ text: String) -> Bool { text.lowercased().contains(part) }
}
