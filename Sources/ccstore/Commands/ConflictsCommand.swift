import Answers
import ArgumentParser
import Tables
import Times

struct ConflictsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "List the decisions that were more than a plain insert or append.",
    discussion: """
      rewritten   stored bytes were different on disk; the file continues as a new version
      truncated   the file was shorter than what is stored; the same
      copy        the file is a copy of another one of its session; stored once
      diverged    the file and another one of its session differ; both are kept

      The oldest comes first. --since, --until and --on are about the start of the sync.

      Both versions of a file can be had: 'ccstore export --format jsonl --generation N DIR', 'ccstore show SESSION --generation N'.

      Example:  ccstore conflicts
                ccstore conflicts --since this-week --reverse --limit 5
                ccstore conflicts 415c4d06 --json
      """)

  @Argument(help: "A session's id, or the beginning of it. Default: all.", completion: StoredValues.sessions)
  var session: String?

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @OptionGroup var filters: ListFilters

  @OptionGroup var list: ListOptions

  func validate() throws {
    if session != nil, filters.session != nil {
      throw ValidationError("a session is named twice; leave out --session.")
    }
  }

  func run() throws {
    let zone = filters.time.zone()
    var query = ConflictsQuery()
    query.sessions = filters.filter
    if let session { query.sessions.session = session }
    query.period = filters.time.period(zone)
    query.isReversed = list.reverse
    let found = try common.open().view(at: filters.asOf.position(zone)).conflicts(query)
    let conflicts = list.limit.map { Array(found.prefix($0)) } ?? found
    if common.json {
      say(json: Shapes.conflict.array(conflicts))
      return
    }
    if conflicts.isEmpty {
      if !common.quiet { say("no conflicts") }
      return
    }
    var out = ListOutput()
    for conflict in conflicts { out.add(lines(conflict)) }
    if !common.quiet, let line = list.leftOut(found.count - conflicts.count, "conflict") {
      out.add(note: line, width: Terminal.standardOutput.textWidth)
    }
    out.print(pager: list.pager)
  }

  /// Returns the decision and the file, then both versions.
  private func lines(_ conflict: ConflictReport) -> [TerminalText] {
    let (style, width) = (common.style, Terminal.standardOutput.textWidth)
    let reason = Format.pad(conflict.reason.name, 9)
    let facts: TerminalText = "  \(Format.localTime(conflict.time))  run \(conflict.run)  "
    // Where the path has no room on the first line it has one of its own.
    let room = width - Format.width(reason.string) - Format.width(facts.string)
    var lines: [TerminalText]
    if Format.width(PlainText.clean(conflict.new.path)) <= room {
      lines = ["\(style.yellow(reason))\(facts)\(conflict.new.path)"]
    } else {
      lines = [
        (style.yellow(reason) + facts).trimmed, "           " + Format.fitEnd(conflict.new.path, width - 11),
      ]
    }
    for (name, version) in [("old", conflict.old), ("new", conflict.new)] {
      lines.append(style.dim("           \(name)  ") + Format.fit(text(version), width - 16))
      guard version.path != conflict.new.path else { continue }
      lines.append(style.dim("                of ") + Format.fitEnd(version.path, width - 19))
    }
    return lines
  }

  private func text(_ version: ConflictReport.Version) -> String {
    "version \(version.generation), \(list.numbers.bytes(version.length))"
      + (version.md5.isEmpty ? "" : ", MD5 \(version.md5)")
  }
}
