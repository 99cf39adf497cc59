import Answers

/// Prints a usage report for a terminal.
struct UsagePrinter {
  let style: Style
  let width: Int
  let list: ListOptions
  /// True if rows without tokens are asked for.
  let isFilled: Bool
  let isQuiet: Bool
  let projects: ProjectNames
  /// The shortest unique beginnings of the ids of sessions, by id; empty if no group is a session.
  let shortIDs: [[UInt8]: String]

  private static let barWidth = 16

  func print(_ report: UsageReport) {
    var out = ListOutput()
    if let budget = report.budget { addBudget(budget, report, &out) }
    if report.totals.responses > 0 {
      if report.budget != nil { out.add("") }
      addTable(report, &out)
    } else if report.budget == nil, !isQuiet {
      out.add("no usage matches")
    }
    out.print(pager: list.pager)
  }

  // MARK: Table

  private func addTable(_ report: UsageReport, _ out: inout ListOutput) {
    let columns = columns(report.grouping, split: report.split)
    var table = TextTable(columns, width: width)
    let shown = isFilled ? report.groups : report.groups.filter { !$0.totals.isNothing }
    let largest = shown.reduce(0.0) { max($0, weight($1.totals, report)) }
    for group in shown {
      let share = largest > 0 ? weight(group.totals, report) / largest : 0
      table.add([name(group, report.grouping)] + cells(group.totals) + [bar(share)])
      for part in group.parts where !part.totals.isNothing {
        table.add(["  " + name(part, report.split ?? .model)] + cells(part.totals) + [""], style: style.dim)
      }
    }
    table.add(["total"] + cells(report.totals) + [""], style: style.bold)
    let bars = columns.count - 1
    out.add(table.lines(title: style.dim, cell: { $0 == bars ? style.cyan($1) : $1 }))
    if isQuiet { return }
    let noun = Self.noun(report.grouping)
    if let line = list.leftOut(report.leftOut ?? 0, noun) { out.add(note: line, width: width) }
    let empty = Int64(report.groups.count - shown.count)
    if empty > 0 { out.add("… \(Format.count(empty, noun)) without tokens") }
    if !report.totals.unpricedModels.isEmpty {
      let names = report.totals.unpriced.map(Self.name).joined(separator: ", ")
      out.add(
        note: "+ at least: no price is known of \(names); give some with --prices FILE", width: width,
        style: style.yellow)
    }
    out.add(note: "prices: \(report.prices) · times: \(Format.zone(report.zone))", width: width, style: style.dim)
  }

  private func columns(_ grouping: UsageGrouping, split: UsageGrouping?) -> [TextTable.Column] {
    // Names that begin alike must not look alike: rather leave out another column, where there is room for one.
    let names = [grouping, split].compactMap { $0 }
    let wanted = names.contains(.session) ? 32 : names.contains { $0 == .model || $0 == .tool } ? 26 : 16
    let least = max(16, min(wanted, width - 50))
    var first = TextTable.Column(title: grouping.rawValue.uppercased(), canShrink: true, least: least)
    if grouping.isTime, split == nil { first.canShrink = false }
    var columns = [
      first, TextTable.Column(title: "RESPONSES", isNumber: true, dropPriority: 6),
      TextTable.Column(title: "INPUT", isNumber: true, dropPriority: 5),
      TextTable.Column(title: "OUTPUT", isNumber: true, dropPriority: 2),
    ]
    // The two kinds differ in price only.
    let writes = list.exact ? ["5-MIN CACHE WRITES", "1-HOUR CACHE WRITES"] : ["CACHE WRITES"]
    columns += writes.map { TextTable.Column(title: $0, isNumber: true, dropPriority: 4) }
    columns += [
      TextTable.Column(title: "CACHE READS", isNumber: true, dropPriority: 3),
      TextTable.Column(title: "ALL TOKENS", isNumber: true, dropPriority: 1),
      TextTable.Column(title: "COST", isNumber: true),
      TextTable.Column(title: "", dropPriority: 7),
    ]
    return columns
  }

