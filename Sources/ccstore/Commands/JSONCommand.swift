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
    guard let command else { return printOverview() }
    guard let page = DocumentPage.details(of: command) else {
      throw Failure("'\(command)' prints no JSON; 'ccstore json' lists what does", code: ExitStatus.usage)
    }
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) { print(line) }
  }

  /// Prints the keys of all commands; on a terminal each list is broken after commas, to the width of the terminal.
  private func printOverview() {
    let output = Terminal.standardOutput
    guard output.isTerminal else { return say(TerminalText(lines: DocumentPage.overview)) }
    let indent = String(repeating: " ", count: 10)
    var lists: [String] = []
    for line in DocumentPage.overview.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(indent), let last = lists.last, last.hasSuffix(",") || last.hasSuffix(", ") {
        lists[lists.count - 1] += line.drop { $0 == " " }
      } else {
        lists.append(String(line))
      }
    }
    for list in lists {
      let isList = list.hasPrefix(indent) || list.prefixMatch(of: /[a-z-]+ +(?:a line each: )?(?:\[\])?\{/) != nil
      for line in Self.broken(list, output.textWidth, indent: isList ? indent : "") { say("\(line)") }
    }
  }

  /// Breaks a line after spaces and commas, but not in front of the name of a shape. All lines but the first begin with
  /// `indent`.
  private static func broken(_ text: String, _ width: Int, indent: String) -> [String] {
    var (lines, line, unit) = ([String](), "", "")
    func add() {
      let isTooLong = Format.width(String((line + unit).reversed().drop { $0 == " " })) > width
      if isTooLong, line.contains(where: { $0 != " " }) {
        while line.last == " " { line.removeLast() }
        lines.append(line)
        line = indent
      }
      line += unit
      unit = ""
    }
    for place in text.indices {
      unit.append(text[place])
      let isName = text[place] == " " && text[text.index(after: place)...].hasPrefix("HEAD")
      if text[place] == "," || text[place] == " " && !isName { add() }
    }
    add()
    return lines + [line]
  }

  /// Prints a line; on a terminal further lines are indented more than the first one.
  private func print(_ line: Substring) {
    let output = Terminal.standardOutput
    guard output.isTerminal, Format.width(String(line)) > output.textWidth else { return say("\(String(line))") }
    let lines = PlainText.wrap("    " + line, output.textWidth)
    for (place, text) in lines.enumerated() { say("\(place == 0 ? String(text.dropFirst(4)) : text)") }
  }
}
