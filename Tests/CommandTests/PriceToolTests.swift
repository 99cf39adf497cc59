import Foundation
import TestSupport
import Testing

@Suite("Tools/prices", .enabled(if: hasPython, "needs python3"))
struct PriceToolTests {
  @Test("Tools/prices makes the built-in table from LiteLLM's prices and keeps prices that LiteLLM has dropped")
  func table() throws {
    let work = try Workspace()
    for folder in ["Tools", "Sources/Answers/Usage"] { try Workspace.makeDirectories("\(work.path)/\(folder)") }
    try FileManager.default.copyItem(atPath: "\(projectRoot)/Tools/prices", toPath: "\(work.path)/Tools/prices")
    try Data(
      #"""
      {"claude-new-1-20270101":{"litellm_provider":"anthropic","input_cost_per_token":1e-06,"output_cost_per_token":5e-06,
         "cache_creation_input_token_cost":1.25e-06,"cache_read_input_token_cost":1e-07,
         "input_cost_per_token_above_100k_tokens":5e-06,"output_cost_per_token_above_100k_tokens":2.5e-05,
         "cache_creation_input_token_cost_above_100k_tokens":6e-06,"cache_read_input_token_cost_above_100k_tokens":1e-06,
         "search_context_cost_per_query":{"search_context_size_medium":0.01},"provider_specific_entry":{"fast":2.0,"us":1.1}},
       "claude-new-1":{"litellm_provider":"bedrock","input_cost_per_token":9e-06},"gpt":{"input_cost_per_token":1}}
      """#.utf8
    ).write(to: URL(fileURLWithPath: work.path + "/prices.json"))
    let outcome = try work.shell(#"python3 "\#(work.path)/Tools/prices" "\#(work.path)/prices.json" 2027-02-03"#, [:])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let made = try String(
      contentsOfFile: work.path + "/Sources/Answers/Usage/BuiltInPrices.swift", encoding: .utf8)
    for text in [
      #"static let date = "2027-02-03""#, #"Row("new-1", 1, 5, 1.25, 2, 0.1, fast: 2, us: 1.1),"#,
      #"Row("new-1", above: 100_000, 5, 25, 6, 10, 1),"#, #"Row("3-opus", 15, 75, 18.75, nil, 1.5, us: 1),"#,
      "static let webSearch = 10.0",
    ] { #expect(made.contains(text), "\(text)") }
    #expect(!made.contains("gpt") && !made.contains(" 9,"))
  }
}
