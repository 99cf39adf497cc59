import ArgumentParser
import FileIO
import Operations
import Tables
import Times

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Delete old transcripts that are safely stored, to free space.",
    discussion: """
      Deletes the transcripts of old sessions, with those of their subagents and the results of their tools, from the directories of Claude Code. \
      A file is deleted only when every byte of it has just been read back from the store and compared. All files of a session stay when one of them \
      is not wholly stored, differs, was changed within the last hour, or is open in a process. Shows what goes, and asks.

      A session is old when none of its files was changed since --older-than. The store keeps everything: the sessions can be listed, shown and \
      searched as before, and 'ccstore restore SESSION' puts the files back.

      Example:  ccstore prune --dry-run
                ccstore prune --older-than 90d
                ccstore prune --project website --older-than 2026-03 --yes
      """)

  @Argument(
    help: ArgumentHelp(
      "Directories in which transcripts lie, folders of them, or single files. Default: every entry of $CLAUDE_CONFIG_DIR, else ~/.config/claude and ~/.claude.",
      valueName: "root"), completion: .directory)
  var roots: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only sessions that were last changed before: 30d, 2w, 36h ago, or before 2026-03-25, 2026-03, last-month.",
      valueName: "time"))
  var olderThan = "30d"

  @Option(name: .long, help: ArgumentHelp("Only projects whose path holds this, ignoring case.", valueName: "text"))
  var project: String?

  @Flag(name: .long, help: "Compare everything, say what would be deleted, and delete nothing.")
  var dryRun = false

  @Flag(name: .long, help: "Do not ask. Without a terminal nothing is deleted unless this is given.")
  var yes = false

  @Flag(name: .long, help: SharedOption.wait)
  var wait = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    if Period(named: olderThan, now: 0, zone: .utc)?.start == nil {
      throw ValidationError(
        "'\(olderThan)' is not a time; write 30d, 2w, 36h, 2026-03-25, 2026-03, last-month or last-year.")
    }
    if roots.contains("") { throw ValidationError("a root needs the path of a directory.") }
  }

  func run() throws {
    let store = common.open()
    var options = PruneOptions(try Environment.roots(roots, store).roots, before: before)
    options.project = project
    let line = common.progress()
    func show(_ done: Int64, _ total: Int64) { line?.show("", done: done, total: total) }
    if dryRun {
      let report = try store.prunePreview(options, verifies: true, progress: show)
      line?.end()
      return try finish(report)
    }
    if !yes {
      guard Terminal.standardInput.isTerminal, Terminal.standardError.isTerminal else {
        throw Failure(
          "deleting files has to be confirmed; give --yes, or --dry-run to see what would go", code: ExitStatus.usage)
      }
      let preview = try store.prunePreview(options)
      if preview.sessions.isEmpty { return try finish(preview) }
      Terminal.standardError.write(summary(preview, "this will delete") + "\n")
      let answer = try Prompt.answer(
        "Each file is compared with the store first, and can be put back. Type 'yes' to delete them: ")
      guard answer == "yes" else { throw Failure("nothing was deleted", code: ExitStatus.failed) }
      // What has become old enough since then was not shown.
      options.sessions = Set(preview.sessions.map(\.id))
    }
    let report = try store.prune(options, retry: { SharedOption.retry(wait: wait) }, progress: show)
    line?.end()
    try finish(report)
  }

  private var before: Instant {
    let now = SystemClock().milliseconds
    let zone = TimeOptions.machineZone
    return Period(named: olderThan, now: now, zone: zone)?.start ?? Instant(milliseconds: .min)
  }

  /// Prints the results. Throws a failure if a file could not be read, or is not what the store holds.
  private func finish(_ report: PruneReport) throws {
    if common.json {
      say(json: Shapes.prune.json(report))
    } else if !common.quiet {
      print(report)
    }
    let wrong = report.kept.filter { [.failed, .differs, .lacking].contains($0.reason) }
    guard let first = wrong.first else { return }
    let more = wrong.count > 1 ? ", and \(Format.count(Int64(wrong.count - 1), "other"))" : ""
    throw Failure("not deleted: \(first.path): \(first.note)\(more)", code: ExitStatus.failed)
  }

  private func print(_ report: PruneReport) {
    if report.sessions.isEmpty {
      if report.recentSessions > 0 {
        let sessions = Format.count(Int64(report.recentSessions), "session")
        say(note: "nothing to delete: \(sessions) changed since \(Format.localTime(before))")
      } else {
        say(note: "nothing to delete: \(report.kept.isEmpty ? "no session lies there" : "all that is old stays")")
      }
    } else {
      say(summary(report, report.isPreview ? "would delete" : "deleted"))
    }
    printKept(report)
    if report.directories > 0 {
      say(note: "removed: \(Format.count(Int64(report.directories), "empty folder")) of sessions")
    }
    guard !report.isPreview, let first = report.sessions.first else { return }
    say(note: "every byte of them is in the store; to put files back:")
    let restore = CommandLines.ccstore(["restore"], session: first.shortID, store: common.store)
    say("  \(restore ?? "ccstore restore SESSION")")
  }

  private func printKept(_ report: PruneReport) {
    let shown = common.verbose ? report.kept.count : 5
    for kept in report.kept.prefix(shown) { say(note: "kept: \(kept.path): \(kept.note)") }
    if report.kept.count > shown {
      say(note: "… \(Format.count(Int64(report.kept.count - shown))) more are kept; --verbose lists them")
    }
  }

  private func summary(_ report: PruneReport, _ verb: TerminalText) -> TerminalText {
    let sessions = Format.count(Int64(report.sessions.count), "session")
    var text: TerminalText =
      "\(verb) \(Format.count(Int64(report.files), "file")), \(Format.megabytes(report.bytes)), of \(sessions)"
    if let oldest = report.sessions.first, let newest = report.sessions.last {
      text += ", last changed \(Format.localTime(oldest.modified))"
      if newest.modified != oldest.modified { text += " to \(Format.localTime(newest.modified))" }
    }
    let width = Terminal.standardError.textWidth
    text = text.wrapped(width).joined(separator: "\n")
    if report.linkedFiles > 0 {
      text +=
        "\n\(Format.count(Int64(report.linkedFiles), "file")) of them, \(Format.megabytes(report.linkedBytes)), have another name (a hard link) that stays, so that no space becomes free"
    }
    let shown = common.verbose ? report.sessions.count : 8
    var table = TextTable(
      [
        TextTable.Column(title: "ID"), TextTable.Column(title: "SIZE", isNumber: true),
        TextTable.Column(title: "FILES", isNumber: true, dropPriority: 2), TextTable.Column(title: "LAST CHANGE"),
        TextTable.Column(title: "PROJECT", dropPriority: 3, canShrink: true, least: 12),
        TextTable.Column(title: "TITLE", dropPriority: 1, canShrink: true, least: 12),
      ], width: width - 2)
    for session in report.sessions.prefix(shown) {
      table.add([
        session.shortID, Format.megabytes(session.bytes), Format.count(Int64(session.files)),
        Format.localTime(session.modified),
        session.project.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "-",
        session.title.isEmpty ? "-" : session.title,
      ])
    }
    if !report.sessions.isEmpty { for line in table.lines(title: { $0 }) { text += "\n  " + line } }
    if report.sessions.count > shown {
      text += "\n  … \(Format.count(Int64(report.sessions.count - shown))) more; --verbose lists them"
    }
    return text
  }
}
