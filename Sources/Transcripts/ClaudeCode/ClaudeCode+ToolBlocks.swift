/// Calls of tools and their results in Claude Code's records.
extension ClaudeCode {
  package static func toolBlocks(in line: UnsafeBufferPointer<UInt8>) -> [ToolBlock] {
    // What a program keeps of a result for itself is longer than all the rest.
    guard let record = JSONValue.members(["type", "message", "data"], of: line) else { return [] }
    // A record of type `progress` holds the record of a subagent.
    let isInner = record["type"]?.stringValue == "progress"
    let message = isInner ? record["data"]?["message"]?["message"] : record["message"]
    return (message?["content"]?.arrayValue ?? []).compactMap { block in
      guard let type = block["type"]?.stringValue else { return nil }
      if type.hasSuffix("tool_use") {
        return ToolBlock(
          call: block["id"]?.stringValue ?? "",
          .call(name: block["name"]?.stringValue ?? "", input: block["input"] ?? .null))
      }
      guard type.hasSuffix("tool_result") else { return nil }
      let content = block["content"]
      let isError = block["is_error"]?.boolValue == true || content?["type"]?.stringValue?.hasSuffix("_error") == true
      return ToolBlock(
        call: block["tool_use_id"]?.stringValue ?? "", .result(isError: isError, bytes: textBytes(of: content)))
    }
  }

  /// Returns the number of bytes in the texts of a result.
  private static func textBytes(of content: JSONValue?) -> Int64 {
    if let text = content?.stringValue { return Int64(text.utf8.count) }
    return (content?.arrayValue ?? []).reduce(0) { sum, block in
      sum + Int64(block["text"]?.stringValue?.utf8.count ?? 0)
    }
  }
}
