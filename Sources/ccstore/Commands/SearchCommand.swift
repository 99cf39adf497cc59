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

      --role: user, assistant, thinking, tool_input, tool_output, title, system, unparsable.

      Example:  ccstore search ECONNREFUSED
                ccstore search 'permission denied' --role tool_output --since 30d
                ccstore search --regex 'TODO|FIXME' --tool Edit --project website
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

  @Option(name: .long, help: "The order: time, the latest first, or relevance, the one that has it most often first.")
  var sort: SearchOrder = .time

  @Option(name: .long, help: "List at most this many records. Default: 20; with --json all.")
  var limit: Int?

  @OptionGroup var pages: PageOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    try pages.check(json: common.json)
    if texts.contains("") { throw ValidationError("an empty text is everywhere; name one.") }
  }

  func run() throws {
    let zone = time.zone()
    if let request = pages.request(limit: limit) { return try printPage(request, zone) }
    var query = query(time.period(zone))
    query.limit = limit ?? (common.json ? nil : 20)
    let progress = common.progress()
    let result = try common.open().view(at: asOf.position(zone)).search(query) {
      progress?.show("making the search index: ", done: Int64($0), total: Int64($1))
    }
    progress?.end()
    var out = BufferedOutput()
    if common.json {
      for match in result.matches { out.write(line: Shapes.match.json(match)) }
    } else if !common.quiet {
      let printer = MatchPrinter(style: common.style, width: Terminal.standardOutput.textWidth, texts: texts)
      for match in result.matches { out.write(printer.text(of: match)) }
      if !result.isWhole {
        out.write("… and more; a higher --limit lists them\n")
      } else if result.total > result.matches.count {
        out.write("… \(Format.count(Int64(result.total - result.matches.count))) more; a higher --limit lists them\n")
      }
      if result.total == 0 { out.write("nothing in the store matches\n") }
    }
    out.flush()
    if result.total == 0 { throw ExitCode(ExitStatus.failed) }
  }

  private func query(_ period: Period) -> SearchQuery {
    var query = SearchQuery(texts)
    query.options.isRegex = regex
    query.options.isCaseSensitive = caseSensitive
    query.options.isWord = word
    query.period = period
    query.project = filters.project
    query.branch = filters.branch
    query.model = filters.model
    query.session = session
    query.roles = Set(role)
    query.tool = tool
    query.order = sort
    return query
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

/// Prints a match for a terminal: its time and place, the text around it, and the command that opens it.
struct MatchPrinter {
  let style: Style
  let width: Int
  let texts: [String]

  func text(of match: SearchMatch) -> TerminalText {
    let when = match.time.map(Format.localTime) ?? "(no time)"
    let role = match.role.name.replacing("_", with: " ")
    let place = Format.fit("\(when)  \(role)  \(match.title)", width)
    let record = match.uuid.map { String($0.prefix(13)) } ?? "@\(match.sequence)"
    let command = "ccstore show \(match.shortID) \(record)"
    var out = style.bold(place) + "\n"
    for line in Format.wrap(match.snippet, width - 2).prefix(3) { out += "  " + highlighted(line) + "\n" }
    let former = match.isLatest ? "" : "  (of a former version of the file)"
    return out + style.dim(Format.fit("  \(command)\(former)", width)) + "\n"
  }

  private func highlighted(_ line: String) -> TerminalText {
    guard style.isColored else { return "\(line)" }
    var out: TerminalText = "\(line)"
    for text in texts {
      var rest = line[...]
      var marked: TerminalText = ""
      while let range = rest.firstRange(of: text)
        ?? rest.lowercased().firstRange(of: text.lowercased()).flatMap({ found in
          // A position in one text is valid in the other only if lower case does not change the number of characters.
          let lower = rest.lowercased()
          guard lower.count == rest.count else { return nil }
          let start = rest.index(
            rest.startIndex, offsetBy: lower.distance(from: lower.startIndex, to: found.lowerBound))
          return start..<rest.index(start, offsetBy: text.count)
        })
      {
        marked += "\(rest[..<range.lowerBound])" + style.yellow("\(rest[range])")
        rest = rest[range.upperBound...]
      }
      out = marked + "\(rest)"
      // A search for the next text would find the escape sequences of the first.
      break
    }
    return out
  }
}
