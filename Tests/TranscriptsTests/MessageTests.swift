import Testing
import Transcripts

@Suite("the message of a line")
struct MessageTests {
  // MARK: Usage

  @Test("the token counts of a usage are read, including the nested ones")
  func usage() throws {
    let record = try record(
      #"{"message":{"id":"msg_1","model":"m","usage":{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":3,"#
        + #""cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":5},"cache_read_input_tokens":6,"#
        + #""iterations":[{"input_tokens":100}],"server_tool_use":{"input_tokens":100}}}}"#
    )
    let expected = TokenUsage(
      inputTokens: 1, outputTokens: 2, cacheCreationTokens: 3, cacheCreation5mTokens: 4, cacheCreation1hTokens: 5,
      cacheReadTokens: 6)
    #expect(record.fields.usage == expected)
    #expect(record.text(\.messageId) == "msg_1")
    #expect(record.text(\.model) == "m")
  }

  @Test("the usage of a message is nil where it is not an object")
  func usageTypes() throws {
    #expect(try record(#"{"message":{"usage":{}}}"#).fields.usage == TokenUsage())
    for value in ["null", "1", "[]", "\"x\""] {
      #expect(try record(#"{"message":{"usage":\#(value)}}"#).fields.usage == nil)
      #expect(try record(#"{"message":{"usage":{"input_tokens":1},"usage":\#(value)}}"#).fields.usage == nil)
    }
    #expect(try record(#"{"usage":{"input_tokens":1}}"#).fields.usage == nil)
  }

