import Answers
import ArgumentParser
import Documents
import Tables
import Times

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "What was done: by day, project and session.",
    discussion: """
      Shows the prompts, a line each, the files that were written, the commands that failed, the tokens and the cost. Without a time it is \
      the latest day on which something was done: today, if there is anything. --verbose also lists the commands that succeeded. Tokens \
      and cost are those of the day, with those of subagents. --model and --branch select sessions.

      A prompt, a call or a response that several sessions repeat is counted for one of them. What has no time is left out. --markdown \
      is for a diary: a heading for each day, project and session.

      Example:  ccstore log
                ccstore log --on yesterday
                ccstore log --since this-week --project website
                ccstore log --since 2020 --session 415c4d06
                ccstore log --on yesterday --markdown >>diary.md
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var filters: ListFilters

  @OptionGroup var priceOptions: PriceOptions

  @Flag(name: .long, help: "Print Markdown.")
  var markdown = false

  @Flag(inversion: .prefixedNo, help: SharedOption.pager)
  var pager = true

  /// The bytes of decoded blocks that are kept, because neighbouring sessions lie in the same blocks.
  private static let cacheLimit = 64 << 20

  func validate() throws {
    if markdown, common.json { throw ValidationError("--markdown and --json exclude each other.") }
  }

  func run() throws {
    var query = ActivityQuery()
    query.zone = filters.time.zone()
    query.period = filters.time.isGiven ? filters.time.period(query.zone) : nil
    query.sessions = filters.filter
    query.commands = common.json || common.verbose ? .all : .failed
    query.prices = try priceOptions.table()
    let view = try common.open().view(at: filters.asOf.position(query.zone), cacheLimit: Self.cacheLimit)
    let report = try view.activity(query)
    if common.json {
      say(json: Shapes.activity.json(report))
    } else if markdown {
      let diary = report.markdown(clock: ActivityPrinter.clock, sum: ActivityPrinter.sum)
      Terminal.standardOutput.write(TerminalText(lines: String(decoding: diary, as: UTF8.self)))
      if diary.isEmpty, !common.quiet { complain("nothing was done in this time") }
    } else if !report.days.isEmpty || !common.quiet {
      print(report, filters.time.isGiven || common.quiet, query.zone)
    }
  }

  private func print(_ report: ActivityReport, _ isAsked: Bool, _ zone: Zone) {
    let printer = ActivityPrinter(style: common.style, width: Terminal.standardOutput.textWidth, zone: zone)
    let text = printer.text(report, isLatest: !isAsked)
    if pager { Pager.start() }
    defer { Pager.finish() }
    Terminal.standardOutput.write(text)
  }
}
