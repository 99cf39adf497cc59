import ArgumentParser
import Documents
import Operations
import SystemPackage
import Tables

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the original files, documents, tables, or a snapshot of the store.",
    discussion: """
      Without --format the ending of the name says what is written: NAME.html and NAME.md are one session as a document, NAME.ndjson its records, NAME.csv \
      a table, NAME.tar the original files as an archive, NAME.ccsnap a snapshot; anything else is a directory for the original files. Sessions \
      may be named in front of the target.

      jsonl writes every file that was ever stored, byte for byte, in its latest version or in the one asked for, below a directory that is new, \
      empty, or written by an earlier export; there it replaces what nobody has changed since. A store with one root gives DIR/projects/…, one with several \
      DIR/<machine>/<root>/projects/…. With '-' as the target it is a tar archive on standard output.

      ndjson writes a line of JSON for every record, or with --events for every event of the log, to a file or to standard output; csv writes the tables \
      sessions, usage (a row a response), decisions and runs into a directory, or one of them to a file. 'ccstore json' says which keys and columns there are.

      html and markdown write a document for every session that is asked for, and an index: pages that need nothing else, with tools and thinking \
      folded, images, tokens and cost included. A page searches, filters and copies by a small script of its own, asks nobody, and can be read \
      without it. Without DIR one session is written to standard output.

      With --since and the number of an event ndjson holds what was stored after it, events does so, too; the last line on standard error says with which \
      number the next call continues, and every line has its own in seq. With --follow it waits for more.

      lake writes the tables records, sessions, responses, tool_calls and files into a directory as compressed lines of JSON, a folder a day, which \
      DuckDB, ClickHouse, Spark and Polars read as they lie; DIR/_ccstore has a script for each. The next export adds what is new. Several \
      stores may share the directory. 'ccstore json export' explains the columns.

      A name that ends in .ccsnap, or '-' for standard output, gives a snapshot: the store as one file, which 'ccstore verify' checks and 'ccstore import' reads. \
      With --since it holds only what came after that event, to be imported on top.

      Example:  ccstore export --format jsonl ~/claude-history
                ccstore export 415c4d06 fix.html
                ccstore export --project website --since last-month ~/website.tar
                ccstore export --format jsonl - | ssh host 'tar x -C history'
                ccstore export --format jsonl --generation 0 ~/as-first-seen
                ccstore export --format jsonl --as-of 2026-03-25 ~/as-it-was
                ccstore export ~/backup/claude.ccsnap
                ccstore export - --since 12000 | ssh host 'ccstore import -'
                ccstore export --format html --project website --since last-month ~/sessions
                ccstore export --format markdown 415c4d06
                ccstore export --format ndjson --last 10 | jq -r 'select(.type == "user") | .timestamp'
                ccstore export --format csv ~/tables
                ccstore export --format lake ~/lake
                ccstore export --format events --since 12000 --follow
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, ndjson, events, csv, markdown, html, ccsnap, lake

    var document: DocumentFormat? {
      switch self {
      case .markdown: .markdown
      case .html: .html
      case .jsonl, .ndjson, .events, .csv, .ccsnap, .lake: nil
      }
    }
  }

  @Option(
    name: .long,
    help:
      "What to write: jsonl, the original files; ndjson, events or csv, data; markdown or html, documents; ccsnap, a snapshot; lake, tables for other programs. Default: by the ending of the name, else jsonl."
  )
  var format: Format?

  @Argument(
    help: ArgumentHelp(
      "Sessions, unless all are wanted, and then where to: a directory that is new, empty or written by an export, or a file; '-' is standard output.",
      valueName: "target"), completion: .directory)
  var words: [String] = []

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "The version with this number, from 0, of the files that have it.")
  var generation: Int?

  @OptionGroup var asOf: AsOfOption

  @OptionGroup(title: "Of these sessions only: files, documents, records, tables") var documents: DocumentOptions

  @OptionGroup(title: "Data") var data: DataOptions

  @OptionGroup(title: "Lakes and streams") var lake: LakeOptions

  func validate() throws {
    if words.contains("") { throw ValidationError("a target needs a name.") }
    try validateEnding()
    try lake.validate(form)
    if isSnapshot { return try validateSnapshot() }
    if form == .lake { return try validateLake() }
    if cursor == nil { try documents.validateTime() }
    if let generation, generation < 0 { throw ValidationError("versions count from 0.") }
    if form != .jsonl, generation != nil {
      throw ValidationError("--generation is of the original files; leave it out.")
    }
    if form == .jsonl || form == .csv, directory == nil {
      throw ValidationError("name the directory to write to.")
    }
    try data.validate(form, documents, isFile: isFile, hasCursor: cursor != nil)
  }

  func run() throws {
    var command = self
    try command.takeSessions()
    try command.export()
  }

  private func export() throws {
    if isSnapshot { return try runSnapshot() }
    if form == .lake { return try runLake() }
    if isStream { return try runStream() }
    if lake.follow {
      throw Failure("--follow writes to standard output; leave out the file", code: ExitStatus.usage)
    }
    if documents.isGiven, cursor == nil { try documents.refuseNone(common.open(), asOf) }
    switch form {
    case .markdown, .html:
      if isFile { return try documents.exportFile(form.document!, to: directory!, asOf, common) }
      try documents.export(form.document!, to: directory.map { FilePath($0) }, asOf: asOf, common)
    case .ndjson, .events: try runLines()
    case .csv: try runTables(directory!)
    case .jsonl, .ccsnap, .lake: if isFile || directory == "-" { try runArchive() } else { try runFiles(directory!) }
    }
  }

  private func runFiles(_ directory: String) throws {
    let line = common.progress()
    let report = try common.open().export(
      to: FilePath(directory), of: documents.choice(), generation: generation, asOf: asOf.position(), marks: true
    ) { done, total in line?.show("", done: done, total: total) }
    line?.end()
    if common.json {
      say(json: Shapes.export.json(Shapes.Exported(report, to: directory)))
    } else if !common.quiet {
      print(report, directory)
    }
    for (path, reason) in report.failed { complain("\(path): \(reason)") }
    for path in report.dropped {
      complain("\(path): the version asked for was dropped on request")
    }
    if !report.failed.isEmpty {
      throw Failure(
        "\(ccstore.Format.count(Int64(report.failed.count), "file")) could not be written as stored; all others were",
        code: ExitStatus.damaged)
    }
    if !report.dropped.isEmpty {
      throw Failure(
        "\(ccstore.Format.count(Int64(report.dropped.count), "file")) not written: dropped by 'compact --drop-superseded'",
        code: ExitStatus.failed)
    }
  }

  func print(_ report: ExportReport, _ directory: String) {
    for (from, to) in report.renamed {
      say(
        note:
          "\(from) was written as \(to): a folder, a file that was changed or made there, a newer version from another store, or a file that is the same name here, has it"
      )
    }
    for (path, lost) in report.incomplete {
      let bytes = lost.reduce(0) { $0 &+ ($1.upperBound - $1.lowerBound) }
      say(note: "\(path) lacks \(bytes) bytes that are lost, from byte \(lost[0].lowerBound) of the file on")
    }
    if report.erasedFiles > 0 {
      say(note: "left out, because they were erased: \(ccstore.Format.count(Int64(report.erasedFiles), "file"))")
    }
    if report.filesWithErasedLines > 0 {
      say(
        note: "without the lines that were erased: \(ccstore.Format.count(Int64(report.filesWithErasedLines), "file"))")
    }
    say(
      note:
        "wrote \(ccstore.Format.count(Int64(report.files), "file")), \(ccstore.Format.megabytes(report.bytes)), to \(directory)"
    )
  }
}
