import Answers
import ArgumentParser
import FileIO
import Operations
import SegmentedLog
import SessionLog
import SystemPackage
import Tables

struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Save what is intact of a damaged store.",
    discussion: """
      --to writes every intact event of the store to a new one, reads lost lines again from transcripts that still hold them, leaves out \
      what an old version stored twice, says exactly what is lost, and verifies the new store. The damaged store stays as it is. --rebuild-manifest writes the list of segments again in a store \
      that has lost it; it changes nothing else. --accept-earlier continues from where a store ends although more of it was acknowledged: as a copy that was taken \
      while ccstore wrote, or after a loss. It notes that in the log.

      Exit code 0: the new store verifies. 3: it does not, or nothing could be rebuilt.

      Example:  ccstore repair --to ~/ccstore-repaired
                ccstore repair --rebuild-manifest
                ccstore repair --accept-earlier
      """)

  @Option(name: .long, help: "Where the new store is made: a new or empty directory.", completion: .directory)
  var to: String?

  @Flag(name: .long, help: "Write the list of segments again.")
  var rebuildManifest = false

  @Flag(name: .long, help: "Continue from where the store ends, whatever was lost after that.")
  var acceptEarlier = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    guard [to != nil, rebuildManifest, acceptEarlier].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --to DIR, --rebuild-manifest and --accept-earlier.")
    }
  }

  func run() throws {
    if rebuildManifest { return try rebuild() }
    if acceptEarlier { return try accept() }
    let line = common.progress()
    let store = Store(
      at: common.path, isAlone: common.iAmAlone, cancellation: StopSignal.shared.cancellation)
    let report = try store.repair(to: FilePath(to!)) { done, total in line?.show("", done: done, total: total) }
    line?.end()
    if common.json { say(json: Shapes.repair.json(Shapes.Repaired(report, to: to!))) } else { print(report) }
    guard report.verification.isOK else {
      throw Failure("the new store \(to!) does not verify; do not use it", code: ExitStatus.damaged)
    }
    Store(at: FilePath(to!)).keepRecentUsage()
  }

  private func rebuild() throws {
    guard let report = try LogWriter.rebuildManifest(at: common.path, isAlone: common.iAmAlone) else {
      if !common.quiet { say(note: "the list of segments is in good order; nothing was changed") }
      return
    }
    if common.json {
      say(json: Shapes.rebuiltManifest.json(report))
    } else if !common.quiet {
      for name in report.quarantined { say(note: "\(name) could not be read and is in quarantine/ now") }
      say(
        note:
          "wrote \(report.manifest): \(Format.count(Int64(report.segments), "segment")), \(Format.count(Int64(report.head.sequence), "event")); run 'ccstore verify'"
      )
    }
  }

  private func accept() throws {
    let store = Store(
      at: common.path, stateDirectory: Store.stateDirectory(environment: Environment.variables),
      isAlone: common.iAmAlone)
    let shortfall = try store.acceptEarlier()
    if common.json {
      say(json: Shapes.acceptedEarlier.json(shortfall))
    } else if !common.quiet {
      say(
        note: shortfall.map { "\($0); it continues from event \($0.last)" }
          ?? "the store has all that was acknowledged; nothing was changed")
    }
  }

  private func print(_ report: RepairReport) {
    if common.quiet { return }
    for loss in report.losses { say(note: "damaged: \(loss)") }
    for gap in report.refilled { say(note: "read again: \(Self.text(gap))") }
    for gap in report.lost { say(note: "lost: \(Self.text(gap))") }
    for number in report.namelessSources {
      say(note: "the name of source \(number) is lost; it is recovered/source-\(number).jsonl now")
    }
    for finding in report.verification.findings { say(note: "\(finding.severity.rawValue): \(finding)") }
    Self.report(report.mended, shown: .max)
    let lost = report.lost.reduce(0) { $0 &+ $1.bytes }
    say(
      note: "saved \(Format.count(Int64(report.events), "event")) to \(to!); "
        + (lost == 0
          ? "nothing is lost"
          : "\(Format.count(lost, "byte")) of \(Format.count(Int64(report.lost.count), "file part")) lost")
    )
    if report.losses.contains(where: \.takesEvents) {
      say(
        note:
          "what was erased may be back: an erasure that only the lost events told of is lost, too; 'ccstore erase --list --store \(Quoting.shell(PlainText.clean(to!)))' has those that are known"
      )
    }
  }

  private static func text(_ gap: RepairReport.Gap) -> String {
    let session = gap.session.isEmpty ? "" : " of session \(gap.session)"
    let version = gap.generation == 0 ? "" : " (version \(gap.generation))"
    let lines = gap.lines == 0 ? "" : ", lines \(gap.firstLine + 1) to \(gap.firstLine + gap.lines)"
    let events = gap.before.map { "between events \(gap.after) and \($0)" } ?? "after event \(gap.after)"
    return
      "\(gap.path)\(version)\(session): bytes \(gap.offset) to \(gap.offset + gap.bytes - 1)\(lines), \(events)"
  }

  static func report(_ mended: [RepeatedRecords], shown: Int) {
    for one in mended.prefix(shown) {
      let version = one.generation == 0 ? "" : " (version \(one.generation))"
      say(
        note:
          "stored more than once by an old version, counted once now: \(Format.count(one.records, "record")), \(Format.megabytes(one.bytes)), of \(one.path)\(version) from byte \(one.offset) on"
          + (one.isSame ? "" : "; they differ, and the log keeps what was read first"))
    }
    if mended.count > shown {
      say(note: "… \(Format.count(Int64(mended.count - shown), "file")) more; --verbose lists them")
    }
  }
}
