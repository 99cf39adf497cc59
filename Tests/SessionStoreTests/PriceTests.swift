import FileIO
import Testing

@testable import SessionStore

@Suite("Prices")
struct PriceTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func tokens(_ input: Int64, output: Int64 = 0, written5m: Int64 = 0, written1h: Int64 = 0, read: Int64 = 0)
    -> TokenCounts
  {
    var tokens = TokenCounts()
    (tokens.input, tokens.output, tokens.cacheReads) = (input, output, read)
    (tokens.cacheWrites5m, tokens.cacheWrites1h) = (written5m, written1h)
    return tokens
  }

  private func file(_ text: String) throws -> PriceTable {
    try bench.tree.write("prices.json", text)
    return try PriceTable.contents(of: bench.tree.path("prices.json"))
  }

  @Test("of a million tokens of each kind are those of the list")
  func list() throws {
    let prices = try #require(PriceTable.builtIn.prices(of: "claude-opus-4-5")?.standard)
    let million: Int64 = 1_000_000
    for (count, cost) in [
      (tokens(million), 5.0), (tokens(0, output: million), 25), (tokens(0, written5m: million), 6.25),
      (tokens(0, written1h: million), 10), (tokens(0, read: million), 0.5),
    ] {
      #expect(abs(prices.cost(of: count)! - cost) < 1e-9)
    }
  }

  @Test(
    "are found by every spelling of a model",
    arguments: [
      "claude-opus-4-5", "claude-opus-4-5-20251101", "claude-opus-4-5@20251101", "claude-opus-4-5-20251101[1m]",
      "anthropic/claude-opus-4-5", "us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5-latest",
    ])
  func spellings(model: String) { #expect(PriceTable.builtIn.prices(of: model)?.standard.input == 5 / 1e6) }

  @Test(
    "of a model that is not in the table are unknown, however close its name is",
    arguments: [
      "claude-opus-5", "claude-sonnet-5", "claude-opus-4-9", "claude-opus-4-5-fast", "claude-opus-4-5-2025110", "opus",
      "gpt-5", "", "claude-opus-4-55", "<synthetic>",
    ])
  func unknown(model: String) { #expect(PriceTable.builtIn.prices(of: model) == nil) }

  @Test("of an unknown model leave its tokens without a cost, and are named")
  func unpriced() throws {
    try bench.tree.write(
      transcript("s"),
      assistant(0, model: "claude-next", usage: #"{"output_tokens":5}"#)
        + assistant(1, message: "msg_2", usage: #"{"output_tokens":1000000}"#))
    try bench.ingest()
    var query = UsageQuery()
    query.grouping = .model
    let report = try bench.store().usage(query)
    #expect(report.groups.first { $0.key == "claude-next" }?.totals.cost == nil)
    #expect(report.groups.first { $0.key == "claude-next" }?.totals.tokens.output == 5)
    #expect(report.totals.cost == 25)
    #expect(report.totals.unpricedModels == ["claude-next"])
  }

  @Test("in LiteLLM's shape are read, with the rule for one-hour writes where the file has none")
  func file() throws {
    let table = try file(
      #"""
      {"sample_spec":{"max_tokens":"text"},
       "claude-next-20260101":{"input_cost_per_token":1e-06,"output_cost_per_token":0.000005,
         "cache_creation_input_token_cost":1.25e-06,"cache_read_input_token_cost":1e-07},
       "other":{"input_cost_per_token":2e-06,"cache_creation_input_token_cost_above_1hr":9e-06}}
      """#)
    for name in ["claude-next-20260101", "claude-next"] {
      let prices = try #require(table.prices(of: name)?.standard)
      #expect(prices.input == 1e-06 && prices.output == 5e-06 && prices.cacheWrites5m == 1.25e-06)
      #expect(prices.cacheWrites1h == 2e-06 && prices.cacheReads == 1e-07)
    }
    #expect(table.prices(of: "other")?.standard.cacheWrites1h == 9e-06)
    #expect(table.prices(of: "other")?.standard.cost(of: tokens(1, output: 1)) == nil)
    #expect(table.prices(of: "sample_spec") == nil)
  }

  @Test("above 200,000 tokens are taken for the whole response, where the file has them")
  func largeContext() throws {
    let table = try file(
      #"{"m":{"input_cost_per_token":1,"output_cost_per_token":1,"input_cost_per_token_above_200k_tokens":3}}"#)
    try bench.tree.write(
      transcript("s"),
      assistant(0, model: "m", usage: #"{"input_tokens":200000}"#)
        + assistant(1, message: "msg_2", model: "m", usage: #"{"input_tokens":200001}"#))
    try bench.ingest()
    var query = UsageQuery()
    query.prices = table
    #expect(try bench.store().usage(query).totals.cost == 200_000 + 3 * 200_001)
  }

  @Test("of a file go before the built-in ones, which stand for the models that it does not name")
  func fallback() throws {
    let table = try file(#"{"claude-opus-4-5":{"input_cost_per_token":7}}"#).falling(backTo: .builtIn)
    #expect(table.prices(of: "claude-opus-4-5-20251101")?.standard.input == 7)
    #expect(table.prices(of: "claude-haiku-4-5")?.standard.input == 1 / 1e6)
  }

  @Test(
    "in a file that is none are refused",
    arguments: ["", "{", "[1]", "{}", #"{"a":1}"#, #"{"a":{"input_cost_per_token":"x"}}"#])
  func refused(text: String) throws {
    #expect(throws: PriceFileError.self) { try file(text) }
  }
}
