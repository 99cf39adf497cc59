import ArgumentParser
import Bytes
import SegmentedLog
import Tables

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte of the store.",
    discussion: """
      Reads all files of the store and checks every checksum, count, sequence number and chain hash, the manifest and the checkpoints, and of every \
      version of every file that its records follow each other, their length and their MD5. With \
      --against-sources it also compares what is stored with the transcripts still on disk, byte for byte, and counts the files and lines there that no ingest \
      has seen. Of a snapshot, FILE.ccsnap, the same is checked \
      and the SHA-256 at its end; of a remote, every file of it, its name and the chain across all of them. Changes nothing. \
      Exit code 0: intact. 1: the store is intact, but a file on disk is not what is stored, though its times say so. 3: damage found. 74: a file could not be read.

      Example:  ccstore verify
                ccstore verify --json | jq .findings
                ccstore verify ~/backup/claude.ccsnap
                ccstore verify cloud
                ssh host cat claude.ccsnap | ccstore verify -
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Argument(
    help: "A snapshot to check instead of the store, '-' for standard input, or a remote.",
    completion: .file(extensions: ["ccsnap"]))
  var snapshot: String?

  @Flag(name: .long, help: "Compare the transcripts on disk, too.")
  var againstSources = false

  @Option(
    name: .long,
    help: ArgumentHelp("Of a remote, only the store whose id begins like this.", valueName: "store"))
  var only: [String] = []

  @OptionGroup var options: RemoteOptions

  func validate() throws {
    if snapshot != nil, againstSources {
      throw ValidationError("--against-sources is for the store, not for a snapshot.")
    }
    if snapshot == nil, !only.isEmpty || options.rclone != nil || options.limitRate != nil {
      throw ValidationError("--only, --rclone and --limit-rate are for a remote; name one.")
    }
    if snapshot == "" { throw ValidationError("a snapshot needs a name.") }
  }

  func run() throws {
    if let snapshot {
      if let place = try remotePlace(snapshot) { return try verify(place) }
      return try verify(snapshot)
    }
    Allocator.usePerThreadArenas()
    let line = common.progress()
    let result = try common.open().verify(againstSources: againstSources, home: Environment.home) { done, total in
      line?.show("", done: done, total: total)
    }
    line?.end()
    common.open().recordVerification(isIntact: result.isOK)
    common.reportIfEarlier(try? common.open().earlierThanKnown())
    if common.json {
      say(json: Shapes.verify.json(result))
    } else if !common.quiet {
      for finding in result.findings { say(note: "\(finding.severity.rawValue): \(finding)") }
      for loss in result.losses where loss.extent != .nothing { say(note: "lost: \(loss)") }
      if againstSources, result.isOK {
        say(note: "compared with \(Format.count(Int64(result.comparedFiles), "file")) on disk")
        if let unstored = result.unstored { say(note: text(unstored)) }
      }
      say(
        note:
          "\(result.isOK ? "intact" : "damaged"): \(Format.count(Int64(result.files), "file")), \(Format.megabytes(result.bytes)), \(Format.count(Int64(result.events), "event")) checked"
      )
    }
    let sources = result.findings.count { $0.severity == .source }
    if result.isOK, sources > 0 {
      throw Failure(
        "the store is intact, but \(Format.count(Int64(sources), "file")) on disk "
          + (sources == 1 ? "is" : "are") + " not what is stored; 'ccstore ingest --full' reads every file",
        code: ExitStatus.failed)
    }
    if !result.isOK {
      let count = Format.count(Int64(result.findings.count { $0.severity == .error }), "finding")
      let advice =
        result.isMendable
        ? "'ccstore ingest --full' mends it, 'ccstore repair --to DIR' too"
        : "'ccstore repair --to DIR' saves what is intact"
      throw Failure(
        "the store is damaged: \(count); nothing was changed; \(advice)",
        code: ExitStatus.damaged)
    }
  }

  private func text(_ unstored: LogVerification.Unstored) -> TerminalText {
    if unstored.newFiles + unstored.changedFiles == 0 { return "not stored: nothing" }
    let waiting =
      unstored.waitingBytes > 0 ? ", \(Format.megabytes(unstored.waitingBytes)) of unfinished last lines" : ""
    return common.style.yellow(
      "not stored: \(Format.count(Int64(unstored.newFiles), "new file")), \(Format.count(Int64(unstored.changedFiles), "changed one")), \(Format.count(unstored.lines, "line")), \(Format.megabytes(unstored.bytes))\(waiting); 'ccstore ingest' stores them"
    )
  }
}
