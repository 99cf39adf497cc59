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

  init(
    _ store: Store, position: LogPosition?, cacheLimit: Int, cancellation: Cancellation? = nil
  ) throws {
    (self.store, self.position) = (store, position)
    // What the states lack is part of every answer; what a question meets is part of its own.
    var log = try store.openLog(noting: LossLog(within: store.losses))
    if cacheLimit > 0 { log.cache = BlockCache(limit: cacheLimit) }
    log.cancellation = cancellation ?? store.cancellation
    newest = log.head
    derived = DerivedValues()
    guard let position else {
      states = States(log)
      self.log = log
      self.log.losses = LossLog(within: store.losses)
      return
    }
    let now = try Projections(log, .sync).sync.state
    let earlier = try log.asOf(position)
    var sync = try Projections(earlier, .sync).sync.state
    sync.applyErasures(of: now)
    states = States(earlier, Projections(sync: sync, at: earlier), isAtEnd: earlier.head == newest)
    self.log = earlier
    self.log.losses = LossLog(within: store.losses)
  }

  /// Makes a view of the end of a log that a writer has opened, with states that are folded up to there.
  package init(_ store: Store, _ log: LogReader, _ projections: Projections) {
    (self.store, self.log, position, newest) = (store, log, nil, log.head)
    (states, derived) = (States(log, projections), DerivedValues())
  }

  private init(_ old: StoreView, _ log: LogReader, _ projections: Projections?, _ derived: DerivedValues) {
    (store, position, newest, self.derived) = (old.store, old.position, log.head, derived)
    states = States(log, projections)
    self.log = log
    self.log.losses = LossLog(within: old.store.losses)
  }

  /// Returns the store as it is now: only what is new is folded. A view of an earlier position stays there, and hides
  /// what was erased in the meantime.
  ///
  /// Where the log has not grown, everything is kept that does not depend on files outside of the store. After damage,
  /// a compaction, a purge or a repair the states are taken from the checkpoints again. Throws `StoreError`.
  public func refreshed() throws -> StoreView {
    try throwingStoreErrors {
      var log = try store.openLog(noting: LossLog(within: store.losses))
      log.cancellation = self.log.cancellation
      let limit = self.log.cache?.limit ?? 0
      if let position {
        if log.head == newest { return self }
        return try StoreView(store, position: position, cacheLimit: limit, cancellation: log.cancellation)
      }
      guard states.losses.isEmpty, log.isContinuation(of: self.log) else {
        if limit > 0 { log.cache = BlockCache(limit: limit) }
        return StoreView(self, log, nil, DerivedValues())
      }
      log.cache = self.log.cache
      var projections = states.folded
      if log.head == self.log.head { return StoreView(self, log, projections, derived.withoutFiles()) }
      try projections?.catchUp(log)
      return StoreView(self, log, projections, DerivedValues())
    }
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

  /// Forgets what only makes the next questions faster: decoded blocks, and what the last list and the last search
  /// found. For a program that will be idle. The states stay.
  package func forgetPages() {
    derived.remove(DerivedValues.namesOfPages)
    log.cache?.removeAll()
  }

  /// Throws `CancellationError` if the question was cancelled. Loops over values in memory call it.
  package func checkCancellation() throws { try log.cancellation?.check() }

  /// True if the log ended at the position of the view when the view was made.
  package var isAtEnd: Bool { head == newest }

  // MARK: States

  /// Returns the states of `needed` and that of syncing, folded together as far as they are not folded yet.
  package func projections(_ needed: ProjectionSet) throws -> Projections {
    try checkCancellation()
    return try states.including(needed, cancelledBy: log.cancellation)
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
    /// True if the log ended there when the view was made, so that checkpoints can be saved.
    private let isAtEnd: Bool
    private let known: Mutex<Projections?>

    /// The losses that damage has caused in the states.
    var losses: [Loss] { log.losses?.all ?? [] }

    init(_ log: LogReader, _ projections: Projections? = nil, isAtEnd: Bool = true) {
      self.isAtEnd = isAtEnd
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
        if isAtEnd, needed.contains(.files) { known!.saveFilesCheckpoint(log) }
        return known!
      }
    }
  }
}

