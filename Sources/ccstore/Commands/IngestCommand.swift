import Answers
import ArgumentParser
import FileIO
import SegmentedLog
import Sync
import Tables
import Transcripts

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Store what is new.",
    discussion: """
      Looks at every file below the roots and stores what the store does not have yet: appended lines only, and a new version of a \
      file whose stored bytes have changed. Files that have not changed are not read. What cannot be parsed is stored as it is \
      and reported.

      Example:  ccstore ingest
                ccstore ingest ~/backup/.claude --store /mnt/big/ccstore
      """)

  @OptionGroup var sync: SyncArguments

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "A name for what is synced; runs are remembered by it.")
  var syncKey = "default"

  @Flag(name: .long, help: "Say what would happen, file by file, and write nothing: the same as 'preview'.")
  var dryRun = false

  @Flag(name: .long, help: SharedOption.wait)
  var wait = false

  @Flag(name: .long, help: "Keep running: ingest whenever something changes, until Ctrl-C or SIGTERM.")
  var watch = false

  @Option(
    name: .long,
    help: ArgumentHelp("With --watch: collect changes for this long before they are ingested.", valueName: "seconds"))
  var every = 2.0

  @Option(
    name: .long,
    help: ArgumentHelp("Afterwards push the store to this remote: a name or a place.", valueName: "remote"))
  var push: String?

  func validate() throws {
    if push != nil, watch || dryRun { throw ValidationError("--push excludes --watch and --dry-run.") }
    if syncKey.isEmpty { throw ValidationError("--sync-key needs a name.") }
    if watch, dryRun { throw ValidationError("--watch and --dry-run exclude each other.") }
    guard every >= 0.05, every <= 3600 else { throw ValidationError("--every takes 0.05 to 3600 seconds.") }
  }

  func run() throws {
    // A remote that was forgotten, or settings that cannot be read, must not keep a schedule from storing what is new.
    let remote = push.map { text in Result { try RemoteOptions.parse([]).remote(text) } }
    var options = try sync.options(common.open())
    options.syncKey = syncKey
    if dryRun { return try PreviewCommand.run(options, common) }
    if watch { return try follow(options) }
    let line = common.progress()
    let clock = SystemClock()
    let started = clock.now()
    let store = common.open()
    let report = try store.ingest(
      options, retry: { SharedOption.retry(wait: wait) },
      progress: { Self.show($0, line) })
    line?.end()
    common.reportIfEarlier(report.earlier)
    if common.json {
      say(json: Shapes.ingest.json(report))
    } else if !common.quiet {
      printText(report, nanoseconds: clock.now() - started)
    }
    if report.counts.records > 0 { store.keepRecentUsage(upTo: report.head) }
    do { if let remote { try PushPrinter.push(store, to: remote.get(), common) } } catch {
      for failure in report.failures { complain("\(failure.message)") }
      throw error
    }
    try Self.report(report.failures, consequence: "everything else is stored, and the next ingest tries again")
  }

  /// Prints a line for each ingest that stored something, until the command is stopped.
  private func follow(_ options: SyncOptions) throws {
    let store = common.open()
    let line = common.progress()
    var isFirst = true
    let show = { (progress: IngestProgress) in Self.show(progress, line) }
    try store.watch(options, burst: Int32(every * 1000), stop: .shared, progress: show) { result in
      line?.end()
      switch result {
      case .failure(let error): complain("\(Failure(error).message)")
      case .success(let report):
        for failure in report.failures { complain("\(failure.message)") }
        if common.json {
          Terminal.standardOutput.write(line: Shapes.ingest.json(report))
        } else if !common.quiet {
          let counts = report.counts
          Terminal.standardOutput.write(
            "\(Format.localTime(SystemClock().milliseconds))  \(Format.count(counts.records, "record")), \(Format.megabytes(counts.bytes)), from \(Format.count(counts.new, "new file")) and \(Format.count(counts.updated, "updated one"))\n"
          )
        }
        if report.counts.records > 0 { store.keepRecentUsage(upTo: report.head) }
      }
      if isFirst, !common.json, !common.quiet { say(note: "watching for changes; Ctrl-C ends it") }
      isFirst = false
    }
    line?.end()
    // A schedule that is stopped has not failed; a person who stops the first ingest hears what is kept.
    if isFirst, Interruption.exitStatus == 130 { throw CancellationError() }
  }

  private static func show(_ progress: IngestProgress, _ line: ProgressLine?) {
    line?.show(
      "\(Format.count(Int64(progress.files))) of \(Format.count(Int64(progress.filesTotal), "file")), ",
      done: progress.bytes, total: progress.bytesTotal)
  }

  /// Prints what could not be read, and throws if there is anything.
  static func report(_ failures: [IngestFailure], consequence: String) throws {
    for failure in failures { complain("\(failure.message)") }
    guard !failures.isEmpty else { return }
    throw Failure(
      "\(Format.count(Int64(failures.count), "file")) could not be read; \(consequence)", code: ExitStatus.noInput)
  }

  private func printText(_ report: IngestReport, nanoseconds: Int64) {
    let counts = report.counts
    let style = common.style
    if report.isFirst { say(note: "made a new store at \(common.path)") }
    if case .rolled(let commits, let quarantined) = report.recovery {
      say(
        note:
          "recovered from an interrupted write: \(Format.count(Int64(commits), "commit")) secured, \(Format.megabytes(Int64(quarantined))) of unfinished bytes put aside; nothing stored was lost"
      )
    }
    for name in report.foreignEntries {
      say(note: "\(name) in the store is a directory that ccstore did not make; it was left alone")
    }
    if counts.new + counts.updated == 0 {
      say(note: "nothing new in \(Format.count(counts.discovered, "file"))")
    } else {
      let seconds = max(0.001, Double(nanoseconds) / 1e9)
      let ratio = Format.decimal(Double(counts.bytes) / seconds / 1e6)
      say(
        note:
          "stored \(style.bold("\(Format.count(counts.records, "record"))")), \(Format.megabytes(counts.bytes)), from \(Format.count(counts.new, "new file")) and \(Format.count(counts.updated, "updated one")) in \(Format.decimal(seconds, places: 2)) s (\(ratio) MB/s)"
      )
      say(
        note:
          "sessions: \(Format.count(counts.sessionsInserted)) new, \(Format.count(counts.sessionsUpdated)) updated · files unchanged: \(Format.count(counts.unchanged))"
      )
    }
    RepairCommand.report(report.mended, shown: common.verbose ? .max : 5)
    if counts.missing > 0 {
      say(note: "deleted since the last ingest (kept in the store): \(Format.count(counts.missing, "file"))")
    }
    if counts.erased > 0 {
      say(note: "not stored, because it was erased: \(Format.count(counts.erased, "line"))")
    }
    if counts.waiting > 0 {
      say(note: "unfinished last lines, stored when they are complete: \(Format.count(counts.waiting))")
    }
    for decision in report.torn {
      say(note: "changed while it was read, and read again next time: \(decision.path)")
    }
    let shown = common.verbose ? report.conflicts.count : 5
    for conflict in report.conflicts.prefix(shown) {
      let reason = conflict.reason == .truncated ? "truncated on disk" : conflict.reason.name
      say(note: style.yellow("\(reason)") + "; both versions are kept:  \(conflict.path)")
    }
    if report.conflicts.count > shown {
      say(note: "… \(Format.count(Int64(report.conflicts.count - shown))) more; 'ccstore conflicts' lists them")
    }
    if counts.badLines > 0 { printBadLines(report) }
    Self.printLeftOut(report.passedOver, goneRoots: report.goneRoots, isVerbose: common.verbose)
    say(note: "store: \(Format.megabytes(report.storeBytes)), \(Format.count(Int64(report.head.sequence), "event"))")
    if let gain = report.compaction, gain.isWorthwhile { say(note: "\(CompactCommand.advice(gain, common))") }
    if report.isFirst, common.schedules(lastSync: nil).schedules.isEmpty {
      say(note: "To have it run by itself:  \(common.command("ccstore schedule install", sync.roots))")
    }
  }

  /// Prints what lies below the roots and is not stored, and the roots that no longer exist.
  static func printLeftOut(_ passedOver: [PassedOver], goneRoots: [String], isVerbose: Bool) {
    for root in goneRoots { say(note: "\(root) is not there any more; what is stored of it stays") }
    guard !passedOver.isEmpty else { return }
    say(note: "passed over, and not stored: \(Format.places(passedOver.count))")
    let shown = isVerbose ? passedOver.count : 3
    for place in passedOver.prefix(shown) { say(note: "  \(place.path): \(place.note)") }
    if passedOver.count > shown {
      say("  … \(Format.count(Int64(passedOver.count - shown))) more; --verbose lists them")
    }
  }

  private func printBadLines(_ report: IngestReport) {
    say(note: "\(Format.count(report.counts.badLines, "unparsable line")) stored verbatim")
    let shown = common.verbose ? report.badLines.count : 3
    for line in report.badLines.prefix(shown) {
      say(note: "  \(line.file):\(line.line) (byte \(line.offset)): \(line.reason)")
    }
    if report.counts.badLines > shown, !common.verbose {
      say("  … \(Format.count(report.counts.badLines - Int64(shown))) more; --verbose lists them")
    }
  }
}
