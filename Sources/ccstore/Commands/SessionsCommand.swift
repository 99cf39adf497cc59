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
      is the one that you gave, else the one that a model made, the summary of the session, the first prompt, or the first words of the answer. After \
      it stands whether the transcript is gone (missing), partly gone (partial), or will be deleted by Claude Code within a week. Sessions in which \
      nobody says anything, such as warm-ups and probes, are counted and left out, unless --all lists them too.

      Example:  ccstore sessions --project website --on yesterday
                ccstore sessions --sort cost --since last-month --limit 10
                ccstore sessions --expiring
                ccstore sessions --as-of last-month
                ccstore sessions --json | jq -r '.[].title'
                ccstore sessions --json --page --limit 20 | jq .next
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var time: TimeOptions

  @OptionGroup var asOf: AsOfOption

  @OptionGroup var filters: SessionFilters

  @Flag(name: .long, help: "Only sessions whose transcript is gone.")
  var missing = false

  @Flag(name: .long, help: "Only sessions whose transcript Claude Code will delete within a week.")
  var expiring = false

  @Flag(name: .long, help: "Also sessions without a message: warm-ups and probes.")
  var all = false

  @Option(
    name: .long, help: ArgumentHelp("Only sessions whose title, first prompt or summary holds this.", valueName: "text")
  )
  var text: String?

  @Option(name: .long, help: "The order: ended, started, duration, records, messages, tokens, cost, project or title.")
  var sort: SessionOrder = .ended

  @Flag(name: .long, help: "In reverse order.")
  var reverse = false

  @Flag(
    name: .long,
    help: "Compare all records: say which session each was forked or resumed from, and how many records they share.")
  var lineage = false

  @Option(name: .long, help: "List at most this many sessions.")
  var limit: Int?

  @OptionGroup var pages: PageOptions

  @OptionGroup var priceOptions: PriceOptions

  static let week: Int64 = 7 * 86_400_000

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if lineage, asOf.asOf != nil { throw ValidationError("--lineage compares what is stored now; leave out --as-of.") }
    try pages.check(json: common.json)
    if lineage, pages.request(limit: nil) != nil {
      throw ValidationError("--lineage compares what is stored now; leave out --page.")
    }
  }

  func run() throws {
    let store = common.open()
    if let request = pages.request(limit: limit) { return try printPage(request, store) }
    let now = SystemClock().milliseconds
    let query = try query(store, now: now)
    let found = try store.sessions(query)
    var sessions = all ? found : found.filter { !$0.isSilent }
    let (count, hidden) = (sessions.count, found.count - sessions.count)
    if let limit { sessions = Array(sessions.prefix(limit)) }
    let lineages = lineage ? try store.lineage() : [:]
    if common.json {
      say(
        json: Shapes.session.array(
          sessions.map {
            Shapes.ListedSession($0, lineage: lineage ? lineages[$0.id] ?? Lineage(session: $0.id) : nil)
          }))
      return
    }
    if sessions.isEmpty {
      if !common.quiet { say(hidden > 0 ? Self.note(hidden) : try emptiness(store)) }
      return
    }
    let printer = SessionsPrinter(style: common.style, width: Terminal.standardOutput.textWidth, now: now)
    printer.print(sessions, lineages)
    if !common.quiet, sessions.count < count { say("… \(Format.count(Int64(count - sessions.count))) more") }
    if !common.quiet, hidden > 0 { say(Self.note(hidden)) }
  }

  private func printPage(_ request: PageRequest, _ store: Store) throws {
    var query = try query(store, now: request.time.milliseconds)
    query.excludesSilent = !all
    let page = try store.view(for: request, at: query.position).sessions(query, page: request)
    say(json: Shapes.sessionPage.json(page))
  }

  private static func note(_ hidden: Int) -> TerminalText {
    "\(Format.count(Int64(hidden), "session")) without a message \(hidden == 1 ? "is" : "are") not listed; --all lists \(hidden == 1 ? "it" : "them")"
  }

  /// Returns what is asked for. `now` is in milliseconds since 1970-01-01 UTC.
  private func query(_ store: Store, now: Int64) throws -> SessionQuery {
    var query = SessionQuery()
    let zone = time.zone()
    query.period = time.period(zone, now: now)
    if expiring { query.deletedBefore = Instant(milliseconds: now + Self.week) }
    query.position = asOf.position(zone)
    query.project = filters.project
    query.model = filters.model
    query.branch = filters.branch
    query.text = text
    query.isMissing = missing
    query.order = sort
    query.isReversed = reverse
    query.prices = try priceOptions.table()
    query.settingsFiles = Store.settingsFiles(
      environment: Environment.variables, workingDirectory: Environment.workingDirectory)
    let configured = ConfiguredRoots(environment: Environment.variables)
    query.cleanedRoots = Set(configured.paths + configured.resolved(POSIXFileSystem()).map(\.string))
    return query
  }

  private func emptiness(_ store: Store) throws -> TerminalText {
    try store.sessions().isEmpty ? "no sessions yet; 'ccstore ingest' stores them" : "no session matches"
  }
}

