import ArgumentParser
import Tables

struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Reset the state of syncing; keep everything stored.",
    discussion: """
      The next ingest reads every file. Nothing is deleted and nothing will be stored twice; the history of runs stays.

      Example:  ccstore reset
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "The name of what is synced.")
  var syncKey = "default"

  func run() throws {
    try common.open().reset(syncKey: syncKey)
    if common.json {
      say(json: Shapes.reset.json(syncKey))
    } else if !common.quiet {
      say(note: "the next ingest will read every file; what is stored stays")
    }
  }
}
