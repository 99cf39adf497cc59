import Bytes
import SessionLog

/// The key of tokens that are priced alike: those of one model, on days with the same prices, in the same tier, billed
/// in the same way.
struct PriceSlot: Hashable, Sendable {
  /// The index of the model in `CostTable.names`.
  var model: UInt32
  /// The index in the model's price history.
  var period: UInt16
  var tier: UInt16
  /// The index in `UsageState.billings`.
  var billing: UInt32
  /// True for the tokens that a response reports as its own, false for those of an advisor or a compaction.
  var isOwn: Bool
  /// True if the lines themselves state the cost and no price applies.
  var isReported: Bool
}

/// A sum of tokens by slot. Each total is multiplied by its price once, so that the order of the responses does not
/// change the cost.
struct UsageSum {
  private struct Amount {
    var responses: Int64 = 0
    var tokens = TokenCounts()
    var reported: Int64 = 0

    mutating func add(_ part: UsagePart) {
      responses += part.responses
      tokens += part.tokens
      reported = reported.adding(part.reported)
    }
  }

  private var amounts: [(slot: PriceSlot, amount: Amount)] = []
  /// The index of each slot, once there are more than a linear search is good for.
  private var indices: [PriceSlot: Int] = [:]
  private static let linearMax = 16

  var isEmpty: Bool { amounts.isEmpty }

  mutating func add(_ part: UsagePart) {
    let known = indices.isEmpty ? amounts.firstIndex { $0.slot == part.slot } : indices[part.slot]
    if let known { return amounts[known].amount.add(part) }
    amounts.append((part.slot, Amount()))
    amounts[amounts.count - 1].amount.add(part)
    if !indices.isEmpty {
      indices[part.slot] = amounts.count - 1
    } else if amounts.count > Self.linearMax {
      for (index, amount) in amounts.enumerated() { indices[amount.slot] = index }
    }
  }

  /// Adds all parts of a response.
  mutating func add(_ response: Response, _ costs: CostTable) {
    costs.forEachPart(of: response) { add($0) }
  }

  /// Returns the sums and their cost, with a list of the tokens that have no price.
  func totals(_ costs: CostTable) -> UsageTotals {
    var totals = UsageTotals()
    var unpriced: [UnpricedUsage] = []
    var cost = Money.zero
    var hasPrice = amounts.isEmpty
    let sorted = amounts.count < 2 ? amounts : amounts.sorted { costs.order(of: $0.slot) < costs.order(of: $1.slot) }
    for (slot, amount) in sorted {
      if slot.isOwn { totals.responses += amount.responses }
      totals.tokens += amount.tokens
      if slot.isReported {
        cost += Money(picodollars: Int128(amount.reported) * 1000)
        hasPrice = true
        continue
      }
      switch costs.cost(of: slot, amount.tokens, responses: amount.responses) {
      case .known(let part):
        cost += part
        hasPrice = true
      case .unknown(let reason):
        guard amount.tokens.total > 0 || costs.hasTools(slot) else { continue }
        let model = costs.names[Int(slot.model)]
        if let known = unpriced.firstIndex(where: { $0.model == model && $0.reason == reason }) {
          unpriced[known].responses += amount.responses
          unpriced[known].tokens += amount.tokens
        } else {
          unpriced.append(
            UnpricedUsage(model: model, reason: reason, responses: amount.responses, tokens: amount.tokens))
        }
      }
    }
    totals.cost = hasPrice || unpriced.isEmpty ? cost : nil
    guard !unpriced.isEmpty else { return totals }
    totals.unpriced = unpriced.sorted { ($0.model, $0.reason) < ($1.model, $1.reason) }
    totals.unpricedModels = Set(unpriced.map(\.model)).sorted()
    return totals
  }
}

/// The prices of all models in a store, with each model looked up once.
struct CostTable: Sendable {
  enum Cost {
    case known(Money)
    /// The reason why the cost is unknown, in a few words.
    case unknown(String)
  }

  /// What the price of tokens is multiplied by.
  private enum Factor {
    case known(Double)
    /// The reason why the factor is unknown, in a few words.
    case unknown(String)
  }

  /// The names of models: first those of `UsageState`, at the same indices.
  let names: [String]
  /// The prices of each model from the oldest on, by index of the model.
  private let history: [[ModelPrices]]
  private let billings: [Billing]
  private let iterations: [UInt32: [(model: UInt32?, tokens: TokenCounts)]]
  private let reported: [UInt32: Int64]
  /// The places of models and of billings in an order that does not depend on their numbers.
  private let modelRanks, billingRanks: [Int]

  init(_ usage: UsageState, _ table: PriceTable) {
    var models = usage.models
    iterations = usage.iterations.mapValues { list in
      list.items.map { ($0.model.isEmpty ? nil : models.number($0.model), $0.tokens.counts) }
    }
    names = models.strings.map(\.text)
    history = names.map { table.history(of: $0) }
    billings = usage.billings
    reported = usage.costs
    modelRanks = Self.ranks(names)
    billingRanks = Self.ranks(usage.billings.enumerated().map { $0 == 0 ? "" : $1.encoded.text })
  }

