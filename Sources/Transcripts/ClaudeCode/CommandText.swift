/// Converts the texts in a person's place into parts of a message: typed text, commands and their output, and what
/// Claude Code inserted.
enum CommandText {
  static func parts(of text: String) -> [Message.Part] {
    let found = UserText.parts(of: text)
    if found.count == 1, found[0].kind == .typed { return [.text(text)] }
    if found.isEmpty { return text.utf8.allSatisfy { $0 <= 0x20 } ? [] : [.text(text)] }
    var parts: [Message.Part] = []
    var hasCommand = false
    for part in found {
      switch part.kind {
      case .typed: parts.append(.text(part.text))
      case .command:
        if !hasCommand { parts.append(command(found)) }
        hasCommand = true
      case .output:
        if !part.text.isEmpty { parts.append(.output(part.text, isError: part.name.hasSuffix("stderr"))) }
      case .system: parts.append(note(part.name, part.text, isMinor: found.count > 1))
      }
    }
    return parts
  }

  private static func command(_ parts: [(kind: UserText.Kind, name: String, text: String)]) -> Message.Part {
    func content(_ name: String) -> String? { parts.first { $0.name == name }?.text }
    if let command = content("bash-input") { return .command(name: "!", arguments: command) }
    if let memory = content("user-memory-input") { return .command(name: "#", arguments: memory) }
    let name = content("command-name") ?? content("command-message") ?? ""
    return .command(name: name.hasPrefix("/") ? name : "/" + name, arguments: content("command-args") ?? "")
  }

  /// Returns a note for text that Claude Code inserted. `isMinor` is true if it accompanies other text.
  private static func note(_ name: String, _ text: String, isMinor: Bool) -> Message.Part {
    switch name {
    case "": .note(name: "Claude Code", text: text, isMinor: false)
    case "task-notification", "agent-notification":
      .note(name: "task", text: content(of: "summary", in: text) ?? text, isMinor: false)
    case "local-command-caveat": .note(name: "caveat", text: text, isMinor: true)
    default:
      .note(name: String(name.map { $0 == "-" || $0 == "_" ? " " : $0 }), text: text, isMinor: isMinor)
    }
  }

  /// Returns the text between the first `<tag>` and the last `</tag>`, without surrounding white space.
  static func content(of tag: String, in text: String) -> String? {
    guard let start = text.firstRange(of: "<\(tag)>")?.upperBound else { return nil }
    let rest = text[start...]
    return trimmed(rest[..<(rest.ranges(of: "</\(tag)>").last?.lowerBound ?? rest.endIndex)])
  }

  static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
