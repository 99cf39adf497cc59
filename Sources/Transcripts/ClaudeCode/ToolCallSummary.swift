/// Says in one line what a call of one of Claude Code's tools does.
struct ToolCallSummary {
  let name: String
  /// The arguments.
  let input: JSONValue

  /// The most informative part of the arguments on one line: the command, the file, the pattern. Empty if there is
  /// none.
  var line: String {
    let said = special ?? general
    guard said.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) else { return said }
    return String(said.map { $0.isNewline ? " " : $0 })
  }

  private func text(_ key: String) -> String? { input[key].flatMap(Self.plain) }

  private var special: String? {
    switch name {
    case "Read":
      guard let path = text("file_path") else { return nil }
      guard let offset = input["offset"]?.intValue else { return path }
      let last = input["limit"]?.intValue.map { "–\(offset.addingReportingOverflow($0).partialValue &- 1)" } ?? " on"
      return "\(path), lines \(offset)\(last)"
    case "Write":
      guard let path = text("file_path") else { return nil }
      return "\(path) (\(Self.lines(input["content"])) lines)"
    case "Edit":
      guard let path = text("file_path") else { return nil }
      return "\(path) (−\(Self.lines(input["old_string"])) +\(Self.lines(input["new_string"])))"
    case "MultiEdit":
      guard let path = text("file_path") else { return nil }
      return "\(path) (\(input["edits"]?.arrayValue?.count ?? 0) edits)"
    case "Grep", "Glob":
      guard let pattern = text("pattern") else { return nil }
      return pattern + ((text("path") ?? text("glob")).map { " in \($0)" } ?? "")
    case "Task", "Agent":
      guard let description = text("description") ?? text("prompt") else { return nil }
      return (text("subagent_type").map { "\($0): " } ?? "") + description
    case "TodoWrite":
      guard let todos = input["todos"]?.arrayValue else { return nil }
      let done = todos.count { $0["status"]?.stringValue == "completed" }
      let current = todos.first { $0["status"]?.stringValue == "in_progress" }?["content"]?.stringValue
      return "\(done) of \(todos.count) done" + (current.map { ": \($0)" } ?? "")
    case "TaskUpdate": return [text("taskId"), text("status")].compactMap { $0 }.joined(separator: " ")
    case "Skill": return [text("skill"), text("args")].compactMap { $0 }.joined(separator: " ")
    case "AskUserQuestion": return input["questions"]?.arrayValue?.first?["question"]?.stringValue
    case "ExitPlanMode": return text("plan")?.split(whereSeparator: \.isNewline).first.map(String.init)
    default: return nil
    }
  }

  private var general: String {
    let telling = [
      "command", "file_path", "notebook_path", "path", "pattern", "query", "url", "prompt", "description", "skill",
      "subject", "title", "text", "action",
    ]
    if let said = telling.lazy.compactMap(text).first { return said }
    guard case .object(let members) = input else { return "" }
    return members.compactMap { member in Self.plain(member.value).map { "\(member.key)=\($0)" } }.joined(
      separator: " ")
  }

  /// Returns the text of a string, number or boolean, cut at 500 characters; nil for containers, null and the empty
  /// string.
  private static func plain(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? nil : text.utf8.count <= 500 ? text : String(text.prefix(500))
    case .number(let text): text
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  private static func lines(_ value: JSONValue?) -> Int {
    guard let text = value?.stringValue, !text.isEmpty else { return 0 }
    return text.utf8.count { $0 == 0x0a } + (text.utf8.last == 0x0a ? 0 : 1)
  }
}
