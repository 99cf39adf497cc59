import Answers
import ArgumentParser
import Tables

struct ToolsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools",
    abstract: "Calls, errors and durations, by tool.",
    discussion: """
      Every call is counted once, however many files repeat it. A duration is the time from a call to its result, and waiting for a \
      permission is part of it. --model and --branch select sessions: those in which such a model answered, those that were last on such a branch.

      Example:  ccstore tools --since 30d
                ccstore tools --project website --sort errors --limit 5
                ccstore tools --session 415c4d06 --json
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var filters: ListFilters

  @Option(
    name: .long,
    help: "The order: calls, errors, unanswered, median, mean, longest, total (durations together) or tool.")
  var sort: ToolOrder = .calls

  @OptionGroup var list: ListOptions

  func run() throws {
    let zone = filters.time.zone()
    var query = ToolQuery()
    query.period = filters.time.period(zone)
    query.project = filters.sessions.project
    query.session = filters.session
    query.branch = filters.sessions.branch
    query.model = filters.sessions.model
    (query.order, query.isReversed) = (sort, list.reverse)
    query.position = filters.asOf.position(zone)
    let report = try common.open().tools(query)
    let tools = list.limit.map { Array(report.tools.prefix($0)) } ?? report.tools
    if common.json {
      say(json: Shapes.tools.json(ToolReport(tools: tools, totals: report.totals)))
    } else if !report.tools.isEmpty {
      printTable(tools, report)
    } else if !common.quiet {
      say("no tool call matches")
    }
  }

  private func printTable(_ tools: [ToolUse], _ report: ToolReport) {
    let style = common.style
    var table = TextTable(
      [
        TextTable.Column(title: "TOOL", canShrink: true, least: 14),
        TextTable.Column(title: "CALLS", isNumber: true),
        TextTable.Column(title: "ERRORS", isNumber: true, dropPriority: 1),
        TextTable.Column(title: "ERROR RATE", isNumber: true, dropPriority: 4),
        TextTable.Column(title: "NO RESULT", isNumber: true, dropPriority: 7),
        TextTable.Column(title: "MEDIAN TIME", isNumber: true, dropPriority: 2),
        TextTable.Column(title: "MEAN TIME", isNumber: true, dropPriority: 6),
        TextTable.Column(title: "LONGEST TIME", isNumber: true, dropPriority: 5),
        TextTable.Column(title: "TOTAL TIME", isNumber: true, dropPriority: 3),
      ], width: Terminal.standardOutput.textWidth)
    func add(_ name: String, _ use: ToolUse, _ style: @escaping (TerminalText) -> TerminalText = { $0 }) {
      let share = use.calls > 0 ? Format.decimal(100 * Double(use.errors) / Double(use.calls)) + " %" : ""
      let durations = use.durations.map { [$0.median, $0.mean, $0.longest, $0.total].map(Format.milliseconds) }
      let numbers = list.numbers
      table.add(
        [name, numbers.text(use.calls), numbers.text(use.errors), share, numbers.text(use.unanswered)]
          + (durations ?? ["-", "-", "-", "-"]), style: style)
    }
    for use in tools { add(use.tool.isEmpty ? "(no name)" : use.tool, use) }
    add("total", report.totals, style.bold)
    var out = ListOutput()
    out.add(table.lines(title: style.dim))
    if !common.quiet, let line = list.leftOut(report.tools.count - tools.count, "tool") {
      out.add(note: line, width: Terminal.standardOutput.textWidth)
    }
    out.print(pager: list.pager)
  }
}

extension ToolOrder: ExpressibleByArgument {}
