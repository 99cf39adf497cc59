import Bytes

/// Parses times in the form in which transcripts write them.
package enum Timestamp {
  /// Parses an RFC 3339 date and time into milliseconds since 1970-01-01T00:00:00Z; nil when `bytes` are not one.
  ///
  /// Digits after the millisecond are cut off. Every offset is accepted. The year must be 0001 to 9999, both as written
  /// and in UTC. A leap second (`:60`) is refused, because it has no millisecond of its own.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    var text = Text(rest: bytes[...])
    guard let year = text.number(digits: 4), text.consume("-"),
      let month = text.number(digits: 2), text.consume("-"),
      let day = text.number(digits: 2), text.consume("T") || text.consume("t"),
      let hour = text.number(digits: 2), text.consume(":"),
      let minute = text.number(digits: 2), text.consume(":"),
      let second = text.number(digits: 2),
      let fraction = text.fraction(), let offset = text.offsetMinutes(), text.rest.isEmpty,
      year >= 1, (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year),
      hour < 24, minute < 60, second < 60
    else { return nil }

    let days = daysSince1970(year: year, month: month, day: day)
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    let milliseconds = seconds * 1000 + fraction
    return range.contains(milliseconds) ? milliseconds : nil
  }

  /// 0001-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
  private static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  // MARK: Calendar

  private static func daysIn(month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Returns Howard Hinnant's `days_from_civil`: years begin in March, so that the leap day is their last.
  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = year.flooredQuotientAndRemainder(dividingBy: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  // MARK: Text

  /// Reads a text from its start; `rest` is the part that is left.
  private struct Text {
    var rest: Slice<UnsafeBufferPointer<UInt8>>

    mutating func consume(_ character: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: character) else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func number(digits: Int) -> Int64? {
      let text = rest.prefix(digits)
      guard text.count == digits, text.allSatisfy(\.isDigit) else { return nil }
      rest = rest.dropFirst(digits)
      return text.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// Reads an optional fraction and returns its milliseconds; nil for a point without digits.
    mutating func fraction() -> Int64? {
      guard consume(".") else { return 0 }
      let digits = rest.prefix(while: \.isDigit)
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(digits.count)
      var milliseconds: Int64 = 0
      for place in 0..<3 {
        let digit = place < digits.count ? digits[digits.startIndex + place] - UInt8(ascii: "0") : 0
        milliseconds = milliseconds * 10 + Int64(digit)
      }
      return milliseconds
    }

    /// Reads an offset and returns the minutes east of UTC; nil when there is none.
    mutating func offsetMinutes() -> Int64? {
      if consume("Z") || consume("z") { return 0 }
      let isWest = consume("-")
      guard isWest || consume("+"), let hours = number(digits: 2), consume(":"), let minutes = number(digits: 2),
        hours < 24, minutes < 60
      else { return nil }
      return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
  }
}

extension Int64 {
  /// Returns the quotient rounded down, and a remainder that is never negative. The divisor must be positive.
  fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
