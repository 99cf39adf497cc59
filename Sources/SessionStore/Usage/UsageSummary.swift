import FileIO

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
    let responses = selected()
    let costs = CostTable(usage.models.strings, query.prices)
    var totals = UsageSum()
    for response in responses { totals.add(response, costs) }
    let groups = query.grouping == .block ? blocks(responses, costs) : grouped(responses, costs)
    return UsageReport(
      grouping: query.grouping, groups: groups, totals: totals.totals(costs), zone: query.zone.name,
      prices: query.prices.source)
  }

  private func selected() -> [Response] {
    let models = query.model.map { part in usage.models.strings.map { TextFilter(part).matches($0) } }
    let projects = query.project.map { part in
      usage.sessions.ids.map { id in TextFilter(part).matches(project(id) ?? []) }
    }
    if models == nil, projects == nil, query.period == .always { return responses }
    return responses.filter { response in
      query.period.contains(response.time) && models?[Int(response.model)] != false
        && projects?[Int(response.session)] != false
    }
  }

  private func project(_ session: [UInt8]) -> [UInt8]? {
    sessions.index(of: session).map { sessions.sessions[$0].project }
  }

  // MARK: Groups

  private mutating func grouped(_ responses: [Response], _ costs: CostTable) -> [UsageGroup] {
    let numbers = groupNumbers()
    var sums: [Int64: UsageSum] = [:]
    for response in responses { sums[number(of: response, numbers), default: UsageSum()].add(response, costs) }
    var groups = sums.map { group($0.key, $0.value.totals(costs)) }
    if query.grouping.isTime {
      groups.sort { ($0.start ?? .max) < ($1.start ?? .max) }
    } else {
      groups.sort { a, b in
        if a.totals.cost != b.totals.cost { return a.totals.cost ?? -1 > b.totals.cost ?? -1 }
        if a.totals.tokens != b.totals.tokens { return a.totals.tokens.total > b.totals.tokens.total }
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

  private mutating func number(of response: Response, _ numbers: [Int64]) -> Int64 {
    switch query.grouping {
    case .hour, .day, .week, .month, .block: response.time.map { timeNumber($0) } ?? .min
    case .model: Int64(response.model)
    case .session: Int64(response.session)
    case .tool: Int64(response.tools)
    case .project: numbers[Int(response.session)]
    case .machine: Int(response.source) < numbers.count ? numbers[Int(response.source)] : -1
    }
  }

  /// Where the hour, day, week or month of a time begins, in local seconds since 1970; of a month its number.
  private mutating func timeNumber(_ time: Int64) -> Int64 {
    let local = clock.local(time)
    if query.grouping == .hour { return local.quotientRoundedDown(by: 3600) * 3600 }
    let day = local.quotientRoundedDown(by: 86_400)
    switch query.grouping {
    case .week: return ((day + 3).quotientRoundedDown(by: 7) * 7 - 3) * 86_400
    case .month: return (day - Time.civil(days: day).day + 1) * 86_400
    default: return day * 86_400
    }
  }

  private func group(_ number: Int64, _ totals: UsageTotals) -> UsageGroup {
    func named(_ name: [UInt8]?) -> UsageGroup {
      UsageGroup(key: name.flatMap { $0.isEmpty ? nil : $0.text }, totals: totals)
    }
    switch query.grouping {
    case .hour, .day, .week, .month, .block:
      if number == .min { return UsageGroup(totals: totals) }
      let text = Time.rfc3339(number * 1000)
      let key =
        switch query.grouping {
        case .hour: text.prefix(10) + " " + text.dropFirst(11).prefix(5)
        case .month: text.prefix(7)
        default: text.prefix(10)
        }
      return UsageGroup(key: String(key), start: query.zone.time(ofLocal: number), totals: totals)
    case .model: return named(usage.models.strings[Int(number)])
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

  // MARK: Blocks

  /// As ccusage counts them: a block begins with the full hour, in UTC, of its first response; it ends five hours later, and a response that comes
  /// five hours after the one before begins a new one.
  private func blocks(_ responses: [Response], _ costs: CostTable) -> [UsageGroup] {
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
    for response in responses.filter({ $0.time != nil }).sorted(by: { $0.time! < $1.time! }) {
      let time = response.time!
      if start.map({ time - $0 > hours || time - last > hours }) ?? true {
        close()
        sum = UsageSum()
        start = time.quotientRoundedDown(by: 3_600_000) * 3_600_000
      }
      last = time
      sum.add(response, costs)
    }
    close()
    var timeless = UsageSum()
    for response in responses where response.time == nil { timeless.add(response, costs) }
    if timeless.responses > 0 { groups.append(UsageGroup(totals: timeless.totals(costs))) }
    return groups
  }
}

/// Tokens added up by model, so that each sum is multiplied by a price once: the order of the responses does not change the cost.
struct UsageSum {
  private(set) var responses: Int64 = 0
  private var sums: [Slot: TokenCounts] = [:]

  private struct Slot: Hashable {
    var model: UInt32
    var isLarge: Bool
  }

  mutating func add(_ response: Response, _ costs: CostTable) {
    responses += 1
    let counts = response.tokens.counts
    let slot = Slot(model: response.model, isLarge: costs.isLarge(counts, model: response.model))
    sums[slot, default: TokenCounts()] += counts
  }

  func totals(_ costs: CostTable) -> UsageTotals {
    var totals = UsageTotals()
    totals.responses = responses
    var unpriced = Set<String>()
    var cost = 0.0
    var hasPrice = sums.isEmpty
    let slots = sums.keys.sorted {
      (costs.name($0.model), $0.isLarge ? 1 : 0) < (costs.name($1.model), $1.isLarge ? 1 : 0)
    }
    for slot in slots {
      let tokens = sums[slot]!
      totals.tokens += tokens
      if let part = costs.cost(tokens, model: slot.model, isLarge: slot.isLarge) {
        cost += part
        hasPrice = true
      } else if tokens.total > 0 {
        unpriced.insert(costs.name(slot.model))
      }
    }
    totals.cost = hasPrice || unpriced.isEmpty ? cost : nil
    totals.unpricedModels = unpriced.sorted()
    return totals
  }
}

/// The prices of the models of a store, each looked up once.
struct CostTable {
  private let names: [String]
  private let prices: [ModelPrices?]

  init(_ models: [[UInt8]], _ table: PriceTable) {
    names = models.map(\.text)
    prices = names.map { table.prices(of: $0) }
  }

  func name(_ model: UInt32) -> String { names[Int(model)] }

  func isLarge(_ tokens: TokenCounts, model: UInt32) -> Bool {
    prices[Int(model)]?.largeContext != nil && tokens.context > ModelPrices.largeContextTokens
  }

  func cost(_ tokens: TokenCounts, model: UInt32, isLarge: Bool) -> Double? {
    guard let prices = prices[Int(model)] else { return nil }
    return (isLarge ? prices.largeContext ?? prices.standard : prices.standard).cost(of: tokens)
  }
}

/// Whether a text holds another one, whatever the case of its letters.
struct TextFilter {
  private let part: String

  init(_ part: String) { self.part = part.lowercased() }

  func matches(_ text: [UInt8]) -> Bool { matches(text.text) }

  func matches(_ text: String) -> Bool { text.lowercased().contains(part) }
}
