/// The order of the groups of a report about usage.
public enum UsageOrder: String, Sendable, CaseIterable {
  /// Times from the earliest on, names in alphabetical order.
  case key
  /// By this quantity, the largest first. Groups of unknown cost come last, also in reverse order.
  case cost, tokens, responses
}

extension UsageQuery {
  /// Returns groups in the order that the query asks for. They are given in their usual order, which decides between
  /// equal ones. The group without a time or name comes last, unless it is ordered by a quantity.
  func ordered(_ groups: [UsageGroup]) -> [UsageGroup] {
    guard let order = order ?? (isReversed ? usualOrder : nil) else { return groups }
    let row = RowOrder(isReversed: isReversed)
    return groups.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      let isFirst: Bool? =
        switch order {
        case .key:
          // The key of a time says when it begins in the zone asked for; hours of a week are numbered by their place.
          grouping == .hourOfWeek
            ? row.precedes(first.offset, second.offset, largestFirst: false)
            : grouping.isTime
              ? row.precedes(a.start, b.start, largestFirst: false) : row.precedes(a.key, b.key, largestFirst: false)
        case .cost: row.precedes(a.totals.cost, b.totals.cost)
        case .tokens: row.precedes(a.totals.tokens.total, b.totals.tokens.total)
        case .responses: row.precedes(a.totals.responses, b.totals.responses)
        }
      return isFirst ?? (first.offset < second.offset)
    }.map(\.element)
  }

  /// Returns the groups that the limit leaves: of times in their order the latest, else the first.
  func limited(_ groups: [UsageGroup]) -> [UsageGroup] {
    guard let limit else { return groups }
    return Array(
      grouping.isTime && (order ?? .key) == .key && !isReversed ? groups.suffix(limit) : groups.prefix(limit))
  }

  private var usualOrder: UsageOrder { grouping.isTime || grouping == .hourOfWeek ? .key : .cost }
}
