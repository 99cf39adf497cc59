import Answers
import SessionLog

extension Quantity {
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
    let text = dollars(cost)
    if text == "$0.00", cost > .zero, !isPartial { return "less than $0.01" }
    return (isPartial ? "at least " : "") + text
  }
}
