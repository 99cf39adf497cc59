import Bytes
import FileIO
import SegmentedLog

/// All projections, folded together in one way through the log.
package struct Projections: Sendable {
  package var sync: Folded<SyncState>
  package var sessions: Folded<SessionsState>
  package var conflicts: Folded<ConflictsState>
  package var usage: Folded<UsageState>
  package var tools: Folded<ToolsState>
  package var erasures: Folded<ErasuresState>

  /// Before the first event.
  package init() {
    (sync, sessions, conflicts) = (Folded(), Folded(), Folded())
    (usage, tools, erasures) = (Folded(), Folded(), Folded())
  }

  /// From the newest snapshots, or from nothing.
  package init(startingAt log: LogReader, useSnapshots: Bool = true) {
    sync = .start(log, useSnapshot: useSnapshots)
    sessions = .start(log, useSnapshot: useSnapshots)
    conflicts = .start(log, useSnapshot: useSnapshots)
    usage = .start(log, useSnapshot: useSnapshots)
    tools = .start(log, useSnapshot: useSnapshots)
    erasures = .start(log, useSnapshot: useSnapshots)
  }

  /// As of the head of `log`.
  package init(_ log: LogReader, useSnapshots: Bool = true) throws {
    self.init(startingAt: log, useSnapshots: useSnapshots)
    try catchUp(log)
  }

  /// Folds in everything up to the head of `log`, decoding each block once; where there are more than `parallelEvents`, on another thread.
  package mutating func catchUp(_ log: LogReader, parallelEvents: UInt64 = 4096) throws {
    let behind = min(
      sync.sequence, sessions.sequence, conflicts.sequence, usage.sequence, tools.sequence, erasures.sequence)
    let start = min(sessions.sequence, usage.sequence, tools.sequence)
    forget()
    if behind < log.head.sequence {
      try applyAll(log, after: behind, parallelEvents)
    }
    // A state cannot be told what to forget of what it was folded from.
    if sync.state.lastForgotten > start { try foldAnew(log, parallelEvents) }
  }

  private mutating func foldAnew(_ log: LogReader, _ parallelEvents: UInt64) throws {
    sessions = .start(log, useSnapshot: false)
    usage = .start(log, useSnapshot: false)
    tools = .start(log, useSnapshot: false)
    forget()
    if log.head.sequence > 0 { try applyAll(log, after: 0, parallelEvents) }
  }

  /// `apply` with each block of the log behind event `sequence`. Of more than `parallelEvents`, the blocks are read, and all but sessions and usage
  /// folded, on another thread: half of the work. Memory: 4 MB of envelopes.
  private mutating func applyAll(_ log: LogReader, after sequence: UInt64, _ parallelEvents: UInt64) throws {
    let range = sequence + 1...log.head.sequence
    let memory = ColumnMemory()
    guard log.head.sequence - sequence > parallelEvents else {
      return try log.forEachScannedBlock(in: range) { try apply($0, memory) }
    }
    let start = BesideProjections(sync: sync, conflicts: conflicts, tools: tools, erasures: erasures)
    usage.state.reserve(events: range.count)
    try orderedPipeline(count: 1, workers: 1, budget: 4 << 20) { _, emit in
      var folded = start
      folded.tools.state.reserve(events: range.count)
      let memory = ColumnMemory()
      do {
        try log.forEachScannedBlock(in: range) { block in
          let outcome = folded.apply(Result { try BlockColumns(block, memory) })
          guard emit(.block(block, outcome), block.memory) else { throw CancellationError() }
        }
        _ = emit(.end(folded), 0)
      } catch { _ = emit(.failure(error), 0) }
    } consume: { (step: FoldingStep) in
      switch step {
      case .block(let block, let beside): try apply(try BlockColumns(block, memory), beside)
      case .end(let folded): (sync, conflicts, tools, erasures) = folded.projections
      case .failure(let error): throw error
      }
    }
  }

  private mutating func forget() {
    sessions.state.forget(sync.state)
    usage.state.forget(sync.state)
    tools.state.forget(sync.state)
  }

  /// Folds in what of a block is new.
  package mutating func apply(_ block: EventBlock, _ memory: ColumnMemory = ColumnMemory()) throws {
    let columns = try BlockColumns(block, memory)
    try apply(columns, nil)
  }

  /// `beside`: how it went with the others on another thread; nil: they are folded here.
  private mutating func apply(_ columns: BlockColumns, _ beside: FoldingOutcome?) throws {
    if let beside { try beside.sync.get() } else { try sync.apply(columns) }
    try sessions.apply(columns)
    if let beside { try beside.conflicts.get() } else { try conflicts.apply(columns) }
    try usage.apply(columns)
    if let beside { try beside.tools.get() } else { try tools.apply(columns) }
    if let beside { try beside.erasures.get() } else { try erasures.apply(columns) }
  }

  /// `head`: the last event folded. Each is encoded when it is asked for: all together would take as much memory again as the states.
  package func snapshots(_ head: LogHead) -> some Sequence<ProjectionSnapshot> {
    precondition(
      [sync.sequence, sessions.sequence, conflicts.sequence, usage.sequence, tools.sequence, erasures.sequence]
        .allSatisfy { $0 == head.sequence })
    let all: [() -> Encoded] = [
      { Self.encoded(sync) }, { Self.encoded(sessions) }, { Self.encoded(conflicts) }, { Self.encoded(usage) },
      { Self.encoded(tools) }, { Self.encoded(erasures) },
    ]
    return all.lazy.map { encode in
      let encoded = encode()
      return ProjectionSnapshot(name: encoded.name, version: encoded.version, head: head, state: encoded.state)
    }
  }

  /// Name, digest and size of each.
  package var digests: [(name: String, digest: Digest, bytes: Int)] {
    map { ($0.name, Digest(of: $0.state), $0.state.count) }
  }

  /// Names of those whose snapshots give another state than this, which must be that of all events of `log`.
  package func stale(_ log: LogReader) throws -> [String] {
    let isKept = map { projection in
      guard let snapshot = try? log.snapshot(projection.name, version: projection.version) else { return true }
      return snapshot.head == log.head && snapshot.state == projection.state
    }
    if isKept.allSatisfy({ $0 }) { return [] }
    return zip(encoded, try Projections(log).encoded).filter { $0.state != $1.state }.map { fresh, _ in fresh.name }
  }

  private typealias Encoded = (name: String, version: UInt16, state: [UInt8])

  private var encoded: [Encoded] { map { $0 } }

  /// What `body` makes of each. Those of sessions and usage are encoded and given to it on another thread: half of the work.
  private func map<Value: Sendable>(_ body: @escaping @Sendable (Encoded) -> Value) -> [Value] {
    let (two, four) = concurrently { [sessions, usage] in
      [body(Self.encoded(sessions)), body(Self.encoded(usage))]
    } _: {
      [
        body(Self.encoded(sync)), body(Self.encoded(conflicts)), body(Self.encoded(tools)),
        body(Self.encoded(erasures)),
      ]
    }
    return [four[0], two[0], four[1], two[1], four[2], four[3]]
  }

  private static func encoded<State>(_ folded: Folded<State>) -> Encoded {
    (State.name, State.version, folded.state.encoded())
  }
}

/// The projections that are folded on another thread.
private struct BesideProjections: Sendable {
  var sync: Folded<SyncState>
  var conflicts: Folded<ConflictsState>
  var tools: Folded<ToolsState>
  var erasures: Folded<ErasuresState>

  var projections: (Folded<SyncState>, Folded<ConflictsState>, Folded<ToolsState>, Folded<ErasuresState>) {
    (sync, conflicts, tools, erasures)
  }

  mutating func apply(_ columns: Result<BlockColumns, any Error>) -> FoldingOutcome {
    FoldingOutcome(
      sync: Result { try sync.apply(columns.get()) }, conflicts: Result { try conflicts.apply(columns.get()) },
      tools: Result { try tools.apply(columns.get()) }, erasures: Result { try erasures.apply(columns.get()) })
  }
}

/// How it went with a block on another thread.
private struct FoldingOutcome: Sendable {
  var sync, conflicts, tools, erasures: Result<Void, any Error>
}

/// What the other thread has made of a block.
private enum FoldingStep: Sendable {
  case block(EventBlock, FoldingOutcome)
  case end(BesideProjections)
  case failure(any Error)
}
