import Bytes

/// Writes numbers for people: in documents, on a terminal, and wherever else an answer is read and not parsed.
package enum Quantity {
  /// Returns a number with separators between thousands: `19,002`.
  package static func count(_ number: Int64) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// Returns a number with its noun: `1 turn`, `2 turns`, `2 branches`.
  package static func count(_ number: Int64, _ noun: String, _ plural: String? = nil) -> String {
    "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// Returns the same for a number of values in memory.
  package static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    count(Int64(number), noun, plural)
  }

  /// Returns a number of bytes such as `52.6 MB`. The units are powers of ten.
  package static func bytes(_ bytes: Int64) -> String {
    switch bytes {
    case ..<1000: "\(bytes) B"
    case ..<1_000_000: Decimal.fixed(Double(bytes) / 1e3, places: 1) + " kB"
    case ..<1_000_000_000: Decimal.fixed(Double(bytes) / 1e6, places: 1) + " MB"
    default: Decimal.fixed(Double(bytes) / 1e9, places: 2) + " GB"
    }
  }

  /// Returns a number of seconds in the two largest units: `8 s`, `2 min 5 s`, `1 h 59 min`, `3 d 4 h`. The rest, less
  /// than one of the smaller unit, is omitted.
  package static func duration(seconds: Int64) -> String {
    func text(_ size: Int64, _ unit: String, _ smallerSize: Int64, _ smaller: String) -> String {
      let rest = seconds % size / smallerSize
      return "\(count(seconds / size)) \(unit)" + (rest == 0 ? "" : " \(rest) \(smaller)")
    }
    switch seconds {
    case ..<100: return "\(seconds) s"
    case ..<3600: return text(60, "min", 1, "s")
    case ..<172_800: return text(3600, "h", 60, "min")
    default: return text(86_400, "d", 3600, "h")
    }
  }

  /// Returns a number of milliseconds in one or two units: `85 ms`, `1.3 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
  package static func duration(milliseconds: Int64) -> String {
    switch milliseconds {
    case ..<1000: "\(milliseconds) ms"
    case ..<10_000: Decimal.fixed(Double(milliseconds) / 1000, places: 1) + " s"
    default: duration(seconds: milliseconds / 1000)
    }
  }

  /// Returns an amount of money in US dollars: `$1,234.56`.
  package static func dollars(_ amount: Money) -> String {
    let text = amount.fixed(places: 2)
    return "$" + count(Int64(text.dropLast(3)) ?? .max) + text.suffix(3)
  }
}
