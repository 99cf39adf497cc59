import ArgumentParser
import Operations
import SegmentedLog
import Tables

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Rebuild all state from the log and print its digests.",
    discussion: """
      Needs nothing but the log and changes nothing. The same log gives the same digests, whatever has been deleted from snap/ and idx/. \
      With --verify every event is hashed again, the chain is checked, and the checkpoints are compared with the log.

      Example:  ccstore replay --verify
                ccstore replay --as-of 2026-03-25
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Flag(name: .long, help: "Check the chain over all events and bodies, and the checkpoints.")
  var verify = false

  @OptionGroup var asOf: AsOfOption

  func run() throws {
    Allocator.usePerThreadArenas()
    let line = common.progress()
    let report = try common.open(showing: line).replay(verify: verify, asOf: asOf.position()) { done, total in
      line?.show("", done: done, total: total)
    }
    line?.end()
    if common.json {
      say(json: Shapes.replay.json(report))
    } else if !common.quiet {
      say(
        note:
          "\(Format.count(Int64(report.events), "event")) of \(Format.megabytes(report.sourceBytes)) of files, chain \(report.head.chain)"
      )
      for projection in report.projections { say("  \(Format.pad(projection.name, 10)) \(projection.digest)") }
      if report.isVerified == true {
        say(note: "verified: the chain holds, and log and checkpoints give the same digests")
      }
    }
    for finding in report.findings { complain("\(finding)") }
    if report.isVerified == false {
      throw Failure("the log does not verify; run 'ccstore verify' for the whole extent", code: ExitStatus.damaged)
    }
  }
}
