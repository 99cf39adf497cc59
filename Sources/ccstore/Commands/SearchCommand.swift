import Answers
import ArgumentParser
import Tables
import Times
import Transcripts

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find what was said, called or printed.",
    discussion: """
      Looks for the text in prompts, answers, thinking, tool input and output, titles and notes of every stored record, ignoring case, \
      as 'grep -i -F' would. Several texts must all be in a record; quote a phrase. Exit code 1: nothing was found.

      On a terminal the records of a session stand below a line about it, each with the number that 'show SESSION --around' takes, and notes \
      that repeat the same text are counted; in a pipe each record stands with its own place, unless --heading is given.

      --sort relevance is BM25 (k1 1.2, b 0.75): a record comes the earlier, the more often it has the texts for its length, where an occurrence inside of \
      a longer word counts a quarter. How rare a text is and how long a record is on average are taken from the records found, because \
      the index leaves most others unread. With a limit, which text output always has, the 2,000 latest records found are ranked, or as many as \
      the limit: all of a common word would take seconds. --json without --limit ranks all, and so does --page.

      --role: user, assistant, thinking, tool_input, tool_output, title, system, unparsable.

      Example:  ccstore search ECONNREFUSED
                ccstore search 'permission denied' --role tool_output --since 30d
                ccstore search --regex 'TODO|FIXME' --tool Edit --project website
                ccstore search deadlock --word --sort relevance -C 2 --exchange
                ccstore search deadlock -l | xargs -n 1 ccstore show --tail 1
                ccstore search needle --json | jq -r .session
                ccstore search needle --json --page --limit 10 | jq .next
      """)

  @Argument(help: ArgumentHelp("What to look for.", valueName: "text"))
  var texts: [String]

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Flag(name: .long, help: "The text is a POSIX extended regular expression; \\d, \\w, \\s and \\b are known too.")
  var regex = false

  @Flag(name: .customLong("case"), help: "The case of letters counts.")
  var caseSensitive = false

  @Flag(name: .shortAndLong, help: "Only whole words.")
  var word = false

  @OptionGroup var time: TimeOptions

  @OptionGroup var asOf: AsOfOption

  @OptionGroup var filters: SessionFilters

  @Option(name: .long, help: "Only in this session: its id, or the beginning of it.")
  var session: String?

  @Option(name: .long, help: "Only in texts of this role; may be given several times.")
  var role: [TextRole] = []

  @Option(name: .long, help: "Only in calls of tools whose name holds this, and their results.")
  var tool: String?

  @Option(name: .long, help: "The order: time, the latest first, or relevance, the highest first.")
  var sort: SearchOrder = .time

  @Option(
    name: .long,
    help:
      "List at most this many records, or sessions with -c and -l. Default: 20 records, all sessions; with --json all.")
  var limit: Int?

  @OptionGroup var output: SearchOutputOptions

  @OptionGroup var pages: PageOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    try pages.check(json: common.json)
    if texts.contains("") { throw ValidationError("the text to look for is empty; give at least one character.") }
    if output.isOfSessions, pages.request(limit: nil) != nil {
      throw ValidationError("--page gives records; leave out --count and --sessions-with-matches.")
    }
  }

  func run() throws {
    let zone = time.zone()
    if let request = pages.request(limit: limit) { return try printPage(request, zone) }
    if output.isOfSessions { return try printSessions(zone) }
    var query = query(time.period(zone))
    query.limit = limit ?? (common.json ? nil : 20)
    let isGrouped = !common.json && (output.heading ?? Terminal.standardOutput.isTerminal)
    query.foldsNotes = isGrouped
    let progress = common.progress()
    let view = try common.open().view(at: asOf.position(zone))
    let result = try view.search(query) {
      progress?.show("making the search index: ", done: Int64($0), total: Int64($1))
    }
    progress?.end()
    if common.json {
      var out = BufferedOutput()
      for match in result.matches { out.write(line: Shapes.match.json(match)) }
      out.flush()
    } else {
      print(result, try view.projectNames(), isGrouped: isGrouped)
    }
    if result.total == 0 { throw ExitCode(ExitStatus.failed) }
  }

  /// Prints the records for people.
  private func print(_ result: SearchResult, _ projects: ProjectNames, isGrouped: Bool) {
    if result.total == 0 { return common.quiet ? () : say(note: nothing) }
    let printer = MatchPrinter(
      style: common.style, width: Terminal.standardOutput.textWidth, highlighter: highlighter, projects: projects,
      storeWords: common.store.map { ["--store", $0] } ?? [], showsScores: common.verbose)
    if output.pager { Pager.start() }
    defer { Pager.finish() }
    var out = BufferedOutput()
    if isGrouped {
      for (number, group) in printer.groups(result.matches).enumerated() {
        if number > 0 { out.write("\n") }
        out.write(group)
      }
    } else {
      for match in result.matches { out.write(printer.text(of: match)) }
    }
    let more = result.total - result.matches.reduce(0) { $0 + 1 + $1.repetitions }
    if common.quiet {
      out.flush()
      return
    }
    if let ranked = result.ranked {
      out.write("… and more; these are the best of the \(Format.count(Int64(ranked))) latest records found, ")
      out.write("--json without --limit ranks all\n")
    } else if !result.isWhole {
      out.write("… and more; a higher --limit lists them\n")
    } else if more > 0 {
      out.write("… \(Format.count(Int64(more))) more; a higher --limit lists them\n")
    }
    out.flush()
  }

  /// Says that nothing was found.
  private var nothing: TerminalText {
    "nothing matches \(texts.map { "'\($0)'" }.joined(separator: " and "))"
  }

  /// What marks the matches. Texts are marked as they are printed: on one line, without invisible characters.
  private var highlighter: SearchHighlighter {
    SearchHighlighter(regex ? texts : texts.map { PlainText.clean($0) }, options)
  }

  /// Prints the sessions in which something is found.
  private func printSessions(_ zone: Zone) throws {
    var query = query(time.period(zone))
    query.limit = limit
    let progress = common.progress()
    let view = try common.open().view(at: asOf.position(zone))
    let (sessions, total) = try view.searchedSessions(query) {
      progress?.show("making the search index: ", done: Int64($0), total: Int64($1))
    }
    progress?.end()
    if common.json {
      let shape = output.count ? Shapes.searchedSession : Shapes.sessionWithMatches
      var out = BufferedOutput()
      for session in sessions { out.write(line: shape.json(session)) }
      out.flush()
    } else {
      print(sessions, of: total, try view.projectNames())
    }
    if total == 0 { throw ExitCode(ExitStatus.failed) }
  }

  /// Prints sessions for people, or for a program: `id:number` or an id on each line.
  private func print(_ sessions: [SearchedSession], of total: Int, _ projects: ProjectNames) {
    if total == 0 { return output.count && !common.quiet ? say(note: nothing) : () }
    let isTable = output.count && (output.heading ?? Terminal.standardOutput.isTerminal)
    let printer = SearchedSessionPrinter(
      style: common.style, width: Terminal.standardOutput.textWidth, projects: projects)
    let isOnTerminal = Terminal.standardOutput.isTerminal
    if output.pager { Pager.start() }
    defer { Pager.finish() }
    var out = BufferedOutput()
    if isTable {
      for line in printer.table(sessions) { out.write(line + "\n") }
    } else {
      for session in sessions {
        out.write(output.count ? "\(session.id):\(session.records)\n" : "\(session.id)\n")
      }
    }
    if total > sessions.count, !common.quiet, isTable || isOnTerminal {
      out.write("… \(Format.count(Int64(total - sessions.count))) more; a higher --limit lists them\n")
    }
    out.flush()
  }

  private func query(_ period: Period) -> SearchQuery {
    var query = SearchQuery(texts)
    query.options = options
    query.period = period
    query.project = filters.project
    query.branch = filters.branch
    query.model = filters.model
    query.session = session
    query.roles = Set(role)
    query.tool = tool
    query.order = sort
    query.contextLines = output.context
    query.hasExchanges = output.exchange
    return query
  }

  private var options: SearchOptions {
    var options = SearchOptions()
    options.isRegex = regex
    options.isCaseSensitive = caseSensitive
    options.isWord = word
    return options
  }

  private func printPage(_ request: PageRequest, _ zone: Zone) throws {
    let progress = common.progress()
    let view = try common.open().view(for: request, at: asOf.position(zone))
    let page = try view.search(query(time.period(zone, now: request.time.milliseconds)), page: request) {
      progress?.show("making the search index: ", done: Int64($0), total: Int64($1))
    }
    progress?.end()
    say(json: Shapes.hits.json(page))
    if page.total == 0 { throw ExitCode(ExitStatus.failed) }
  }
}

extension TextRole: ExpressibleByArgument {
  public init?(argument: String) {
    guard let role = Self.allCases.first(where: { $0.name == argument }) else { return nil }
    self = role
  }

  public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension SearchOrder: ExpressibleByArgument {}