  private func cells(_ totals: UsageTotals) -> [String] {
    let tokens = totals.tokens
    let writes = list.exact ? [tokens.cacheWrites5m, tokens.cacheWrites1h] : [tokens.cacheWrites]
    let counts = [totals.responses, tokens.input, tokens.output] + writes + [tokens.cacheReads, tokens.total]
    return counts.map(list.numbers.text) + [Format.cost(totals)]
  }

  /// Returns a word for the groups.
  private static func noun(_ grouping: UsageGrouping) -> String {
    switch grouping {
    case .hourOfWeek: "hour"
    case .branch: "row"
    case .tool: "row"
    case .hour, .day, .week, .month, .block, .model, .project, .session, .machine: grouping.rawValue
    }
  }

  /// Returns the name of a model without a price, with the reason unless the model has no price at all.
  private static func name(_ item: UnpricedUsage) -> String {
    let model = item.model.isEmpty ? "(no name)" : item.model
    return item.reason == UnpricedUsage.noListPrice ? model : "\(model) (\(item.reason))"
  }

  /// Returns the value that a bar shows: the cost, or the number of tokens if some of them have no price.
  private func weight(_ totals: UsageTotals, _ report: UsageReport) -> Double {
    report.totals.unpricedModels.isEmpty ? totals.cost?.dollars ?? 0 : Double(totals.tokens.total)
  }

  private func name(_ group: UsageGroup, _ grouping: UsageGrouping) -> String {
    switch grouping {
    case .block:
      guard let start = group.start else { return "(no time)" }
      return Format.localTime(start) + (group.isActive == true ? " now" : "")
    case .hour, .day, .week, .month, .hourOfWeek: return group.key ?? "(no time)"
    case .session:
      let id = group.key.map { shortIDs[Array($0.utf8)] ?? $0 } ?? "-"
      return [id, group.title ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
    case .tool: return group.key ?? "(no tool)"
    case .project: return group.key.map(projects.name) ?? "(no project)"
    case .branch: return group.key ?? "(no branch)"
    case .model, .machine: return group.key ?? "(no name)"
    }
  }

  private func bar(_ share: Double) -> String {
    if Environment.isDumb { return "" }
    let eighths = Int((share * Double(Self.barWidth) * 8).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  // MARK: Budget

  /// Adds how much of a budget is used, then what the month will cost.
  private func addBudget(_ budget: UsageBudget, _ report: UsageReport, _ out: inout ListOutput) {
    let share = 100 * budget.spent.dollars / budget.amount.dollars
    let least = budget.unpricedModels.isEmpty ? "" : " at least"
    let used = "\(Format.cost(budget.spent)) (\(Format.decimal(share, places: 0)) %)"
    out.add(
      note: "\(budget.month):\(least) \(used) of the budget of \(Format.cost(budget.amount)) is used.", width: width,
      style: budget.spent >= budget.amount ? style.red : style.bold)
    out.add(note: forecast(budget, zone: report.zone), width: width)
    if !budget.unpricedModels.isEmpty {
      let names = budget.unpricedModels.map { $0.isEmpty ? "(no name)" : $0 }.joined(separator: ", ")
      out.add(note: "No price is known of \(names); that is not counted.", width: width, style: style.yellow)
    }
  }

  private func forecast(_ budget: UsageBudget, zone: String) -> String {
    let passed =
      "\(Format.decimal(budget.daysPassed)) of \(Format.decimal(budget.days, places: 0)) days (\(Format.zone(zone)))"
    guard let forecast = budget.forecast else {
      return "No forecast yet: the month began less than a day ago (\(Format.zone(zone)))."
    }
    if budget.spent >= budget.amount {
      let day = budget.reachedOn.map { "It was reached on \($0). " } ?? ""
      return "\(day)At the rate of the first \(passed) the whole month costs \(Format.cost(forecast))."
    }
    let end = budget.reachedOn.map { "the budget is reached on \($0)" } ?? "the budget is not reached"
    return "At the rate of the first \(passed) the whole month costs \(Format.cost(forecast)), and \(end)."
  }
}

extension UsageTotals {
  /// True if there are neither tokens nor a cost.
  fileprivate var isNothing: Bool { tokens.total == 0 && (cost ?? .zero) == .zero }
}
