import ArgumentParser
import Sync
import Tables
import Times

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Say what an ingest would do, file by file.",
    discussion: """
      Takes the options of 'ingest' that say what is read, reads the files that an ingest would read, and writes nothing at all. Unchanged files are counted; \
      --verbose lists them too.

      Example:  ccstore preview
                ccstore preview --json | jq -r '.files[] | select(.action == "rewritten").path'
      """)

  @OptionGroup var sync: SyncArguments

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws { try Self.run(try sync.options(common.open()), common) }

  static func run(_ options: SyncOptions, _ common: CommonOptions) throws {
    let line = common.progress()
    let report = try common.open().preview(options) { progress in
      line?.show(
        "\(Format.count(Int64(progress.files))) of \(Format.count(Int64(progress.filesTotal), "file")), ",
        done: progress.bytes,
        total: progress.bytesTotal)
    }
    line?.end()
    if common.json {
      say(json: Shapes.preview.json(report))
    } else if !common.quiet {
      printText(report, common)
    }
    try IngestCommand.report(report.failures, consequence: "an ingest would store everything else")
  }

  private static func printText(_ report: PreviewReport, _ common: CommonOptions) {
    for file in report.files where common.verbose || file.reason != .identical || file.waitingBytes > 0 {
      var details =
        file.newBytes > 0 ? "\(Format.count(file.newLines, "line")), \(Format.megabytes(file.newBytes))" : ""
      if file.waitingBytes > 0 {
        details += (details.isEmpty ? "" : ", ") + "\(Format.megabytes(file.waitingBytes)) of an unfinished line wait"
      }
      say(
        "\(Format.pad(file.action, 10))  \(file.path)" + (details.isEmpty ? "" : "  " + common.style.dim("\(details)")))
    }
    for path in report.missing { say("\(Format.pad("missing", 10))  \(path)") }
    IngestCommand.printLeftOut(report.passedOver, goneRoots: report.goneRoots, isVerbose: common.verbose)
    let counts = report.counts
    if counts.new + counts.updated + counts.missing == 0, report.newBytes == 0 {
      let skipped = counts.skipped > 0 ? ", \(Format.count(counts.skipped)) skipped" : ""
      return say(note: "nothing to store: \(Format.count(counts.unchanged, "file")) unchanged\(skipped)")
    }
    say(
      note:
        "would store \(Format.count(report.newLines, "line")), \(Format.megabytes(report.newBytes)): \(Format.count(counts.new)) new, \(Format.count(counts.updated)) updated, \(Format.count(counts.unchanged)) unchanged, \(Format.count(counts.skipped)) skipped, \(Format.count(counts.missing)) missing"
    )
  }
}
