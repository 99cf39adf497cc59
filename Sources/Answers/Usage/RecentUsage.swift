import Bytes
import FileIO
import SegmentedLog
import SessionLog
public import Times

/// The tokens and the cost of the present day, of the present block of five hours, and of the sessions of the last
/// days.
///
/// It is made for a line that is printed again and again: it is kept as a checkpoint, so that the next question does
/// not need the states that it was made of.
public struct RecentUsage: Sendable, Equatable {
  /// A sum without the details of `UsageTotals`.
  public struct Amount: Sendable, Equatable {
    /// The number of tokens of all kinds.
    public var tokens: Int64 = 0
    /// The cost of everything that has a price; nil if nothing has one.
    public var cost: Money?
    /// True if some of the tokens have no price, so that the cost is a lower bound.
    public var isPartial = false

    /// Creates an amount.
    public init(tokens: Int64 = 0, cost: Money? = 0, isPartial: Bool = false) {
      (self.tokens, self.cost, self.isPartial) = (tokens, cost, isPartial)
    }

    init(_ totals: UsageTotals) {
      self.init(tokens: totals.tokens.total, cost: totals.cost, isPartial: !totals.unpricedModels.isEmpty)
    }
  }

  /// The block of five hours that had not ended when this was made; see `UsageGrouping.block`.
  public struct Block: Sendable, Equatable {
    /// When the block ends, five hours after it began.
    public var end: Instant
    /// The time of its latest response.
    public var lastResponse: Instant
    /// The tokens and the cost of it so far.
    public var amount: Amount
  }

  /// When this was made.
  public var made: Instant
  /// When the latest run of an ingest before that began; nil without one.
  public var synced: Instant?
  /// The day, in the zone that was asked for.
  public var day: Period
  /// The tokens and the cost of that day so far.
  public var today: Amount
  var block: Block?
  /// The sessions with a response in the last seven days, by id, at most `sessionsMax` of them.
  var sessions: [[UInt8]: Amount] = [:]
  /// The name of the zone and the source of the prices.
  var basis: [String]

  static let sessionsMax = 2000
  /// The length of a block in milliseconds.
  private static let blockLength: Int64 = 5 * 3_600_000

  /// Returns the block that has not ended at a time; nil if there is none.
  public func block(at now: Instant) -> Block? {
    guard let block, now < block.end,
      now.milliseconds.subtractingReportingOverflow(block.lastResponse.milliseconds).partialValue < Self.blockLength
    else { return nil }
    return block
  }

  /// Returns the tokens and the cost of a session, by its whole id; nil if it has no response in the last seven days.
  public func session(_ id: String) -> Amount? { sessions[Array(id.utf8)] }
}

extension Store {
  /// Returns the usage of the present day, block and sessions.
  ///
  /// An answer that was kept is used again if the log has not grown since, or if it is younger than `age` milliseconds;
  /// then no state is read. Otherwise it is made of the state of usage. It is kept if there are at least `keptFrom`
  /// responses, because that takes the lock for a moment, unless another process is writing or something is lost to
  /// damage.
  ///
  /// Throws as `StoreView.usage` does. Cost: a few milliseconds from what was kept, else that of `usage`.
  public func recentUsage(
    zone: Zone, prices: PriceTable = .builtIn, age: Int64 = 60_000, keptFrom: Int = 2000
  ) throws -> RecentUsage {
    try throwingStoreErrors {
      let (log, now) = (try openLog(), clock.milliseconds)
      let basis = [zone.name, prices.source]
      if let kept = try log.checkpoint(RecentUsage.name, version: RecentUsage.version),
        let usage = RecentUsage(decoding: kept.state), usage.basis == basis, usage.day.contains(now),
        usage.made.milliseconds <= now, kept.head == log.head || now - usage.made.milliseconds < age
      {
        return usage
      }
      let view = try view()
      let usage = try view.recentUsage(zone, prices, now)
      guard try view.usageState.responses.count >= keptFrom else { return usage }
      let checkpoint = Checkpoint(
        name: RecentUsage.name, version: RecentUsage.version, head: view.head, state: usage.encoded)
      // What the states lack is noted for the store as a whole, not for this question.
      if losses.isEmpty { _ = try? view.log.keep(checkpoint) }
      return usage
    }
  }
}

