import Foundation

@testable import Transcripts

/// The wanted fields of a record, worked out from a complete tree in the most obvious way.
struct Reference: Equatable {
  var strings: [String: String] = [:]
  var prompt: String?
  var flags: UInt32 = 0
  var usage: TokenUsage?
  var toolNames: [String] = []
  var toolIds: [String?] = []
  /// The results of tools, each as the id of its call, with `!` in front where the result is an error.
  var toolResults: [String] = []

  /// Reads the fields from the tree of the slow reader.
  init(_ record: JSONValue) {
    for key in Self.stringKeys { strings[key] = record[key]?.stringValue }
    let message = record["message"]
    strings["message.id"] = message?["id"]?.stringValue
    strings["message.model"] = message?["model"]?.stringValue
    for (key, bit) in [("isSidechain", 1), ("isMeta", 2), ("isCompactSummary", 4), ("isApiErrorMessage", 8)]
    where record[key]?.boolValue == true {
      flags |= UInt32(bit)
    }
    if let usage = message?["usage"], case .object = usage { self.usage = Self.usage(usage) }

    let typed = message?["content"]?.stringValue
    if typed != nil { flags |= 16 }
    let blocks = message?["content"]?.arrayValue ?? []
    for block in blocks { flags |= Self.flags(of: block) }
    let calls = blocks.filter { Self.ends($0, "tool_use") && $0["name"]?.stringValue != nil }
    toolNames = calls.map { $0["name"]!.stringValue! }
    toolIds = calls.map { $0["id"]?.stringValue }
    toolResults = blocks.filter { Self.ends($0, "tool_result") }.map {
      (Self.isError($0) ? "!" : "") + ($0["tool_use_id"]?.stringValue ?? "absent")
    }
    if strings["type"] == "user", flags & 6 == 0 {
      prompt = typed ?? blocks.first { $0["type"]?.stringValue == "text" }?["text"]?.stringValue
    } else if strings["type"] == "attachment" {
      prompt = Self.queuedPrompt(record["attachment"])
    } else if strings["type"] != "assistant", strings["subtype"] == "local_command" {
      prompt = record["content"]?.stringValue
    }
  }

  private static func queuedPrompt(_ attachment: JSONValue?) -> String? {
    guard attachment?["type"]?.stringValue == "queued_command",
      attachment?["commandMode"]?.stringValue != "task-notification", attachment?["isMeta"]?.boolValue != true
    else { return nil }
    if let origin = attachment?["origin"], case .object = origin, let kind = origin["kind"], kind != .string("human") {
      return nil
    }
    return attachment?["prompt"]?.stringValue
      ?? (attachment?["prompt"]?.arrayValue ?? []).lazy.compactMap { $0["text"]?.stringValue }.first
  }

  /// Takes the fields that the scanner found.
  init(_ scanned: Scanned) {
    for (key, path) in zip(Self.stringKeys, Self.stringPaths) { strings[key] = scanned.text(path) }
    strings["message.id"] = scanned.text(\.messageId)
    strings["message.model"] = scanned.text(\.model)
    flags = scanned.fields.flags.rawValue
    usage = scanned.fields.usage
    prompt = scanned.text(\.prompt)
    toolNames = scanned.toolNames.map { $0 ?? "absent" }
    toolIds = scanned.fields.toolIds.map(scanned.text)
    toolResults = scanned.fields.toolResults.map {
      ($0.isError ? "!" : "") + (scanned.text($0.call) ?? "absent")
    }
  }

  private static let stringKeys = [
    "type", "subtype", "uuid", "parentUuid", "sessionId", "timestamp", "cwd", "gitBranch", "version", "agentId", "slug",
    "requestId", "customTitle", "aiTitle", "summary", "leafUuid",
  ]
  private static var stringPaths: [KeyPath<LineFields, Span>] {
    [
      \.type, \.subtype, \.uuid, \.parentUuid, \.sessionId, \.timestamp, \.cwd, \.gitBranch, \.version, \.agentId,
      \.slug, \.requestId, \.customTitle, \.aiTitle, \.summary, \.leafUuid,
    ]
  }

  private static func flags(of block: JSONValue) -> UInt32 {
    switch block["type"]?.stringValue {
    case "text": 16
    case "thinking", "redacted_thinking": 32
    case "image": 512
    case "document": 1024
    default: ends(block, "tool_use") ? 64 : !ends(block, "tool_result") ? 0 : isError(block) ? 128 + 256 : 128
    }
  }

  /// Returns whether the type of the block is `type` or one of its family, such as `mcp_tool_use`.
  private static func ends(_ block: JSONValue, _ type: String) -> Bool {
    guard let name = block["type"]?.stringValue else { return false }
    return name == type || name.hasSuffix("_" + type)
  }

  private static func isError(_ block: JSONValue) -> Bool {
    if block["is_error"]?.boolValue == true { return true }
    guard let content = block["content"], case .object = content else { return false }
    return content["type"]?.stringValue?.hasSuffix("_error") == true
  }

  private static func usage(_ usage: JSONValue) -> TokenUsage {
    let cache = usage["cache_creation"]
    return TokenUsage(
      inputTokens: count(usage["input_tokens"]),
      outputTokens: count(usage["output_tokens"]),
      cacheCreationTokens: count(usage["cache_creation_input_tokens"]),
      cacheCreation5mTokens: count(cache?["ephemeral_5m_input_tokens"]),
      cacheCreation1hTokens: count(cache?["ephemeral_1h_input_tokens"]),
      cacheReadTokens: count(usage["cache_read_input_tokens"])
    )
  }

  private static func count(_ value: JSONValue?) -> Int64 {
    guard case .number(let text) = value else { return 0 }
    if let whole = Int64(text) { return max(whole, 0) }
    let number = Double(text) ?? 0
    return number >= 0x1p63 ? .max : Int64(max(number, 0))
  }
}

/// The value as Foundation reads it; nil where Foundation refuses the bytes.
func foundationValue(_ bytes: [UInt8]) -> Any? {
  try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
}

/// Returns whether both readers found the same value after duplicate keys are resolved.
func agree(_ ours: JSONValue?, _ foundation: Any?) -> Bool {
  switch ours {
  case nil: return foundation == nil
  case .null: return foundation is NSNull
  case .bool(let flag): return foundation as? Bool == flag
  case .string(let text): return (foundation as? String).map { Array($0.utf8) == Array(text.utf8) } ?? false
  case .number(let text):
    guard let expected = Double(text), let number = foundation as? NSNumber else { return false }
    return abs(number.doubleValue - expected) <= abs(expected) * 1e-15
  case .array(let elements):
    guard let others = foundation as? [Any], others.count == elements.count else { return false }
    return zip(elements, others).allSatisfy { agree($0, $1) }
  case .object(let members):
    guard let others = foundation as? [String: Any], Set(members.map(\.key)).count == others.count else { return false }
    let last = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    return last.allSatisfy { agree($0.value, others[$0.key]) }
  }
}
