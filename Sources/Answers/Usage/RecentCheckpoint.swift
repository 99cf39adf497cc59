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
  static let version: UInt16 = 2

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

  /// Takes the latest responses of a view at a time. Cost: that of `StoreView.usage`.
  init(_ view: StoreView, _ prices: PriceTable, _ now: Int64) throws {
    let (usage, claimed) = (try view.usageState, try view.claims.responses)
    let start = try Self.start(view, prices, now)
    let recent = try Self.recentSessions(view, prices, [:], now)
    (made, self.prices) = (now, prices.source)
    responses = RecentResponses(
      usage, claimed, from: start, keeping: recent, lastRun: try view.sync.runs.last?.started)
    earlier = [:]
    earlier = try earlier(in: view, prices, from: start, [:])
  }

  /// Returns the same with fewer responses, where some are no longer among the latest ones at the time at which the log
  /// was read. Cost: in proportion to the responses here.
  func shortened(_ store: Store, _ log: LogReader, _ prices: PriceTable) throws -> RecentCheckpoint {
    let view = StoreView(store, log, Projections(usage: responses.usage, at: log))
    let start = max(responses.start, try Self.start(view, prices, made))
    var shortened = self
    shortened.responses = RecentResponses(
      responses, from: start, keeping: try Self.recentSessions(view, prices, earlier, made))
    shortened.earlier = try shortened.earlier(in: view, prices, from: start, earlier)
    return shortened
  }

  private static func start(_ view: StoreView, _ prices: PriceTable, _ now: Int64) throws -> Int64 {
    let latest = (now.subtractingReportingOverflow(age).partialValue).quotientRoundedDown(by: 3_600_000) * 3_600_000
    var query = UsageQuery()
    (query.prices, query.grouping) = (prices, .block)
    let starts = try view.usage(query).groups.compactMap { $0.start?.milliseconds }
    return starts.last { $0 <= latest } ?? latest
  }

  /// Returns whether each session of a view has a response in the last seven days, by number of the session. Of more
  /// than `RecentUsage.sessionsMax` the latest are chosen.
  private static func recentSessions(
    _ view: StoreView, _ prices: PriceTable, _ earlier: [[UInt8]: Earlier], _ now: Int64
  ) throws -> [Bool] {
    let ids = try view.usageState.sessions.ids
    var latest = ids.map { earlier[$0]?.latest ?? .min }
    try view.priced(prices).forEach(in: .always) { part in
      latest[Int(part.session)] = max(latest[Int(part.session)], part.time ?? .min)
    }
    let limit = now.subtractingReportingOverflow(RecentUsage.sessionsAge + 900_000).partialValue
    let newest = ids.indices.filter { latest[$0] > limit }.sorted { (latest[$0], $0) > (latest[$1], $1) }
    var isRecent = [Bool](repeating: false, count: ids.count)
    for number in newest.prefix(RecentUsage.sessionsMax) { isRecent[number] = true }
    return isRecent
  }

  /// Returns the sums of the responses of a view that were made before `start`, for each session that is kept, added to
  /// known sums. `start` is a full hour.
  private func earlier(
    in view: StoreView, _ prices: PriceTable, from start: Int64, _ known: [[UInt8]: Earlier]
  ) throws -> [[UInt8]: Earlier] {
    let (ids, priced) = (try view.usageState.sessions.ids, try view.priced(prices))
    var sums = [UsageSum](repeating: UsageSum(), count: ids.count)
    var latest = [Int64](repeating: .min, count: ids.count)
    priced.forEach(in: .always) { part in
      guard part.time ?? .min < start else { return }
      sums[Int(part.session)].add(part)
      latest[Int(part.session)] = max(latest[Int(part.session)], part.time ?? .min)
    }
    let kept = Set(responses.usage.sessions.ids)
    var earlier: [[UInt8]: Earlier] = [:]
    for (number, id) in ids.enumerated() where kept.contains(id) {
      var entry = known[id] ?? Earlier()
      entry.latest = max(entry.latest, latest[number])
      if !sums[number].isEmpty { entry.amount += RecentUsage.Amount(sums[number].totals(priced.costs)) }
      if entry != Earlier() { earlier[id] = entry }
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
    let (priced, ids) = (try view.priced(prices), responses.usage.sessions.ids)
    var (sum, sums) = (UsageSum(), [UsageSum](repeating: UsageSum(), count: ids.count))
    var latest = ids.map { earlier[$0]?.latest ?? .min }
    priced.forEach(in: .always) { part in
      sums[Int(part.session)].add(part)
      latest[Int(part.session)] = max(latest[Int(part.session)], part.time ?? .min)
    }
    priced.forEach(in: day) { sum.add($0) }
    var recent = RecentUsage(
      made: Instant(milliseconds: made), synced: responses.lastRun.instant, day: day,
      today: RecentUsage.Amount(sum.totals(priced.costs)), basis: [zone.name, prices.source])
    if let block, let end = block.end, let last = block.lastResponse {
      recent.block = RecentUsage.Block(end: end, lastResponse: last, amount: RecentUsage.Amount(block.totals))
    }
    let week = now.subtractingReportingOverflow(RecentUsage.sessionsAge).partialValue
    let newest = ids.indices.filter { latest[$0] > week }.sorted { (latest[$0], $0) > (latest[$1], $1) }
    for number in newest.prefix(RecentUsage.sessionsMax) {
      var amount = earlier[ids[number]]?.amount
      if !sums[number].isEmpty { amount += RecentUsage.Amount(sums[number].totals(priced.costs)) }
      recent.sessions[ids[number]] = amount
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
