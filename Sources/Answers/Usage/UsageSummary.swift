import FileIO
import SessionLog
import Times

/// Adds up responses by the groupings of a query.
struct UsageSummary {
  private let query: UsageQuery
  private let priced: PricedUsage
  private let usage: UsageState
  private let sessions: SessionsState
  private let machines: [String]
  /// The present time in milliseconds since 1970-01-01 UTC.
  private let now: Int64

  init(_ query: UsageQuery, _ view: StoreView, _ sessions: SessionsState) throws {
    (self.query, self.sessions, now) = (query, sessions, view.store.clock.milliseconds)
    usage = try view.usageState
    priced = try view.priced(query.prices)
    machines = query.needsMachines ? try view.sync.machineNames : []
  }

  func report() throws -> UsageReport {
    let isWanted = filter()
    var totals = UsageSum()
    var groups: [UsageGroup]
    var sessionCount: Int?
    if query.grouping == .block {
      var parts: [UsagePart] = []
      priced.forEachResponse(in: query.period) { if isWanted($0) { parts.append($0) } }
      for part in parts { totals.add(part) }
      groups = blocks(parts)
    } else {
      var table = table()
      priced.forEach(in: query.period) { if isWanted($0) { table.add($0) } }
      if table.isMisaligned {
        table = self.table()
        priced.forEachResponse(in: query.period) { if isWanted($0) { table.add($0) } }
      }
      if query.isFilled, table.dimension.isOrdered { try table.fill(query.period) }
      totals = table.totals
      groups = self.groups(table.groups, table.dimension, table.parts, table.second, table.sessions)
      if query.countsSessions { sessionCount = table.sessions.reduce(into: Set()) { $0.formUnion($1) }.count }
    }
    let ordered = query.ordered(groups)
    let listed = query.limited(ordered)
    var report = UsageReport(
      grouping: query.grouping, groups: listed, totals: totals.totals(priced.costs),
      zone: query.zone.name, prices: query.prices.source, split: query.split)
    report.leftOut = query.limit.map { _ in ordered.count - listed.count }
    report.sessions = sessionCount
    report.budget = query.budget.map { budget(of: $0, isWanted) }
    return report
  }

  private func table() -> UsageTable {
    UsageTable(dimension(query.grouping), query.split.map(dimension), countsSessions: query.countsSessions)
  }

  private func dimension(_ grouping: UsageGrouping) -> UsageDimension {
    UsageDimension(grouping, query.zone, usage, priced.costs, sessions, machines)
  }

  /// Returns the groups of a dimension, each with those of a second dimension within it: times in their order,
  /// everything else by cost, then by tokens, the largest first.
  private func groups(
    _ sums: UsageSums, _ dimension: UsageDimension, _ parts: [UsageSums] = [], _ second: UsageDimension? = nil,
    _ sessions: [Set<UInt32>]? = nil
  ) -> [UsageGroup] {
    let groups = sums.numbers.indices.map { index in
      var group = dimension.group(sums.numbers[index], sums.sums[index].totals(priced.costs))
      if let sessions, query.countsSessions { group.sessions = index < sessions.count ? sessions[index].count : 0 }
      if let second, index < parts.count { group.parts = self.groups(parts[index], second) }
      return group
    }
    if groups.count < 2 { return groups }
    // Groups are large, so their indices are put in order.
    let order = groups.indices.sorted { first, second in
      let (a, b) = (sums.numbers[first], sums.numbers[second])
      // What has no time comes last.
      if dimension.isOrdered { return a != .min && (b == .min || a < b) }
      if groups[first].totals.cost != groups[second].totals.cost {
        return groups[first].totals.cost ?? -1 > groups[second].totals.cost ?? -1
      }
      let (tokens, others) = (groups[first].totals.tokens.total, groups[second].totals.tokens.total)
      return tokens != others ? tokens > others : (groups[first].key ?? "", a) < (groups[second].key ?? "", b)
    }
    return order.map { groups[$0] }
  }

  /// Returns which parts the query selects, apart from their time. The part of a response's own model and those of
  /// other models are selected separately.
  private func filter() -> (UsagePart) -> Bool {
    let models = query.model.map { text in
      let filter = TextFilter(text)
      return priced.costs.names.map { filter.matches($0) }
    }
    func states(_ text: String?, _ field: (SessionState) -> [UInt8]) -> [Bool]? {
      guard let filter = text.map(TextFilter.init) else { return nil }
      return usage.sessions.ids.map { id in
        filter.matches(sessions.index(of: id).map { field(sessions.sessions[$0]) } ?? [])
      }
    }
    let projects = query.project.map(TextFilter.init).map { filter in
      usage.sessions.ids.map { id in
        filter.matches(project: sessions.index(of: id).map { sessions.sessions[$0].project } ?? [])
      }
    }
    let branches = states(query.branch, \.branch)
    let wanted = query.sessionID.map { id in usage.sessions.ids.map { $0 == id } }
    let machines = query.machine.map { text in
      let filter = TextFilter(text)
      return self.machines.map { filter.matches($0) }
    }
    return { part in
      let session = Int(part.session)
      return models?[Int(part.slot.model)] != false && projects?[session] != false && branches?[session] != false
        && wanted?[session] != false
        && (machines == nil || Int(part.source) < machines!.count && machines![Int(part.source)])
    }
  }

