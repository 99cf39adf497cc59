public import FileIO
public import SegmentedLog
import Synchronization

/// An immutable view of a store at one position of its log, to ask several questions of.
///
/// ```swift
/// var view = try store.view()
/// let sessions = try view.sessions()
/// let usage = try view.usage()          // of the same moment, whatever is stored in between
/// view = try view.refreshed()           // folds only what is new
/// ```
/// Threads may share a view. A state is folded when a question first needs it, from its checkpoint and one pass over
/// the events after that for all states that the question needs, and is kept for later questions. Sums and orders that
/// several questions share are kept, too. Content that was erased before the view was made is hidden, also in a view of
/// an earlier position. The view looks up once whether files are on disk. Memory: the states, and `cacheLimit` bytes of
/// decoded blocks.
public struct StoreView: Sendable {
  /// Provides what is not in the log: the machine, the clock, the file system.
  package let store: Store
  /// The log up to the position of the view.
  package private(set) var log: LogReader
  /// The position that was asked for; nil for the end of the log.
  public let position: LogPosition?
  /// The end of the log when the view was made.
  private let newest: LogHead
  private let states: States
  /// The values that questions have computed from the states.
  package let derived: DerivedValues

  /// The last event of the view, and the chain hash up to it.
  public var head: LogHead { log.head }

  init(_ store: Store, position: LogPosition?, cacheLimit: Int) throws {
    (self.store, self.position) = (store, position)
    var log = try store.openLog()
    if cacheLimit > 0 { log.cache = BlockCache(limit: cacheLimit) }
    newest = log.head
    guard let position else {
      (self.log, states, derived) = (log, States(log), DerivedValues())
      return
    }
    let now = try Projections(log, .sync).sync.state
    let earlier = try log.asOf(position)
    var sync = try Projections(earlier, .sync).sync.state
    sync.forget(erasedBy: now)
    (self.log, states, derived) = (earlier, States(earlier, Projections(sync: sync, at: earlier)), DerivedValues())
  }

  /// Makes a view of the end of a log that a writer has opened, with states that are folded up to there.
  package init(_ store: Store, _ log: LogReader, _ projections: Projections) {
    (self.store, self.log, position, newest) = (store, log, nil, log.head)
    (states, derived) = (States(log, projections), DerivedValues())
  }

  private init(_ old: StoreView, _ log: LogReader, _ projections: Projections?) {
    (store, position, newest) = (old.store, old.position, log.head)
    (self.log, states, derived) = (log, States(log, projections), DerivedValues())
  }

  /// Returns a view of the present store. Only new events are folded. A view of an earlier position keeps its position
  /// and hides what has been erased in the meantime.
  ///
  /// After a compaction, a purge or a repair the states are read from the checkpoints again. Throws `LogError`, or
  /// `NoSuchPosition`.
  public func refreshed() throws -> StoreView {
    var log = try store.openLog()
    log.cancellation = self.log.cancellation
    let limit = self.log.cache?.limit ?? 0
    if let position {
      if log.head == newest { return self }
      var view = try StoreView(store, position: position, cacheLimit: limit)
      view.log.cancellation = log.cancellation
      return view
    }
    guard log.isContinuation(of: self.log) else {
      if limit > 0 { log.cache = BlockCache(limit: limit) }
      return StoreView(self, log, nil)
    }
    log.cache = self.log.cache
    var projections = states.folded
    if log.head != self.log.head { try projections?.catchUp(log) }
    return StoreView(self, log, projections)
  }

  /// Returns the same view for questions that end with `CancellationError` once `cancellation` is cancelled.
  public func cancellable(by cancellation: Cancellation) -> StoreView {
    var view = self
    view.log.cancellation = cancellation
    return view
  }

  /// Returns the same view, whose questions note damage in `losses`.
  package func noting(_ losses: LossLog) -> StoreView {
    var view = self
    view.log.losses = losses
    return view
  }

  /// Throws `CancellationError` if the question was cancelled. Loops over values in memory call it.
  package func checkCancellation() throws { try log.cancellation?.check() }

  // MARK: States

  /// Returns the states of `needed` and that of syncing, folded together as far as they are not folded yet.
  package func projections(_ needed: ProjectionSet) throws -> Projections {
    try states.including(needed, cancelledBy: log.cancellation)
  }

  /// The state of syncing.
  package var sync: SyncState { get throws { try projections([]).sync.state } }

  /// The state of responses and tokens.
  package var usageState: UsageState { get throws { try projections(.usage).usage.state } }

  /// The state of sessions, in which each session has the summary that names one of its records.
  package var sessionsState: SessionsState {
    get throws {
      try derived.value("sessions") { SessionsState.current(try projections(.sessions).sessions.state) }
    }
  }

  /// Keeps the projections that questions have asked for, folded up to the head of a log.
  private final class States: Sendable {
    private let log: LogReader
    private let known: Mutex<Projections?>

    init(_ log: LogReader, _ projections: Projections? = nil) {
      var log = log
      // States outlive the question that needs them first, so its cancellation is not kept.
      log.cancellation = nil
      self.log = log
      known = Mutex(projections)
    }

    /// The projections folded so far; nil before the first question.
    var folded: Projections? { known.withLock { $0 } }

    /// Returns the projections, after folding those of `needed` that are missing. Other threads that ask wait for it.
    func including(_ needed: ProjectionSet, cancelledBy cancellation: Cancellation?) throws -> Projections {
      var log = log
      log.cancellation = cancellation
      return try known.withLock { known in
        if known == nil {
          known = try Projections(log, needed)
        } else {
          try known!.include(needed, log)
        }
        return known!
      }
    }
  }
}

extension Store {
  /// Makes a view of the store, to ask several questions of: of its end, or of a position of its log.
  ///
  /// `cacheLimit` is the number of bytes of decoded blocks that are kept for later questions. Throws `NoSuchPosition`,
  /// or `LogError`.
  public func view(at position: LogPosition? = nil, cacheLimit: Int = 0) throws -> StoreView {
    try StoreView(self, position: position, cacheLimit: cacheLimit)
  }
}

/// Keeps values by name that questions have computed from the states of one view.
package final class DerivedValues: Sendable {
  private let values = Mutex<[String: any Sendable]>([:])

  /// Returns the value of this name; the first call computes it with `make`. Two threads that ask at the same time may
  /// both compute it.
  package func value<Value: Sendable>(_ name: String, _ make: () throws -> Value) rethrows -> Value {
    if let known = values.withLock({ $0[name] }) as? Value { return known }
    let made = try make()
    values.withLock { $0[name] = made }
    return made
  }
}
