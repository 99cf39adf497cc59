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
/// number of quarters, and most questions add up the sums instead of the responses: about a twentieth. Memory: a sum has
/// 112 bytes, and a response 4, because its parts are made again when they are asked for.
struct PricedUsage: Sendable {
  let prices: PriceTable
  let costs: CostTable
  private let responses: ClaimedResponses
  private var sums: [UsagePart] = []
  /// The indices of the responses of which each sum has a part, those of the first sum first, each in the order of the
  /// responses.
  private var members: [UInt32] = []
  /// The index of the first member of each sum, and the number of members.
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
    (self.prices, self.responses, costs) = (prices, responses, CostTable(usage, prices))
    var slots: [PriceSlot: UInt32] = [:]
    var numbers: [Key: Int] = [:]
    // What follows each other in a file is often priced alike.
    var last: (slot: PriceSlot, number: UInt32)?
    // The sum of each part, and its response.
    var entries: [(sum: UInt32, response: UInt32)] = []
    entries.reserveCapacity(responses.count)
    for (index, response) in responses.enumerated() {
      if index & 4095 == 0 { try check() }
      let quarter = response.time.map { $0.quotientRoundedDown(by: Self.quarter) } ?? .min
      let own = entries.count
      costs.forEachPart(of: response) { part in
        if last?.slot != part.slot {
          let slot = slots[part.slot] ?? UInt32(slots.count)
          if slot == slots.count { slots[part.slot] = slot }
          last = (part.slot, slot)
        }
        let key = Key(
          quarter: quarter, session: part.session, source: part.source, tools: part.tools, slot: last!.number)
        let number = numbers[key] ?? sums.count
        if number == sums.count {
          numbers[key] = number
          sums.append(part)
          sums[number].time = part.time.map { _ in quarter * Self.quarter }
        } else {
          sums[number].add(part)
        }
        if !entries[own...].contains(where: { $0.sum == number }) { entries.append((UInt32(number), UInt32(index))) }
      }
    }
    order(entries)
  }

  /// Puts the responses of each sum next to each other: O(responses).
  private mutating func order(_ entries: [(sum: UInt32, response: UInt32)]) {
    starts = [Int](repeating: 0, count: sums.count + 1)
    for entry in entries { starts[Int(entry.sum) + 1] += 1 }
    for sum in sums.indices { starts[sum + 1] += starts[sum] }
    var next = starts
    members = [UInt32](repeating: 0, count: entries.count)
    for entry in entries {
      members[next[Int(entry.sum)]] = entry.response
      next[Int(entry.sum)] += 1
    }
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
        forEachPart(ofSum: number, in: period, body)
      }
    }
  }

  /// Calls `body` with every single response in a period.
  func forEachResponse(in period: Period, _ body: (UsagePart) -> Void) {
    for number in sums.indices { forEachPart(ofSum: number, in: period, body) }
  }

  private func forEachPart(ofSum number: Int, in period: Period, _ body: (UsagePart) -> Void) {
    for member in members[starts[number]..<starts[number + 1]] {
      costs.forEachPart(of: responses[Int(member)]) { part in
        if part.slot == sums[number].slot, period.contains(part.time) { body(part) }
      }
    }
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
