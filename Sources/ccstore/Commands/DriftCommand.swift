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
      store has them all.

      Example:  ccstore drift
                ccstore drift --json | jq .totals.cost_usd
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var priceOptions: PriceOptions

  @Option(name: .long, help: "List at most this many sessions.")
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    let line = common.progress()
    let drift = try common.open(showing: line).drift(prices: try priceOptions.table())
    line?.end()
    let sessions = limit.map { Array(drift.sessions.prefix($0)) } ?? drift.sessions
    if common.json {
      var listed = drift
      listed.sessions = Array(sessions)
      say(json: Shapes.drift.json(listed))
    } else if !common.quiet {
      printTable(sessions, drift)
    }
  }

  private func printTable(_ sessions: [Drift.Session], _ drift: Drift) {
    if drift.sessions.isEmpty {
      say("nothing: every stored record is in a file on disk")
      return
    }
    let style = common.style
    var table = TextTable(
      [
        TextTable.Column(title: "ID"), TextTable.Column(title: "LAST RECORD", dropPriority: 3),
        TextTable.Column(title: "RECORDS", isNumber: true, dropPriority: 1),
        TextTable.Column(title: "TOKENS", isNumber: true, dropPriority: 2),
        TextTable.Column(title: "COST", isNumber: true),
        TextTable.Column(title: "PROJECT", dropPriority: 4, canShrink: true, least: 12),
        TextTable.Column(title: "TITLE", canShrink: true, least: 12),
      ], width: Terminal.standardOutput.textWidth)
    for session in sessions {
      table.add([
        session.shortID, session.ended.map(Format.localTime) ?? "-", Format.count(session.gone.records),
        Format.thousands(session.gone.usage.tokens.total), Format.cost(session.gone.usage),
        session.project.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "-",
        (session.isPruned ? "(pruned) " : "") + (session.title.isEmpty ? "-" : session.title),
      ])
    }
    table.add(
      [
        "total", "", Format.count(drift.totals.records), Format.thousands(drift.totals.usage.tokens.total),
        Format.cost(drift.totals.usage), "", Format.count(Int64(drift.sessions.count), "session"),
      ], style: style.bold)
    for line in table.lines(title: style.dim, cell: { $0 == 0 ? style.cyan($1) : $1 }) { say(line) }
    if sessions.count < drift.sessions.count {
      say("… \(Format.count(Int64(drift.sessions.count - sessions.count))) more")
    }
  }
}
