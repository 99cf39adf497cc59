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
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) { print(line) }
  }

  /// Prints a line; on a terminal further lines are indented more than the first one.
  private func print(_ line: Substring) {
    let output = Terminal.standardOutput
    let indent = String(line.prefix { $0 == " " })
    guard output.isTerminal, Format.width(String(line)) > output.textWidth else { return say("\(String(line))") }
    let lines = Format.wrap(String(line.dropFirst(indent.count)), max(20, output.textWidth - indent.count - 4))
    for (place, text) in lines.enumerated() { say("\(place == 0 ? indent : indent + "    ")\(text)") }
  }
}