  @Test(
    "a token count keeps its integer part and is clamped to the range of Int64",
    arguments: [
      ("0", 0), ("-0", 0), ("-5", 0), ("-1e5", 0), ("7.9", 7), ("0.9", 0), ("12e2", 1200), ("1.25e1", 12),
      ("125e-1", 12),
      ("125e-3", 0), ("1E+3", 1000), ("0e999999999999999999999", 0), ("1e999999999999999999999", .max),
      ("1e-999999999999999999999", 0), ("0.00001e5", 1), ("9223372036854775807", .max), ("9223372036854775808", .max),
      ("9223372036854775806", .max - 1), ("99999999999999999999999", .max), ("1e18", 1_000_000_000_000_000_000),
      ("1e19", .max), ("null", 0), ("\"12\"", 0), ("{}", 0), ("[1]", 0), ("true", 0),
    ] as [(String, Int64)]
  )
  func counts(text: String, expected: Int64) throws {
    let record = try record(
      #"{"message":{"usage":{"output_tokens":3,"output_tokens":\#(text),"cache_creation":null}}}"#)
    #expect(record.fields.usage == TokenUsage(outputTokens: expected))
  }

  @Test("a later cache_creation replaces an earlier one")
  func duplicateCacheCreation() throws {
    let first = #""cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":5}"#
    let replaced = try record(#"{"message":{"usage":{\#(first),"cache_creation":{"ephemeral_1h_input_tokens":9}}}}"#)
    let removed = try record(#"{"message":{"usage":{\#(first),"cache_creation":null}}}"#)
    #expect(replaced.fields.usage == TokenUsage(cacheCreation1hTokens: 9))
    #expect(removed.fields.usage == TokenUsage())
  }

  // MARK: Content

  @Test(
    "a content block sets the flag of its type",
    arguments: [
      ("text", .hasText), ("thinking", .hasThinking), ("redacted_thinking", .hasThinking), ("tool_use", .hasToolUse),
      ("tool_result", .hasToolResult), ("image", .hasImage), ("document", .hasDocument),
      ("server_tool_use", .hasToolUse),
      ("mcp_tool_use", .hasToolUse), ("web_search_tool_result", .hasToolResult), ("tool_used", []), ("untool_use", []),
    ] as [(String, LineFlags)]
  )
  func blockTypes(type: String, flag: LineFlags) throws {
    #expect(try record(#"{"message":{"content":[{"type":"\#(type)"}]}}"#).fields.flags == flag)
    #expect(try record(#"{"message":{"content":{"type":"\#(type)"}}}"#).fields.flags.isEmpty)
    #expect(try record(#"{"content":[{"type":"\#(type)"}]}"#).fields.flags.isEmpty)
  }

  @Test("blocks inside a content block set no flags")
  func nestedBlocks() throws {
    let record = try record(#"{"message":{"content":[{"type":"tool_result","content":[{"type":"image"}]}]}}"#)
    #expect(record.fields.flags == .hasToolResult)
  }

  @Test("a tool_result whose is_error is true sets the error flag, in any order of keys")
  func toolErrors() throws {
    let error: LineFlags = [.hasToolResult, .hasToolError]
    #expect(try record(#"{"message":{"content":[{"is_error":true,"type":"tool_result"}]}}"#).fields.flags == error)
    #expect(
      try record(#"{"message":{"content":[{"type":"tool_result","is_error":false}]}}"#).fields.flags == .hasToolResult)
    #expect(try record(#"{"message":{"content":[{"type":"tool_use","is_error":true}]}}"#).fields.flags == .hasToolUse)
  }

  @Test("tool names come in the order of their blocks")
  func toolNames() throws {
    let record = try record(
      #"{"message":{"content":[{"name":"Re\u0061d","type":"tool_use"},{"type":"text","name":"no"},{"type":"tool_use"},"#
        + #"{"type":"tool_use","name":"Bash","input":{"name":"inner"}}]}}"#
    )
    #expect(record.toolNames == ["Read", "Bash"])
  }

  @Test("a tool call has the id of its block and a result has the id of its call, in any order of keys")
  func toolIds() throws {
    let calls = try record(
      #"{"message":{"content":[{"id":"a","name":"Read","type":"tool_use"},{"type":"tool_use","name":"Bash"},"#
        + #"{"type":"tool_use","id":"nameless"},{"type":"text","name":"x","id":"y"}]}}"#)
    #expect(calls.fields.toolIds.map(calls.text) == ["a", nil])
    let results = try record(
      #"{"message":{"content":[{"is_error":true,"tool_use_id":"a","type":"tool_result"},{"type":"tool_result"}]}}"#)
    #expect(results.fields.toolResults.map { results.text($0.call) } == ["a", nil])
    #expect(results.fields.toolResults.map(\.isError) == [true, false])
  }

  @Test("a later content replaces an earlier one")
  func duplicateContent() throws {
    let record = try record(
      #"{"type":"user","message":{"content":[{"type":"tool_use","name":"Bash"}],"content":"typed"}}"#)
    #expect(record.fields.flags == .hasText)
    #expect(record.toolNames == [] && record.fields.toolIds.isEmpty)
    #expect(record.text(\.prompt) == "typed")
  }

  // MARK: Prompt

  @Test("message content that is a string is the prompt of a user record")
  func stringPrompt() throws {
    let record = try record(#"{"message":{"role":"user","content":"fix \"it\"\n"},"type":"user"}"#)
    #expect(record.text(\.prompt) == "fix \"it\"\n")
    #expect(record.fields.prompt.hasEscapes)
  }

  @Test("the text of the first text block is the prompt, in any order of keys")
  func blockPrompt() throws {
    let record = try record(
      #"{"type":"user","message":{"content":[{"type":"image","text":"no"},{"text":"first","type":"text"},"#
        + #"{"type":"text","text":"second"}]}}"#
    )
    #expect(record.text(\.prompt) == "first")
  }

  @Test("a record whose first text block has no text has no prompt")
  func emptyBlock() throws {
    let record = try record(
      #"{"type":"user","message":{"content":[{"type":"text","text":null},{"type":"text","text":"second"}]}}"#)
    #expect(!record.fields.prompt.isPresent)
  }

  @Test(
    "a record that no person typed has no prompt",
    arguments: [
      #""type":"assistant""#, #""type":"user","isMeta":true"#, #""type":"user","isCompactSummary":true"#,
      #""type":"users""#, #""type":"user","type":null"#, #""uuid":"user""#,
    ]
  )
  func noPrompt(envelope: String) throws {
    for content in [#""text""#, #"[{"type":"text","text":"text"}]"#] {
      let before = try record(#"{\#(envelope),"message":{"content":\#(content)}}"#)
      let after = try record(#"{"message":{"content":\#(content)},\#(envelope)}"#)
      #expect(!before.fields.prompt.isPresent)
      #expect(!after.fields.prompt.isPresent)
      #expect(after.fields.flags.contains(.hasText))
    }
  }
}
