import SessionLog
import Transcripts

/// Makes a message from the records of an entry, which are added one after the other.
package struct MessageBuilder {
  /// The message made of the records that were added so far.
  package private(set) var message: Message
  /// The index in `message.parts` of each call, by its id.
  private var calls: [String: Int] = [:]

  /// Makes an empty message.
  package init(_ kind: RecordOutline.Kind) { message = Message(kind: kind, parts: []) }

  /// Adds a record. `bytes` is its line; nil if it is lost.
  package mutating func add(_ record: RecordOutline, _ bytes: [UInt8]?) {
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
    let said = record.innerKind == nil ? value : value["data"]?["message"] ?? .null
    switch said["type"]?.stringValue {
    case "user": addUser(said, record.kind)
    case "assistant": addAssistant(said)
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
    switch kind {
    case .meta, .summary: message.parts.append(.text(text))
    case .prompt, .command, .response, .result, .compaction, .note, .unreadable:
      message.parts += CommandText.parts(of: text)
    }
  }

  private mutating func addBlock(_ block: JSONValue) {
    switch block["type"]?.stringValue {
    case let type? where type == "tool_use" || type.hasSuffix("_tool_use"):
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
    default: message.parts += Self.simple(block)
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

extension Message {
  /// Makes the message that consists of one record.
  public init(_ record: SessionRecord) {
    var builder = MessageBuilder(record.outline.kind)
    builder.add(record.outline, record.bytes)
    self = builder.message
  }
}
