import Answers
import ArgumentParser
import Tables
import Times

struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract: "Tokens and cost, by day or anything else.",
    discussion: """
      Every response is counted once, with the largest number that any of its lines reports, however many files repeat it, and also when \
      its files are gone. Costs are list prices of the day, with what was billed beyond tokens: long contexts, fast mode, web searches, place, \
      batch, advisors. Of what has no known price the tokens are shown and no cost; --json says what and why. Nothing is fetched.

      --by: day, week, month, hour, hour-of-week, block (five hours, as limits count), model, project, session, machine, branch, tool (what a response \
      called). --split divides each row by a second one of these.

      Example:  ccstore usage --on last-month
                ccstore usage --by model --since 7d
                ccstore usage --by session --project website --csv >sessions.csv
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "What to group by.")
  var by: UsageGrouping = .day

  @OptionGroup var time: TimeOptions

  @OptionGroup var asOf: AsOfOption

  @Option(name: .long, help: ArgumentHelp("Only projects whose path holds this.", valueName: "text"))
  var project: String?

  @Option(name: .long, help: ArgumentHelp("Only models whose name holds this.", valueName: "text"))
  var model: String?

  @Option(name: .long, help: ArgumentHelp("Only sessions whose latest branch's name holds this.", valueName: "text"))
  var branch: String?

  @Option(name: .long, help: ArgumentHelp("Only this session; the beginning of its id is enough.", valueName: "id"))
  var session: String?

  @Option(name: .long, help: ArgumentHelp("Only machines whose name holds this.", valueName: "text"))
  var machine: String?

  @Option(name: .long, help: "What to divide each row by: a word for --by, other than block.")
  var split: UsageGrouping?

  @Flag(name: .long, help: "Also list times without a response.")
  var fill = false

  @OptionGroup var priceOptions: PriceOptions

  @Flag(name: .long, help: "Print comma-separated values.")
  var csv = false

  @OptionGroup var csvOption: CSVOption

  @Option(name: .long, help: "Show at most this many rows: of times the latest, of others the largest.")
  var limit: Int?

  func validate() throws {
    if isCSV, common.json { throw ValidationError("--csv and --json exclude each other.") }
    if fill, !by.isTime && by != .hourOfWeek || by == .block {
      throw ValidationError("--fill is for --by hour, day, week, month and hour-of-week.")
    }
    if limit != nil, by == .hourOfWeek { throw ValidationError("a week has 168 hours; leave out --limit.") }
    if split == .block || split != nil && by == .block { throw ValidationError("blocks cannot be divided.") }
    if split != nil, isCSV { throw ValidationError("--split and --csv exclude each other; use --json.") }
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
    query.branch = branch
    query.session = session
    query.machine = machine
    query.split = split
    query.isFilled = fill
    query.prices = try priceOptions.table()
    var report = try common.open().usage(query)
    if let limit { report.groups = Array(by.isTime ? report.groups.suffix(limit) : report.groups.prefix(limit)) }
    if common.json {
      say(json: Shapes.usage.json(report))
    } else if isCSV {
      Terminal.standardOutput.write(data: Array(csvOption.form.text(of: Shapes.usageTable(report)).utf8))
    } else if !common.quiet {
      UsagePrinter(style: common.style, width: Terminal.standardOutput.textWidth).print(report)
    }
  }

  private var isCSV: Bool { csv || csvOption.rawCsv }
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
      TextTable.Column(title: "RESPONSES", isNumber: true, dropPriority: 6),
      TextTable.Column(title: "INPUT", isNumber: true, dropPriority: 5),
      TextTable.Column(title: "OUTPUT", isNumber: true, dropPriority: 2),
      TextTable.Column(title: "WRITTEN 5M", isNumber: true, dropPriority: 4),
      TextTable.Column(title: "1H", isNumber: true, dropPriority: 4),
      TextTable.Column(title: "CACHE READ", isNumber: true, dropPriority: 3),
      TextTable.Column(title: "TOKENS", isNumber: true), TextTable.Column(title: "COST", isNumber: true),
      TextTable.Column(title: "", dropPriority: 7),
    ]
    var table = TextTable(columns, width: width)
    let largest = report.groups.reduce(0.0) { max($0, weight($1.totals, report)) }
    for group in report.groups {
      let share = largest > 0 ? weight(group.totals, report) / largest : 0
      table.add([name(group, report.grouping)] + cells(group.totals) + [bar(share)])
      for part in group.parts {
        table.add(["  " + name(part, report.split ?? .model)] + cells(part.totals) + [""], style: style.dim)
      }
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
    report.totals.unpricedModels.isEmpty ? totals.cost?.dollars ?? 0 : Double(totals.tokens.total)
  }

  private func name(_ group: UsageGroup, _ grouping: UsageGrouping) -> String {
    switch grouping {
    case .block:
      guard let start = group.start else { return "(no time)" }
      return Format.localTime(start) + (group.isActive == true ? " now" : "")
    case .hour, .day, .week, .month, .hourOfWeek: return group.key ?? "(no time)"
    case .session:
      return [String((group.key ?? "-").prefix(8)), group.title ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
    case .tool: return group.key ?? "(no tool)"
    case .project: return group.key.map(Format.shortPath) ?? "(no project)"
    case .branch: return group.key ?? "(no branch)"
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
