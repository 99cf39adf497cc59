extension Period {
  /// Returns the period before this one, to compare the two; nil where this one has no beginning, or has not begun.
  ///
  /// Before whole months in `zone` come as many months, before whole days as many days, and before any other period one
  /// of the same length. A period without an end, and one that has not ended at `now`, counts up to `now`, and so does
  /// the one before it up to the same time of its own.
  package func previous(now: Instant, zone: Zone) -> Period? {
    guard let start, start < now else { return nil }
    let whole = end.map { max($0, start) } ?? now
    let first: Int64
    if let days = zone.wholeDays(start), let endDays = zone.wholeDays(whole), endDays > days {
      let (from, to) = (Time.civil(days: days), Time.civil(days: endDays))
      let months = (to.year - from.year) * 12 + to.month - from.month
      if from.day == 1, to.day == 1 {
        let month = from.year * 12 + from.month - 1 - months
        first = zone.start(
          ofDay: Time.days(month.quotientRoundedDown(by: 12), month.remainderRoundedDown(by: 12) + 1))
      } else {
        first = zone.start(ofDay: days - (endDays - days))
      }
    } else {
      first = start.milliseconds - (whole.milliseconds - start.milliseconds)
    }
    let last =
      min(whole, now) < whole
      ? min(first + (now.milliseconds - start.milliseconds), start.milliseconds) : start.milliseconds
    return Period(start: first, end: last)
  }
}

extension Zone {
  /// Returns the days from 1970-01-01 to a moment at which a day begins; nil for another moment.
  fileprivate func wholeDays(_ time: Instant) -> Int64? {
    let day = day(time.milliseconds)
    return start(ofDay: day) == time.milliseconds ? day : nil
  }
}
