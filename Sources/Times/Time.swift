/// Converts times to text.
package enum Time {
  /// Returns an RFC 3339 text in UTC with milliseconds, such as `2026-03-25T00:33:23.371Z`. `milliseconds` counts from
  /// 1970 UTC; a time outside the years 0001 to 9999 gives the nearest one inside.
  package static func rfc3339(_ milliseconds: Int64) -> String {
    let clamped = min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)
    let (days, inDay) = clamped.flooredQuotientAndRemainder(dividingBy: 86_400_000)
    let date = civil(days: days)
    let second = inDay / 1000
    return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))T"
      + "\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2)).\(pad(inDay % 1000, 3))Z"
  }

  /// Returns the form that header fields of HTTP have, such as `Wed, 25 Mar 2026 00:33:23 GMT`. `milliseconds` counts
  /// from 1970 UTC; a time outside the years 0001 to 9999 gives the nearest one inside.
  package static func http(_ milliseconds: Int64) -> String {
    let clamped = min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)
    let (days, inDay) = clamped.flooredQuotientAndRemainder(dividingBy: 86_400_000)
    let date = civil(days: days)
    let second = inDay / 1000
    // The first day is a Thursday.
    let weekday = days.flooredQuotientAndRemainder(dividingBy: 7).1
    return "\(weekdays[Int(weekday)]), \(pad(date.day, 2)) \(months[Int(date.month) - 1]) \(pad(date.year, 4)) "
      + "\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2)) GMT"
  }

  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Returns the date that is `days` days after 1970-01-01, in the proleptic Gregorian calendar.
  ///
  /// This is Howard Hinnant's `civil_from_days`, which counts in years that begin in March, so that the leap day is
  /// their last.
  package static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    return (era * 400 + yearOfEra + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

extension Int64 {
  fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
