import Answers
import ArgumentParser
import Documents
import SessionLog
import SystemPackage
import Tables

/// The options for the sessions to be exported.
struct DocumentOptions: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("This session, or several: an id or the beginning of it.", valueName: "id"),
    completion: StoredValues.sessions)
  var session: [String] = []

  @OptionGroup var filters: SessionFilters

  // These are the options of `TimeOptions`, except that `--since` accepts other values.
  @Option(
    name: .long,
    help: ArgumentHelp(
      "From this time on: 2026-03-25, 2026-03, an RFC 3339 time, today, last-week, 7d. Of a snapshot: what came after it, or after the event with this number.",
      valueName: "time"))
  var since: String?

  @Option(name: .long, help: SharedOption.until)
  var until: String?

  @Option(name: .long, help: SharedOption.on)
  var on: String?

  @Option(name: .long, help: SharedOption.tz)
  var tz: String?

  @Option(name: .long, help: ArgumentHelp("The latest N of them.", valueName: "N"))
  var last: Int?

  func validate() throws {
    if let last, last < 1 { throw ValidationError("--last takes a number from 1.") }
  }

  /// True if any of the options was given.
  var isGiven: Bool { isOfSessions || since != nil }

  /// True if any of the options was given, except `--since`, which snapshots have, too.
  var isOfSessions: Bool {
    !session.isEmpty || last != nil || filters.project != nil || filters.model != nil || filters.branch != nil
      || until != nil || on != nil
  }

  var time: TimeOptions {
    var time = TimeOptions()
    (time.since, time.until, time.on, time.tz) = (since, until, on, tz)
    return time
  }

  /// Checks the options for times. Not to be called for snapshots, for which `--since` accepts other values. Throws
  /// `ValidationError`.
  func validateTime() throws { try time.validate() }

  func choice() -> SessionChoice {
    var choice = SessionChoice()
    choice.names = session
    choice.limit = last
    choice.query.period = time.period(time.zone())
    choice.query.project = filters.project
    choice.query.model = filters.model
    choice.query.branch = filters.branch
    return choice
  }

  func export(_ format: DocumentFormat, to directory: FilePath?, asOf: AsOfOption, _ common: CommonOptions) throws {
    let zone = time.zone()
    var query = DocumentQuery()
    query.names = session
    query.limit = last
    query.sessions.period = time.period(zone)
    query.sessions.position = asOf.position(zone)
    query.sessions.project = filters.project
    query.sessions.model = filters.model
    query.sessions.branch = filters.branch
    let store = common.open()
    guard let directory else { return try print(format, query, store, common) }
    let line = common.progress()
    let report = try store.exportDocuments(
      format, of: query, to: directory, marks: true, time: Format.localSeconds, zone: zone.name
    ) {
      done, total in
      line?.show(done: Int64(done), total: Int64(total), "session")
    }
    line?.end()
    if common.json {
      say(json: Shapes.exportedDocuments.json(Shapes.ExportedDocuments(report, to: directory.string)))
    } else if !common.quiet {
      let count = Format.count(Int64(report.documents.count), "document")
      say(note: "wrote \(count), \(Format.megabytes(report.bytes)), to \(directory); begin with index.\(format.ending)")
    }
  }

  /// Prints one session to standard output.
  private func print(_ format: DocumentFormat, _ query: DocumentQuery, _ store: Store, _ common: CommonOptions) throws {
    let found = try store.documentSessions(query)
    guard found.count == 1 else {
      let count = found.isEmpty ? "no sessions match" : "these are \(Format.count(Int64(found.count), "session"))"
      throw Failure(
        "\(count); without a directory to write to, name one with --session",
        code: found.isEmpty ? ExitStatus.noInput : ExitStatus.usage)
    }
    if common.json { throw Failure("--json says what was written to a directory; name one", code: ExitStatus.usage) }
    try store.writeDocument(
      format, of: found[0].id, asOf: query.sessions.position, time: Format.localSeconds, zone: time.zone().name
    ) { Terminal.standardOutput.write(data: $0) }
  }
}
