/// The roles of Claude Code's records, and what its tools do.
extension ClaudeCode {
  package static func kind(type: String, subtype: String?, flags: LineFlags, speaker: Speaker?) -> RecordKind {
    switch type {
    case "assistant": return .response
    case "user":
      if flags.contains(.isCompactSummary) { return .summary }
      if flags.contains(.hasToolResult), !flags.contains(.hasText) { return .result }
      if flags.contains(.isMeta) { return .meta }
      switch speaker {
      case .localCommand, .output: return .command
      case .system: return .meta
      case .command: return .prompt
      case .person, nil: return flags.contains(.hasToolResult) ? .result : .prompt
      }
    case "attachment": return speaker == .person || speaker == .command ? .prompt : .note
    case "system": return subtype == "compact_boundary" ? .compaction : .note
    default: return .note
    }
  }

  package static let subagentTools: Set<String> = ["Task", "Agent", "Skill"]

  package static let shellTools: Set<String> = ["Bash", "PowerShell"]

  package static func subagentFacts(of record: JSONValue) -> SubagentFacts {
    let blocks = record["message"]?["content"]?.arrayValue ?? []
    return SubagentFacts(
      finished: record["toolUseResult"]?["agentId"]?.stringValue, caller: record["parentToolUseID"]?.stringValue,
      prompts: blocks.compactMap { $0["input"]?["prompt"]?.stringValue }.map { typed($0) })
  }

  /// Returns a prompt as the record that begins a subagent has it: without what Claude Code puts there.
  private static func typed(_ prompt: String) -> [UInt8] {
    var prompt = prompt
    var reader = SpeechReader()
    prompt.withUTF8 { reader.add($0) }
    return reader.text
  }

  package static func summaryLine(of call: ToolCallContent) -> String {
    ToolCallSummary(name: call.name, input: call.input).line
  }

  package static func action(of call: ToolCallContent) -> ToolAction {
    func text(_ key: String) -> String? { call.input[key]?.stringValue }
    switch call.name {
    case "Bash": return .shell(language: "bash", command: text("command"), description: text("description"))
    case "PowerShell":
      return .shell(language: "powershell", command: text("command"), description: text("description"))
    case "Edit", "MultiEdit":
      return .edit(
        (call.input["edits"]?.arrayValue ?? [call.input]).map {
          ToolAction.Replacement(old: $0["old_string"]?.stringValue ?? "", new: $0["new_string"]?.stringValue ?? "")
        })
    case "Write":
      let path = text("file_path") ?? text("notebook_path") ?? ""
      return .write(content: text("content") ?? "", language: path.split(separator: ".").last.map(String.init) ?? "")
    case "Read", "Glob", "LS": return .read
    case "Task", "Agent": return .delegate(prompt: text("prompt"))
    case "ExitPlanMode": return .plan(text("plan") ?? "")
    case "TodoWrite": return .steps((call.input["todos"]?.arrayValue ?? []).map(step))
    case "AskUserQuestion": return QuestionReader(call).action
    default: return .other
    }
  }

  private static func step(_ todo: JSONValue) -> ToolAction.Step {
    let progress: ToolAction.Step.Progress =
      switch todo["status"]?.stringValue {
      case "completed": .done
      case "in_progress": .current
      default: .open
      }
    return ToolAction.Step(progress, todo["content"]?.stringValue ?? "")
  }
}
