import SessionLog
import Times
import Transcripts

/// What tokens of one kind cost, USD a token; nil where the table does not say.
public struct TokenPrices: Sendable, Equatable {
  public var input: Double?
  public var output: Double?
  /// The price of cache writes that live for five minutes.
  public var cacheWrites5m: Double?
  /// The price of cache writes that live for one hour.
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

/// What a model costs, up to some day.
public struct ModelPrices: Sendable, Equatable {
  /// Prices of a long context.
  public struct Tier: Sendable, Equatable {
    /// They hold for all tokens of a response that was given more than so many to read.
    public var above: Int64
    public var prices: TokenPrices

    public init(above: Int64, prices: TokenPrices) { (self.above, self.prices) = (above, prices) }
  }

  /// The prices of responses to which no tier applies.
  public var standard: TokenPrices
  /// By rising threshold.
  public var tiers: [Tier]
  /// What all of them are multiplied by in fast mode; nil: not known.
  public var fast: Double?
  /// What all of them are multiplied by where the model must run in the United States; nil: not known.
  public var us: Double?
  /// USD a web search; nil: not known.
  public var webSearch: Double?
  /// The first moment at which they hold no more, milliseconds since 1970 UTC; nil: they still do.
  public var until: Int64?

  public init(
    standard: TokenPrices, tiers: [Tier] = [], fast: Double? = nil, us: Double? = nil, webSearch: Double? = nil,
    until: Int64? = nil
  ) {
    self.standard = standard
    self.tiers = tiers.sorted { $0.above < $1.above }
    (self.fast, self.us, self.webSearch, self.until) = (fast, us, webSearch, until)
  }

  /// The number of the tier, from 1, of a response that was given so many tokens to read; 0: the standard prices.
  package func tier(ofContext tokens: Int64) -> Int { tiers.prefix { tokens > $0.above }.count }

  package func prices(ofTier tier: Int) -> TokenPrices { tier == 0 ? standard : tiers[tier - 1].prices }

  /// With the rules of another table where this one does not say them.
  package func completed(by other: ModelPrices?) -> ModelPrices {
    var prices = self
    prices.fast = fast ?? other?.fast
    prices.us = us ?? other?.us
    prices.webSearch = webSearch ?? other?.webSearch
    return prices
  }
}

/// Prices by model, each with its history. A model that is not in it has none: never somebody else's.
public struct PriceTable: Sendable {
  /// Where the prices are from, for people: `built-in 2026-11-29`, or a path.
  public var source: String
  /// By name: the prices of a model from the oldest on; those that still hold are the last.
  private var models: [String: [ModelPrices]]

  /// Makes a table of `models`, which has the prices of each model without a history.
  public init(source: String, models: [String: ModelPrices]) {
    self.init(source: source, history: models.mapValues { [$0] })
  }

  /// `history`: for each model its prices from the oldest on, each up to where the next ones begin.
  public init(source: String, history: [String: [ModelPrices]]) {
    self.source = source
    models = history
    // A dated name also answers for the model without a date, unless the table says something else of that.
    for name in history.keys.sorted() {
      let plain = Self.undated(name)
      if plain != name, models[plain] == nil { models[plain] = history[name] }
    }
  }

  /// The latest prices of a model as a transcript names it: `claude-opus-4-5-20251101`, `us.anthropic.claude-opus-4-5-20251101-v1:0`,
  /// `claude-opus-4-5@20251101`, `anthropic/claude-opus-4-5`, each with or without `[1m]`.
  public func prices(of model: String) -> ModelPrices? { history(of: model).last }

  /// The prices of a model at a time, milliseconds since 1970 UTC; nil is now.
  public func prices(of model: String, at time: Int64?) -> ModelPrices? {
    let history = history(of: model)
    return history.first { prices in time.map { $0 < prices.until ?? .max } ?? (prices.until == nil) } ?? history.last
  }

  /// From the oldest on; empty for a model that is not in the table.
  package func history(of model: String) -> [ModelPrices] {
    Self.spellings(model).lazy.compactMap { models[$0] }.first ?? []
  }

  /// The prices here, and for models that are not here those of another table; its rules, too, where a model here has none.
  public func falling(backTo other: PriceTable) -> PriceTable {
    var table = self
    for (name, history) in table.models {
      table.models[name] = history.map { $0.completed(by: other.prices(of: name)) }
    }
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
  /// Of the built-in table: the day on which its prices were looked up.
  public static let builtInDate = BuiltInPrices.date

  /// Anthropic's list prices, with their history. Models that came later are not in it: their cost is unknown until somebody gives prices.
  public static let builtIn: PriceTable = {
    var history: [String: [ModelPrices]] = [:]
    for row in BuiltInPrices.rows {
      let prices = TokenPrices(
        input: row.input / 1e6, output: row.output / 1e6, cacheWrites5m: row.write5m / 1e6,
        cacheWrites1h: row.write1h.map { $0 / 1e6 }, cacheReads: row.read / 1e6)
      let name = "claude-" + row.model
      guard row.above == 0 else {
        history[name]![history[name]!.count - 1].tiers.append(ModelPrices.Tier(above: row.above, prices: prices))
        continue
      }
      history[name, default: []].append(
        ModelPrices(
          standard: prices, fast: row.fast, us: row.us, webSearch: BuiltInPrices.webSearch / 1000,
          until: row.until.map { Self.day($0) }))
    }
    return PriceTable(source: "built-in \(builtInDate)", history: history)
  }()

  private static func day(_ date: String) -> Int64 {
    var text = date + "T00:00:00Z"
    return text.withUTF8 { Timestamp.parse($0) ?? .max }
  }
}
