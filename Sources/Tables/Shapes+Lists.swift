import Answers
import Times

extension Shapes {
  /// The budget of the present month, as `usage --budget` prints it.
  static let budget = Shape<UsageBudget>("budget", "A month, what it may cost, and what it does.") {
    string("month", "The month, such as 2026-03, in the zone of the report.") { $0.month }
    time("start", "When the month begins.", orNull: { $0.period.start })
    time("end", "When it ends.", orNull: { $0.period.end })
    time("now", "The time up to which usage counts.") { $0.now }
    dollars("amount_usd", "What it may cost.") { $0.amount }
    dollars("spent_usd", "What it cost so far, of what has a price.") { $0.spent }
    strings("unpriced_models", "The models of responses of this month without a price, sorted.") { $0.unpricedModels }
    dollars(
      "forecast_usd",
      "What it will cost if the rest costs as much a day as the time up to now; null on the first day of the month."
    ) { $0.forecast }
    string(
      "reached_on",
      "The day on which the cost reaches the amount at this rate, or did; null where it is not in the month.",
      orNull: { $0.reachedOn })
  }
}
