/// The rule by which clocks of a zone are changed every year, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable {
  /// A day of every year, and the time of that day.
  private enum Day: Sendable {
    /// The day of a year from 1, in which February 29 is not counted.
    case julian(Int64)
    /// The day of a year from 0, in which it is.
    case ofYear(Int64)
    /// A weekday (0: Sunday) of a week (5: the last one) of a month.
    case weekday(month: Int64, week: Int64, day: Int64)
  }

  private struct Change: Sendable {
    var day: Day
    /// Seconds from midnight on, of the clocks before the change.
    var time: Int64
  }

  /// The seconds that clocks are ahead of UTC in winter, and in summer.
  private var standard: Int64 = 0
  private var summer: Int64 = 0
  /// The changes to summer and back; nil where there are none.
  private var start, end: Change?

  /// Reads a rule; nil if the text is none.
  init?(_ text: String) {
    var input = Input(rest: Array(text.utf8)[...])
    guard input.name(), let offset = input.offset() else { return nil }
    standard = -offset
    guard !input.rest.isEmpty else { return }
    guard input.name() else { return nil }
    summer = standard + 3600
    if input.rest.first != 0x2c {
      guard let offset = input.offset() else { return nil }
      summer = -offset
    }
    guard let start = input.change(), let end = input.change(), input.rest.isEmpty else { return nil }
    (self.start, self.end) = (start, end)
  }

  /// Returns the seconds that clocks are ahead of UTC at a time in seconds since 1970 UTC.
  func offset(_ seconds: Int64) -> Int64 {
    guard let start, let end else { return standard }
    let day = (seconds &+ standard).quotientRoundedDown(by: 86_400)
    let year = Time.civil(days: day).year
    // A change may lie in the year before or after that of its day.
    var latest: (time: Int64, offset: Int64)?
    for year in (year - 1)...(year + 1) {
      let changes = [
        (time(start, year) &- standard, summer), (time(end, year) &- summer, standard),
      ]
      // Summer time all year round ends at the moment at which it begins again: the later one of the rule counts.
      for (time, offset) in changes where time <= seconds && time >= latest?.time ?? .min { latest = (time, offset) }
    }
    return latest?.offset ?? standard
  }

  /// The local time of a change in a year, in seconds since 1970.
  private func time(_ change: Change, _ year: Int64) -> Int64 { day(change.day, year) * 86_400 + change.time }

  private func day(_ day: Day, _ year: Int64) -> Int64 {
    let first = Time.days(year, 1)
    switch day {
    case .ofYear(let number): return first + number
    case .julian(let number):
      let isLeap = Time.days(year, 3) - Time.days(year, 2) == 29
      return first + number - 1 + (isLeap && number >= 60 ? 1 : 0)
    case .weekday(let month, let week, let weekday):
      let start = Time.days(year, month)
      let next = month == 12 ? Time.days(year + 1, 1) : Time.days(year, month + 1)
      // 1970-01-01 was a Thursday.
      var day = start + (weekday - (start + 4)).remainderRoundedDown(by: 7) + (week - 1) * 7
      while day >= next { day -= 7 }
      return day
    }
  }

  private struct Input {
    var rest: ArraySlice<UInt8>

    /// Skips the name of a time: letters, or anything between angle brackets.
    mutating func name() -> Bool {
      if take(0x3c) {
        guard let end = rest.firstIndex(of: 0x3e) else { return false }
        rest = rest[(end + 1)...]
        return true
      }
      let letters = rest.prefix { (0x41...0x5a).contains($0 & 0xdf) }
      rest = rest[letters.endIndex...]
      return letters.count >= 3
    }

    /// Reads `[+-]h[:m[:s]]` as seconds.
    mutating func offset() -> Int64? {
      let isNegative = take(0x2d)
      if !isNegative { _ = take(0x2b) }
      guard var seconds = number(upTo: 167).map({ $0 * 3600 }) else { return nil }
      if take(0x3a) {
        guard let minutes = number(upTo: 59) else { return nil }
        seconds += minutes * 60
        if take(0x3a) {
          guard let more = number(upTo: 59) else { return nil }
          seconds += more
        }
      }
      return isNegative ? -seconds : seconds
    }

    /// Reads a comma and a change.
    mutating func change() -> Change? {
      guard take(0x2c) else { return nil }
      var day: Day?
      if take(0x4d) {
        guard let month = number(upTo: 12), month > 0, take(0x2e), let week = number(upTo: 5), week > 0, take(0x2e),
          let weekday = number(upTo: 6)
        else { return nil }
        day = .weekday(month: month, week: week, day: weekday)
      } else if take(0x4a) {
        day = number(upTo: 365).flatMap { $0 > 0 ? .julian($0) : nil }
      } else {
        day = number(upTo: 365).map { .ofYear($0) }
      }
      guard let day else { return nil }
      guard take(0x2f) else { return Change(day: day, time: 2 * 3600) }
      return offset().map { Change(day: day, time: $0) }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }

    private mutating func number(upTo max: Int64) -> Int64? {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard (1...3).contains(digits.count) else { return nil }
      rest = rest[digits.endIndex...]
      let number = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
      return number <= max ? number : nil
    }
  }
}

extension Time {
  /// Returns the days from 1970-01-01 to the first of a month, which is 1 to 12.
  static func days(_ year: Int64, _ month: Int64) -> Int64 {
    let shifted = year - (month <= 2 ? 1 : 0)
    let era = shifted.quotientRoundedDown(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
