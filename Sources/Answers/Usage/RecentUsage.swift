import FileIO
public import SegmentedLog
import SessionLog
public import Times

/// The tokens and the cost of the present day, of the present block of five hours, and of the sessions of the last
/// days.
///
/// It is made for a line that is printed again and again: the latest responses are kept as a checkpoint, and what is
/// stored after that is folded into it, so that a question does not need the states of the whole store.
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

  /// When the log was read for this.
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
  /// The age in milliseconds at which a session is left out.
  static let sessionsAge: Int64 = 7 * 86_400_000
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
  /// The latest responses are kept in the store. They are used as they are if the log has not grown since, or if they
  /// are younger than `age` milliseconds; otherwise what is new in the log is folded in. The state of usage is read only
  /// if there is nothing kept yet that fits, or if old responses or sessions occur in what is new. The latest responses
  /// are kept again if there are at least `keptFrom` in the store, because that takes the lock for a moment, unless
  /// another process is writing or something is lost to damage.
  ///
  /// Throws as `StoreView.usage` does. Cost: a few milliseconds from what was kept, else that of `usage`.
  public func recentUsage(
    zone: Zone, prices: PriceTable = .builtIn, age: Int64 = 60_000, keptFrom: Int = 2000
  ) throws -> RecentUsage {
    try throwingStoreErrors {
      let (log, now) = (try openLog(), clock.milliseconds)
      if let checkpoint = try log.checkpoint(RecentCheckpoint.name, version: RecentCheckpoint.version),
        var kept = RecentCheckpoint(decoding: checkpoint.state), kept.prices == prices.source, kept.made <= now
      {
        if checkpoint.head != log.head, now - kept.made >= age {
          if try kept.responses.fold(log, after: checkpoint.head.sequence) {
            kept.made = now
            return try keep(kept.shortened(prices), log).usage(self, log, zone, prices, now)
          }
        } else {
          return try kept.usage(self, log, zone, prices, now)
        }
      }
      let view = try view()
      let made = try RecentCheckpoint(view, prices, now)
      // What the states lack is noted for the store as a whole, not for this question.
      if try view.usageState.responses.count >= keptFrom { try keep(made, view.log) }
      return try made.usage(self, view.log, zone, prices, now)
    }
  }

  /// Keeps the latest responses in the store again where what was kept last no longer fits the end of the log, so that
  /// the next question is cheap. It is derived from the log, so nothing is thrown when that fails.
  ///
  /// It is meant to be called after something was stored. With `head`, the end of the log after that, nothing is done for
  /// less than `events` events since the last time, because a question folds as many in a few milliseconds itself. Cost:
  /// listing a directory, or as `recentUsage`, which is in proportion to what was stored since the last time.
  public func keepRecentUsage(upTo head: LogHead? = nil, events: UInt64 = 1000, prices: PriceTable = .builtIn) {
    if let head, let directory = try? StoreDirectory.open(path, fileSystem: fileSystem),
      let kept = try? directory.checkpointSequences(of: RecentCheckpoint.name).max(), kept <= head.sequence,
      head.sequence - kept < events
    {
      return
    }
    _ = try? recentUsage(zone: .utc, prices: prices, age: 0)
  }

  @discardableResult private func keep(_ recent: RecentCheckpoint, _ log: LogReader) throws -> RecentCheckpoint {
    guard losses.isEmpty else { return recent }
    _ = try? log.keep(
      Checkpoint(
        name: RecentCheckpoint.name, version: RecentCheckpoint.version, head: log.head, state: recent.encoded))
    return recent
  }
}
