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
      once, however many files repeat it. --model and --branch select sessions. Exit code 1: no file has such a path. The first question reads these calls and keeps what they say, so that the next one is fast.

      Example:  ccstore files Sources/main.swift
                ccstore files --session 415c4d06 --writes
                ccstore files Sources/main.swift --diff
                ccstore files --project website --since 7d --json | jq -r '.files[].path'
      """)

  @Argument(help: ArgumentHelp("Only files whose path holds this, ignoring case.", valueName: "path"))
  var path: String?

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var filters: ListFilters

  @Option(name: .long, help: "The order: last (the time of the last call), path, reads or writes.")
  var sort: FilesOrder = .last

  @Flag(name: .long, help: "Only files that the session wrote.")
  var writes = false

  @Flag(
    name: .long,
    help: "With a path or --session: print what each call wrote as the lines that it removes and adds, the latest last."
  )
  var diff = false

  @OptionGroup var list: ListOptions

  @OptionGroup var cursor: CursorOption

  @Flag(name: .long, help: "Print CSV.")
  var csv = false

  @OptionGroup var csvOption: CSVOption

  func validate() throws {
    if common.json, isCSV { throw ValidationError("--csv and --json exclude each other.") }
    try validateDiff()
    if cursor.cursor != nil, !common.json { throw ValidationError("--cursor is for --json.") }
  }

  func run() throws {
    let zone = filters.time.zone()
    let request = cursor.request(limit: list.limit ?? .max)
    var query = FilesQuery()
    query.path = path
    query.project = filters.sessions.project
    query.session = filters.session
    query.branch = filters.sessions.branch
    query.model = filters.sessions.model
    query.period = filters.time.period(zone, now: request.time.milliseconds)
    (query.order, query.isReversed) = (sort, list.reverse)
    query.isWritten = writes
    if diff { return try printDiff(query, zone) }
    let view = try common.open().view(for: request, at: filters.asOf.position(zone))
    let page = try view.files(query, page: request)
    if common.json {
      say(json: Shapes.files.json(page))
    } else if isCSV {
      Terminal.standardOutput.write(data: Array(csvOption.form.text(of: Shapes.filesTable(page)).utf8))
    } else if !page.rows.isEmpty {
      printTable(page, try view.projectNames())
    } else if !common.quiet {
      say(path.map { "nothing matches '\($0)'" } ?? "no file matches")
    }
    if page.total == 0, path != nil { throw ExitCode(ExitStatus.failed) }
  }

  var isCSV: Bool { csv || csvOption.rawCsv }

  private func printTable(_ page: Page<TouchedFile>, _ projects: ProjectNames) {
    let style = common.style
    let columns = [
      TextTable.Column(title: "LAST CALL", dropPriority: 1),
      TextTable.Column(title: "SESSION"),
      TextTable.Column(title: "READS", isNumber: true, dropPriority: 3),
      TextTable.Column(title: "WRITES", isNumber: true, dropPriority: 2),
      TextTable.Column(title: "PROJECT", dropPriority: 4, canShrink: true, least: 12, ideal: 20),
      TextTable.Column(title: "FILE", canShrink: true, least: 24, ideal: 48, keepsEnd: true),
    ]
    var table = TextTable(columns, width: Terminal.standardOutput.textWidth)
    for file in page.rows {
      table.add([
        file.last.map(Format.localTime) ?? "-", file.shortID, list.numbers.text(file.reads),
        list.numbers.text(file.writes), projects.name(of: file.project), file.path,
      ])
    }
    var out = ListOutput()
    out.add(table.lines(title: style.dim, cell: { $0 == 1 ? style.cyan($1) : $1 }))
    if !common.quiet, let line = list.leftOut(page.total - page.rows.count, "row") {
      out.add(note: line, width: Terminal.standardOutput.textWidth)
    }
    out.print(pager: list.pager)
  }
}

extension FilesOrder: ExpressibleByArgument {}
