import Testing
import Transcripts

@Suite("fields of a line")
struct LineFieldsTests {
  @Test("the string fields of a record are found at their offsets in the line")
  func envelope() throws {
    let keys: [(String, KeyPath<LineFields, Span>)] = [
      ("type", \.type), ("subtype", \.subtype), ("uuid", \.uuid), ("parentUuid", \.parentUuid),
      ("sessionId", \.sessionId), ("timestamp", \.timestamp), ("cwd", \.cwd), ("gitBranch", \.gitBranch),
      ("version", \.version), ("agentId", \.agentId), ("slug", \.slug), ("requestId", \.requestId),
      ("customTitle", \.customTitle), ("aiTitle", \.aiTitle), ("summary", \.summary), ("leafUuid", \.leafUuid),
    ]
    let line = "{" + keys.map { "\"\($0.0)\":\"value of \($0.0)\"" }.joined(separator: ",") + "}"
    let record = try record(line)
    for (key, path) in keys { #expect(record.text(path) == "value of \(key)") }
    #expect(record.defect == nil)
    #expect(record.fields.type == Span(start: 9, count: 13))
  }

  @Test("a missing field is absent, and an empty one is present")
  func absence() throws {
    let record = try record(#"{"uuid":""}"#)
    #expect(record.fields.uuid == Span(start: 9, count: 0))
    #expect(record.fields.uuid.isPresent)
    #expect(!record.fields.type.isPresent)
    #expect(record.fields.usage == nil)
    #expect(record.fields.toolNames.isEmpty)
    #expect(record.fields.flags.isEmpty)
  }

  @Test(
    "a field whose value is not a string is absent", arguments: ["null", "12", "true", #"{"a":"b"}"#, #"["x"]"#])
  func otherTypes(value: String) throws {
    let record = try record(#"{"parentUuid":\#(value),"uuid":"u"}"#)
    #expect(!record.fields.parentUuid.isPresent)
    #expect(record.text(\.uuid) == "u")
  }

  @Test("the last of duplicate keys wins, even where its value is null")
  func duplicates() throws {
    let record = try record(#"{"uuid":"a","uuid":"b","cwd":"c","cwd":null,"isMeta":true,"isMeta":false}"#)
    #expect(record.text(\.uuid) == "b")
    #expect(!record.fields.cwd.isPresent)
    #expect(record.fields.flags.isEmpty)
  }

  @Test("a later message replaces an earlier one with all its fields")
  func duplicateMessage() throws {
    let first = #"{"id":"m","model":"o","usage":{"input_tokens":1},"content":[{"type":"tool_use","name":"Bash"}]}"#
    for second in ["null", "{}", "\"text\"", "[]"] {
      let record = try record(#"{"type":"user","message":\#(first),"message":\#(second)}"#)
      #expect(!record.fields.messageId.isPresent)
      #expect(!record.fields.model.isPresent)
      #expect(record.fields.usage == nil)
      #expect(record.fields.flags.isEmpty)
      #expect(record.fields.toolNames.isEmpty)
    }
  }

  @Test("the last of duplicate keys wins in an attachment, its prompt and the content of a result")
  func duplicatesInside() throws {
    func prompt(_ facts: String, _ prompt: String = #""a""#) throws -> String? {
      try record(#"{"type":"attachment","attachment":{"type":"queued_command",\#(facts),"prompt":\#(prompt)}}"#)
        .text(\.prompt)
    }
    #expect(try prompt(#""isMeta":true,"isMeta":false"#) == "a")
    #expect(try prompt(#""isMeta":false,"isMeta":true"#) == nil)
    #expect(try prompt(#""commandMode":"task-notification","commandMode":"prompt""#) == "a")
    #expect(try prompt(#""origin":{"kind":"hook"},"origin":{"kind":"human"}"#) == "a")
    #expect(try prompt(#""origin":{"kind":"human"},"origin":{"kind":"hook"}"#) == nil)
    let texts = try record(
      #"{"type":"attachment","attachment":{"type":"queued_command","prompt":[{"text":"a","text":"b"},{"text":"c"}]}}"#)
    #expect(texts.text(\.prompt) == "b" && texts.fields.furtherTexts.map { texts.text($0) } == ["c"])
    let failure = #""content":{"type":"x_error"}"#
    func hasFailed(_ contents: String) throws -> Bool {
      try record(#"{"message":{"content":[{"type":"tool_result",\#(contents)}]}}"#).fields.flags.contains(.hasToolError)
    }
    #expect(try hasFailed(failure))
    #expect(try !hasFailed(failure + #","content":"fine""#))
  }

  @Test("keys that are written with escapes are recognised")
  func escapedKeys() throws {
    let record = try record(
      #"{"\u0074ype":"us\u0065r","m\u0065ssage":{"c\u006fntent":[{"typ\u0065":"\u0074ext","te\u0078t":"hi"}]}}"#
    )
    #expect(record.text(\.type) == "user")
    #expect(record.text(\.prompt) == "hi")
    #expect(record.fields.flags == .hasText)
    #expect(record.fields.type.hasEscapes)
    #expect(!record.fields.prompt.hasEscapes)
  }

  @Test("keys that resemble a wanted key, or that lie deeper, are ignored")
  func strangers() throws {
    let record = try record(#"{"Type":"a","typ":"b","types":"c","data":{"type":"d","uuid":"e"},"list":[{"cwd":"f"}]}"#)
    #expect(!record.fields.type.isPresent)
    #expect(!record.fields.uuid.isPresent)
    #expect(!record.fields.cwd.isPresent)
  }

  @Test("a flag is set only by the value true", arguments: ["false", "null", "1", "\"true\"", "{}", "[true]"])
  func flags(other: String) throws {
    let keys: [(String, LineFlags)] = [
      ("isSidechain", .isSidechain), ("isMeta", .isMeta), ("isCompactSummary", .isCompactSummary),
      ("isApiErrorMessage", .isAPIError),
    ]
    for (key, flag) in keys {
      #expect(try record(#"{"\#(key)":true}"#).fields.flags == flag)
      #expect(try record(#"{"\#(key)":\#(other)}"#).fields.flags.isEmpty)
    }
  }

  @Test("flags have the bits that are written to disk")
  func flagBits() {
    let flags: [LineFlags] = [
      .isSidechain, .isMeta, .isCompactSummary, .isAPIError, .hasText, .hasThinking, .hasToolUse, .hasToolResult,
      .hasToolError, .hasImage, .hasDocument,
    ]
    #expect(flags.map(\.rawValue) == (0..<11).map { 1 << $0 })
  }

  @Test("the line ending belongs to no field", arguments: ["", "\n", "\r\n"])
  func terminators(terminator: String) throws {
    #expect(try record(#"{"uuid":"u"}"# + terminator).text(\.uuid) == "u")
  }

  @Test("whitespace around every token is accepted")
  func whitespace() throws {
    let record = try record("\t{ \"uuid\" \r:\n \"u\" , \"message\" : { \"usage\" : { \"input_tokens\" : 7 } } } ")
    #expect(record.text(\.uuid) == "u")
    #expect(record.fields.usage?.inputTokens == 7)
  }
}