extension Store {
  /// Makes a view of the store, to ask several questions of: of its end, or of a position of its log.
  ///
  /// `cacheLimit` is the number of bytes of decoded blocks that are kept for later questions. Throws `notAStore`
  /// or `noSuchPosition`.
  public func view(at position: LogPosition? = nil, cacheLimit: Int = 0) throws -> StoreView {
    try throwingStoreErrors { try StoreView(self, position: position, cacheLimit: cacheLimit) }
  }
}

/// Keeps values by name that questions have computed from the states of one view.
package final class DerivedValues: Sendable {
  private let values = Mutex<[String: any Sendable]>([:])
  private let makers = Mutex<[String: Maker]>([:])

  /// Held while the value of a name is made.
  private final class Maker: Sendable {
    let lock = Mutex(())
  }

  /// Returns the value of this name, if there is one and it is the right one; else makes and keeps it, in the place of
  /// another one. Threads that ask for the same name at the same time wait until the first of them has made it. `make`
  /// must not ask for the same name.
  package func value<Value: Sendable, Failure: Error>(
    _ name: String, where isRight: (Value) -> Bool = { _ in true }, _ make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let known = value(name, where: isRight) { return known }
    let maker = makers.withLock { makers in
      let maker = makers[name] ?? Maker()
      makers[name] = maker
      return maker
    }
    return try maker.lock.withLock { _ throws(Failure) -> Value in
      if let known = value(name, where: isRight) { return known }
      let made = try make()
      cache(name, made)
      return made
    }
  }

  /// Returns the value of this name if there is one and it is the right one.
  package func value<Value: Sendable>(_ name: String, where isRight: (Value) -> Bool) -> Value? {
    guard let known = values.withLock({ $0[name] }) as? Value, isRight(known) else { return nil }
    return known
  }

  /// Removes values, for example those that take much memory and will hardly be asked for again.
  package func remove(_ names: [String]) {
    values.withLock { values in for name in names { values[name] = nil } }
  }

  /// The values that do not depend on files outside of the store.
  func withoutFiles() -> DerivedValues {
    let kept = DerivedValues()
    let names = Self.namesOfFiles
    let all = values.withLock { $0.filter { !names.contains($0.key) } }
    kept.values.withLock { $0 = all }
    return kept
  }

  /// The names of values that were looked up on disk, or made of such.
  private static let namesOfFiles: Set<String> = ["sync with files", "summaries", "last list", "cleanup settings"]

  /// The names of values that only further pages of the same question need.
  fileprivate static let namesOfPages = ["last list", "last search", "searched calls"]

  /// Caches a value. It replaces another one of this name.
  package func cache<Value: Sendable>(_ name: String, _ value: Value) { values.withLock { $0[name] = value } }
}

/// An answer of a view, with the moment that it is of and what damage has taken from it.
public struct Answer<Value> {
  /// The answer to the question.
  public var value: Value
  /// The end of the log that was asked.
  public var head: LogHead
  /// The parts that a damaged store could not give, for this question and for the states that it needed. The answer
  /// holds all the rest.
  public var losses: [Loss]
}

extension Answer: Sendable where Value: Sendable {}

extension StoreView {
  /// Asks one or several questions and returns the answer with what damage has taken from it.
  ///
  /// ```swift
  /// let answer = try view.answer { try $0.sessions() }
  /// if !answer.losses.isEmpty { print("incomplete") }
  /// ```
  /// Throws what `question` throws.
  public func answer<Value>(_ question: (StoreView) throws -> Value) rethrows -> Answer<Value> {
    let losses = LossLog(within: log.losses ?? store.losses)
    let value = try question(noting(losses))
    let known = Set(losses.all)
    return Answer(value: value, head: head, losses: states.losses.filter { !known.contains($0) } + losses.all)
  }

  /// Asks a question on another thread. When the task is cancelled, the loops of the question end and it throws
  /// `CancellationError`. Throws what `question` throws.
  public func answer<Value: Sendable>(
    _ question: @escaping @Sendable (StoreView) throws -> Value
  ) async throws -> Answer<Value> {
    try await onThread { try cancellable(by: $0).answer(question) }
  }
}