  /// Returns the place of each text among all in their order; equal texts have the same one.
  private static func ranks(_ texts: [String]) -> [Int] {
    let order = Dictionary(uniqueKeysWithValues: Set(texts).sorted().enumerated().map { ($1, $0) })
    return texts.map { order[$0]! }
  }

  /// Calls `body` with a response's own tokens, then with each part that it reports of others.
  func forEachPart(of response: Response, _ body: (UsagePart) -> Void) {
    let own = response.tokens.counts
    let slot = slot(response, response.model, own, isOwn: true)
    var part = UsagePart(
      time: response.time, session: response.session, source: response.source, tools: response.tools, slot: slot,
      tokens: own)
    if !reported.isEmpty, let cost = reported[response.number], case .unknown = self.cost(of: slot, own, responses: 1) {
      part.slot.isReported = true
      part.reported = cost
    }
    body(part)
    guard !iterations.isEmpty, let others = iterations[response.number] else { return }
    for other in others {
      part.slot = self.slot(response, other.model ?? response.model, other.tokens, isOwn: false)
      (part.tokens, part.reported) = (other.tokens, 0)
      body(part)
    }
  }

  /// Returns what a part costs; nil if that is unknown.
  func cost(of part: UsagePart) -> Money? {
    if part.slot.isReported { return Money(picodollars: Int128(part.reported) * 1000) }
    guard case .known(let known) = cost(of: part.slot, part.tokens, responses: 1) else { return nil }
    return known
  }

  private func slot(_ response: Response, _ model: UInt32, _ tokens: TokenCounts, isOwn: Bool) -> PriceSlot {
    let history = history[Int(model)]
    var period = 0
    if history.count > 1 {
      period =
        history.firstIndex { prices in
          response.time.map { $0 < prices.until?.milliseconds ?? .max } ?? (prices.until == nil)
        }
        ?? history.count - 1
    }
    let tier = history.isEmpty ? 0 : history[period].tier(ofContext: tokens.context)
    return PriceSlot(
      model: model, period: UInt16(period), tier: UInt16(tier), billing: response.billing, isOwn: isOwn,
      isReported: false)
  }

  /// Returns a sort key of a slot that does not depend on the order in which models and billings were numbered.
  func order(of slot: PriceSlot) -> (Int, UInt16, UInt16, Int, Int) {
    (
      modelRanks[Int(slot.model)], slot.period, slot.tier, billingRanks[Int(slot.billing)],
      (slot.isOwn ? 0 : 1) + (slot.isReported ? 2 : 0)
    )
  }

  /// Returns true if the responses of a slot used tools that ran on Anthropic's side.
  func hasTools(_ slot: PriceSlot) -> Bool { slot.isOwn && !billings[Int(slot.billing)].tools.isEmpty }

  /// Returns the cost of `responses` responses of a slot that have `tokens` in total.
  func cost(of slot: PriceSlot, _ tokens: TokenCounts, responses: Int64) -> Cost {
    let history = history[Int(slot.model)]
    guard Int(slot.period) < history.count else { return .unknown(UnpricedUsage.noListPrice) }
    let prices = history[Int(slot.period)]
    guard var cost = prices.prices(ofTier: Int(slot.tier)).cost(of: tokens) else {
      return .unknown("no price for tokens of this kind")
    }
    if slot.billing == 0 { return .known(cost) }
    let billing = billings[Int(slot.billing)]
    for factor in [slot.isOwn ? speed(billing, prices) : .known(1), tier(billing), geo(billing, prices)] {
      switch factor {
      case .known(let factor): cost = cost.scaled(by: factor)
      case .unknown(let reason): return .unknown(reason)
      }
    }
    if !slot.isOwn { return .known(cost) }
    for tool in billing.tools {
      guard let price = Self.price(of: tool.name, prices) else { return .unknown("no price for \(tool.name.text)") }
      cost += price * Int64(tool.count) * responses
    }
    return .known(cost)
  }

  private func speed(_ billing: Billing, _ prices: ModelPrices) -> Factor {
    if billing.speed.isEmpty { return .known(1) }
    if billing.speed.elementsEqual("fast".utf8), let factor = prices.fast { return .known(factor) }
    return .unknown("no price for speed \(billing.speed.text)")
  }

  private func tier(_ billing: Billing) -> Factor {
    if billing.tier.isEmpty { return .known(1) }
    if billing.tier.elementsEqual("batch".utf8) { return .known(0.5) }
    return .unknown("no price for service tier \(billing.tier.text)")
  }

  private func geo(_ billing: Billing, _ prices: ModelPrices) -> Factor {
    if billing.geo.isEmpty { return .known(1) }
    if billing.geo.elementsEqual("us".utf8), let factor = prices.us { return .known(factor) }
    return .unknown("no price for inference in \(billing.geo.text)")
  }

  /// Returns the price of a use; nil when unknown. Fetching pages and searching for tools cost only tokens.
  private static func price(of tool: [UInt8], _ prices: ModelPrices) -> Money? {
    switch tool.text {
    case "web_search_requests": prices.webSearch
    case "web_fetch_requests", "tool_search_requests": 0
    default: nil
    }
  }
}
