import Bytes
import SegmentedLog
import SessionLog
import Times

/// The latest responses of a store as they are kept in it, and the sums of the earlier ones by session.
struct RecentCheckpoint: Sendable {
  /// What the responses of a session before the latest ones amount to.
  struct Earlier: Sendable, Equatable {
    /// Nil if there are none.
    var amount: RecentUsage.Amount?
    /// When the last of them was made, in milliseconds since 1970-01-01 UTC; `Int64.min` if none has a time.
    var latest: Int64 = .min
  }

  /// The name of the checkpoint.
  static let name = "recent"
  static let version: UInt16 = 4

  /// When the log was read, in milliseconds since 1970-01-01 UTC.
  var made: Int64
  /// The source of the prices.
  var prices: String
  var responses: RecentResponses
  /// By the ids of the sessions in `responses`.
  private var earlier: [[UInt8]: Earlier]

  /// The latest responses are those since the last block of five hours that began at least two days ago. In every time
  /// zone the present day began later than that.
  private static let age: Int64 = 2 * 86_400_000

  /// Takes the latest responses of a view at a time. Cost: that of the states, and of sorting the times of all responses.
  init(_ view: StoreView, _ prices: PriceTable, _ now: Int64) throws {
    let (usage, claimed) = (try view.usageState, Array(try view.claims.responses))
    let start = Self.start(claimed, now)
    (made, self.prices) = (now, prices.source)
    responses = RecentResponses(
      usage, claimed, from: start, keeping: Self.recentSessions(usage, claimed, [:], now),
      lastRun: try view.sync.runs.last?.started)
    earlier = [:]
    earlier = sums(of: usage, claimed, prices, before: start, [:])
  }

  /// Returns the same with fewer responses, where some are no longer among the latest ones at the time at which the log
  /// was read. Cost: in proportion to the responses here.
  func shortened(_ prices: PriceTable) -> RecentCheckpoint {
    let (usage, all) = (responses.usage, responses.usage.responses)
    let start = max(responses.start, Self.start(all, made))
    var shortened = self
    shortened.responses = RecentResponses(
      responses, from: start, keeping: Self.recentSessions(usage, all, earlier, made))
    shortened.earlier = shortened.sums(of: usage, all, prices, before: start, earlier)
    return shortened
  }

  /// Returns when the last block began that is old enough, or that age if there is none. Blocks are those of
  /// `UsageGrouping.block`; the first response must begin one.
  private static func start(_ responses: [Response], _ now: Int64) -> Int64 {
    let hour: Int64 = 3_600_000
    let latest = now.subtractingReportingOverflow(age).partialValue.quotientRoundedDown(by: hour) * hour
    var (start, last): (Int64?, Int64) = (nil, 0)
    for time in responses.compactMap(\.time).sorted() {
      if start.map({ time - $0 > 5 * hour || time - last > 5 * hour }) ?? true {
        let next = time.quotientRoundedDown(by: hour) * hour
        if next > latest { break }
        start = next
      }
      last = time
    }
    return start ?? latest
  }

  /// Returns when the last response of each session was made, by number of the session; `Int64.min` without one.
  private static func latest(
    _ usage: UsageState, _ responses: [Response], _ earlier: [[UInt8]: Earlier]
  ) -> [Int64] {
    var latest = usage.sessions.ids.map { earlier[$0]?.latest ?? .min }
    for response in responses {
      latest[Int(response.session)] = max(latest[Int(response.session)], response.time ?? .min)
    }
    return latest
  }

  /// Returns the sessions with a response in the last seven days, the latest first, at most `RecentUsage.sessionsMax`.
  private static func newest(_ latest: [Int64], _ now: Int64) -> ArraySlice<Int> {
    let limit = now.subtractingReportingOverflow(RecentUsage.sessionsAge).partialValue
    return latest.indices.filter { latest[$0] > limit }.sorted { (latest[$0], $0) > (latest[$1], $1) }
      .prefix(RecentUsage.sessionsMax)
  }

  /// Returns whether each session is one of `newest`, by number of the session.
  private static func recentSessions(
    _ usage: UsageState, _ responses: [Response], _ earlier: [[UInt8]: Earlier], _ now: Int64
  ) -> [Bool] {
    var isRecent = [Bool](repeating: false, count: usage.sessions.ids.count)
    for number in newest(latest(usage, responses, earlier), now) { isRecent[number] = true }
    return isRecent
  }

  /// Returns the sums of the responses that were made before `start`, for each session that is kept here, added to known
  /// sums.
  private func sums(
    of usage: UsageState, _ all: [Response], _ prices: PriceTable, before start: Int64, _ known: [[UInt8]: Earlier]
  ) -> [[UInt8]: Earlier] {
    let (ids, costs) = (usage.sessions.ids, CostTable(usage, prices))
    let kept = Set(responses.usage.sessions.ids)
    let isKept = ids.map(kept.contains)
    var sums: [UInt32: (sum: UsageSum, latest: Int64)] = [:]
    for response in all where isKept[Int(response.session)] && response.time ?? .min < start {
      var entry = sums[response.session] ?? (UsageSum(), .min)
      entry.sum.add(response, costs)
      entry.latest = max(entry.latest, response.time ?? .min)
      sums[response.session] = entry
    }
    var earlier = known.filter { kept.contains($0.key) }
    for (session, sum) in sums {
      let id = ids[Int(session)]
      var entry = earlier[id] ?? Earlier()
      entry.latest = max(entry.latest, sum.latest)
      entry.amount += RecentUsage.Amount(sum.sum.totals(costs))
      earlier[id] = entry
    }
    return earlier
  }

