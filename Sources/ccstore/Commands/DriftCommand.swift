import Answers
import ArgumentParser
import Tables
import Times

struct DriftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "What the store knows that the files on disk no longer show.",
    discussion: """
      Transcripts get deleted, truncated and rewritten. Tools that read the files miss the records, tokens and cost that are listed here; the \
      store has them all. Which files there are is looked up now, also with --as-of, which is about what was stored then.

      Example:  ccstore drift
                ccstore drift --project website --since last-month
                ccstore drift --json | jq .totals.cost_usd
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var priceOptions: PriceOptions

  @OptionGroup var filters: ListFilters

  @Option(name: .long, help: "The order: cost, tokens, records, ended, project or title.")
  var sort: DriftOrder = .cost

  @OptionGroup var list: ListOptions

  func run() throws {
    let zone = filters.time.zone()
    var query = DriftQuery()
    query.sessions = filters.filter
    query.period = filters.time.period(zone)
    (query.order, query.isReversed) = (sort, list.reverse)
    query.prices = try priceOptions.table()
    let line = common.progress()
    let view = try common.open(showing: line).view(at: filters.asOf.position(zone))
    let drift = try view.drift(query)
    line?.end()
    let sessions = list.limit.map { Array(drift.sessions.prefix($0)) } ?? drift.sessions
    if common.json {
      var listed = drift
      listed.sessions = sessions
      say(json: Shapes.drift.json(listed))
    } else if !drift.sessions.isEmpty {
      printTable(sessions, drift, try view.projectNames())
    } else if !common.quiet {
      let isWhole = query.sessions.isEmpty && query.period == .always && filters.asOf.asOf == nil
      say(
        note: isWhole
          ? "nothing: every stored record is in a file on disk"
          : "nothing: every record of what was asked for is in a file on disk")
    }
  }

  private func printTable(_ sessions: [Drift.Session], _ drift: Drift, _ projects: ProjectNames) {
    let style = common.style
    let width = Terminal.standardOutput.textWidth
    let columns = [
      TextTable.Column(title: "ID"), TextTable.Column(title: "LAST USED", dropPriority: 3),
      TextTable.Column(title: "RECORDS", isNumber: true, dropPriority: 1),
      TextTable.Column(title: "TOKENS", isNumber: true, dropPriority: 2),
      TextTable.Column(title: "COST", isNumber: true),
      TextTable.Column(title: "PROJECT", dropPriority: 4, canShrink: true, least: 12, ideal: 20),
      TextTable.Column(title: "TITLE", canShrink: true, least: min(24, width / 3), ideal: 36),
    ]
    var table = TextTable(columns, width: width)
    let numbers = list.numbers
    func amount(_ gone: Drift.Amount) -> [String] {
      let usage = gone.usage
      let isUnused = usage.responses == 0 && usage.tokens.total == 0
      return [numbers.text(gone.records)]
        + (isUnused ? ["-", "-"] : [numbers.text(usage.tokens.total), Format.cost(usage)])
    }
    for session in sessions {
      let project = projects.name(of: session.project)
      let title = (session.isPruned ? "(pruned) " : "") + (session.title.isEmpty ? "-" : session.title)
      table.add(
        [session.shortID, session.ended.map(Format.localTime) ?? "-"] + amount(session.gone)
          + [project.isEmpty ? "-" : project, title])
    }
    table.add(
      ["total", ""] + amount(drift.totals) + ["", Format.count(Int64(drift.sessions.count), "session")],
      style: style.bold)
    var out = ListOutput()
    out.add(table.lines(title: style.dim, cell: { $0 == 0 ? style.cyan($1) : $1 }))
    if !common.quiet, let line = list.leftOut(drift.sessions.count - sessions.count, "session") {
      out.add(note: line, width: Terminal.standardOutput.textWidth)
    }
    if !common.quiet {
      out.add(
        note:
          "'ccstore restore SESSION' puts its files back; 'ccstore diff SESSION' shows what a rewritten one has lost",
        width: Terminal.standardOutput.textWidth)
    }
    out.print(pager: list.pager)
  }
}

extension DriftOrder: ExpressibleByArgument {}
