import Answers
import ArgumentParser
import FileIO
import LineCodecs
import Operations
import SegmentedLog
import Tables

struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Make the store smaller.",
    discussion: """
      Rewrites what ingests have stored: in larger blocks, compressed harder, and in fewer segments. Every file, every event and the chain \
      stay what they are, which is checked before anything is replaced. Readers may continue meanwhile; an ingest waits or is refused. When it is \
      interrupted, what it had finished stays; run it again to continue. Where there is nothing to gain it does nothing.

      --purge rewrites the segments from the first erased event on, without what 'ccstore erase' has named: its text, its hashes, and whatever \
      was derived of it. Everything else stays byte for byte. It also removes checkpoints and quarantined bytes, and the chain is another one from \
      there on.

      --drop-superseded also drops the text of versions of files that were replaced by later ones. Nothing else ever does.

      Example:  ccstore compact --dry-run
                ccstore compact
                ccstore compact --archive
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "How hard to compress: 2 to 12.")
  var level = 4

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Bytes that are compressed together: 64K to 64M. Default: 8M, with --archive 64M.", valueName: "size"))
  var blockSize: ByteCount?

  @Flag(name: .long, help: "As small as it gets: slower, and slower to read single sessions from.")
  var archive = false

  /// Omits transforms by name. `Tools/bench` uses this to show the effect of each.
  @Option(name: .long, help: .hidden)
  var without: [String] = []

  @Flag(name: .long, help: "Say what is expected to be saved, and change nothing.")
  var dryRun = false

  @Flag(name: .long, help: "Drop the text of versions of files that were replaced by later ones.")
  var dropSuperseded = false

  @Flag(name: .long, help: "Remove what was erased from the store's files.")
  var purge = false

  @Flag(name: .long, help: SharedOption.wait)
  var wait = false

  func validate() throws {
    guard Compression.levels.contains(level) else { throw ValidationError("--level takes a number from 2 to 12.") }
    for name in without where !Transforms.named.contains(where: { $0.name == name }) {
      throw ValidationError("--without takes one of \(Transforms.named.map(\.name).joined(separator: ", ")).")
    }
    if purge, dryRun || dropSuperseded || archive || blockSize != nil {
      throw ValidationError("--purge cannot be combined with other options; run 'ccstore compact' again with those.")
    }
    if let blockSize, !CompactionOptions.blockSizes.contains(blockSize.bytes) {
      throw ValidationError("--block-size takes 64K to 64M.")
    }
  }

  func run() throws {
    if purge { return try Purge.run(common, wait: wait) }
    var options = CompactionOptions(
      compression: archive ? .archive(level: level) : .high(level: level), blockSize: blockSize?.bytes,
      workers: Processors.count)
    for (name, transform) in Transforms.named where without.contains(name) { options.transforms.remove(transform) }
    let line = common.progress()
    if dryRun {
      let report = try common.open(showing: line).compactionPreview(options, dropSuperseded: dropSuperseded)
      line?.end()
      return print(report)
    }
    let store = common.open()
    let stop = StopSignal.shared
    let report = try store.compact(
      options, dropSuperseded: dropSuperseded, retry: { SharedOption.retry(wait: wait) && !stop.isRaised },
      progress: { line?.show("", done: $0.done, total: $0.total) }, isStopped: { stop.isRaised })
    line?.end()
    print(report)
    if !report.isNothing { store.keepRecentUsage() }
  }

  private func print(_ report: CompactionReport) {
    if common.json { return say(json: Shapes.compact.json(Shapes.Compacted(report, isDryRun: dryRun))) }
    if common.quiet { return }
    let result = report.result
    if report.isNothing {
      return say(note: "nothing to gain: the store is \(Format.megabytes(report.storeBytesBefore))")
    }
    let (before, after) = (report.storeBytesBefore, report.storeBytesAfter)
    let ratio = Format.decimal(Double(before) / Double(max(1, after)), places: 2)
    let segments =
      "\(Format.count(Int64(result.segmentsBefore), "segment")) \(dryRun ? "would become" : "became") \(Format.count(Int64(result.segmentsAfter)))"
    say(
      note:
        "\(dryRun ? "expected: " : "")\(Format.megabytes(before)) to \(Format.megabytes(after)), \(ratio) times smaller; \(segments)"
    )
    if dropSuperseded {
      let dropped = report.dropped
      say(
        note:
          "\(dryRun ? "to be dropped" : "dropped"): \(Format.count(Int64(dropped.records), "record")), \(Format.megabytes(dropped.bytes)), of \(Format.count(Int64(dropped.generations), "replaced version"))"
      )
    }
  }

  /// Returns the sentence that `ingest` and `status` print if compaction is worthwhile.
  static func advice(_ gain: CompactionGain, _ common: CommonOptions) -> String {
    "'\(common.command("ccstore compact"))' would save about \(Format.megabytes(gain.savedBytes)) of \(Format.megabytes(gain.storeBytes))"
  }
}

/// A number of bytes as a user types it: `65536`, `512K`, `8M`.
struct ByteCount: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    var digits = argument[...]
    var unit = 1
    switch argument.last {
    case "k", "K": unit = 1 << 10
    case "m", "M": unit = 1 << 20
    default: break
    }
    if unit > 1 { digits.removeLast() }
    guard let number = Int(digits), number >= 0, number < 1 << 30 else { return nil }
    bytes = number * unit
  }
}