extension StoreView {
  fileprivate func recentUsage(_ zone: Zone, _ prices: PriceTable, _ now: Int64) throws -> RecentUsage {
    let today = zone.day(now)
    let day = Period(start: zone.start(ofDay: today), end: zone.start(ofDay: today + 1))
    var query = UsageQuery()
    (query.prices, query.grouping) = (prices, .block)
    let block = try usage(query).groups.last { $0.isActive == true }
    let (priced, ids) = (try priced(prices), try usageState.sessions.ids)
    var (sum, sums) = (UsageSum(), [UsageSum](repeating: UsageSum(), count: ids.count))
    var latest = [Int64](repeating: .min, count: ids.count)
    priced.forEach(in: .always) { part in
      sums[Int(part.session)].add(part)
      latest[Int(part.session)] = max(latest[Int(part.session)], part.time ?? .min)
    }
    priced.forEach(in: day) { sum.add($0) }
    var recent = RecentUsage(
      made: Instant(milliseconds: now), synced: try sync.runs.last.map { Instant(milliseconds: $0.started) }, day: day,
      today: RecentUsage.Amount(sum.totals(priced.costs)), basis: [zone.name, prices.source])
    if let block, let end = block.end, let last = block.lastResponse {
      recent.block = RecentUsage.Block(end: end, lastResponse: last, amount: RecentUsage.Amount(block.totals))
    }
    let week = now.subtractingReportingOverflow(7 * 86_400_000).partialValue
    let newest = ids.indices.filter { latest[$0] > week }.sorted { (latest[$0], $0) > (latest[$1], $1) }
    for number in newest.prefix(RecentUsage.sessionsMax) {
      recent.sessions[ids[number]] = RecentUsage.Amount(sums[number].totals(priced.costs))
    }
    return recent
  }
}

// MARK: Encoding

extension RecentUsage {
  /// The name of the checkpoint.
  fileprivate static let name = "recent"
  fileprivate static let version: UInt16 = 1

  fileprivate var encoded: [UInt8] {
    var writer = ByteWriter()
    for text in basis { writer.sized(Array(text.utf8)) }
    for time in [made, synced, day.start, day.end] { writer.encode(time) }
    writer.encode(today)
    writer.u8(block == nil ? 0 : 1)
    if let block {
      writer.encode(block.end)
      writer.encode(block.lastResponse)
      writer.encode(block.amount)
    }
    writer.varint(sessions.count)
    for id in sessions.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      writer.sized(id)
      writer.encode(sessions[id]!)
    }
    return writer.bytes
  }

  /// Returns nil if the bytes are not what `encoded` makes.
  fileprivate init?(decoding bytes: [UInt8]) {
    let decoded = bytes.withUnsafeBytes { buffer -> RecentUsage? in
      var reader = ByteReader(buffer)
      guard let usage = try? RecentUsage(decoding: &reader), reader.remaining == 0 else { return nil }
      return usage
    }
    guard let decoded else { return nil }
    self = decoded
  }

  private init(decoding reader: inout ByteReader) throws(ByteError) {
    basis = [try reader.sized().text, try reader.sized().text]
    guard let made = try reader.instant() else { throw .malformed }
    self.made = made
    synced = try reader.instant()
    day = Period(start: try reader.instant(), end: try reader.instant())
    today = try reader.amount()
    switch try reader.u8() {
    case 0: block = nil
    case 1:
      guard let end = try reader.instant(), let last = try reader.instant() else { throw .malformed }
      block = Block(end: end, lastResponse: last, amount: try reader.amount())
    default: throw .malformed
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let id = try reader.sized()
      guard sessions.updateValue(try reader.amount(), forKey: id) == nil else { throw .malformed }
    }
  }
}

extension ByteWriter {
  fileprivate mutating func encode(_ time: Instant?) {
    u8(time == nil ? 0 : 1)
    if let time { zigzag(time.milliseconds) }
  }

  fileprivate mutating func encode(_ amount: RecentUsage.Amount) {
    varint(UInt64(max(0, amount.tokens)))
    u8((amount.cost == nil ? 0 : 1) | (amount.isPartial ? 2 : 0))
    guard let cost = amount.cost?.picodollars else { return }
    fixed(Int64(truncatingIfNeeded: cost >> 64))
    fixed(UInt64(truncatingIfNeeded: cost))
  }
}

extension ByteReader {
  fileprivate mutating func instant() throws(ByteError) -> Instant? {
    switch try u8() {
    case 0: return nil
    case 1: return Instant(milliseconds: try zigzag())
    default: throw .malformed
    }
  }

  fileprivate mutating func amount() throws(ByteError) -> RecentUsage.Amount {
    let tokens = Int64(clamping: try varint())
    let flags = try u8()
    guard flags < 4 else { throw .malformed }
    var amount = RecentUsage.Amount(tokens: tokens, cost: nil, isPartial: flags & 2 != 0)
    if flags & 1 != 0 {
      let (high, low): (Int64, UInt64) = (try fixed(), try fixed())
      amount.cost = Money(picodollars: Int128(high) << 64 | Int128(low))
    }
    return amount
  }
}
