/// What tokens of one kind cost, USD a token; nil where the table does not say.
public struct TokenPrices: Sendable, Equatable {
  public var input: Double?
  public var output: Double?
  public var cacheWrites5m: Double?
  public var cacheWrites1h: Double?
  public var cacheReads: Double?

  public init(
    input: Double?, output: Double?, cacheWrites5m: Double?, cacheWrites1h: Double?, cacheReads: Double?
  ) {
    self.input = input
    self.output = output
    self.cacheWrites5m = cacheWrites5m
    self.cacheWrites1h = cacheWrites1h
    self.cacheReads = cacheReads
  }

  /// USD; nil where there are tokens of a kind that has no price.
  public func cost(of tokens: TokenCounts) -> Double? {
    var sum = 0.0
    for (count, price) in [
      (tokens.input, input), (tokens.output, output), (tokens.cacheWrites5m, cacheWrites5m),
      (tokens.cacheWrites1h, cacheWrites1h), (tokens.cacheReads, cacheReads),
    ] where count > 0 {
      guard let price else { return nil }
      sum += Double(count) * price
    }
    return sum
  }
}

/// What a model costs.
public struct ModelPrices: Sendable, Equatable {
  public var standard: TokenPrices
  /// Of all tokens of a response that was given more than 200,000 to read; nil: the same.
  public var largeContext: TokenPrices?

  public init(standard: TokenPrices, largeContext: TokenPrices? = nil) {
    (self.standard, self.largeContext) = (standard, largeContext)
  }

  static let largeContextTokens: Int64 = 200_000
}

/// Prices by model. A model that is not in it has none: never somebody else's.
public struct PriceTable: Sendable {
  /// Of the built-in table: when its prices held.
  public static let builtInDate = "2026-06"

  /// Where the prices are from, for people: `built-in 2026-06`, or a path.
  public var source: String
  private var models: [String: ModelPrices]

  public init(source: String, models: [String: ModelPrices]) {
    self.source = source
    self.models = models
    // A dated name also answers for the model without a date, unless the table says something else of that.
    for name in models.keys.sorted() {
      let plain = Self.undated(name)
      if plain != name, self.models[plain] == nil { self.models[plain] = models[name] }
    }
  }

  /// The prices of a model as a transcript names it: `claude-opus-4-5-20251101`, `us.anthropic.claude-opus-4-5-20251101-v1:0`,
  /// `claude-opus-4-5@20251101`, `anthropic/claude-opus-4-5`, each with or without `[1m]`.
  public func prices(of model: String) -> ModelPrices? {
    Self.spellings(model).lazy.compactMap { models[$0] }.first
  }

  /// The prices here, and for models that are not here those of another table.
  public func falling(backTo other: PriceTable) -> PriceTable {
    var table = self
    table.models.merge(other.models) { own, _ in own }
    table.source = "\(source), else \(other.source)"
    return table
  }

  /// The ways in which a table may name a model, the closest first.
  private static func spellings(_ model: String) -> [String] {
    var name = Substring(model)
    var all = [model]
    func add() { if all.last != String(name) { all.append(String(name)) } }
    if name.hasSuffix("[1m]") {
      name = name.dropLast(4)
      add()
    }
    if let slash = name.lastIndex(of: "/") {
      name = name[name.index(after: slash)...]
      add()
    }
    if let range = name.firstRange(of: "anthropic.") {
      name = name[range.upperBound...]
      if let version = name.firstRange(of: "-v"), name[version.upperBound...].allSatisfy({ $0.isNumber || $0 == ":" }) {
        name = name[..<version.lowerBound]
      }
      add()
    }
    name = Substring(undated(String(name)))
    add()
    return all
  }

  /// Without `-20251101`, `@20251101` or `-latest`.
  private static func undated(_ name: String) -> String {
    if name.hasSuffix("-latest") { return String(name.dropLast(7)) }
    let digits = name.suffix(8)
    guard digits.count == 8, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return name }
    let rest = name.dropLast(8)
    return rest.last == "-" || rest.last == "@" ? String(rest.dropLast()) : name
  }
}

extension PriceTable {
  /// Anthropic's list prices. Models that came later are not in it: their cost is unknown until somebody gives prices.
  public static let builtIn: PriceTable = {
    // USD for a million tokens: input, output, 5-minute cache write, cache read; a 1-hour cache write is twice the input.
    let rows: [(names: [String], Double, Double, Double, Double)] = [
      (["opus-4", "opus-4-0", "opus-4-1"], 15, 75, 18.75, 1.5),
      (["opus-4-5", "opus-4-6", "opus-4-7", "opus-4-8"], 5, 25, 6.25, 0.5),
      (["sonnet-4", "sonnet-4-0", "sonnet-4-5", "sonnet-4-6"], 3, 15, 3.75, 0.3),
      (["haiku-4-5"], 1, 5, 1.25, 0.1),
      (["3-5-haiku"], 0.8, 4, 1, 0.08),
      (["3-haiku"], 0.25, 1.25, 0.3, 0.03),
      (["fable-5"], 10, 50, 12.5, 1),
    ]
    var models: [String: ModelPrices] = [:]
    for (names, input, output, write, read) in rows {
      let prices = TokenPrices(
        input: input / 1e6, output: output / 1e6, cacheWrites5m: write / 1e6, cacheWrites1h: 2 * input / 1e6,
        cacheReads: read / 1e6)
      for name in names { models["claude-" + name] = ModelPrices(standard: prices) }
    }
    return PriceTable(source: "built-in \(builtInDate)", models: models)
  }()
}
