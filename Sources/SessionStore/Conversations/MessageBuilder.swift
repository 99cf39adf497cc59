import Transcripts

/// Makes a message of the records of an entry, one after the other.
struct MessageBuilder {
  private(set) var message: Message
  /// Place of each call by its id.
  private var calls: [String: Int] = [:]

  init(_ kind: RecordOutline.Kind) { message = Message(kind: kind, parts: []) }

  /// `bytes`: nil where they are lost.
  mutating func add(_ record: RecordOutline, _ bytes: [UInt8]?) {
    if message.time == nil { message.time = record.time }
    guard let bytes else {
      return message.parts.append(.unreadable(line: record.line, reason: "its bytes are lost", text: ""))
    }
    let isShort = bytes.count <= LineScanner.maximumLength
    let value = isShort ? bytes.withUnsafeBufferPointer { JSONValue.parse($0) } : nil
    guard let value, case .object = value else {
      if record.continues || bytes.allSatisfy({ $0 <= 0x20 }) { return }
      let reason = record.defect?.reason ?? LineDefect.notAnObject.reason
      return message.parts.append(
        .unreadable(line: record.line, reason: reason, text: String(decoding: bytes, as: UTF8.self)))
    }
    switch value["type"]?.stringValue {
    case "user": addUser(value, record.kind)
    case "assistant": addAssistant(value)
    default: message.parts += NoteText.parts(of: value)
    }
  }

  private mutating func addAssistant(_ value: JSONValue) {
    let content = value["message"]?["content"]
    if let model = value["message"]?["model"]?.stringValue, model != "<synthetic>" { message.model = model }
    if let text = content?.stringValue { message.parts.append(.text(text)) }
    for block in content?.arrayValue ?? [] { addBlock(block) }
  }

  private mutating func addUser(_ value: JSONValue, _ kind: RecordOutline.Kind) {
    let content = value["message"]?["content"]
    if let text = content?.stringValue { addTyped(text, kind) }
    for block in content?.arrayValue ?? [] {
      if block["type"]?.stringValue == "text", let text = block["text"]?.stringValue {
        addTyped(text, kind)
      } else {
        addBlock(block)
      }
    }
  }

  private mutating func addTyped(_ text: String, _ kind: RecordOutline.Kind) {
    message.parts += kind == .command ? CommandText.parts(of: text) : [.text(text)]
  }

  private mutating func addBlock(_ block: JSONValue) {
    switch block["type"]?.stringValue {
    case "tool_use", "server_tool_use", "mcp_tool_use":
      let id = block["id"]?.stringValue ?? ""
      calls[id] = message.parts.count
      message.parts.append(
        .call(ToolCallContent(name: block["name"]?.stringValue ?? "?", id: id, input: block["input"] ?? .null)))
    case let type? where type == "tool_result" || type.hasSuffix("_tool_result"):
      let result = Self.result(block)
      if let place = block["tool_use_id"]?.stringValue.flatMap({ calls[$0] }),
        case .call(var call) = message.parts[place], call.result == nil
      {
        call.result = result
        message.parts[place] = .call(call)
      } else {
        message.parts.append(.result(result))
      }
    default: message.parts.append(Self.simple(block))
    }
  }

  private static func result(_ block: JSONValue) -> ToolResultContent {
    let isError = block["is_error"]?.boolValue == true
    let content = block["content"]
    if let text = content?.stringValue { return ToolResultContent(isError: isError, parts: [.text(text)]) }
    return ToolResultContent(isError: isError, parts: (content?.arrayValue ?? []).map(simple))
  }

  /// A block that stands for itself.
  private static func simple(_ block: JSONValue) -> Message.Part {
    switch block["type"]?.stringValue {
    case "text": return .text(block["text"]?.stringValue ?? "")
    case "thinking": return .thinking(block["thinking"]?.stringValue ?? "")
    case "redacted_thinking": return .thinking("")
    case "image": return .media(media(block, .image))
    case "document": return .media(media(block, .document))
    case "tool_reference": return .text(block["tool_name"]?.stringValue ?? "")
    case let type: return .other(type: type ?? "block", block)
    }
  }

  private static func media(_ block: JSONValue, _ form: Media.Form) -> Media {
    let source = block["source"]
    return Media(
      form: form, type: source?["media_type"]?.stringValue ?? "", base64: source?["data"]?.stringValue ?? "",
      location: source?["url"]?.stringValue ?? source?["file_id"]?.stringValue ?? "")
  }
}

/// What Claude Code writes for the commands of a person: tags in the text of a prompt.
enum CommandText {
  static func parts(of text: String) -> [Message.Part] {
    if let name = content(of: "command-name", in: text) {
      let arguments = content(of: "command-args", in: text) ?? ""
      return [.command(name: name.hasPrefix("/") ? name : "/" + name, arguments: arguments)]
    }
    if let command = content(of: "bash-input", in: text) { return [.command(name: "!", arguments: command)] }
    var parts: [Message.Part] = []
    for (tag, isError) in [
      ("local-command-stdout", false), ("local-command-stderr", true), ("bash-stdout", false), ("bash-stderr", true),
    ] {
      if let output = content(of: tag, in: text), !output.isEmpty { parts.append(.output(output, isError: isError)) }
    }
    // Tags without anything in them say nothing.
    let isKnown = ["<local-command-std", "<bash-std"].contains { text.hasPrefix($0) }
    return parts.isEmpty && !isKnown ? [.text(text)] : parts
  }

  /// What stands between the first `<tag>` and the last `</tag>`, without white space around it.
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

extension Message {
  /// What one record says.
  public init(_ record: SessionRecord) {
    var builder = MessageBuilder(record.outline.kind)
    builder.add(record.outline, record.bytes)
    self = builder.message
  }
}
