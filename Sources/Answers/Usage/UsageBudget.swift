public import Times

/// A budget for the present month: how much of it is used, and what the month will cost at the rate so far.
public struct UsageBudget: Sendable, Equatable {
  /// The amount that the month may cost.
  public var amount: Money
  /// The month, such as `2026-03`.
  public var month: String
  /// The month in the zone of the query.
  public var period: Period
  /// The time up to which usage counts: that of the question.
  public var now: Instant
  /// The cost so far of everything that has a price.
  public var spent = Money.zero
  /// The models of responses of this month without a price, sorted. `spent` does not include them.
  public var unpricedModels: [String] = []
  /// The cost of the whole month if the rest of it costs as much a day as the time up to `now`; nil on the first day
  /// of the month, from which nothing can be told.
  public var forecast: Money?
  /// The day on which the cost reaches the amount, such as `2026-03-24`, in the zone of the query: the day on which it
  /// did, else the one on which it will at the same rate. Nil if it is not in this month, or cannot be told.
  public var reachedOn: String?

  private static let day = 86_400_000.0
  private let zone: ZoneName

  /// Makes a budget of which nothing is used. `now` is in milliseconds since 1970-01-01 UTC.
  init(_ amount: Money, now: Int64, zone: Zone) {
    let today = Time.civil(days: zone.day(now))
    month = String(Time.rfc3339(zone.local(now) * 1000).prefix(7))
    let first = zone.day(now) - today.day + 1
    // 31 days after the first of a month is a day of the next one.
    let next = first + 31
    period = Period(start: zone.start(ofDay: first), end: zone.start(ofDay: next - Time.civil(days: next).day + 1))
    (self.amount, self.now, self.zone) = (amount, Instant(milliseconds: now), ZoneName(zone: zone))
  }

  /// The number of days of the month that have passed.
  public var daysPassed: Double { Double(now.milliseconds - (period.start ?? now).milliseconds) / Self.day }

  /// The number of days of the month.
  public var days: Double { Double((period.end ?? now).milliseconds - (period.start ?? now).milliseconds) / Self.day }

  /// Sets what was used in the month. `days` has the cost of each day, by its number since 1970-01-01 in the zone.
  mutating func complete(_ totals: UsageTotals, days costs: [Int64: Money]) {
    (spent, unpricedModels) = (totals.cost ?? .zero, totals.unpricedModels)
    if daysPassed >= 1 { forecast = Money(dollars: spent.dollars * self.days / daysPassed) }
    if spent >= amount {
      var sum = Money.zero
      for (day, cost) in costs.sorted(by: { $0.key < $1.key }) {
        sum += cost
        guard sum >= amount else { continue }
        reachedOn = Self.name(ofDay: day)
        return
      }
    }
    guard let forecast, forecast >= amount, let start = period.start, spent > .zero else { return }
    let passed = Double(now.milliseconds - start.milliseconds) * amount.dollars / spent.dollars
    reachedOn = Self.name(ofDay: zone.zone.day(start.milliseconds + Int64(passed)))
  }

  private static func name(ofDay day: Int64) -> String { String(Time.rfc3339(day * 86_400_000).prefix(10)) }

  /// A zone, which is compared by its name.
  private struct ZoneName: Sendable, Equatable {
    let zone: Zone

    static func == (a: ZoneName, b: ZoneName) -> Bool { a.zone.name == b.zone.name }
  }
}
