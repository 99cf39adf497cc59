import Bytes
import SessionLog
public import Times
import Transcripts

/// The prices of tokens by kind, per token; nil where the table does not state one.
public struct TokenPrices: Sendable, Equatable {
  /// Input tokens that no cache was involved in.
  public var input: Money?
  /// Output tokens.
  public var output: Money?
  /// The price of cache writes that live for five minutes.
  public var cacheWrites5m: Money?
  /// The price of cache writes that live for one hour.
  public var cacheWrites1h: Money?
  /// Input tokens read from the cache.
  public var cacheReads: Money?

  /// Creates the prices per token; nil where a price is not known.
  public init(
    input: Money?, output: Money?, cacheWrites5m: Money?, cacheWrites1h: Money?, cacheReads: Money?
  ) {
    self.input = input
    self.output = output
    self.cacheWrites5m = cacheWrites5m
    self.cacheWrites1h = cacheWrites1h
    self.cacheReads = cacheReads
  }

  /// Returns the cost; nil if there are tokens of a kind that has no price.
  public func cost(of tokens: TokenCounts) -> Money? {
    var sum = Money.zero
    for (count, price) in [
      (tokens.input, input), (tokens.output, output), (tokens.cacheWrites5m, cacheWrites5m),
      (tokens.cacheWrites1h, cacheWrites1h), (tokens.cacheReads, cacheReads),
    ] where count > 0 {
      guard let price else { return nil }
      sum += price * count
    }
    return sum
  }
}

/// The prices of a model, until a day or until now.
public struct ModelPrices: Sendable, Equatable {
  /// Prices of a long context.
  public struct Tier: Sendable, Equatable {
    /// The prices apply to all tokens of a response whose context is longer than this number of tokens.
    public var above: Int64
    /// The prices from there on.
    public var prices: TokenPrices

    /// Creates a tier of responses whose context has more than `above` tokens.
    public init(above: Int64, prices: TokenPrices) { (self.above, self.prices) = (above, prices) }
  }

  /// The prices of responses to which no tier applies.
  public var standard: TokenPrices
  /// The tiers by ascending threshold.
  public var tiers: [Tier]
  /// The factor on all prices in fast mode; nil when unknown.
  public var fast: Double?
  /// The factor on all prices if the model must run in the United States; nil when unknown.
  public var us: Double?
  /// The price of a web search; nil when unknown.
  public var webSearch: Money?
  /// The first moment at which the prices no longer apply; nil while they do.
  public var until: Instant?

  /// Creates the prices of a model for one period.
  public init(
    standard: TokenPrices, tiers: [Tier] = [], fast: Double? = nil, us: Double? = nil, webSearch: Money? = nil,
    until: Instant? = nil
  ) {
    self.standard = standard
    self.tiers = tiers.sorted { $0.above < $1.above }
    (self.fast, self.us, self.webSearch, self.until) = (fast, us, webSearch, until)
  }

  /// Returns the number of the tier, from 1, of a response whose context is `tokens` tokens long; 0 means the standard
  /// prices.
  package func tier(ofContext tokens: Int64) -> Int { tiers.prefix { tokens > $0.above }.count }

  /// Returns the prices of a tier by its number from `tier(ofContext:)`.
  package func prices(ofTier tier: Int) -> TokenPrices { tier == 0 ? standard : tiers[tier - 1].prices }

  /// Returns the prices with the factors and the price of web searches of another table where this one does not state
  /// them.
  package func completed(by other: ModelPrices?) -> ModelPrices {
    var prices = self
    prices.fast = fast ?? other?.fast
    prices.us = us ?? other?.us
    prices.webSearch = webSearch ?? other?.webSearch
    return prices
  }
}

/// Prices by model, each with its history. A model that is not in the table has no price: it never gets that of another
/// model.
public struct PriceTable: Sendable, Equatable {
  /// The source of the prices, for people: `built-in 2026-11-29`, or a path.
  public var source: String
  /// The prices of each model from the oldest on, by name; the last ones are those of today.
  private var models: [String: [ModelPrices]]

  /// Makes a table of `models`, which has the prices of each model without a history.
  public init(source: String, models: [String: ModelPrices]) {
    self.init(source: source, history: models.mapValues { [$0] })
  }

  /// Makes a table of `history`: the prices of each model from the oldest on, each until the next ones begin.
  public init(source: String, history: [String: [ModelPrices]]) {
    self.source = source
    models = history
    // A dated name also stands for the model without a date, unless the table has a separate entry for that. Of
    // several dates the latest counts.
    for name in history.keys.sorted().reversed() {
      let plain = Self.undated(name)
      if plain != name, models[plain] == nil { models[plain] = history[name] }
    }
  }

