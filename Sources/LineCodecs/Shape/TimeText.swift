import Times

/// Converts between milliseconds since 1970 UTC and times as Claude Code writes them, such as
/// `2026-03-25T00:33:23.371Z`. FORMAT.md, Values.
enum TimeText {
  /// The number of characters of such a text.
  static let length = 24
  /// 9999-12-31T23:59:59.999Z.
  static let max: Int64 = 253_402_300_799_999

  /// Returns the milliseconds of `text`; nil when it is not the text of any number from 0 to `max`, so that a value is
  /// always written back as it was.
  static func milliseconds(_ text: UnsafeRawBufferPointer) -> Int64? {
    guard text.count == length, text[10] == UInt8(ascii: "T"), text[4] == 0x2d, text[7] == 0x2d, text[13] == 0x3a,
      text[16] == 0x3a, text[19] == 0x2e, text[23] == UInt8(ascii: "Z")
    else { return nil }
    var isNumber = true
    func number(_ start: Int, _ count: Int) -> Int64 {
      var value: Int64 = 0
      for index in start..<start + count {
        let digit = text[index] &- 0x30
        if digit > 9 { isNumber = false }
        value = value * 10 + Int64(digit)
      }
      return value
    }
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
    let (hour, minute, second, rest) = (number(11, 2), number(14, 2), number(17, 2), number(20, 3))
    guard isNumber, year >= 1970, month >= 1, month <= 12, day >= 1, day <= 31, hour < 24, minute < 60, second < 60
    else { return nil }
    // This is Howard Hinnant's `days_from_civil`, which counts in years that begin in March.
    let marchYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = (marchYear / 400, marchYear % 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let civil = Time.civil(days: days)
    guard civil.day == day, civil.month == month else { return nil }
    return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + rest
  }

  /// Writes the text of a time, `length` characters. `milliseconds` must be 0 to `max`.
  @inline(__always)
  static func write(_ milliseconds: Int64, to target: UnsafeMutablePointer<UInt8>) {
    let (days, inDay) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
    let date = Time.civil(days: days)
    @inline(__always)
    func put(_ value: Int64, _ start: Int, _ count: Int) {
      var rest = UInt32(truncatingIfNeeded: value)
      for index in stride(from: start + count - 1, through: start, by: -1) {
        target[index] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
    let second = inDay / 1000
    put(date.year, 0, 4)
    target[4] = 0x2d
    put(date.month, 5, 2)
    target[7] = 0x2d
    put(date.day, 8, 2)
    target[10] = UInt8(ascii: "T")
    put(second / 3600, 11, 2)
    target[13] = 0x3a
    put(second / 60 % 60, 14, 2)
    target[16] = 0x3a
    put(second % 60, 17, 2)
    target[19] = 0x2e
    put(inDay % 1000, 20, 3)
    target[23] = UInt8(ascii: "Z")
  }
}
