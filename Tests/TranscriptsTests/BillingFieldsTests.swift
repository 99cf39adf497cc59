import Testing

@testable import Transcripts

@Suite("billing fields of a record")
struct BillingFieldsTests {
  @Test("a progress record yields the fields of the subagent's record inside it, whatever the order of keys")
  func progress() throws {
    let inner =
      #"{"type":"assistant","message":{"id":"m","model":"haiku","content":[{"type":"tool_use","id":"t","name":"Bash"}],"#
      + #""usage":{"input_tokens":3,"speed":"fast"}},"requestId":"r","uuid":"inner"}"#
    let data = #""data":{"message":\#(inner),"type":"agent_progress","agentId":"a"}"#
    for line in [#"{"type":"progress",\#(data),"uuid":"outer"}"#, #"{\#(data),"uuid":"outer","type":"progress"}"#] {
      let found = try record(line)
      #expect(found.text(\.uuid) == "outer" && found.text(\.innerUuid) == "inner")
      #expect(found.text(\.messageId) == "m" && found.text(\.model) == "haiku")
      #expect(found.text(\.requestId) == "r" && found.text(\.agentId) == "a")
      #expect(found.fields.usage?.inputTokens == 3 && found.text(found.fields.billing.speed) == "fast")
      #expect(found.toolNames == ["Bash"] && found.fields.toolIds.map(found.text) == ["t"])
      #expect(found.fields.flags == .hasToolUse)
    }
  }

  @Test(
    "data inside a record with a message of its own, or of a type other than progress, yields no fields",
    arguments: [
      #"{"type":"progress","message":{"id":"own"},"data":{"message":{"message":{"id":"m","usage":{}}}}}"#,
      #"{"type":"user","data":{"message":{"message":{"id":"m","usage":{}}},"agentId":"a"}}"#,
      #"{"type":"progress","data":{"message":"m"}}"#, #"{"type":"progress","data":[1],"data":null}"#,
    ])
  func noProgress(line: String) throws {
    let found = try record(line)
    #expect(found.fields.usage == nil && found.text(\.messageId) != "m" && found.text(\.agentId) == nil)
  }

  @Test("usage yields speed, tier, region, server tools, and the iterations that its own tokens do not include")
  func billing() throws {
    let found = try record(
      #"""
      {"message":{"usage":{"speed":"fast","service_tier":"batch","inference_geo":"us",
        "server_tool_use":{"web_search_requests":2,"web_fetch_requests":0,"new":"x"},
        "iterations":[{"type":"message","input_tokens":1},{"input_tokens":1},7,
          {"type":"advisor_message","model":"opus","input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":6}}]}}}
      """#.replacing("\n", with: ""))
    let billing = found.fields.billing
    #expect([billing.speed, billing.serviceTier, billing.inferenceGeo].map(found.text) == ["fast", "batch", "us"])
    #expect(billing.serverTools.map { found.text($0.name) } == ["web_search_requests"])
    #expect(billing.serverTools.map(\.count) == [2])
    #expect(billing.iterations.map { found.text($0.model) } == ["opus"])
    #expect(billing.iterations[0].usage == TokenUsage(inputTokens: 5, cacheCreation1hTokens: 6))
  }

  @Test("the last of duplicate counters of server tools counts, even when it is 0")
  func duplicateCounters() throws {
    func tools(_ counters: String) throws -> [String] {
      let found = try record(#"{"message":{"usage":{"server_tool_use":{\#(counters)}}}}"#)
      return found.fields.billing.serverTools.map { "\(found.text($0.name) ?? "-") \($0.count)" }
    }
    #expect(try tools(#""a":2,"b":1,"a":3"#) == ["b 1", "a 3"])
    #expect(try tools(#""a":2,"a":0"#) == [])
    #expect(try tools(#""a":2,"\u0061":"x","b":1"#) == ["b 1"])
  }

  @Test(
    "costUSD is read in billionths of a dollar, and a value that is not a valid amount is ignored",
    arguments: [
      ("0.0123456", 12_345_600), ("12", 12_000_000_000), ("1e-3", 1_000_000), ("-1", nil), ("1e300", nil),
      ("null", nil),
      (#""1""#, nil),
    ] as [(String, Int64?)])
  func cost(text: String, nanos: Int64?) throws {
    #expect(try record(#"{"costUSD":\#(text)}"#).fields.costNanos == nanos)
  }

  @Test("the session that a record was forked from and the kind of its session are read")
  func stamps() throws {
    let found = try record(#"{"forkedFrom":{"messageUuid":"u","sessionId":"s"},"sessionKind":"bg"}"#)
    #expect(found.text(\.forkedFrom) == "s" && found.text(\.sessionKind) == "bg")
    #expect(try record(#"{"forkedFrom":"s","sessionKind":1}"#).text(\.forkedFrom) == nil)
  }
}
