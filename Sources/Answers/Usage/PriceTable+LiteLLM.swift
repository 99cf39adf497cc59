import FileIO
import SystemPackage
import Transcripts

extension PriceTable {
  static let fileSizeMax: Int64 = 64 << 20

  /// Reads prices from a file in the format of LiteLLM's `model_prices_and_context_window.json`: an object of models,
  /// each an object with `input_cost_per_token`, `output_cost_per_token`, `cache_creation_input_token_cost`,
  /// `cache_creation_input_token_cost_above_1hr`, `cache_read_input_token_cost`, the same names followed by
  /// `_above_200k_tokens` (or any other number) for long contexts, `provider_specific_entry` with `fast` and `us`, and
  /// `search_context_cost_per_query`. Models without these prices and all other keys are ignored.
  ///
  /// Throws `invalidPriceFile`, or `FileError`. A file of more than `fileSizeMax` bytes is an error.
  package static func contents(of path: FilePath, fileSystem: any FileSystem = POSIXFileSystem()) throws -> PriceTable {
    let bytes = try fileSystem.contents(path, limit: Int(fileSizeMax))
    guard let document = bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }) else {
      throw unusable(path, "is not valid JSON")
    }
    guard case .object(let members) = document else {
      throw unusable(path, "holds no object")
    }
    var models: [String: ModelPrices] = [:]
    for member in members {
      if let prices = modelPrices(member.value) { models[member.key] = prices }
    }
    guard !models.isEmpty else { throw unusable(path, "names no model with a price") }
    return PriceTable(source: path.string, models: models)
  }

  private static func unusable(_ path: FilePath, _ reason: String) -> StoreError {
    StoreError(.invalidPriceFile, "\(path) \(reason)", path: path)
  }

  private static func modelPrices(_ value: JSONValue) -> ModelPrices? {
    guard let standard = tokenPrices(value, suffix: "") else { return nil }
    var prices = ModelPrices(standard: standard)
    prices.tiers = thresholds(value).compactMap { thousands in
      tokenPrices(value, suffix: "_above_\(thousands)k_tokens").map { large in
        ModelPrices.Tier(
          above: thousands * 1000,
          prices: TokenPrices(
            input: large.input ?? standard.input, output: large.output ?? standard.output,
            cacheWrites5m: large.cacheWrites5m ?? standard.cacheWrites5m,
            cacheWrites1h: large.cacheWrites1h ?? standard.cacheWrites1h,
            cacheReads: large.cacheReads ?? standard.cacheReads))
      }
    }
    prices.fast = number(value["provider_specific_entry"]?["fast"])
    prices.us = number(value["provider_specific_entry"]?["us"])
    prices.webSearch = price(value["search_context_cost_per_query"]?["search_context_size_medium"])
    return prices
  }

  /// Returns the thousands of tokens in keys that end with `_above_200k_tokens` and the like, ascending.
  private static func thresholds(_ value: JSONValue) -> [Int64] {
    guard case .object(let members) = value else { return [] }
    let found = members.compactMap { member -> Int64? in
      guard member.key.hasSuffix("k_tokens"), let above = member.key.firstRange(of: "_cost_per_token_above_") else {
        return nil
      }
      return Int64(member.key[above.upperBound...].dropLast(8)).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    }
    return Set(found).sorted()
  }

  private static func number(_ value: JSONValue?) -> Double? {
    guard let number = value?.doubleValue, number.isFinite, number >= 0 else { return nil }
    return number
  }

  private static func price(_ value: JSONValue?) -> Money? { number(value).map(Money.init(dollars:)) }

  /// Returns nil if there is neither a price for input nor one for output.
  private static func tokenPrices(_ value: JSONValue, suffix: String) -> TokenPrices? {
    func price(_ key: String) -> Money? { Self.price(value[key + suffix]) }
    let input = price("input_cost_per_token")
    let output = price("output_cost_per_token")
    if input == nil && output == nil { return nil }
    return TokenPrices(
      input: input, output: output, cacheWrites5m: price("cache_creation_input_token_cost"),
      // Where the table states no price: at Anthropic, a cache write that lives for an hour costs twice the input
      // price.
      cacheWrites1h: price("cache_creation_input_token_cost_above_1hr") ?? input.map { $0 * 2 },
      cacheReads: price("cache_read_input_token_cost"))
  }
}

extension JSONValue {
  /// The number, rounded to the nearest `Double`; nil if the value is not a number.
  var doubleValue: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}
