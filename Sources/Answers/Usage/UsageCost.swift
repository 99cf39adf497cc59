import Bytes
import SessionLog

/// What is priced alike: tokens of one model, on days with the same prices, in the same tier, billed in the same way.
struct PriceSlot: Hashable {
  /// Number in `CostTable.names`.
  var model: UInt32
  /// Place in the model's history.
  var period: UInt16
  var tier: UInt16
  /// Number in `UsageState.billings`.
  var billing: UInt32
  /// Whether it is what the response says of its own tokens, not of an advisor's or a compaction's.
  var isOwn: Bool
  /// Whether the lines say themselves what it cost, and no price does.
  var isReported: Bool
}

/// A response's own tokens, or what it says that an advisor, a compaction or another model used.
struct UsagePart {
  var response: Response
  var slot: PriceSlot
  var tokens: TokenCounts
  /// `costUSD` in billionths; 0 unless the slot is reported.
  var reported: Int64 = 0
}

/// Tokens added up by what is priced alike, so that each sum is multiplied by a price once: the order of the responses does not change the cost.
struct UsageSum {
  private struct Amount {
    var responses: Int64 = 0
    var tokens = TokenCounts()
    var reported: Int64 = 0
  }

  private var amounts: [PriceSlot: Amount] = [:]

  var isEmpty: Bool { amounts.isEmpty }

  mutating func add(_ part: UsagePart) {
    amounts[part.slot, default: Amount()].responses += 1
    amounts[part.slot]!.tokens += part.tokens
    amounts[part.slot]!.reported = amounts[part.slot]!.reported.adding(part.reported)
  }

  mutating func add(_ response: Response, _ costs: CostTable) {
    costs.forEachPart(of: response) { add($0) }
  }

  func totals(_ costs: CostTable) -> UsageTotals {
    var totals = UsageTotals()
    var unpriced: [UnpricedUsage] = []
    var cost = 0.0
    var hasPrice = amounts.isEmpty
    for slot in amounts.keys.sorted(by: { costs.order(of: $0) < costs.order(of: $1) }) {
      let amount = amounts[slot]!
      if slot.isOwn { totals.responses += amount.responses }
      totals.tokens += amount.tokens
      if slot.isReported {
        cost += Double(amount.reported) / 1e9
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
    totals.unpriced = unpriced.sorted { ($0.model, $0.reason) < ($1.model, $1.reason) }
    totals.unpricedModels = Set(unpriced.map(\.model)).sorted()
    return totals
  }
}

/// The prices of what a store holds, each model looked up once.
struct CostTable {
  enum Cost {
    /// USD
    case known(Double)
    /// Why, in a few words.
    case unknown(String)
  }

  /// Of models; those of `UsageState` first, with their numbers.
  let names: [String]
  /// By number of the model: its prices from the oldest on.
  private let history: [[ModelPrices]]
  private let billings: [Billing]
  private let iterations: [UInt32: [(model: UInt32?, tokens: TokenCounts)]]
  private let reported: [UInt32: Int64]

  init(_ usage: UsageState, _ table: PriceTable) {
    var models = usage.models
    iterations = usage.iterations.mapValues { list in
      list.items.map { ($0.model.isEmpty ? nil : models.number($0.model), $0.tokens.counts) }
    }
    names = models.strings.map(\.text)
    history = names.map { table.history(of: $0) }
    billings = usage.billings
    reported = usage.costs
  }

  /// A response's own tokens, and what it says that others used.
  func forEachPart(of response: Response, _ body: (UsagePart) -> Void) {
    let own = response.tokens.counts
    let slot = slot(response, response.model, own, isOwn: true)
    var part = UsagePart(response: response, slot: slot, tokens: own)
    if !reported.isEmpty, let cost = reported[response.number], case .unknown = self.cost(of: slot, own, responses: 1) {
      part.slot.isReported = true
      part.reported = cost
    }
    body(part)
    guard !iterations.isEmpty, let others = iterations[response.number] else { return }
    for other in others {
      let slot = self.slot(response, other.model ?? response.model, other.tokens, isOwn: false)
      body(UsagePart(response: response, slot: slot, tokens: other.tokens))
    }
  }

  private func slot(_ response: Response, _ model: UInt32, _ tokens: TokenCounts, isOwn: Bool) -> PriceSlot {
    let history = history[Int(model)]
    var period = 0
    if history.count > 1 {
      period =
        history.firstIndex { prices in response.time.map { $0 < prices.until ?? .max } ?? (prices.until == nil) }
        ?? history.count - 1
    }
    let tier = history.isEmpty ? 0 : history[period].tier(ofContext: tokens.context)
    return PriceSlot(
      model: model, period: UInt16(period), tier: UInt16(tier), billing: response.billing, isOwn: isOwn,
      isReported: false)
  }

  /// An order of slots that does not depend on numbers.
  func order(of slot: PriceSlot) -> (String, UInt16, UInt16, String, Int) {
    let billing = slot.billing == 0 ? "" : billings[Int(slot.billing)].encoded.text
    return (
      names[Int(slot.model)], slot.period, slot.tier, billing, (slot.isOwn ? 0 : 1) + (slot.isReported ? 2 : 0)
    )
  }

  /// Whether tools ran on Anthropic's side.
  func hasTools(_ slot: PriceSlot) -> Bool { slot.isOwn && !billings[Int(slot.billing)].tools.isEmpty }

  /// What so many responses of a slot cost, which have these tokens together.
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
      guard case .known(let factor) = factor else { return factor }
      cost *= factor
    }
    if !slot.isOwn { return .known(cost) }
    for tool in billing.tools {
      guard let price = Self.price(of: tool.name, prices) else { return .unknown("no price for \(tool.name.text)") }
      cost += Double(tool.count) * Double(responses) * price
    }
    return .known(cost)
  }

  private func speed(_ billing: Billing, _ prices: ModelPrices) -> Cost {
    if billing.speed.isEmpty { return .known(1) }
    if billing.speed.elementsEqual("fast".utf8), let factor = prices.fast { return .known(factor) }
    return .unknown("no price for speed \(billing.speed.text)")
  }

  private func tier(_ billing: Billing) -> Cost {
    if billing.tier.isEmpty { return .known(1) }
    if billing.tier.elementsEqual("batch".utf8) { return .known(0.5) }
    return .unknown("no price for service tier \(billing.tier.text)")
  }

  private func geo(_ billing: Billing, _ prices: ModelPrices) -> Cost {
    if billing.geo.isEmpty { return .known(1) }
    if billing.geo.elementsEqual("us".utf8), let factor = prices.us { return .known(factor) }
    return .unknown("no price for inference in \(billing.geo.text)")
  }

  /// USD a use; nil: not known. Fetching pages and searching for tools costs nothing but tokens.
  private static func price(of tool: [UInt8], _ prices: ModelPrices) -> Double? {
    switch tool.text {
    case "web_search_requests": prices.webSearch
    case "web_fetch_requests", "tool_search_requests": 0
    default: nil
    }
  }
}
