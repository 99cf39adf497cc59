/// A span of time, which begins with `start` and ends just before `end`.
public struct Period: Sendable, Equatable {
  /// The first moment; nil when the span has no beginning.
  public var start: Instant?
  /// The first moment after the span; nil when it has no end.
  public var end: Instant?

  /// Creates a period from `start` to before `end`; nil means that it has no such end.
  public init(start: Instant? = nil, end: Instant? = nil) { (self.start, self.end) = (start, end) }

  /// Makes a span of milliseconds since 1970 UTC.
  package init(start: Int64?, end: Int64? = nil) { self.init(start: start.instant, end: end.instant) }

  /// Makes a span without beginning, which ends at a number of milliseconds since 1970 UTC.
  package init(end: Int64?) { self.init(end: end.instant) }

  /// The span without beginning and end.
  public static let always = Period()

  /// Returns whether a moment lies in the span. An unknown one (nil) lies only in `always`.
  public func contains(_ time: Instant?) -> Bool { contains(time?.milliseconds) }

  /// Returns the same for milliseconds since 1970 UTC.
  package func contains(_ time: Int64?) -> Bool {
    guard let time else { return self == .always }
    return time >= start?.milliseconds ?? .min && time < end?.milliseconds ?? .max
  }

  /// Returns whether something that lasted from `first` to `last`, both included and in milliseconds since 1970 UTC,
  /// has a part in the span. Unknown times (nil) have one only in `always`.
  package func overlaps(_ first: Int64?, _ last: Int64?) -> Bool {
    guard let first, let last else { return self == .always }
    return last >= start?.milliseconds ?? .min && first < end?.milliseconds ?? .max
  }

  /// Parses the name of a span as people write it; nil when it is none of these:
  ///
  /// - `2026`, `2026-03`, `2026-03-25`: a year, month or day in `zone`.
  /// - `2026-03-25 14:03`: a minute in `zone`, and with `:05` at its end a second. An offset from UTC may follow, as in
  ///   `2026-03-25 14:03 +01:00`, and a `T` may stand in place of the space. Where clocks in `zone` show a time twice,
  ///   the first one is meant. The name of a day of the week may precede a day, as in `Tuesday, 2026-03-24`.
  /// - An RFC 3339 time: its millisecond.
  /// - `today`, `yesterday`, `this-week`, `last-week` (weeks begin on Monday), `this-month`, `last-month`, `this-year`,
  ///   `last-year`: calendar spans in `zone`.
  /// - `90m`, `36h`, `7d`, `2w`: from that long ago, at most 100,000 units, until `now`.
  /// - `now`: an empty span.
  public init?(named name: String, now: Instant, zone: Zone) {
    self.init(named: name, now: now.milliseconds, zone: zone)
  }

  /// Does the same; `now` is in milliseconds since 1970 UTC.
  package init?(named name: String, now: Int64, zone: Zone) {
    let today = zone.day(now)
    let monday = today - (today + 3).remainderRoundedDown(by: 7)
    let (year, month, _) = Time.civil(days: today)
    switch name {
    case "now": self.init(start: now, end: now)
    case "today": self.init(days: today..<today + 1, zone)
    case "yesterday": self.init(days: today - 1..<today, zone)
    case "this-week": self.init(days: monday..<monday + 7, zone)
    case "last-week": self.init(days: monday - 7..<monday, zone)
    case "this-month": self.init(months: year * 12 + month - 1, count: 1, zone)
    case "last-month": self.init(months: year * 12 + month - 2, count: 1, zone)
    case "this-year": self.init(months: year * 12, count: 12, zone)
    case "last-year": self.init(months: (year - 1) * 12, count: 12, zone)
    default:
      if let ago = Self.milliseconds(name) {
        self.init(start: now - ago, end: now)
      } else if let time = Self.time(name) {
        self.init(start: time, end: time + 1)
      } else if let period = Self.clockTime(name, zone) {
        self = period
      } else {
        self.init(date: Self.withoutWeekday(name), zone)
      }
    }
  }

