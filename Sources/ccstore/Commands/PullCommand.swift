import ArgumentParser
import FileIO
import Operations
import Tables

struct PullCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Bring what a remote has into the store.",
    discussion: """
      Into a directory without a store: if the remote has one store, or --only names one, it is made here again, with its id, as after a disk was lost. \
      If it has several, or with --merge, a new store is made that takes in the sessions of all, as for a team. Into a store that exists: what was \
      pushed of it is brought here, and the sessions of the other stores are added to its own; the same file of two machines counts once.

      What is there already is not fetched again. Everything is checked before it is added. What is wrong with one store does not keep the others out; \
      it is named, and the exit status is 3 for damage, 1 where a store has two histories, or 74 where something could not be fetched.

      Another store may say what it wants of its own files, never of yours: see 'ccstore help import' for --accept-erasures.

      Example:  ccstore pull cloud
                ccstore pull cloud --store ~/team
                ccstore pull /media/usb/ccstore --only 415c4d06 --store ~/restored
      """)

  @Argument(help: SharedOption.remote)
  var remote: String

  @Option(
    name: .long,
    help: ArgumentHelp("Only the store whose id begins like this. May be given several times.", valueName: "store"))
  var only: [String] = []

  @Flag(name: .long, help: "Take in the other stores also where one alone, or a copy of one, is there.")
  var merge = false

  @Flag(name: .long, help: "Erase here, too, what was erased there of files that are not that store's own.")
  var acceptErasures = false

  @Flag(name: .long, help: "Say what would be fetched, and write nothing.")
  var dryRun = false

  @Flag(name: .long, help: SharedOption.wait)
  var wait = false

  @OptionGroup var options: RemoteOptions
  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    for name in only where name.wholeMatch(of: /[0-9a-f][0-9a-f-]{0,35}/) == nil {
      throw ValidationError("--only takes the id of a store, or the beginning of it: digits, letters from a to f, '-'.")
    }
  }

  func run() throws {
    let remote = try options.remote(remote)
    let store = common.open()
    var pull = PullOptions()
    (pull.only, pull.merges, pull.acceptsErasures, pull.isDryRun) = (only, merge, acceptErasures, dryRun)
    let line = common.progress()
    let report = try store.pull(
      from: remote, pull, retry: { SharedOption.retry(wait: wait) },
      progress: { done, total in line?.show("", done: done, total: total) })
    line?.end()
    let word = remote.place.word(self.remote)
    if common.json {
      say(json: Shapes.pull.json(report))
    } else if !common.quiet {
      print(report, word)
    }
    if report.parts.contains(where: { $0.addedEvents > 0 }) { store.keepRecentUsage() }
    try finish(report, word)
  }

  /// Throws when something is wrong with a store. `remote` is the word for the remote in commands that are printed.
  private func finish(_ report: PullReport, _ remote: String) throws {
    let wrong = report.parts.filter { $0.problem != nil }
    guard let first = wrong.first, let problem = first.problem else { return }
    let more = wrong.count > 1 ? "; and \(Format.count(Int64(wrong.count - 1), "other store"))" : ""
    let isDamaged = wrong.contains { $0.state == .damaged }
    let isParted = wrong.contains { $0.state == .parted }
    let advice =
      isDamaged
      ? "'\(common.command("ccstore verify", [remote]))' examines all of it"
      : isParted
        ? "'ccstore fork-identity' gives one of two copies an identity of its own"
        : "the next pull tries it again"
    throw Failure(
      "store \(first.store): \(problem)\(more); what could be used was; \(advice)",
      code: isDamaged ? ExitStatus.damaged : isParted ? ExitStatus.failed : ExitStatus.inputOutput)
  }

  private func print(_ report: PullReport, _ remote: String) {
    let objects = report.parts.reduce(0) { $0 + $1.objects }
    let bytes = report.parts.reduce(0) { $0 + $1.bytes }
    let events = report.parts.reduce(0) { $0 + $1.addedEvents }
    let stores = Format.count(Int64(report.parts.filter { $0.objects > 0 }.count), "store")
    if report.parts.contains(where: \.isPurged) {
      say(note: "what is erased was purged here, as it was on the machine that this store is a copy of")
    } else if objects == 0 {
      // What is wrong is said at the end.
      if !report.parts.contains(where: { $0.problem != nil }) { say(note: "nothing new on \(report.remote)") }
    } else if report.isDryRun {
      say(note: "would fetch \(Format.count(Int64(objects), "file")), \(Format.megabytes(bytes)), of \(stores)")
    } else {
      say(
        note:
          "added \(Format.count(Int64(events), "event")) of \(stores) to \(common.path), from \(Format.count(Int64(objects), "file")), \(Format.megabytes(bytes))"
      )
    }
    if common.verbose { for part in report.parts { printPart(part) } }
    printSkipped(report, remote)
    let proposed = report.parts.reduce(0) { $0 + $1.proposedErasures }
    if proposed > 0 {
      let command = common.command("ccstore pull --accept-erasures", [remote])
      say(
        note:
          "\(Format.count(Int64(proposed), "erasure")) of other stores in files that are not their own: kept here. To erase them here, too:  \(command)"
      )
    }
    guard report.isReplica, !report.isDryRun, report.head.sequence > 0, let store = report.store else { return }
    say(
      note: "\(common.path) is the store \(store) again: use it in one place only, or see 'ccstore help fork-identity'")
  }

  private func printSkipped(_ report: PullReport, _ remote: String) {
    let skipped = report.parts.filter { $0.state == .skipped }
    if skipped.isEmpty { return }
    let command = common.command("ccstore pull --merge", [remote])
    say(
      note:
        "\(Format.count(Int64(skipped.count), "other store")) on it was left out, because this store was pushed there from another machine and is probably a copy. To take it in all the same:  \(command)"
    )
  }

  private func printPart(_ part: PullReport.Part) {
    say(
      note:
        "  \(part.store)  \(part.state.rawValue), \(Format.count(Int64(part.addedEvents), "event")) added, up to event \(Format.count(Int64(part.sequence)))"
    )
  }
}
