import ArgumentParser
import FileIO
import Operations
import SessionLog
import Tables

struct PushCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Send what is new in the store to a remote.",
    discussion: """
      A remote is a directory, such as one on a disk or a mounted share, or whatever rclone reaches: S3, B2, Google Drive, a server with SSH, and some \
      seventy others, with the credentials that 'rclone config' keeps. What the remote lacks is sent as increments of the log, in files whose names say \
      what they hold; nothing that is there is changed, there is no lock, and an interrupted push is continued by the next one. Many machines push to one \
      place; each has a folder of its own. 'ccstore pull' brings it back, on this machine or on another one.

      Transcripts may hold passwords and keys that were printed once. A remote of 'rclone crypt' encrypts all that leaves the machine, names included; \
      'ccstore erase' and 'ccstore compact --purge' take single things out, and the next push takes them out of the remote.

      After a compaction nothing is sent again. After 'ccstore compact --purge' everything is sent again, and what the remote had before is removed, with \
      its earlier versions where the provider lets them be.

      Example:  ccstore push /media/usb/ccstore
                ccstore remote add cloud b2:bucket/ccstore
                ccstore push cloud --dry-run
                ccstore push cloud --repack
      """)

  @Argument(help: SharedOption.remote)
  var remote: String

  @Flag(name: .long, help: "Say what would be sent and removed, and write nothing.")
  var dryRun = false

  @Flag(name: .long, help: "Merge small files of this store on the remote into larger ones.")
  var repack = false

  @Flag(name: .long, help: "Send everything again, and remove what the remote has of this store, whatever it is. Asks.")
  var replace = false

  @Flag(name: .long, help: "Do not ask. Without a terminal --replace removes nothing unless this is given.")
  var yes = false

  @OptionGroup var options: RemoteOptions
  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    if yes, !replace { throw ValidationError("--yes belongs to --replace.") }
    if replace, repack { throw ValidationError("--replace and --repack exclude each other.") }
  }

  func run() throws {
    let remote = try options.remote(remote)
    let store = common.open()
    var push = PushOptions()
    (push.isDryRun, push.repacks, push.replaces) = (dryRun, repack, replace)
    if replace, !dryRun, !yes { try confirm(store, remote, push) }
    if !common.quiet, !dryRun { PushPrinter.warn(store, remote) }
    let line = common.progress()
    let report = try store.push(to: remote, push) { done, total in line?.show("", done: done, total: total) }
    line?.end()
    if common.json {
      say(json: Shapes.push.json(report))
    } else if !common.quiet {
      PushPrinter.print(report, remote.place.word(self.remote), common)
    }
  }

  private func confirm(_ store: Store, _ remote: Remote, _ push: PushOptions) throws {
    guard Terminal.standardInput.isTerminal, Terminal.standardError.isTerminal else {
      throw Failure(
        "removing what a remote has must be confirmed; give --yes, or --dry-run to see what would go",
        code: ExitStatus.usage)
    }
    var preview = push
    preview.isDryRun = true
    let report = try store.push(to: remote, preview)
    Terminal.standardError.write(
      "this will send \(Format.megabytes(report.bytes)) to \(remote.place.shown), and then remove \(Format.count(Int64(report.removedObjects), "file")) there, \(Format.megabytes(report.removedBytes)), all that it has of the store \(report.store)\n"
    )
    guard try Prompt.answer("It cannot be undone. Type 'yes' to do it: ") == "yes" else {
      throw Failure("nothing was sent or removed", code: ExitStatus.failed)
    }
  }
}

/// Says what a push does.
enum PushPrinter {
  /// Pushes after an ingest. The document of the ingest is the only one that is printed with `--json`.
  static func push(_ store: Store, to remote: Remote, _ common: CommonOptions) throws {
    if !common.quiet { warn(store, remote) }
    let line = common.progress()
    let report = try store.push(to: remote) { done, total in line?.show("", done: done, total: total) }
    line?.end()
    if !common.json, !common.quiet { print(report, remote.place.shown, common) }
  }

  /// Says before the first push to a remote that what is sent may hold secrets.
  static func warn(_ store: Store, _ remote: Remote) {
    guard !store.pushedRemotes().contains(where: { $0.place == remote.place.shown }) else { return }
    complain(
      "transcripts may hold passwords and keys that were printed once, and whoever can read \(remote.place.shown) can read them, unless it is a remote of 'rclone crypt', which encrypts what is sent; 'ccstore help push' says more"
    )
  }

  static func print(_ report: PushReport, _ remote: String, _ common: CommonOptions) {
    let verb: TerminalText = report.isDryRun ? "would send" : "sent"
    if report.objects == 0 {
      say(note: "\(report.remote) has everything, up to event \(Format.count(Int64(report.head.sequence)))")
    } else {
      let events: TerminalText = report.events > 0 ? "\(Format.count(Int64(report.events), "event")), " : ""
      say(
        note:
          "\(verb) \(events)\(Format.megabytes(report.bytes)), as \(Format.count(Int64(report.objects), "file")), to \(report.remote)"
      )
    }
    if report.isReplacement {
      say(note: "everything was sent again, because the store was purged or replaced, as epoch \(report.epoch)")
    }
    if report.removedObjects > 0 {
      say(
        note:
          "\(report.isDryRun ? "would remove" : "removed") \(Format.count(Int64(report.removedObjects), "file")) there, \(Format.megabytes(report.removedBytes)), that others replace"
      )
      if report.isReplacement, !report.isDryRun, report.keptVersions == 0 { printVersions(report) }
    }
    if report.keptVersions > 0 { printKeptVersions(report) }
    if report.smallObjects > 100 {
      let command = common.command("ccstore push --repack", [remote])
      say(
        note: "It has \(Format.count(Int64(report.smallObjects))) small files of this store. To merge them:  \(command)"
      )
    }
    if common.verbose {
      say(
        note:
          "it has \(Format.count(Int64(report.remoteObjects), "file")) of the store \(report.store), \(Format.megabytes(report.remoteBytes))"
      )
    }
  }

  private static func printKeptVersions(_ report: PushReport) {
    let versions = Format.count(Int64(report.keptVersions), "earlier version")
    if let until = report.keptUntil {
      say(
        note:
          "\(versions) of removed files can be read on \(report.remote) until \(until.description): the provider keeps them locked (Object Lock). The first push after that removes them."
      )
    } else {
      say(
        note:
          "\(versions) of removed files can still be read on \(report.remote): the provider keeps them locked (Object Lock), or does not let this account remove them. Each push tries it again."
      )
    }
  }

  private static func printVersions(_ report: PushReport) {
    guard report.areVersionsRemoved != true else { return }
    say(
      note:
        "Where the provider keeps earlier versions of files, or locks them for a time, they may still be read there: 'rclone backend cleanup-hidden' removes versions of S3 and B2, and a lock ends by itself."
    )
  }
}
