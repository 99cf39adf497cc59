import SessionLog
import Times

/// Tokens that are priced alike, of one response or of several that have the same session, source and tools and were
/// made in the same quarter of an hour.
struct UsagePart: Sendable {
  /// The time of the response, or the start of the quarter of an hour, in milliseconds since 1970-01-01 UTC; nil if
  /// unknown.
  var time: Int64?
  /// The index in `UsageState.sessions`.
  var session: UInt32
  /// The number of the source.
  var source: UInt32
  /// The index in `UsageState.toolSets`.
  var tools: UInt32
  var slot: PriceSlot
  /// The number of responses.
  var responses: Int64 = 1
  var tokens: TokenCounts
  /// The `costUSD` of the lines, in billionths of a USD; 0 unless `slot.isReported`.
  var reported: Int64 = 0

  /// Adds what another part has. Everything else must be equal.
  fileprivate mutating func add(_ other: UsagePart) {
    responses += other.responses
    tokens += other.tokens
    reported = reported.adding(other.reported)
  }
}

/// All responses of a store with one table of prices, and sums of them by quarters of an hour.
///
/// The offsets of time zones from UTC are multiples of a quarter of an hour, so every hour, day, week and month is a
/// number of quarters, and most questions add up the sums instead of the responses: about a twentieth. Memory: 110
/// bytes a response.
struct PricedUsage: Sendable {
  let prices: PriceTable
  let costs: CostTable
  /// Responses, ordered by the sums that they are in.
  private var parts: [UsagePart] = []
  private var sums: [UsagePart] = []
  /// The index of the first part of each sum, and the number of parts.
  private var starts: [Int] = []

  /// A quarter of an hour in milliseconds.
  private static let quarter: Int64 = 900_000

  private struct Key: Hashable {
    var quarter: Int64
    var session, source, tools, slot: UInt32
  }

  /// `check` is called every few thousand responses, and ends this with what it throws.
  init(
    _ usage: UsageState, _ responses: ClaimedResponses, _ prices: PriceTable, check: () throws -> Void = {}
  ) rethrows {
    (self.prices, costs) = (prices, CostTable(usage, prices))
    var slots: [PriceSlot: UInt32] = [:]
    var numbers: [Key: Int] = [:]
    var sumOfPart: [Int] = []
    var unordered: [UsagePart] = []
    unordered.reserveCapacity(responses.count)
    sumOfPart.reserveCapacity(responses.count)
    for (index, response) in responses.enumerated() {
      if index & 4095 == 0 { try check() }
      let quarter = response.time.map { $0.quotientRoundedDown(by: Self.quarter) } ?? .min
      costs.forEachPart(of: response) { part in
        let slot = slots[part.slot] ?? UInt32(slots.count)
        if slot == slots.count { slots[part.slot] = slot }
        let key = Key(
          quarter: quarter, session: part.session, source: part.source, tools: part.tools, slot: slot)
        let number = numbers[key] ?? sums.count
        if number == sums.count {
          numbers[key] = number
          sums.append(part)
          sums[number].time = part.time.map { _ in quarter * Self.quarter }
        } else {
          sums[number].add(part)
        }
        sumOfPart.append(number)
        unordered.append(part)
      }
    }
    order(unordered, sumOfPart)
  }

  /// Puts the parts of each sum next to each other: O(parts).
  private mutating func order(_ unordered: [UsagePart], _ sumOfPart: [Int]) {
    starts = [Int](repeating: 0, count: sums.count + 1)
    for sum in sumOfPart { starts[sum + 1] += 1 }
    for sum in sums.indices { starts[sum + 1] += starts[sum] }
    var next = starts
    var places = [Int](repeating: 0, count: unordered.count)
    for (part, sum) in sumOfPart.enumerated() {
      places[next[sum]] = part
      next[sum] += 1
    }
    parts = places.map { unordered[$0] }
  }

  /// Calls `body` with everything in a period: sums of quarters that lie in it as a whole, and the single responses of
  /// those that do not.
  func forEach(in period: Period, _ body: (UsagePart) -> Void) {
    for (number, sum) in sums.enumerated() {
      guard let start = sum.time, period != .always else {
        if period.contains(sum.time) { body(sum) }
        continue
      }
      let last = start + Self.quarter - 1
      if period.contains(start), period.contains(last) {
        body(sum)
      } else if period.overlaps(start, last) {
        for part in parts[starts[number]..<starts[number + 1]] where period.contains(part.time) { body(part) }
      }
    }
  }

  /// Calls `body` with every single response in a period.
  func forEachResponse(in period: Period, _ body: (UsagePart) -> Void) {
    for part in parts where period.contains(part.time) { body(part) }
  }
}

extension StoreView {
  /// The responses with these prices. A view keeps those of the table that was asked for last.
  func priced(_ prices: PriceTable) throws -> PricedUsage {
    func isRight(_ known: PricedUsage) -> Bool { known.prices == prices }
    return try derived.value("priced usage", where: isRight) {
      try PricedUsage(try usageState, try claims.responses, prices, check: checkCancellation)
    }
  }
}