  /// A text that is the same for tables with the same prices, and another one where a price or the source differs. Cost:
  /// one pass over the table.
  package var fingerprint: String {
    func amount(_ price: Money?) -> String { price.map { "\($0.picodollars)" } ?? "-" }
    func amounts(_ prices: TokenPrices) -> String {
      [prices.input, prices.output, prices.cacheWrites5m, prices.cacheWrites1h, prices.cacheReads].map(amount)
        .joined(separator: ",")
    }
    var lines = [source]
    for (name, history) in models.sorted(by: { $0.key < $1.key }) {
      for prices in history {
        let factors = [prices.fast, prices.us].map { $0.map { "\($0)" } ?? "-" }
        let tiers = prices.tiers.map { "\($0.above):\(amounts($0.prices))" }
        lines.append(
          "\(name) \(amounts(prices.standard)) \(tiers) \(factors) \(amount(prices.webSearch)) "
            + "\(prices.until.map { "\($0.milliseconds)" } ?? "-")")
      }
    }
    return Array(lines.joined(separator: "\n").utf8).withUnsafeBytes { String(sha256Prefix(of: $0).high, radix: 16) }
  }

  /// Returns the latest prices of a model as a transcript names it: `claude-opus-4-5-20251101`,
  /// `us.anthropic.claude-opus-4-5-20251101-v1:0`, `claude-opus-4-5@20251101`, `anthropic/claude-opus-4-5`, each with
  /// or without `[1m]`. Returns nil if the table does not name the model.
  public func prices(of model: String) -> ModelPrices? { history(of: model).last }

  /// Returns the prices of a model at a time; a nil time means now. Returns nil if
  /// the table does not name the model.
  public func prices(of model: String, at time: Instant?) -> ModelPrices? {
    let history = history(of: model)
    return history.first { prices in
      guard let time, let until = prices.until else { return prices.until == nil }
      return time < until
    } ?? history.last
  }

  /// Returns the prices of a model from the oldest to the latest; empty if the table does not name the model.
  package func history(of model: String) -> [ModelPrices] {
    Self.spellings(model).lazy.compactMap { models[$0] }.first ?? []
  }

  /// Returns this table, completed by another one: models that are only there are added, and the factors and the price
  /// of web searches of a model are taken from there where this table does not state them.
  public func falling(backTo other: PriceTable) -> PriceTable {
    var table = self
    for (name, history) in table.models {
      table.models[name] = history.map { $0.completed(by: other.prices(of: name)) }
    }
    table.models.merge(other.models) { own, _ in own }
    table.source = "\(source), else \(other.source)"
    return table
  }

  /// Returns the names under which a table may list a model, the closest first.
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

  /// Returns the name without `-20251101`, `@20251101` or `-latest`.
  private static func undated(_ name: String) -> String {
    if name.hasSuffix("-latest") { return String(name.dropLast(7)) }
    let digits = name.suffix(8)
    guard digits.count == 8, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return name }
    let rest = name.dropLast(8)
    return rest.last == "-" || rest.last == "@" ? String(rest.dropLast()) : name
  }
}

extension PriceTable {
  /// The day on which the prices of the built-in table were looked up, such as `2026-11-29`.
  public static let builtInDate = BuiltInPrices.date

  /// Anthropic's list prices with their history. Models that were released later are missing: their cost is unknown
  /// until the caller provides prices.
  public static let builtIn: PriceTable = {
    var history: [String: [ModelPrices]] = [:]
    func perMillion(_ dollars: Double) -> Money { Money(dollars: dollars / 1e6) }
    for row in BuiltInPrices.rows {
      let prices = TokenPrices(
        input: perMillion(row.input), output: perMillion(row.output), cacheWrites5m: perMillion(row.write5m),
        cacheWrites1h: row.write1h.map(perMillion), cacheReads: perMillion(row.read))
      let name = "claude-" + row.model
      guard row.above == 0 else {
        history[name]![history[name]!.count - 1].tiers.append(ModelPrices.Tier(above: row.above, prices: prices))
        continue
      }
      history[name, default: []].append(
        ModelPrices(
          standard: prices, fast: row.fast, us: row.us, webSearch: Money(dollars: BuiltInPrices.webSearch / 1000),
          until: row.until.flatMap { Instant($0 + "T00:00:00Z") }))
    }
    return PriceTable(source: "built-in \(builtInDate)", history: history)
  }()
}
