import Answers
import Times

/// Writes numbers and times for the server's own words.
enum Words {
  /// Returns a number with separators between thousands: `19,002`.
  static func count(_ number: some BinaryInteger) -> String { Quantity.count(Int64(clamping: number)) }

  /// Returns a number with its noun: `1 turn`, `2 turns`.
  static func count(_ number: some BinaryInteger, _ noun: String) -> String {
    Quantity.count(Int64(clamping: number), noun)
  }

  /// Returns a moment as `2026-03-25 01:33` on clocks in a zone; `unknown time` for nil.
  static func time(_ time: Instant?, _ zone: Zone) -> String {
    guard let time else { return "unknown time" }
    let text = Time.rfc3339(zone.local(time.milliseconds).multipliedReportingOverflow(by: 1000).partialValue)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  /// Returns a cost: `$1.20`, `at least $1.20` where a part is unknown, `cost unknown`.
  static func cost(_ totals: UsageTotals) -> String {
    guard let cost = totals.cost else { return "cost unknown" }
    return (totals.unpricedModels.isEmpty ? "$" : "at least $") + cost.fixed(places: 2)
  }
}
