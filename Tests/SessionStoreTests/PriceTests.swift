import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("prices")
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

  @Test("one million tokens of each kind have the cost in the price list")
  func list() throws {
    let prices = try #require(PriceTable.builtIn.prices(of: "claude-opus-4-5")?.standard)
    let million: Int64 = 1_000_000
    for (count, cost) in [
      (tokens(million), 5.0), (tokens(0, output: million), 25), (tokens(0, written5m: million), 6.25),
      (tokens(0, written1h: million), 10), (tokens(0, read: million), 0.5),
    ] {
      #expect(prices.cost(of: count) == Money(dollars: cost))
    }
  }

  @Test(
    "the prices of a model are found for every spelling of its name",
    arguments: [
      "claude-opus-4-5", "claude-opus-4-5-20251101", "claude-opus-4-5@20251101", "claude-opus-4-5-20251101[1m]",
      "anthropic/claude-opus-4-5", "us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5-latest",
    ])
  func spellings(model: String) { #expect(PriceTable.builtIn.prices(of: model)?.standard.input == 5e-6) }

  @Test(
    "a model that is not in the table has no prices, however similar its name is",
    arguments: [
      "claude-opus-6", "claude-sonnet-5-6", "claude-opus-4-9", "claude-opus-4-5-fast", "claude-opus-4-5-2025110",
      "opus",
      "gpt-5", "", "claude-opus-4-55", "<synthetic>",
    ])
  func unknown(model: String) { #expect(PriceTable.builtIn.prices(of: model) == nil) }

  @Test("tokens of a model without prices have no cost, and the model is named")
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

  @Test("a price file of LiteLLM is read, and one-hour cache writes cost twice the input where they are missing")
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

  @Test("prices above 200,000 tokens apply to the whole response")
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

  /// The cost of one response, and the reasons for which it has no price.
  private func cost(
    _ usage: String, model: String = "claude-opus-4-6", more: String = "", prices: PriceTable = .builtIn
  ) throws -> (cost: Money?, reasons: [String]) {
    try bench.tree.write(transcript("s"), assistant(0, model: model, usage: "{\(usage)}", more: more))
    try bench.ingest()
    var query = UsageQuery()
    query.prices = prices
    let totals = try bench.store().usage(query).totals
    return (totals.cost, totals.unpriced.map(\.reason))
  }

  @Test(
    "the built-in prices of known Claude models are current",
    arguments: [
      ("opus-5", 5, 25, 6.25, 10, 0.5), ("sonnet-5", 2, 10, 2.5, 4, 0.2), ("opus-5-5", 4, 20, 5, 8, 0.2),
      ("sonnet-5-5", 2, 10, 2.5, 4, 0.1), ("fable-5-1", 10, 50, 12.5, 20, 0.25),
      ("haiku-5-5", 0.1, 0.5, 0.125, 0.2, 0.01), ("3-7-sonnet", 3, 15, 3.75, nil, 0.3),
      ("3-5-sonnet", 3, 15, 3.75, nil, 0.3), ("3-opus", 15, 75, 18.75, nil, 1.5), ("opus-4-1", 15, 75, 18.75, 30, 1.5),
      ("opus-4-8", 5, 25, 6.25, 10, 0.5), ("sonnet-4-6", 3, 15, 3.75, 6, 0.3), ("haiku-4-5", 1, 5, 1.25, 2, 0.1),
    ] as [(String, Double, Double, Double, Double?, Double)])
  func current(model: String, input: Double, output: Double, write: Double, longWrite: Double?, read: Double) throws {
    let prices = try #require(PriceTable.builtIn.prices(of: "claude-" + model)?.standard)
    let expected = [input, output, write, read, longWrite ?? 0].map { Money(dollars: $0 / 1e6) }
    #expect(
      [prices.input, prices.output, prices.cacheWrites5m, prices.cacheReads, prices.cacheWrites1h ?? 0] == expected)
    #expect((prices.cacheWrites1h == nil) == (longWrite == nil))
  }

  @Test("the price of a response is that of its day and is not affected by later changes")
  func history() throws {
    func prices(_ input: Double, until: Int64? = nil) -> ModelPrices {
      ModelPrices(
        standard: TokenPrices(
          input: Money(dollars: input), output: 0, cacheWrites5m: 0, cacheWrites1h: 0, cacheReads: 0),
        until: until.map(Instant.init(milliseconds:)))
    }
    let table = PriceTable(source: "test", history: ["m": [prices(1, until: milliseconds(10)), prices(100)]])
    try bench.tree.write(
      transcript("s"),
      assistant(9, message: "msg_1", model: "m", usage: #"{"input_tokens":1}"#)
        + assistant(10, message: "msg_2", model: "m", usage: #"{"input_tokens":1}"#))
    try bench.ingest()
    var query = UsageQuery()
    query.prices = table
    #expect(try bench.store().usage(query).totals.cost == 101)
    #expect(
      table.prices(of: "m", at: Instant(milliseconds: 0))?.standard.input == 1
        && table.prices(of: "m")?.standard.input == 100)
    let haiku = PriceTable.builtIn
    #expect(haiku.prices(of: "claude-3-5-haiku", at: Instant(milliseconds: 1_730_700_000_000))?.standard.input == 1e-6)
    #expect(haiku.prices(of: "claude-3-5-haiku")?.standard.input == 0.8e-6)
  }

  @Test("the price of a long context is that of the highest threshold exceeded, for the whole response")
  func tiers() throws {
    let table = try file(
      #"""
      {"m":{"input_cost_per_token":1,"output_cost_per_token":0,"input_cost_per_token_above_100k_tokens":2,
        "input_cost_per_token_above_272k_tokens":3,"input_cost_per_token_above_272k_tokens_priority":9}}
      """#)
    for (tokens, price) in [(100_000, 1), (100_001, 2), (272_000, 2), (272_001, 3)] {
      try bench.tree.write(
        transcript("t\(tokens)"),
        assistant(
          0, message: "msg_\(tokens)", session: "t\(tokens)", request: "\(tokens)", model: "m",
          usage: #"{"input_tokens":\#(tokens)}"#))
      try bench.ingest()
      var query = UsageQuery()
      query.prices = table
      query.grouping = .session
      let group = try bench.store().usage(query).groups.first { $0.key == "t\(tokens)" }
      #expect(group?.totals.cost == Money(dollars: Double(tokens * price)))
    }
    #expect(try cost(#""input_tokens":250000"#, model: "claude-sonnet-4-5-20250929").cost == 1.5)
  }

  @Test(
    "fast mode, region, batch and web searches are included in the cost",
    arguments: [
      ("claude-opus-4-6", #""speed":"fast""#, 30.0), ("claude-opus-4-7", #""speed":"fast""#, 30),
      ("claude-opus-4-8", #""speed":"fast""#, 10), ("claude-opus-5-5", #""speed":"fast""#, 8),
      ("claude-opus-4-6", #""inference_geo":"us""#, 5.5), ("claude-opus-4-5", #""inference_geo":"us""#, 5),
      ("claude-opus-4-6", #""inference_geo":"global","service_tier":"standard","speed":"standard""#, 5),
      ("claude-opus-4-6", #""service_tier":"batch""#, 2.5),
      ("claude-opus-4-6", #""server_tool_use":{"web_search_requests":3,"web_fetch_requests":9}"#, 5.03),
      ("claude-opus-4-8", #""speed":"fast","inference_geo":"us","server_tool_use":{"web_search_requests":1}"#, 11.01),
    ])
  func billed(model: String, how: String, expected: Double) throws {
    let found = try cost(#""input_tokens":1000000,\#(how)"#, model: model)
    #expect(found.cost == Money(dollars: expected) && found.reasons == [])
  }

  @Test(
    "a response billed by an unknown rule has no cost, and the reason is reported",
    arguments: [
      ("claude-opus-4-6", #""speed":"turbo""#, "no price for speed turbo"),
      ("claude-sonnet-4-6", #""speed":"fast""#, "no price for speed fast"),
      ("claude-opus-4-6", #""service_tier":"priority""#, "no price for service tier priority"),
      ("claude-opus-4-6", #""inference_geo":"eu""#, "no price for inference in eu"),
      ("claude-opus-4-6", #""server_tool_use":{"code_execution_requests":1}"#, "no price for code_execution_requests"),
      ("claude-next", #""speed":"fast""#, "no list price"),
      ("claude-3-opus", #""cache_creation":{"ephemeral_1h_input_tokens":5}"#, "no price for tokens of this kind"),
    ])
  func unknownRule(model: String, how: String, reason: String) throws {
    let found = try cost(#""input_tokens":1000000,\#(how)"#, model: model)
    #expect(found.cost == nil && found.reasons == [reason])
  }

  @Test("the tokens of an advisor have the price of its own model and count for that model")
  func advisor() throws {
    let usage =
      #""input_tokens":2,"output_tokens":491,"iterations":[{"type":"message","input_tokens":2},"#
      + #"{"type":"advisor_message","model":"claude-opus-4-7","input_tokens":1000,"output_tokens":500}]"#
    #expect(try cost(usage, model: "claude-sonnet-4-6").cost == 0.024871)
    var query = UsageQuery()
    query.grouping = .model
    let report = try bench.store().usage(query)
    #expect(report.groups.map(\.key) == ["claude-opus-4-7", "claude-sonnet-4-6"])
    #expect(report.groups.map(\.totals.responses) == [0, 1] && report.totals.tokens.input == 1002)
    query.model = "opus"
    #expect(try bench.store().usage(query).totals.tokens.input == 1000)
    #expect(try bench.store().responses().map(\.tokens.input) == [2, 1000])
  }

  @Test("a cost that a line reports is used where there is no list price")
  func reported() throws {
    let found = try cost(#""input_tokens":1000"#, model: "claude-next", more: #","costUSD":0.25"#)
    #expect(found.cost == 0.25 && found.reasons == [])
  }

  @Test("a list price is used rather than a cost that a line reports")
  func listed() throws {
    #expect(try cost(#""input_tokens":1000000"#, more: #","costUSD":99"#).cost == 5)
  }

  @Test("the built-in prices are at most 200 days old (Tools/prices makes a new table)")
  func age() throws {
    let looked = try #require(Period(named: PriceTable.builtInDate, now: 0, zone: .utc)?.start).milliseconds
    let now = SystemClock().milliseconds
    #expect(now - looked < 200 * 86_400_000, "the prices of \(PriceTable.builtInDate) are old")
  }

  @Test("prices of a file are used first, and the built-in ones for models that the file does not name")
  func fallback() throws {
    let table = try file(#"{"claude-opus-4-5":{"input_cost_per_token":7}}"#).falling(backTo: .builtIn)
    #expect(table.prices(of: "claude-opus-4-5-20251101")?.standard.input == 7)
    #expect(table.prices(of: "claude-haiku-4-5")?.standard.input == 1e-6)
  }

  @Test(
    "a file without valid prices is refused",
    arguments: ["", "{", "[1]", "{}", #"{"a":1}"#, #"{"a":{"input_cost_per_token":"x"}}"#])
  func refused(text: String) throws {
    #expect(errorCode { try file(text) } == .invalidPriceFile)
  }
}
