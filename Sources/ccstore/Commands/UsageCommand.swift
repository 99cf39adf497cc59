import Answers
import ArgumentParser
import Times

struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract: "Tokens and cost, by day or anything else.",
    discussion: """
      Every response is counted once, with the largest number that any of its lines reports, however many files repeat it, and also when \
      its files are gone. Costs are list prices of the day, with what was billed beyond tokens: long contexts, fast mode, web searches, place, \
      batch, advisors. Of what has no known price the tokens are shown and no cost; --json says what and why. Nothing is fetched.

      --by: day, week, month, hour, block (five hours, as limits count), model, project, session, machine, tool (what a response called).

      Example:  ccstore usage --on last-month
                ccstore usage --by model --since 7d
                ccstore usage --by session --project website --csv >sessions.csv
      """)

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "What to put together.")
  var by: UsageGrouping = .day

  @OptionGroup var time: TimeOptions

  @OptionGroup var asOf: AsOfOption

  @Option(name: .long, help: ArgumentHelp("Only projects whose path holds this.", valueName: "text"))
  var project: String?

  @Option(name: .long, help: ArgumentHelp("Only models whose name holds this.", valueName: "text"))
  var model: String?

  @OptionGroup var priceOptions: PriceOptions

  @Flag(name: .long, help: "Print comma-separated values.")
  var csv = false

  @OptionGroup var csvOption: CSVOption

  @Option(name: .long, help: "Show at most so many rows: of times the latest, of others the largest.")
  var limit: Int?

  func validate() throws {
    if isCSV, common.json { throw ValidationError("--csv and --json exclude each other.") }
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    var query = UsageQuery()
    query.grouping = by
    query.zone = time.zone()
    query.period = time.period(query.zone)
    query.position = asOf.position(query.zone)
    query.project = project
    query.model = model
    query.prices = try priceOptions.table()
    var report = try common.open().usage(query)
    if let limit { report.groups = Array(by.isTime ? report.groups.suffix(limit) : report.groups.prefix(limit)) }
    if common.json {
      say(Self.json(report).text())
    } else if isCSV {
      Terminal.standardOutput.write(data: Array(Self.csv(report, csvOption.form).utf8))
    } else if !common.quiet {
      UsagePrinter(style: common.style, width: Terminal.standardOutput.textWidth).print(report)
    }
  }

  private var isCSV: Bool { csv || csvOption.rawCsv }

  // MARK: JSON and CSV

  static func json(_ report: UsageReport) -> JSON {
    let groups = report.groups.map {
      JSON.object(members(of: $0, report.grouping) + members(of: $0.totals) + [unpriced($0.totals)])
    }
    return [
      "by": .string(report.grouping.rawValue), "tz": .string(report.zone), "prices": .string(report.prices),
      "groups": .array(groups), "totals": .object(members(of: report.totals) + [unpriced(report.totals)]),
    ]
  }

  private static func members(of group: UsageGroup, _ grouping: UsageGrouping) -> [(String, JSON)] {
    func time(_ milliseconds: Int64?) -> JSON { milliseconds.map { .string(Time.rfc3339($0)) } ?? .null }
    var members: [(String, JSON)] = [("key", JSON(group.key))]
    if grouping.isTime { members.append(("start", time(group.start))) }
    if grouping == .block {
      members += [
        ("end", time(group.end)), ("last_response", time(group.lastResponse)),
        ("active", .bool(group.isActive ?? false)),
      ]
    }
    if grouping == .session { members += [("title", JSON(group.title)), ("project", JSON(group.project))] }
    return members
  }

  static func members(of totals: UsageTotals) -> [(String, JSON)] {
    [
      ("responses", .integer(totals.responses)), ("input_tokens", .integer(totals.tokens.input)),
      ("output_tokens", .integer(totals.tokens.output)),
      ("cache_creation_input_tokens", .integer(totals.tokens.cacheWrites)),
      ("cache_creation_5m_input_tokens", .integer(totals.tokens.cacheWrites5m)),
      ("cache_creation_1h_input_tokens", .integer(totals.tokens.cacheWrites1h)),
      ("cache_read_input_tokens", .integer(totals.tokens.cacheReads)), ("cost_usd", JSON(usd: totals.cost)),
      ("unpriced_models", .array(totals.unpricedModels.map { .string($0) })),
    ]
  }

  /// Returns the usage that has no price, with the reasons.
  private static func unpriced(_ totals: UsageTotals) -> (String, JSON) {
    let items = totals.unpriced.map { item -> JSON in
      [
        "model": .string(item.model), "reason": .string(item.reason), "responses": .integer(item.responses),
        "tokens": .integer(item.tokens.total),
      ]
    }
    return ("unpriced", .array(items))
  }

  static func csv(_ report: UsageReport, _ form: CSV) -> String {
    // The keys of an empty group are those of every group.
    let none = UsageGroup(totals: UsageTotals())
    let titles = (members(of: none, report.grouping) + members(of: none.totals)).map { JSON.string($0.0) }
    let rows = report.groups.map { group in
      (members(of: group, report.grouping) + members(of: group.totals)).map { $0.1 }
    }
    return form.text(of: [titles] + rows)
  }
}

