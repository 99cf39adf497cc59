import ArgumentParser
import Tables

struct ForkIdentityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fork-identity",
    abstract: "Give a store that was copied and used on both sides an identity of its own.",
    discussion: """
      A store that was copied, or put back from an older copy, and is used in two places is one store with two histories. Give one of the two another \
      identity; then each can import the other's snapshots with 'ccstore import', now and later, like those of any other store. What both have counts once.

      Nothing of what is stored changes. The files of the store as they were are kept next to it, under a name that is printed.

      Example:  ccstore fork-identity --store ~/copy
                ccstore export copy.ccsnap --store ~/copy && ccstore import copy.ccsnap
      """)

  @Flag(name: .long, help: SharedOption.wait)
  var wait = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let line = common.progress()
    let report = try common.open().forkIdentity(
      retry: { SharedOption.retry(wait: wait) }, progress: { done, total in line?.show("", done: done, total: total) })
    line?.end()
    if common.json {
      say(json: Shapes.forkIdentity.json(report))
    } else if !common.quiet {
      say(note: "store \(report.former) is now \(report.store)")
      say(
        note:
          "its files as they were are in \(report.kept.string); remove them when you do not need them any more")
    }
  }
}
