import Answers
import ArgumentParser
import FileIO
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
      called). --split divides each row by a second one of these. With --limit the latest times are listed, of everything else the first in the order.

      Example:  ccstore usage --on last-month
                ccstore usage --by model --since 7d
                ccstore usage --by week --split model --limit 4
                ccstore usage --on this-month --budget 200
                ccstore usage --by session --project website --csv >sessions.csv
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "What to group by.")
  var by: UsageGrouping = .day

  @OptionGroup var filters: ListFilters

  @Option(name: .long, help: ArgumentHelp("Only machines whose name holds this.", valueName: "text"))
  var machine: String?

  @Option(
    name: .long,
    help: "The order: key (the time or name), cost, tokens or responses. Default: key for times, else cost.")
  var sort: UsageOrder?

  @Option(name: .long, help: "What to divide each row by: a word for --by, other than block.")
  var split: UsageGrouping?

  @Flag(name: .long, help: "Also list times without a response.")
  var fill = false

  @OptionGroup var priceOptions: PriceOptions

  @Flag(name: .long, help: "Print comma-separated values.")
  var csv = false

  @OptionGroup var csvOption: CSVOption

  @OptionGroup var list: ListOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What this month may cost, in dollars, such as 200 or 49.50: say how much of it is used, and forecast the month by the days so far. Unless a time is given, the table is of this month.",
      valueName: "dollars"))
  var budget: Dollars?

  func validate() throws {
    if isCSV, common.json { throw ValidationError("--csv and --json exclude each other.") }
    if fill, !by.isTime && by != .hourOfWeek || by == .block {
      throw ValidationError("--fill is for --by hour, day, week, month and hour-of-week.")
    }
    if list.limit != nil, by == .hourOfWeek, sort == nil {
      throw ValidationError("a week has 168 hours; leave out --limit, or give --sort.")
    }
    if split == .block || split != nil && by == .block { throw ValidationError("blocks cannot be divided.") }
    if split != nil, isCSV { throw ValidationError("--split and --csv exclude each other; use --json.") }
    if budget != nil, isCSV { throw ValidationError("--budget and --csv exclude each other; use --json.") }
    if budget != nil, filters.asOf.asOf != nil {
      throw ValidationError("--budget is about the present month; leave out --as-of.")
    }
  }

  func run() throws {
    var query = UsageQuery()
    query.grouping = by
    query.zone = filters.time.zone()
    query.period = filters.time.period(query.zone)
    query.position = filters.asOf.position(query.zone)
    query.project = filters.sessions.project
    query.model = filters.sessions.model
    query.branch = filters.sessions.branch
    query.session = filters.session
    query.machine = machine
    query.split = split
    query.isFilled = fill
    (query.order, query.isReversed, query.limit) = (sort, list.reverse, list.limit)
    query.budget = budget?.money
    if budget != nil, !common.json, !filters.time.isGiven {
      query.period = Period(named: "this-month", now: SystemClock().milliseconds, zone: query.zone) ?? query.period
    }
    query.prices = try priceOptions.table()
    let view = try common.open().view(at: query.position)
    let report = try view.usage(query)
    if common.json {
      say(json: Shapes.usage.json(report))
    } else if isCSV {
      Terminal.standardOutput.write(data: Array(csvOption.form.text(of: Shapes.usageTable(report)).utf8))
    } else {
      let needsNames = by == .project || split == .project
      let needsIDs = by == .session || split == .session
      let printer = UsagePrinter(
        style: common.style, width: Terminal.standardOutput.textWidth, list: list, isFilled: fill,
        isQuiet: common.quiet, projects: needsNames ? try view.projectNames() : ProjectNames([]),
        shortIDs: needsIDs ? try view.shortIDs : [:])
      printer.print(report)
    }
  }

  private var isCSV: Bool { csv || csvOption.rawCsv }
}

extension UsageGrouping: ExpressibleByArgument {}

extension UsageOrder: ExpressibleByArgument {}
