import Answers
import ArgumentParser
import Bytes
import FileIO
import SessionLog
import Tables
import Times
import Transcripts

struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "List the sessions, the latest first.",
    discussion: """
      The short id in the first column is enough for 'show'. Tokens and cost are of the responses that a session had first: what \
      a fork repeats counts for the original. Messages are prompts and responses, each with all of its lines; those of subagents are left out. The title \
      is the one that you gave, else the one that a model made, the summary of the session, the first prompt, or the first words of the answer. Before \
      it stands whether the transcript is gone (missing, or pruned by 'ccstore prune'), partly gone (partial), or will be deleted by Claude Code today. Sessions in which \
      nobody says anything, such as warm-ups and probes, are counted and left out, unless --all lists them too. A project is called by the last \
      name of its path, after that of its folder where two are alike. On a terminal a list that is longer than the screen is shown by $CCSTORE_PAGER, $PAGER or less.

      Example:  ccstore sessions --project website --on yesterday
                ccstore sessions --sort cost --since last-month --limit 10
                ccstore sessions --expiring
                ccstore sessions --subagents --since 2w
                ccstore sessions --as-of last-month
                ccstore sessions --json | jq -r '.[].title'
                ccstore sessions --json --page --limit 20 | jq .next
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var filters: ListFilters

  @Flag(name: .long, help: "Only sessions whose transcript is gone.")
  var missing = false

  @Flag(
    name: .long,
    help: "Only sessions whose transcript Claude Code will delete within a week, and when; the first of them first.")
  var expiring = false

  @Flag(name: .long, help: "Only sessions that used subagents: how many, and what they used of its tokens and cost.")
  var subagents = false

  @Flag(name: .long, help: "Also sessions without a message: warm-ups and probes.")
  var all = false

  @Option(
    name: .long, help: ArgumentHelp("Only sessions whose title, first prompt or summary holds this.", valueName: "text")
  )
  var text: String?

  @Option(
    name: .long,
    help:
      "The order: ended, started, expires, duration, records, messages, tokens, cost, project or title. Default: ended; with --expiring expires."
  )
  var sort: SessionOrder?

  @Flag(
    name: .long,
    help: "Compare all records: say which session each was forked or resumed from, and how many records they share.")
  var lineage = false

  @OptionGroup var list: ListOptions

  @OptionGroup var pages: PageOptions

  @OptionGroup var priceOptions: PriceOptions

  static let week: Int64 = 7 * 86_400_000

  func validate() throws {
    if lineage, filters.asOf.asOf != nil {
      throw ValidationError("--lineage compares what is stored now; leave out --as-of.")
    }
    try pages.check(json: common.json)
    if lineage, pages.request(limit: nil) != nil {
      throw ValidationError("--lineage compares what is stored now; leave out --page.")
    }
  }

  func run() throws {
    let store = common.open()
    if let request = pages.request(limit: list.limit) { return try printPage(request, store) }
    let now = SystemClock().milliseconds
    let query = try query(now: now)
    let view = try store.view(at: query.position)
    let found = try view.sessions(query)
    let sessions = all ? found : found.filter { !$0.isSilent }
    let lineages = lineage ? try view.lineage() : [:]
    if common.json {
      let listed = list.limit.map { Array(sessions.prefix($0)) } ?? sessions
      say(
        json: Shapes.session.array(
          listed.map {
            Shapes.ListedSession($0, lineage: lineage ? lineages[$0.id] ?? Lineage(session: $0.id) : nil)
          }))
      return
    }
    if found.isEmpty {
      if !common.quiet { say(try emptiness(view)) }
      return
    }
    // Rows that would have no value but the id.
    let shown = all ? sessions : sessions.filter { !$0.isBlank }
    let listed = list.limit.map { Array(shown.prefix($0)) } ?? shown
    var out = ListOutput()
    if !listed.isEmpty {
      let printer = SessionsPrinter(
        style: common.style, width: Terminal.standardOutput.textWidth, now: now, numbers: list.numbers,
        projects: try view.projectNames(), showsExpiry: expiring, showsSubagents: subagents)
      out.add(printer.lines(listed, lineages))
    }
    if !common.quiet {
      let width = Terminal.standardOutput.textWidth
      let notes = [
        list.leftOut(shown.count - listed.count, "session"),
        Self.note(found.count - sessions.count, "message"),
        Self.note(sessions.count - shown.count, "readable record"),
      ]
      for note in notes { if let note { out.add(note: note, width: width) } }
    }
    out.print(pager: list.pager)
  }

  private func printPage(_ request: PageRequest, _ store: Store) throws {
    var query = try query(now: request.time.milliseconds)
    query.excludesSilent = !all
    let page = try store.view(for: request, at: query.position).sessions(query, page: request)
    say(json: Shapes.sessionPage.json(page))
  }

  /// Returns the line that says how many sessions are not listed for a reason; nil if there are none.
  private static func note(_ hidden: Int, _ lack: String) -> String? {
    if hidden == 0 { return nil }
    return
      "\(Format.count(Int64(hidden), "session")) without a \(lack) \(hidden == 1 ? "is" : "are") not listed; --all lists \(hidden == 1 ? "it" : "them")"
  }

  /// Returns what is asked for. `now` is in milliseconds since 1970-01-01 UTC.
  private func query(now: Int64) throws -> SessionQuery {
    var query = SessionQuery()
    let zone = filters.time.zone()
    query.period = filters.time.period(zone, now: now)
    if expiring { query.deletedBefore = Instant(milliseconds: now + Self.week) }
    query.position = filters.asOf.position(zone)
    query.project = filters.sessions.project
    query.session = filters.session
    query.model = filters.sessions.model
    query.branch = filters.sessions.branch
    query.text = text
    query.isMissing = missing
    query.hasSubagents = subagents
    query.order = sort ?? (expiring ? .expires : .ended)
    query.isReversed = list.reverse
    query.prices = try priceOptions.table()
    query.settingsFiles = Store.settingsFiles(
      environment: Environment.variables, workingDirectory: Environment.workingDirectory)
    let configured = ConfiguredRoots(environment: Environment.variables)
    query.cleanedRoots = Set(configured.paths + configured.resolved(POSIXFileSystem()).map(\.string))
    return query
  }

  private func emptiness(_ view: StoreView) throws -> TerminalText {
    if try view.sessions().isEmpty { return "no sessions yet; 'ccstore ingest' stores them" }
    if subagents { return "no matching session used subagents" }
    if missing { return "no matching session is gone from disk" }
    return expiring ? "no matching session expires in a week" : "no sessions match"
  }
}

extension SessionOrder: ExpressibleByArgument {}
