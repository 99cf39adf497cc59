import FileIO
import SessionLog
import Times

/// The groups of one grouping: which one a response belongs to, and what each is called. Groups have numbers while
/// responses are added up.
struct UsageDimension {
  private let grouping: UsageGrouping
  private let zone: Zone
  private let usage: UsageState
  private let costs: CostTable
  private let sessions: SessionsState
  /// The name of each group, and the group of each session or source; empty where the state has them.
  private var names = StringTable()
  private var numbers: [Int64] = []
  private var clock: ZoneClock
  /// True if a time was met at which clocks are off from UTC by something else than quarters of an hour, so that sums
  /// of quarters do not suffice.
  private(set) var isMisaligned = false
  /// The local time at which each hour that was met starts, in seconds since 1970, by number of the group. Where clocks
  /// change within an hour, it cannot be computed from the start.
  private var localHours: [Int64: Int64] = [:]

  /// The largest number of groups that are filled in, so that a period of centuries is answered, too.
  private static let filledMax = 100_000

  init(
    _ grouping: UsageGrouping, _ zone: Zone, _ usage: UsageState, _ costs: CostTable, _ sessions: SessionsState,
    _ machines: [String]
  ) {
    (self.grouping, self.zone, self.usage) = (grouping, zone, usage)
    (self.costs, self.sessions) = (costs, sessions)
    clock = ZoneClock(zone)
    func state(_ id: [UInt8]) -> SessionState? { sessions.index(of: id).map { sessions.sessions[$0] } }
    switch grouping {
    case .project: for id in usage.sessions.ids { numbers.append(Int64(names.number(state(id)?.project ?? []))) }
    case .branch: for id in usage.sessions.ids { numbers.append(Int64(names.number(state(id)?.branch ?? []))) }
    case .machine: for name in machines { numbers.append(Int64(names.number(Array(name.utf8)))) }
    default: break
    }
  }

  /// True if groups are listed by their numbers; otherwise by what they cost.
  var isOrdered: Bool { grouping.isTime || grouping == .hourOfWeek }

  /// The number of the group of a response. `.min`: it has no time.
  mutating func number(of part: UsagePart) -> Int64 {
    switch grouping {
    case .hour, .day, .week, .month, .block, .hourOfWeek: part.time.map { timeNumber($0) } ?? .min
    case .model: Int64(part.slot.model)
    case .session: Int64(part.session)
    case .tool: Int64(part.tools)
    case .project, .branch: numbers[Int(part.session)]
    case .machine: Int(part.source) < numbers.count ? numbers[Int(part.source)] : -1
    }
  }

  /// Returns the number of the period of a time. It is the start of its day, week or month in local seconds since 1970,
  /// or the start of its hour in seconds since 1970-01-01 UTC: local times would combine the two hours that have the
  /// same name when clocks are set back. Of the hours of a week it is 0 to 167, from Monday on.
  private mutating func timeNumber(_ time: Int64) -> Int64 {
    let local = clock.local(time)
    if local.remainderRoundedDown(by: 900) != time.quotientRoundedDown(by: 1000).remainderRoundedDown(by: 900) {
      isMisaligned = true
    }
    let day = local.quotientRoundedDown(by: 86_400)
    switch grouping {
    case .hour:
      let hour = local.quotientRoundedDown(by: 3600) * 3600
      let number = time.quotientRoundedDown(by: 1000) - (local - hour)
      localHours[number] = hour
      return number
    case .hourOfWeek:
      let weekday: Int64 = (day + 3).remainderRoundedDown(by: 7)
      return weekday * 24 + (local - day * 86_400) / 3600
    case .week: return ((day + 3).quotientRoundedDown(by: 7) * 7 - 3) * 86_400
    case .month: return (day - Time.civil(days: day).day + 1) * 86_400
    default: return day * 86_400
    }
  }