  private init(days: Range<Int64>, _ zone: Zone) {
    self.init(start: zone.start(ofDay: days.lowerBound), end: zone.start(ofDay: days.upperBound))
  }

  /// Creates a span of `count` months, the first of which is `month`, counted from January of year 0.
  private init?(months month: Int64, count: Int64, _ zone: Zone) {
    func day(_ month: Int64) -> Int64? { Self.day(year: month / 12, month: month % 12 + 1, day: 1) }
    guard let first = day(month), let next = day(month + count) else { return nil }
    self.init(days: first..<next, zone)
  }

  /// The names of the days of the week, from Monday on.
  package static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// Returns a day without the name of its day of the week.
  private static func withoutWeekday(_ name: String) -> String {
    guard let comma = name.firstRange(of: ", "), weekdays.contains(String(name[..<comma.lowerBound])) else {
      return name
    }
    return String(name[comma.upperBound...])
  }

  private init?(date: String, _ zone: Zone) {
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.allSatisfy(Self.isDigits), parts[0].utf8.count == 4,
      parts.dropFirst().allSatisfy({ $0.utf8.count == 2 })
    else { return nil }
    let numbers = parts.compactMap { Int64($0) }
    guard numbers.count == parts.count else { return nil }
    switch numbers.count {
    case 1: self.init(months: numbers[0] * 12, count: 12, zone)
    case 2 where (1...12).contains(numbers[1]): self.init(months: numbers[0] * 12 + numbers[1] - 1, count: 1, zone)
    case 3:
      guard let day = Self.day(year: numbers[0], month: numbers[1], day: numbers[2]) else { return nil }
      self.init(days: day..<day + 1, zone)
    default: return nil
    }
  }

  /// Returns days since 1970-01-01; nil where the calendar has no such day.
  private static func day(year: Int64, month: Int64, day: Int64) -> Int64? {
    func pad(_ number: Int64, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return time("\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T00:00:00Z").map {
      $0.quotientRoundedDown(by: 86_400_000)
    }
  }

  private static func time(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8 { Timestamp.parse($0) }
  }

  /// Parses a date and a time of day, as lists print them: `2026-03-25 14:03`, `2026-03-25 14:03:05 +01:00`. Returns
  /// nil for another text.
  private static func clockTime(_ text: String, _ zone: Zone) -> Period? {
    let date = text.prefix(10)
    guard let separator = text.dropFirst(10).first, [" ", "T", "t"].contains(separator) else { return nil }
    let rest = text.dropFirst(11)
    let clock = rest.prefix { $0.isNumber || $0 == ":" || $0 == "." }
    let gap = rest[clock.endIndex...].prefix(1) == " " ? 1 : 0
    let offset = rest[clock.endIndex...].dropFirst(gap)
    guard offset.isEmpty == (clock.endIndex == rest.endIndex) else { return nil }
    let length: Int64
    let seconds: String
    switch clock.utf8.count {
    case 5: (length, seconds) = (60_000, ":00")
    case 8: (length, seconds) = (1000, "")
    default: (length, seconds) = (1, "")
    }
    guard let time = time("\(date)T\(clock)\(seconds)\(offset.isEmpty ? "Z" : offset)") else { return nil }
    if !offset.isEmpty { return Period(start: time, end: time + length) }
    let second = time.quotientRoundedDown(by: 1000)
    let start = zone.time(ofLocal: second) + (time - second * 1000)
    return Period(start: start, end: start + length)
  }

  /// Returns the milliseconds of a text such as `90m`, `36h`, `7d` or `2w`; nil for another text or more than 100,000
  /// units.
  private static func milliseconds(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 7 * 86_400_000]
    guard let unit = text.last.flatMap({ units[$0] }), isDigits(text.dropLast()), let number = Int64(text.dropLast()),
      (0...100_000).contains(number)
    else { return nil }
    return number * unit
  }

  /// Returns whether a text has ASCII digits only. Numbers parse a sign as well, which no form of a time has.
  private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}

extension Int64 {
  package func remainderRoundedDown(by divisor: Int64) -> Int64 {
    self - quotientRoundedDown(by: divisor) * divisor
  }
}
