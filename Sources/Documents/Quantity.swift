import Answers
import SessionLog

/// Writes numbers for the readers of documents.
enum Quantity {
  /// Returns a number with separators between thousands: `19,002`.
  static func count(_ number: Int64) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// Returns a number with its noun: `1 turn`, `2 turns`, `2 branches`.
  static func count(_ number: Int64, _ noun: String, _ plural: String? = nil) -> String {
    "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    count(Int64(number), noun, plural)
  }

  /// Returns a number of bytes such as `52.6 MB`. The units are powers of ten.
  static func bytes(_ bytes: Int64) -> String {
    var (unit, next): (Int64, Int) = (1, 0)
    let names = ["B", "kB", "MB", "GB", "TB"]
    while next < names.count - 1, bytes / unit >= 1000 { (unit, next) = (unit * 1000, next + 1) }
    if next == 0 { return "\(bytes) B" }
    let tenths = (bytes / (unit / 1000) + 50) / 100
    return "\(count(tenths / 10)).\(tenths % 10) \(names[next])"
  }

  /// Returns a number of milliseconds in one or two units: `85 ms`, `1.3 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
  static func duration(_ milliseconds: Int64) -> String {
    func text(_ size: Int64, _ unit: String, _ smallerSize: Int64, _ smaller: String) -> String {
      let seconds = milliseconds / 1000
      let rest = seconds % size / smallerSize
      return "\(count(seconds / size)) \(unit)" + (rest == 0 ? "" : " \(rest) \(smaller)")
    }
    switch milliseconds {
    case ..<1000: return "\(milliseconds) ms"
    case ..<9950: return "\((milliseconds + 50) / 1000).\((milliseconds + 50) % 1000 / 100) s"
    case ..<100_000: return "\(milliseconds / 1000) s"
    case ..<3_600_000: return text(60, "min", 1, "s")
    case ..<172_800_000: return text(3600, "h", 60, "min")
    default: return text(86_400, "d", 3600, "h")
    }
  }

  /// Returns the tokens and their cost, each as a fact of its own; nothing where no response was counted. A cost of
  /// which a part is unknown is a least one.
  static func usage(_ totals: UsageTotals) -> [String] {
    guard totals.responses > 0 || totals.tokens.total > 0 else { return [] }
    return ["\(count(totals.tokens.total)) tokens, \(count(totals.tokens.output)) of them written", cost(totals)]
  }

  /// Returns the cost in US dollars: `$1,234.56`, `less than $0.01`, `at least $0.20`, `cost unknown`.
  static func cost(_ totals: UsageTotals) -> String {
    guard let cost = totals.cost else { return "cost unknown" }
    let isPartial = !totals.unpricedModels.isEmpty
    let text = cost.fixed(places: 2)
    if text == "0.00", cost > .zero, !isPartial { return "less than $0.01" }
    return (isPartial ? "at least $" : "$") + count(Int64(text.dropLast(3)) ?? .max) + text.suffix(3)
  }
}
