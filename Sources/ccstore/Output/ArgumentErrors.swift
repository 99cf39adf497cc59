import ArgumentParser

/// What is wrong with the arguments, said as every other error of this program is: one sentence, and what to do.
///
/// ArgumentParser writes a message of several lines: the error, the help of the argument, the usage, and where to read
/// more.
struct ArgumentError {
  /// What is wrong, and the command that says more.
  let sentence: String
  /// The help of the argument that is meant, if there is one.
  let help: String?

  /// `message` is that of ArgumentParser, in which every argument stands on one line; `root` is the program.
  init(_ message: String, of root: any ParsableCommand.Type) {
    var lines = PlainText.lines(message).map(String.init)
    let command = Self.command(in: lines)
    help = lines.last { $0.hasPrefix("Help:") }.map { String($0.dropFirst(5).drop { $0 == " " }) }
    lines.removeAll { ["Help:", "Usage:", "  See '"].contains(where: $0.hasPrefix) }
    var text = Self.joined(lines)
    if text.hasPrefix("Error: ") { text.removeFirst(7) }
    if let word = Self.unknownOption(text) {
      if command == "ccstore", let common = Self.commonOption(word.name, root) {
        sentence = "'--\(common)' belongs after the command: ccstore COMMAND --\(common); '\(command) --help' lists all"
        return
      }
      // A letter or two are near to any short name.
      let names = word.name.count < 3 ? [] : Self.options(of: command, root)
      let meant = CommandNames.similar(to: word.name, in: names).map { "did you mean '--\($0)'? " }
      sentence = "unknown option '\(word.option)'; \(meant ?? "")'\(command) --help' lists all"
      return
    }
    while text.last == "." { text.removeLast() }
    let next = "'\(command) --help' says more"
    sentence = Self.lowercased(text) + (text.last == "?" ? " " : "; ") + next
  }

  /// Returns the words of the command that a message names as the place to read more.
  private static func command(in lines: [String]) -> String {
    let place = lines.last { $0.hasPrefix("  See '") }?.dropFirst(7)
    return place?.firstRange(of: " --help'").map { String(place![..<$0.lowerBound]) } ?? "ccstore"
  }

  /// Joins the lines of a message; values that are listed one a line follow each other.
  private static func joined(_ lines: [String]) -> String {
    let values = lines.filter { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }
    let text = lines.filter { !$0.hasPrefix("  - ") && !$0.isEmpty }.joined(separator: " ")
    guard let last = values.last else { return text.replacing(". Please provide one of ", with: "; use ") }
    let list = values.count == 1 ? last : values.dropLast().joined(separator: ", ") + " or " + last
    return text.replacing(". Please provide one of the following:", with: "; use") + " " + list
  }

  /// Returns the option of which a message says that there is none, as it was typed, and its name.
  private static func unknownOption(_ text: String) -> (option: String, name: String)? {
    let beginning = "Unknown option '"
    guard text.hasPrefix(beginning) else { return nil }
    var option = text.dropFirst(beginning.count)
    // What the parser suggests differs too much: '--json' for '--grop'.
    if let end = option.ranges(of: "'. Did you mean ").last { option = option[..<end.lowerBound] }
    if option.last == "'" { option.removeLast() }
    let name = option.drop { $0 == "-" }.prefix { $0 != "=" }
    return (String(option), String(name))
  }

  /// Returns the name of an option that the program itself does not have, if a command that lists sessions has it.
  private static func commonOption(_ name: String, _ root: any ParsableCommand.Type) -> String? {
    options(of: "ccstore sessions", root).first { $0 == name }
  }

  /// Returns the names of the long options of a command, without their dashes.
  private static func options(of command: String, _ root: any ParsableCommand.Type) -> [String] {
    var type = root
    for word in command.split(separator: " ").dropFirst() {
      guard let next = type.configuration.subcommands.first(where: { $0.configuration.commandName == String(word) })
      else {
        break
      }
      type = next
    }
    return root.helpMessage(for: type, includeHidden: false, columns: 1 << 20).matches(of: /(?m)^ {2}[^ ].*?(?: {2}|$)/)
      .flatMap { line in
        line.output.matches(of: /[-]{2}([a-z0-9][-a-z0-9]+)/).map { String($0.output.1) }
      }
  }

  private static func lowercased(_ text: String) -> String {
    let isSentence = text.dropFirst().first.map { $0.isLowercase || $0 == " " } ?? false
    return isSentence ? text.prefix(1).lowercased() + text.dropFirst() : text
  }

  func report() {
    complain("\(sentence)")
    if let help { Self.print(help) }
  }

  /// Prints the help of an argument; where a terminal has no room for it on one line, what it says stands below its name.
  private static func print(_ help: String) {
    let output = Terminal.standardError
    var lines = ["  " + help]
    if output.isTerminal, Format.width(lines[0]) > output.textWidth, let gap = help.firstRange(of: "  ") {
      lines = ["  " + help[..<gap.lowerBound]]
      lines += PlainText.wrap("      " + help[gap.upperBound...].drop { $0 == " " }, output.textWidth)
    }
    for line in lines { output.write("\(line)\n") }
  }
}
