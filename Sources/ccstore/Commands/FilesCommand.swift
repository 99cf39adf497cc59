import Answers
import ArgumentParser
import Tables

struct FilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files",
    abstract: "Which session read or wrote which file.",
    discussion: """
      Files are those that calls of Read, Edit, MultiEdit, Write and NotebookEdit name, the last one that was touched first; calls that \
      were refused or failed are counted, too, and files that a command of a shell read or wrote are not known. Every call is counted \
      once, however many files repeat it. The first question reads these calls and keeps what they say, so that the next one is fast.

      Example:  ccstore files Sources/main.swift
                ccstore files --session 415c4d06 --writes
                ccstore files Sources/main.swift --diff
                ccstore files --project website --since 7d --json | jq -r '.files[].path'
      """)

  @Argument(help: ArgumentHelp("Only files whose path holds this, ignoring case.", valueName: "path"))
  var path: String?

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var time: TimeOptions

  @OptionGroup var asOf: AsOfOption

  @Option(name: .long, help: ArgumentHelp("Only projects whose path holds this, ignoring case.", valueName: "text"))
  var project: String?

  @Option(name: .long, help: "Only this session: its id, or the beginning of it.")
  var session: String?

  @Flag(name: .long, help: "Only files that the session wrote.")
  var writes = false

  @Flag(
    name: .long,
    help: "With a path or --session: print what each call wrote as the lines that it removes and adds, the latest last."
  )
  var diff = false

  @Option(name: .long, help: "List at most this many rows. Default: 50; with --json and --csv all.")
  var limit: Int?

  @OptionGroup var cursor: CursorOption

  @Flag(name: .long, help: "Print CSV.")
  var csv = false

  @OptionGroup var csvOption: CSVOption

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if common.json, isCSV { throw ValidationError("--csv and --json exclude each other.") }
    try validateDiff()
    if cursor.cursor != nil, !common.json { throw ValidationError("--cursor is for --json.") }
  }

  func run() throws {
    let zone = time.zone()
    let request = cursor.request(limit: limit ?? (common.json || isCSV ? .max : 50))
    var query = FilesQuery()
    query.path = path
    query.project = project
    query.session = session
    query.period = time.period(zone, now: request.time.milliseconds)
    query.isWritten = writes
    if diff { return try printDiff(query, zone) }
    let page = try common.open().view(for: request, at: asOf.position(zone)).files(query, page: request)
    if common.json {
      say(json: Shapes.files.json(page))
    } else if isCSV {
      Terminal.standardOutput.write(data: Array(csvOption.form.text(of: Shapes.filesTable(page)).utf8))
    } else if !common.quiet {
      printTable(page)
    }
  }

  var isCSV: Bool { csv || csvOption.rawCsv }

  private func printTable(_ page: Page<TouchedFile>) {
    if page.rows.isEmpty {
      say("no session read or wrote such a file")
      return
    }
    let style = common.style
    var table = TextTable(
      [
        TextTable.Column(title: "LAST", dropPriority: 1),
        TextTable.Column(title: "SESSION"),
        TextTable.Column(title: "READS", isNumber: true, dropPriority: 3),
        TextTable.Column(title: "WRITES", isNumber: true, dropPriority: 2),
        TextTable.Column(title: "PATH", canShrink: true, least: 24),
      ], width: Terminal.standardOutput.textWidth)
    for file in page.rows {
      table.add([
        file.last.map(Format.localTime) ?? "-", file.shortID, Format.count(file.reads), Format.count(file.writes),
        file.path,
      ])
    }
    for line in table.lines(title: style.dim, cell: { $0 == 1 ? style.cyan($1) : $1 }) { say(line) }
    let more = Int64(page.total - page.rows.count)
    if more > 0 { say("… \(Format.count(more)) more; a higher --limit lists them") }
  }
}