  /// All groups from the earliest to the latest, those without a response included: of `period` where it has a
  /// beginning and an end, else of the groups that there are. Throws `tooManyGroups` where they are too many.
  mutating func all(from known: [Int64], _ period: Period) throws(StoreError) -> [Int64] {
    if grouping == .hourOfWeek { return Array(0..<168) }
    // No record has a time beyond these, whatever is asked for.
    func clamped(_ time: Int64) -> Int64 { min(max(time, Column.times.lowerBound), Column.times.upperBound) }
    let first = period.start.map { timeNumber(clamped($0.milliseconds)) } ?? known.min()
    let last = period.end.map { timeNumber(clamped($0.milliseconds) - 1) } ?? known.max()
    guard let first, let last, first <= last else { return [] }
    var all = [first]
    while let number = next(all[all.count - 1]), number <= last {
      guard all.count < Self.filledMax else {
        throw StoreError(.tooManyGroups, "there are more than \(Self.filledMax) times to list")
      }
      all.append(number)
    }
    return all
  }

  private mutating func next(_ number: Int64) -> Int64? {
    switch grouping {
    case .hour:
      // Clocks that change by half an hour make an hour shorter or longer.
      let following = timeNumber((number + 3600) * 1000)
      return following > number ? following : timeNumber((number + 7200) * 1000)
    case .day: return number + 86_400
    case .week: return number + 7 * 86_400
    case .month:
      // 31 days after the first of a month is a day of the next one.
      let day = number.quotientRoundedDown(by: 86_400) + 31
      return (day - Time.civil(days: day).day + 1) * 86_400
    default: return nil
    }
  }

  func group(_ number: Int64, _ totals: UsageTotals) -> UsageGroup {
    func named(_ name: [UInt8]?) -> UsageGroup {
      UsageGroup(key: name.flatMap { $0.isEmpty ? nil : $0.text }, totals: totals)
    }
    switch grouping {
    case .hour, .day, .week, .month, .block, .hourOfWeek: return number == .min ? named(nil) : time(number, totals)
    case .model:
      let name = costs.names[Int(number)]
      return UsageGroup(key: name.isEmpty ? nil : name, totals: totals)
    case .session:
      let id = usage.sessions.ids[Int(number)]
      var group = named(id)
      if let index = sessions.index(of: id) {
        group.title = sessions.sessions[index].title.text
        group.project = sessions.sessions[index].project.text
      }
      return group
    case .project, .branch, .machine: return named(number < 0 ? nil : names.strings[Int(number)])
    case .tool:
      let names = usage.toolSets[Int(number)].map { usage.toolNames.strings[Int($0)].text }
      return named(Array(names.sorted().joined(separator: "+").utf8))
    }
  }

  private func time(_ number: Int64, _ totals: UsageTotals) -> UsageGroup {
    switch grouping {
    case .hour: return hour(number, totals)
    case .hourOfWeek:
      let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
      let hour = number % 24 < 10 ? "0\(number % 24)" : "\(number % 24)"
      return UsageGroup(key: "\(days[Int(number / 24)]) \(hour):00", totals: totals)
    default:
      let key = Time.rfc3339(number * 1000).prefix(grouping == .month ? 7 : 10)
      return UsageGroup(key: String(key), start: Instant(milliseconds: zone.time(ofLocal: number)), totals: totals)
    }
  }

  /// Returns the group of an hour that starts at `start`, in seconds since 1970-01-01 UTC. An hour whose local time
  /// occurs twice is named with the offset from UTC that clocks have in it.
  private func hour(_ start: Int64, _ totals: UsageTotals) -> UsageGroup {
    let local = localHours[start] ?? zone.local(start * 1000)
    let text = Time.rfc3339(local * 1000)
    var key = "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    let offset = local - start
    // Clocks are set back by an hour, or by half an hour.
    let isTwice = ([-3600, -1800, 1800, 3600] as [Int64]).contains { shift in
      let other = zone.local((start + shift) * 1000)
      return other - (start + shift) != offset && other.quotientRoundedDown(by: 3600) * 3600 == local
    }
    if isTwice {
      let digits = Time.rfc3339(abs(offset) * 1000).dropFirst(11).prefix(5)
      key += offset < 0 ? " -\(digits)" : " +\(digits)"
    }
    return UsageGroup(key: key, start: Instant(milliseconds: start * 1000), totals: totals)
  }
}
