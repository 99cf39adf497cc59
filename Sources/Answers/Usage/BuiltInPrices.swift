/// List prices of Anthropic's models. Made by `Tools/prices` from LiteLLM's table (https://github.com/BerriAI/litellm, MIT): do not edit.
enum BuiltInPrices {
  /// When they were current.
  static let date = "2026-11-29"

  /// USD for a thousand web searches.
  static let webSearch = 10.0

  /// What a model costs, USD for a million tokens.
  struct Row: Sendable {
    var model: String
    /// The first day (UTC) on which it holds no more.
    var until: String?
    /// The number of input tokens above which this row holds, for long contexts. It follows the row with 0.
    var above: Int64
    var input, output, write5m: Double
    var write1h: Double?
    var read: Double
    /// Factors; nil: not known.
    var fast, us: Double?

    init(
      _ model: String, until: String? = nil, above: Int64 = 0, _ input: Double, _ output: Double, _ write5m: Double,
      _ write1h: Double?, _ read: Double, fast: Double? = nil, us: Double? = nil
    ) {
      (self.model, self.until, self.above, self.input, self.output) = (model, until, above, input, output)
      (self.write5m, self.write1h, self.read, self.fast, self.us) = (write5m, write1h, read, fast, us)
    }
  }

  /// The rows of each model, the oldest first.
  static let rows: [Row] = [
    Row("3-5-haiku", until: "2024-12-03", 1, 5, 1.25, 2, 0.1, us: 1),
    Row("3-5-haiku", 0.8, 4, 1, 1.6, 0.08, us: 1),
    Row("3-5-sonnet", 3, 15, 3.75, nil, 0.3, us: 1),
    Row("3-7-sonnet", 3, 15, 3.75, nil, 0.3, us: 1),
    Row("3-haiku", 0.25, 1.25, 0.3, 0.5, 0.03, us: 1),
    Row("3-opus", 15, 75, 18.75, nil, 1.5, us: 1),
    Row("fable-5", 10, 50, 12.5, 20, 1, us: 1.1),
    Row("fable-5-1", 10, 50, 12.5, 20, 0.25, us: 1.1),
    Row("haiku-4-5", 1, 5, 1.25, 2, 0.1, us: 1),
    Row("haiku-5-5", 0.1, 0.5, 0.125, 0.2, 0.01, us: 1.1),
    Row("haiku-5-5", above: 100_000, 0.5, 2.5, 0.625, 1, 0.05),
    Row("mythos-5", 10, 50, 12.5, 20, 1, us: 1.1),
    Row("mythos-5-1", 10, 50, 12.5, 20, 0.25, us: 1.1),
    Row("mythos-preview", 10, 50, 12.5, 20, 1, us: 1.1),
    Row("opus-4", 15, 75, 18.75, 30, 1.5, us: 1),
    Row("opus-4-0", 15, 75, 18.75, 30, 1.5, us: 1),
    Row("opus-4-1", 15, 75, 18.75, 30, 1.5, us: 1),
    Row("opus-4-5", 5, 25, 6.25, 10, 0.5, us: 1),
    Row("opus-4-6", 5, 25, 6.25, 10, 0.5, fast: 6, us: 1.1),
    Row("opus-4-7", 5, 25, 6.25, 10, 0.5, fast: 6, us: 1.1),
    Row("opus-4-8", 5, 25, 6.25, 10, 0.5, fast: 2, us: 1.1),
    Row("opus-5", 5, 25, 6.25, 10, 0.5, fast: 2, us: 1.1),
    Row("opus-5-5", 4, 20, 5, 8, 0.2, fast: 2, us: 1.1),
    Row("sonnet-4", 3, 15, 3.75, 6, 0.3, us: 1),
    Row("sonnet-4", above: 200_000, 6, 22.5, 7.5, 12, 0.6),
    Row("sonnet-4-0", 3, 15, 3.75, 6, 0.3, us: 1),
    Row("sonnet-4-0", above: 200_000, 6, 22.5, 7.5, 12, 0.6),
    Row("sonnet-4-5", 3, 15, 3.75, 6, 0.3, us: 1),
    Row("sonnet-4-5", above: 200_000, 6, 22.5, 7.5, 12, 0.6),
    Row("sonnet-4-6", 3, 15, 3.75, 6, 0.3, us: 1.1),
    Row("sonnet-5", 2, 10, 2.5, 4, 0.2, us: 1.1),
    Row("sonnet-5-5", 2, 10, 2.5, 4, 0.1, us: 1.1),
  ]
}