  /// Returns how much of a budget the responses of the present month used that the query selects, whatever its period.
  private func budget(of amount: Money, _ isWanted: (UsagePart) -> Bool) -> UsageBudget {
    var budget = UsageBudget(amount, now: now, zone: query.zone)
    var days: [Int64: UsageSum] = [:]
    var month = UsageSum()
    priced.forEachResponse(in: budget.period) { part in
      guard isWanted(part), let time = part.time, time <= now else { return }
      month.add(part)
      days[query.zone.day(time), default: UsageSum()].add(part)
    }
    budget.complete(month.totals(priced.costs), days: days.mapValues { $0.totals(priced.costs).cost ?? .zero })
    return budget
  }

  // MARK: Blocks

  /// Returns groups that are blocks as ccusage counts them: a block starts at the full hour, in UTC, of its first
  /// response. It ends five hours later, and a response more than five hours after the one before starts a new one. The
  /// last group holds the responses without a time, if there are any.
  private func blocks(_ parts: [UsagePart]) -> [UsageGroup] {
    let hours: Int64 = 5 * 3_600_000
    var groups: [UsageGroup] = []
    var sum = UsageSum()
    var start: Int64?
    var last: Int64 = 0
    func close() {
      guard let start else { return }
      groups.append(
        UsageGroup(
          key: Time.rfc3339(start), start: Instant(milliseconds: start), end: Instant(milliseconds: start + hours),
          lastResponse: Instant(milliseconds: last),
          isActive: now - last < hours && now < start + hours, totals: sum.totals(priced.costs)))
    }
    for part in parts.filter({ $0.time != nil }).sorted(by: { $0.time! < $1.time! }) {
      let time = part.time!
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
    for part in parts where part.time == nil { timeless.add(part) }
    if !timeless.isEmpty { groups.append(UsageGroup(totals: timeless.totals(priced.costs))) }
    return groups
  }
}

/// Sums by the number of their group, in the order in which the groups were first met.
private struct UsageSums {
  private(set) var numbers: [Int64] = []
  private(set) var sums: [UsageSum] = []
  /// The index of each number, once there are more than a linear search is good for.
  private var indices: [Int64: Int] = [:]
  /// The index that was asked for last. Responses that follow each other are often of one group.
  private var last = 0
  private static let linearMax = 8

  /// Adds a part to its group. Returns the index of the group.
  mutating func add(_ part: UsagePart, to number: Int64) -> Int {
    let index = index(of: number)
    sums[index].add(part)
    return index
  }

  /// Returns the index of a group, which is made if there is none.
  mutating func index(of number: Int64) -> Int {
    if last < numbers.count, numbers[last] == number { return last }
    let known = numbers.count <= Self.linearMax ? numbers.firstIndex(of: number) : indices[number]
    last = known ?? numbers.count
    if known == nil {
      numbers.append(number)
      sums.append(UsageSum())
      if numbers.count == Self.linearMax + 1 {
        for (index, number) in numbers.enumerated() { indices[number] = index }
      } else if numbers.count > Self.linearMax {
        indices[number] = last
      }
    }
    return last
  }
}

/// Sums by the groups of one dimension, and by those of a second one within each.
private struct UsageTable {
  var dimension: UsageDimension
  var second: UsageDimension?
  var totals = UsageSum()
  var groups = UsageSums()
  /// The sums within each of `groups`, if there is a second dimension. Groups that were filled in have none.
  var parts: [UsageSums] = []
  /// The sessions of each of `groups`, if they are counted. Groups that were filled in have none.
  var sessions: [Set<UInt32>] = []
  private let countsSessions: Bool

  init(_ dimension: UsageDimension, _ second: UsageDimension?, countsSessions: Bool) {
    (self.dimension, self.second, self.countsSessions) = (dimension, second, countsSessions)
  }

  var isMisaligned: Bool { dimension.isMisaligned || second?.isMisaligned == true }

  mutating func add(_ part: UsagePart) {
    totals.add(part)
    let group = groups.add(part, to: dimension.number(of: part))
    if countsSessions {
      if group == sessions.count { sessions.append([]) }
      sessions[group].insert(part.session)
    }
    guard second != nil else { return }
    if group == parts.count { parts.append(UsageSums()) }
    _ = parts[group].add(part, to: second!.number(of: part))
  }

  /// Adds the times without a response.
  mutating func fill(_ period: Period) throws(StoreError) {
    for number in try dimension.all(from: groups.numbers.filter { $0 != .min }, period) {
      _ = groups.index(of: number)
    }
  }
}
