import Foundation
import TestSupport
import Testing

@Suite("tools and drift commands")
struct ToolsAndDriftTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  private func conversation() throws {
    let call = #"{"type":"tool_use","id":"c1","name":"Bash","input":{}}"#
    let result = #"{"type":"tool_result","tool_use_id":"c1","is_error":true,"content":"no"}"#
    try work.write(
      "p/s.jsonl",
      #"{"type":"assistant","uuid":"a","sessionId":"s","timestamp":"2025-11-24T10:00:00.000Z","message":{"id":"m","#
        + #""model":"claude-haiku-4-5","content":[\#(call)],"usage":{"output_tokens":7}}}"# + "\n"
        + #"{"type":"user","uuid":"b","sessionId":"s","timestamp":"2025-11-24T10:00:01.500Z","message":{"content":[\#(result)]}}"#
        + "\n")
    try work.ingest()
  }

  @Test("tools --json prints the documented keys")
  func toolKeys() throws {
    try conversation()
    let json = try work.json("tools")
    let keys: Set = ["tool", "calls", "errors", "unanswered", "total_ms", "median_ms", "mean_ms", "longest_ms"]
    #expect(json.keys == ["tools", "totals"])
    #expect(json["totals"].keys == keys)
    #expect(json["tools"].array.map(\.keys) == [keys])
    #expect(json["tools"].array[0]["total_ms"].integer == 1500)
    #expect(json["totals", "errors"].integer == 1)
  }

  @Test("drift --json prints the documented keys")
  func driftKeys() throws {
    try conversation()
    #expect(try work.json("drift")["sessions"].array.isEmpty)
    try work.remove("p/s.jsonl")
    let json = try work.json("drift")
    let amount: Set = [
      "records", "tokens", "responses", "input_tokens", "output_tokens", "cache_creation_input_tokens",
      "cache_creation_5m_input_tokens", "cache_creation_1h_input_tokens", "cache_read_input_tokens", "cost_usd",
      "unpriced_models",
    ]
    #expect(json.keys == ["sessions", "totals"])
    #expect(json["totals"].keys == amount)
    #expect(json["sessions"].array.map(\.keys) == [amount.union(["session", "project", "title", "ended", "pruned"])])
    #expect(json["totals", "records"].integer == 2)
  }

  @Test(
    "tools counts the calls of the real transcripts as jq does",
    .enabled(if: hasJQ && Corpus.isPresent, "needs jq and the corpus"))
  func corpus() throws {
    let root = try Corpus.required()
    try work.ingest(root)
    let script = projectRoot.appending("Tests/Count/tools.jq").string
    let outcome = try work.shell(
      #"find "\#(root)" -name '*.jsonl' | tr / '\001' | LC_ALL=C sort | tr '\001\n' '/\0' | xargs -0 -n 100000 jq -n -R -f "\#(script)""#
    )
    let counted = try outcome.json()
    let said = try work.json("tools")["tools"].array
    #expect(counted.keys == Set(said.compactMap { $0["tool"].string }))
    #expect(said.count > 10)
    for tool in said {
      for key in ["calls", "errors", "unanswered", "total_ms"] {
        #expect(counted[tool["tool"].string!, key].integer == tool[key].integer, "\(tool["tool"].string!) \(key)")
      }
    }
  }
}
