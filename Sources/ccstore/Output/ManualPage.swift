import ArgumentParser
import Transcripts

/// A manual page in the man macros of roff, made of the definition of a command, so that it says what the help says.
struct ManualPage {
  /// The name of the file without the section: `ccstore` or `ccstore-ingest`.
  var name: String
  /// The page.
  var text: String

  /// Returns a page for the program, followed by one for each command. `dump` is the definition of the program as
  /// ArgumentParser writes it.
  static func all(_ dump: String, version: String) -> [ManualPage] {
    var dump = dump
    guard let command = dump.withUTF8({ JSONValue.parse($0) })?["command"] else { return [] }
    return pages(command, path: [], version)
  }

  private static func pages(_ command: JSONValue, path: [String], _ version: String) -> [ManualPage] {
    guard let name = command["commandName"]?.stringValue, name != "help" else { return [] }
    let path = path + [name]
    let page = ManualPage(name: path.joined(separator: "-"), text: text(command, path, version))
    return [page] + (command["subcommands"]?.arrayValue ?? []).flatMap { pages($0, path: path, version) }
  }

  private static func text(_ command: JSONValue, _ path: [String], _ version: String) -> String {
    let name = path.joined(separator: "-")
    let abstract = command["abstract"]?.stringValue ?? ""
    var lines = [
      ".TH \(quoted(name.uppercased())) 1 \"\" \(quoted("ccstore \(version)")) \"ccstore\"",
      ".SH NAME", "\(escaped(name)) \\- \(escaped(abstract))", ".SH SYNOPSIS",
      ".B \(escaped(path.joined(separator: " ")))",
    ]
    let arguments = (command["arguments"]?.arrayValue ?? []).filter { $0["shouldDisplay"]?.boolValue != false }
    if arguments.contains(where: { !isPositional($0) }) { lines.append("[\\fIoptions\\fR]") }
    lines += arguments.filter(isPositional).map(synopsis)
    let subcommands = (command["subcommands"]?.arrayValue ?? []).filter {
      $0["commandName"]?.stringValue != "help"
    }
    if !subcommands.isEmpty { lines.append(".I command") }
    if let discussion = command["discussion"]?.stringValue { lines += [".SH DESCRIPTION"] + paragraphs(discussion) }
    if !subcommands.isEmpty {
      lines.append(".SH COMMANDS")
      for item in subcommands {
        let word = item["commandName"]?.stringValue ?? ""
        lines += [
          ".TP", ".B \(escaped(path.joined(separator: "-") + "-" + word))(1)",
          escaped(item["abstract"]?.stringValue ?? ""),
        ]
      }
    }
    let described = arguments.filter { $0["abstract"] != nil }
    let options = described.filter { !isCommon($0) } + described.filter(isCommon)
    if !options.isEmpty { lines.append(".SH OPTIONS") }
    for option in options {
      lines += [".TP", label(option), escaped(option["abstract"]?.stringValue ?? "")]
    }
    if path.count > 1 { lines += [".SH SEE ALSO", ".BR ccstore (1)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func isPositional(_ argument: JSONValue) -> Bool { argument["kind"]?.stringValue == "positional" }

  /// Returns true for the options that every command has.
  private static func isCommon(_ argument: JSONValue) -> Bool {
    argument["sectionTitle"]?.stringValue == HelpPage.commonTitle
  }

  /// Returns an argument without a name as it stands in the synopsis.
  private static func synopsis(_ argument: JSONValue) -> String {
    let repeated = argument["isRepeating"]?.boolValue == true ? "..." : ""
    let text = "\\fI\(escaped(argument["valueName"]?.stringValue ?? "value"))\\fR\(repeated)"
    return argument["isOptional"]?.boolValue != false ? "[\(text)]" : text
  }

  /// Returns the names of an option, or the name of a value.
  private static func label(_ argument: JSONValue) -> String {
    let value = argument["valueName"]?.stringValue ?? "value"
    if isPositional(argument) { return ".I \(escaped(value))" }
    let names = (argument["names"]?.arrayValue ?? []).map { name in
      (name["kind"]?.stringValue == "long" ? "--" : "-") + (name["name"]?.stringValue ?? "")
    }
    let isFlag = argument["kind"]?.stringValue == "flag"
    return ".B \(escaped(names.joined(separator: ", ")))" + (isFlag ? "" : " \\fI\(escaped(value))\\fR")
  }

  /// Returns a discussion as paragraphs; its examples keep their lines, and words that a line explains stand apart.
  private static func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isExample = false
    var isItem = false
    for line in PlainText.lines(text) {
      if line.hasPrefix("Example:") {
        isExample = true
        lines += [".SH EXAMPLES", ".nf"]
      }
      if isExample {
        let example = line.hasPrefix("Example:") ? line.dropFirst(8) : line
        lines.append(line.isEmpty ? "" : escaped(String(example.drop { $0 == " " })))
      } else if let item = HelpPage.item(line) {
        isItem = true
        lines += [".TP", escaped(String(item.word)), escaped(String(item.text))]
      } else if isItem, line.first == " " {
        lines += [".br", escaped(String(line.drop { $0 == " " }))]
      } else {
        isItem = false
        lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
      }
      if line.isEmpty, isExample {
        isExample = false
        lines.append(".fi")
      }
    }
    return lines + (isExample ? [".fi"] : [])
  }

  /// Returns a text in which nothing is a request or an escape of roff.
  private static func escaped(_ text: String) -> String {
    let text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
    return text.hasPrefix(".") ? "\\&" + text : text
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }
}
