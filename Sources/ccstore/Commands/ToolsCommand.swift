import Answers
import ArgumentParser
import Tables

struct ToolsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools",
    abstract: "Calls, errors and durations, by tool.",
    discussion: """
      Every call is counted once, however many files repeat it. A duration is the time from a call to its result, and waiting for a \
      permission is part of it.

      Example:  ccstore tools --since 30d
                ccstore tools --session 415c4d06 --json
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var time: TimeOptions

  @Option(name: .long, help: ArgumentHelp("Only projects whose path holds this, ignoring case.", valueName: "text"))
  var project: String?

  @Option(name: .long, help: "Only this session: its id, or the beginning of it.")
  var session: String?

  @Option(name: .long, help: "List at most this many tools.")
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    var query = ToolQuery()
    query.period = time.period(time.zone())
    query.project = project
    query.session = session
    let report = try common.open().tools(query)
    let tools = limit.map { Array(report.tools.prefix($0)) } ?? report.tools
    if common.json {
      say(json: Shapes.tools.json(ToolReport(tools: tools, totals: report.totals)))
    } else if !common.quiet {
      printTable(tools, report)
    }
  }

  private func printTable(_ tools: [ToolUse], _ report: ToolReport) {
    if report.tools.isEmpty {
      say("no tool was called in what was asked for")
      return
    }
    let style = common.style
    var table = TextTable(
      [
        TextTable.Column(title: "TOOL", canShrink: true, least: 14),
        TextTable.Column(title: "CALLS", isNumber: true),
        TextTable.Column(title: "ERRORS", isNumber: true, dropPriority: 1),
        TextTable.Column(title: "", isNumber: true, dropPriority: 3),
        TextTable.Column(title: "NO RESULT", isNumber: true, dropPriority: 6),
        TextTable.Column(title: "MEDIAN", isNumber: true, dropPriority: 2),
        TextTable.Column(title: "MEAN", isNumber: true, dropPriority: 5),
        TextTable.Column(title: "LONGEST", isNumber: true, dropPriority: 4),
        TextTable.Column(title: "TOGETHER", isNumber: true, dropPriority: 3),
      ], width: Terminal.standardOutput.textWidth)
    func add(_ name: String, _ use: ToolUse, _ style: @escaping (TerminalText) -> TerminalText = { $0 }) {
      let share = use.calls > 0 ? Format.decimal(100 * Double(use.errors) / Double(use.calls)) + " %" : ""
      let durations = use.durations.map { [$0.median, $0.mean, $0.longest, $0.total].map(Format.milliseconds) }
      table.add(
        [name, Format.count(use.calls), Format.count(use.errors), share, Format.count(use.unanswered)]
          + (durations ?? ["-", "-", "-", "-"]), style: style)
    }
    for use in tools { add(use.tool.isEmpty ? "(no name)" : use.tool, use) }
    add("total", report.totals, style.bold)
    for line in table.lines(title: style.dim) { say(line) }
    if tools.count < report.tools.count { say("… \(Format.count(Int64(report.tools.count - tools.count))) more") }
  }
}
