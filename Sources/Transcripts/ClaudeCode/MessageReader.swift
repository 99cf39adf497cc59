/// Reads the messages of Claude Code's records.
extension ClaudeCode {
  package static func read(
    _ record: JSONValue, _ kind: RecordKind, isInner: Bool, into builder: inout MessageBuilder
  ) {
    let said = isInner ? record["data"]?["message"] ?? .null : record
    switch said["type"]?.stringValue {
    case "user": builder.addUser(said, kind)
    case "assistant": builder.addAssistant(said)
    default: builder.add(NoteText.parts(of: record))
    }
  }
}

extension MessageBuilder {
  fileprivate mutating func addAssistant(_ value: JSONValue) {
    let content = value["message"]?["content"]
    if let model = value["message"]?["model"]?.stringValue, !ClaudeCode.isSynthetic(model.utf8) {
      message.model = model
    }
    if let text = content?.stringValue { add(.text(text)) }
    for block in content?.arrayValue ?? [] { addBlock(block) }
  }

  fileprivate mutating func addUser(_ value: JSONValue, _ kind: RecordKind) {
    let content = value["message"]?["content"]
    if let text = content?.stringValue { addTyped(text, kind) }
    let results = (content?.arrayValue ?? []).count { Self.isResult($0["type"]?.stringValue) }
    // What a record with several results says is not known to be about one of them.
    let lines = results == 1 ? ClaudeCode.changedLines(in: value) : []
    for block in content?.arrayValue ?? [] {
      if block["type"]?.stringValue == "text", let text = block["text"]?.stringValue {
        addTyped(text, kind)
      } else {
        addBlock(block, changedLines: lines)
      }
    }
  }

  private static func isResult(_ type: String?) -> Bool {
    type == "tool_result" || type?.hasSuffix("_tool_result") == true
  }

  private mutating func addTyped(_ text: String, _ kind: RecordKind) {
    switch kind {
    case .meta, .summary: add(.text(text))
    case .prompt, .command, .response, .result, .compaction, .note, .unreadable:
      add(CommandText.parts(of: text))
    }
  }

  private mutating func addBlock(_ block: JSONValue, changedLines: [Int64] = []) {
    switch block["type"]?.stringValue {
    case let type? where type == "tool_use" || type.hasSuffix("_tool_use"):
      add(
        ToolCallContent(
          name: block["name"]?.stringValue ?? "?", id: block["id"]?.stringValue ?? "", input: block["input"] ?? .null,
          agent: ClaudeCode.agent))
    case let type where Self.isResult(type):
      var result = Self.result(block)
      result.changedLines = changedLines
      add(result, ofCall: block["tool_use_id"]?.stringValue)
    default: add(Self.simple(block))
    }
  }

  private static func result(_ block: JSONValue) -> ToolResultContent {
    let content = block["content"]
    let isError = block["is_error"]?.boolValue == true || content?["type"]?.stringValue?.hasSuffix("_error") == true
    if let text = content?.stringValue { return ToolResultContent(isError: isError, parts: [.text(text)]) }
    // The result of a tool of a server may be a single object instead of an array.
    let blocks = content?.arrayValue ?? content.map { [$0] } ?? []
    return ToolResultContent(isError: isError, parts: blocks.flatMap(simple))
  }

  /// Returns the parts for a block that is independent of the others.
  private static func simple(_ block: JSONValue) -> [Message.Part] {
    if block["type"]?.stringValue == "document", let parts = document(block) { return parts }
    return [part(block)]
  }

  /// Returns the parts of a document whose text is in the record; nil for any other document.
  private static func document(_ block: JSONValue) -> [Message.Part]? {
    let source = block["source"]
    guard let type = source?["type"]?.stringValue, type != "base64", type != "url", type != "file" else { return nil }
    let title = ["title", "context"].compactMap { block[$0]?.stringValue }.joined(separator: ", ")
    let heading = Message.Part.media(Media(form: .document, type: "", base64: "", location: title))
    if let text = source?["data"]?.stringValue { return [heading, .text(text)] }
    if let text = source?["content"]?.stringValue { return [heading, .text(text)] }
    return [heading] + (source?["content"]?.arrayValue ?? []).flatMap(simple)
  }

  private static func part(_ block: JSONValue) -> Message.Part {
    switch block["type"]?.stringValue {
    case "text": return .text(block["text"]?.stringValue ?? "")
    case "thinking": return .thinking(block["thinking"]?.stringValue ?? "")
    case "redacted_thinking": return .thinking("")
    case "image": return .media(media(block, .image))
    case "document": return .media(media(block, .document))
    case "tool_reference": return .text(block["tool_name"]?.stringValue ?? "")
    case "web_search_result", "search_result":
      let said = ["title", "url", "source", "page_age"].compactMap { block[$0]?.stringValue }
      return .text(said.joined(separator: " · "))
    case let type? where type.hasSuffix("_result") && block["text"]?.stringValue != nil:
      return .text(block["text"]?.stringValue ?? "")
    case let type? where type.hasSuffix("_error") && block["error_code"]?.stringValue != nil:
      return .text(block["error_code"]?.stringValue ?? "")
    case let type: return .other(type: type ?? "block", block)
    }
  }

  private static func media(_ block: JSONValue, _ form: Media.Form) -> Media {
    let source = block["source"]
    return Media(
      form: form, type: source?["media_type"]?.stringValue ?? "", base64: source?["data"]?.stringValue ?? "",
      location: source?["url"]?.stringValue ?? source?["file_id"]?.stringValue ?? block["title"]?.stringValue ?? "")
  }
}
