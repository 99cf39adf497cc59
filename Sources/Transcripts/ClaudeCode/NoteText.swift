/// Converts records that are not part of anybody's turn into parts of a message.
enum NoteText {
  static func parts(of value: JSONValue) -> [Message.Part] {
    func text(_ key: String) -> String { value[key]?.stringValue ?? "" }
    switch value["type"]?.stringValue ?? "" {
    case "system": return system(value)
    case "attachment": return attachment(value["attachment"] ?? .null)
    case "summary": return [note("summary", text("summary"))]
    case "custom-title": return [note("title", text("customTitle"))]
    case "ai-title": return [note("title", text("aiTitle"))]
    case "pr-link": return [note("pull request", text("prUrl"))]
    case "frame-link": return [note(text("title").isEmpty ? "link" : text("title"), text("frameUrl"))]
    case "mode": return [note("mode", text("mode"), isMinor: true)]
    case "permission-mode": return [note("permission mode", text("permissionMode"), isMinor: true)]
    case "agent-name": return [note("agent", text("agentName"), isMinor: true)]
    case "last-prompt": return [note("last prompt", text("lastPrompt"), isMinor: true)]
    case "queue-operation": return [note("queue", text("operation") + " " + text("content"), isMinor: true)]
    case "progress":
      let data = value["data"]
      let detail = ["command", "query", "taskDescription", "output"].lazy.compactMap { data?[$0]?.stringValue }.first
      return [note(data?["type"]?.stringValue ?? "progress", detail ?? "", isMinor: true)]
    case let type: return [note(type.isEmpty ? "record" : type, "", isMinor: true)]
    }
  }

  private static func note(_ name: String, _ text: String, isMinor: Bool = false) -> Message.Part {
    .note(name: name, text: text, isMinor: isMinor)
  }

  private static func system(_ value: JSONValue) -> [Message.Part] {
    let subtype = value["subtype"]?.stringValue
    let content = value["content"]?.stringValue ?? ""
    switch subtype {
    case "api_error":
      let error = value["error"]
      let said = [error?["formatted"], error?["message"], error?["error"]?["message"]]
      return [note("API error", said.lazy.compactMap { $0?.stringValue }.first ?? content)]
    case "local_command": return CommandText.parts(of: content)
    case "turn_duration":
      let milliseconds = value["durationMs"]?.intValue ?? 0
      return [note("turn", "\(milliseconds / 1000) s", isMinor: true)]
    case "stop_hook_summary":
      let errors = (value["hookErrors"]?.arrayValue ?? []).map { $0.stringValue ?? "error" }
      let isMinor = errors.isEmpty && value["preventedContinuation"]?.boolValue != true
      let reason = value["stopReason"]?.stringValue ?? ""
      return [note("stop hook", (errors + [reason]).filter { !$0.isEmpty }.joined(separator: "; "), isMinor: isMinor)]
    case "compact_boundary":
      let metadata = value["compactMetadata"]
      let tokens = metadata?["preTokens"]?.intValue.map { "\($0) tokens before" }
      let trigger = metadata?["trigger"]?.stringValue
      return [note("conversation compacted", [trigger, tokens].compactMap { $0 }.joined(separator: ", "))]
    case "away_summary": return [note("summary for who was away", content)]
    case let subtype?: return [note(subtype.replacing("_", with: " "), content, isMinor: content.isEmpty)]
    case nil: return [note("system", content, isMinor: content.isEmpty)]
    }
  }

  private static func attachment(_ value: JSONValue) -> [Message.Part] {
    func text(_ key: String) -> String { value[key]?.stringValue ?? "" }
    let type = text("type")
    let name = type.isEmpty ? "attachment" : type.replacing("_", with: " ")
    switch type {
    case "queued_command":
      let prompt = value["prompt"]
      let texts = prompt?.stringValue.map { [$0] } ?? (prompt?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
      let said = texts.joined(separator: "\n")
      if text("commandMode") == "task-notification" {
        return [note("task", CommandText.content(of: "summary", in: said) ?? "", isMinor: true)]
      }
      return texts.flatMap(CommandText.parts)
    case "file", "compact_file_reference", "nested_memory":
      let path = ["displayPath", "filename", "path"].lazy.map(text).first { !$0.isEmpty } ?? ""
      return [note(name, path, isMinor: type == "nested_memory")]
    case "edited_text_file": return [note("edited outside of the session", text("filename"))]
    case "date_change": return [note("date", text("newDate"), isMinor: true)]
    case "plan_mode", "plan_mode_exit", "plan_mode_reentry": return [note(name, text("planFilePath"))]
    case "hook_non_blocking_error", "hook_blocking_error", "hook_error_during_execution":
      let said = ["stderr", "stdout", "content"].lazy.map(text).first { !$0.isEmpty } ?? ""
      return [note("\(name) of \(text("hookName"))", said)]
    default:
      let said = text("content").isEmpty ? text("hookName") : text("content")
      return [note(name, said, isMinor: true)]
    }
  }
}