  /// Returns the answer at a time.
  func usage(_ store: Store, _ log: LogReader, _ zone: Zone, _ prices: PriceTable, _ now: Int64) throws -> RecentUsage {
    let view = StoreView(store, log, Projections(usage: responses.usage, at: log))
    let today = zone.day(now)
    let day = Period(start: zone.start(ofDay: today), end: zone.start(ofDay: today + 1))
    var query = UsageQuery()
    (query.prices, query.grouping) = (prices, .block)
    let block = try view.usage(query).groups.last { $0.isActive == true }
    let (usage, costs) = (responses.usage, CostTable(responses.usage, prices))
    var (sum, sums) = (UsageSum(), [UsageSum](repeating: UsageSum(), count: usage.sessions.ids.count))
    for response in usage.responses {
      sums[Int(response.session)].add(response, costs)
      if day.contains(response.time) { sum.add(response, costs) }
    }
    var recent = RecentUsage(
      made: Instant(milliseconds: made), synced: responses.lastRun.instant, day: day,
      today: RecentUsage.Amount(sum.totals(costs)), basis: [zone.name, prices.source])
    if let block, let end = block.end, let last = block.lastResponse {
      recent.block = RecentUsage.Block(end: end, lastResponse: last, amount: RecentUsage.Amount(block.totals))
    }
    for number in Self.newest(Self.latest(usage, usage.responses, earlier), now) {
      let id = usage.sessions.ids[number]
      var amount = earlier[id]?.amount
      if !sums[number].isEmpty { amount += RecentUsage.Amount(sums[number].totals(costs)) }
      recent.sessions[id] = amount
    }
    return recent
  }
}

extension RecentUsage.Amount? {
  /// Adds an amount; nil is nothing.
  fileprivate static func += (sum: inout Self, other: RecentUsage.Amount) {
    guard var known = sum else {
      sum = other
      return
    }
    known.tokens = known.tokens.adding(other.tokens)
    if let cost = other.cost { known.cost = (known.cost ?? .zero) + cost }
    known.isPartial = known.isPartial || other.isPartial
    sum = known
  }
}

// MARK: Encoding

extension RecentCheckpoint {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.zigzag(made)
    writer.sized(Array(prices.utf8))
    responses.encode(into: &writer)
    writer.varint(earlier.count)
    for id in earlier.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      writer.sized(id)
      writer.zigzag(earlier[id]!.latest)
      writer.encode(earlier[id]!.amount)
    }
    return writer.bytes
  }

  /// Returns nil if the bytes are not what `encoded` makes.
  init?(decoding bytes: [UInt8]) {
    let decoded = bytes.withUnsafeBytes { buffer -> RecentCheckpoint? in
      var reader = ByteReader(buffer)
      guard let decoded = try? RecentCheckpoint(decoding: &reader), reader.remaining == 0 else { return nil }
      return decoded
    }
    guard let decoded else { return nil }
    self = decoded
  }

  private init(decoding reader: inout ByteReader) throws(ByteError) {
    made = try reader.zigzag()
    prices = try reader.sized().text
    responses = try RecentResponses(decoding: &reader)
    earlier = [:]
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let id = try reader.sized()
      var entry = Earlier()
      entry.latest = try reader.zigzag()
      entry.amount = try reader.amount()
      guard earlier.updateValue(entry, forKey: id) == nil else { throw .malformed }
    }
  }
}

extension ByteWriter {
  fileprivate mutating func encode(_ amount: RecentUsage.Amount?) {
    guard let amount else { return u8(0) }
    u8(1 | (amount.cost == nil ? 0 : 2) | (amount.isPartial ? 4 : 0))
    varint(UInt64(max(0, amount.tokens)))
    guard let cost = amount.cost?.picodollars else { return }
    fixed(Int64(truncatingIfNeeded: cost >> 64))
    fixed(UInt64(truncatingIfNeeded: cost))
  }
}

extension ByteReader {
  fileprivate mutating func amount() throws(ByteError) -> RecentUsage.Amount? {
    let flags = try u8()
    if flags == 0 { return nil }
    guard flags & 1 != 0, flags < 8 else { throw .malformed }
    var amount = RecentUsage.Amount(tokens: Int64(clamping: try varint()), cost: nil, isPartial: flags & 4 != 0)
    if flags & 2 != 0 {
      let (high, low): (Int64, UInt64) = (try fixed(), try fixed())
      amount.cost = Money(picodollars: Int128(high) << 64 | Int128(low))
    }
    return amount
  }
}
