import ArgumentParser
import Tables

/// The page about what `--json` prints, made of the shapes that it is printed with.
struct JSONCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json", abstract: "What --json prints, command by command.",
    discussion: """
      Without a command it lists the keys of every document in short form; with one it explains each key: its type, its unit and what it says.

      Example:  ccstore json
                ccstore json sessions
      """)

  @Argument(help: "A command whose documents are explained.")
  var command: String?

  func run() throws {
    guard let command else { return say(TerminalText(lines: DocumentPage.overview)) }
    guard let page = DocumentPage.details(of: command) else {
      throw Failure("'\(command)' prints no JSON; 'ccstore json' lists what does", code: ExitStatus.usage)
    }
    say(TerminalText(lines: page))
  }
}