extension SessionOrder: ExpressibleByArgument {}

/// The options that select sessions.
struct SessionFilters: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Only projects whose path holds this, ignoring case.", valueName: "text"))
  var project: String?

  @Option(name: .long, help: ArgumentHelp("Only models whose name holds this, ignoring case.", valueName: "text"))
  var model: String?

  @Option(name: .long, help: ArgumentHelp("Only branches whose name holds this, ignoring case.", valueName: "text"))
  var branch: String?
}

/// Prints a list of sessions for a terminal.
struct SessionsPrinter {
  let style: Style
  let width: Int
  /// The present time in milliseconds since 1970-01-01 UTC.
  let now: Int64

  func print(_ sessions: [SessionSummary], _ lineages: [String: Lineage]) {
    let columns = [
      TextTable.Column(title: "ID"), TextTable.Column(title: "LAST RECORD", dropPriority: 1),
      TextTable.Column(title: "TOOK", isNumber: true, dropPriority: 7),
      TextTable.Column(title: "MESSAGES", isNumber: true, dropPriority: 6),
      TextTable.Column(title: "TOKENS", isNumber: true, dropPriority: 5),
      TextTable.Column(title: "COST", isNumber: true, dropPriority: 3),
      TextTable.Column(title: "MODEL", dropPriority: 8, canShrink: true, least: 10),
      TextTable.Column(title: "BRANCH", dropPriority: 9, canShrink: true, least: 8),
      TextTable.Column(title: "PROJECT", dropPriority: 2, canShrink: true, least: 12),
      TextTable.Column(title: "TITLE", canShrink: true, least: 24),
    ]
    var table = TextTable(columns, width: width)
    for session in sessions {
      let state = state(session)
      table.add([
        session.shortID, session.ended.map(Format.localTime) ?? "-",
        session.duration.map { Format.duration($0 / 1000) } ?? "-", Format.count(session.messages),
        Format.thousands(session.usage.tokens.total), Format.cost(session.usage), shortModel(session.model),
        session.branch, session.project.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "-",
        (state.isEmpty ? "" : "(\(state)) ") + (session.title.isEmpty ? "-" : session.title),
      ])
    }
    let lines = table.lines(title: style.dim) { column, text in
      switch column {
      case 0: style.cyan(text)
      case columns.count - 1 where text.string.hasPrefix("("): mark(text.string)
      default: text
      }
    }
    let ids = Dictionary(sessions.map { ($0.id, $0.shortID) }) { first, _ in first }
    say(lines[0])
    for (session, line) in zip(sessions, lines.dropFirst()) {
      say(line)
      if let fork = fork(session, lineages, ids) { say(style.dim(Format.fit(fork, width))) }
    }
  }

  /// Returns the state of the transcript on disk; empty if it needs no mention.
  private func state(_ session: SessionSummary) -> String {
    if session.sourceState != .present { return session.sourceState.rawValue }
    guard let time = session.deletedAfter?.milliseconds, time < now + SessionsCommand.week else { return "" }
    let days = (time - now) / 86_400_000
    return time <= now ? "deleted soon" : days == 0 ? "deleted today" : "deleted in \(Format.count(days, "day"))"
  }

  private func mark(_ title: String) -> TerminalText {
    guard let end = title.firstIndex(of: ")") else { return style.yellow("\(title)") }
    return style.yellow("\(title[...end])") + "\(title[title.index(after: end)...])"
  }

  private func fork(_ session: SessionSummary, _ lineages: [String: Lineage], _ ids: [String: String]) -> String? {
    let indent = String(repeating: " ", count: 10)
    func short(_ id: String) -> String { ids[id] ?? String(id.prefix(12)) }
    let shared = lineages[session.id].map { ", shares \(Format.count(Int64($0.sharedRecords), "record"))" } ?? ""
    return session.forkedFrom.map { "\(indent)forked from \(short($0))\(shared)" }
  }

  /// Returns a model's name without its prefix and date: `opus-4-5` for `claude-opus-4-5-20251101`.
  private func shortModel(_ model: String) -> String {
    var name = model.hasPrefix("claude-") ? String(model.dropFirst(7)) : model
    if name.suffix(8).allSatisfy(\.isNumber), name.dropLast(8).hasSuffix("-") { name.removeLast(9) }
    return name
  }
}