extension UsageGrouping: ExpressibleByArgument {}

/// Prints a usage report for a terminal.
struct UsagePrinter {
  let style: Style
  let width: Int

  private static let barWidth = 16

  func print(_ report: UsageReport) {
    if report.totals.responses == 0 {
      say("no usage in the store for this; 'ccstore ingest' stores what there is")
      return
    }
    var columns = [TextTable.Column(title: report.grouping.rawValue.uppercased(), canShrink: true, least: 16)]
    if report.grouping.isTime { columns[0].canShrink = false }
    columns += [
      TextTable.Column(title: "RESPONSES", isNumber: true, dispensability: 6),
      TextTable.Column(title: "INPUT", isNumber: true, dispensability: 5),
      TextTable.Column(title: "OUTPUT", isNumber: true, dispensability: 2),
      TextTable.Column(title: "WRITTEN 5M", isNumber: true, dispensability: 4),
      TextTable.Column(title: "1H", isNumber: true, dispensability: 4),
      TextTable.Column(title: "CACHE READ", isNumber: true, dispensability: 3),
      TextTable.Column(title: "TOKENS", isNumber: true), TextTable.Column(title: "COST", isNumber: true),
      TextTable.Column(title: "", dispensability: 7),
    ]
    var table = TextTable(columns, width: width)
    let largest = report.groups.reduce(0.0) { max($0, weight($1.totals, report)) }
    for group in report.groups {
      let share = largest > 0 ? weight(group.totals, report) / largest : 0
      table.add([name(group, report.grouping)] + cells(group.totals) + [bar(share)])
    }
    table.add(["total"] + cells(report.totals) + [""], style: style.bold)
    let bars = columns.count - 1
    for line in table.lines(title: style.dim, cell: { $0 == bars ? style.cyan($1) : $1 }) { say(line) }
    if !report.totals.unpricedModels.isEmpty {
      let names = report.totals.unpriced.map(Self.name).joined(separator: ", ")
      note(style.yellow, "+ at least: no price is known of \(names); give some with --prices FILE")
    }
    note(style.dim, "prices: \(report.prices) · times: \(report.zone)")
  }

  /// Returns the name of a model without a price, with the reason unless the model has no price at all.
  private static func name(_ item: UnpricedUsage) -> String {
    let model = item.model.isEmpty ? "(no name)" : item.model
    return item.reason == UnpricedUsage.noListPrice ? model : "\(model) (\(item.reason))"
  }

  private func note(_ style: (TerminalText) -> TerminalText, _ text: String) {
    for line in Format.wrap(text, width) { say(style("\(line)")) }
  }

  /// Returns the value that a bar shows: the cost, or the number of tokens if some of them have no price.
  private func weight(_ totals: UsageTotals, _ report: UsageReport) -> Double {
    report.totals.unpricedModels.isEmpty ? totals.cost ?? 0 : Double(totals.tokens.total)
  }

  private func name(_ group: UsageGroup, _ grouping: UsageGrouping) -> String {
    switch grouping {
    case .block:
      guard let start = group.start else { return "(no time)" }
      return Format.localTime(start) + (group.isActive == true ? " now" : "")
    case .hour, .day, .week, .month: return group.key ?? "(no time)"
    case .session:
      return [String((group.key ?? "-").prefix(8)), group.title ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
    case .tool: return group.key ?? "(no tool)"
    case .project: return group.key.map(Format.shortPath) ?? "(no project)"
    case .model, .machine: return group.key ?? "(no name)"
    }
  }

  private func cells(_ totals: UsageTotals) -> [String] {
    let tokens = totals.tokens
    return [
      totals.responses, tokens.input, tokens.output, tokens.cacheWrites5m, tokens.cacheWrites1h, tokens.cacheReads,
      tokens.total,
    ].map { Format.count($0) } + [Format.cost(totals)]
  }

  private func bar(_ share: Double) -> String {
    if Environment.isDumb { return "" }
    let eighths = Int((share * Double(Self.barWidth) * 8).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}
