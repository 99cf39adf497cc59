import FileIO
import SegmentedLog

/// All projections, folded together in one way through the log.
struct Projections: Sendable {
  var sync: Folded<SyncState>
  var sessions: Folded<SessionsState>
  var conflicts: Folded<ConflictsState>
  var usage: Folded<UsageState>
  var tools: Folded<ToolsState>
  var erasures: Folded<ErasuresState>

  /// Before the first event.
  init() {
    (sync, sessions, conflicts) = (Folded(), Folded(), Folded())
    (usage, tools, erasures) = (Folded(), Folded(), Folded())
  }

  /// From the newest snapshots, or from nothing.
  init(startingAt log: LogReader, useSnapshots: Bool = true) {
    sync = .start(log, useSnapshot: useSnapshots)
    sessions = .start(log, useSnapshot: useSnapshots)
    conflicts = .start(log, useSnapshot: useSnapshots)
    usage = .start(log, useSnapshot: useSnapshots)
    tools = .start(log, useSnapshot: useSnapshots)
    erasures = .start(log, useSnapshot: useSnapshots)
  }

  /// As of the head of `log`.
  init(_ log: LogReader, useSnapshots: Bool = true) throws {
    self.init(startingAt: log, useSnapshots: useSnapshots)
    try catchUp(log)
  }

  /// Folds in everything up to the head of `log`, decoding each block once; where there are more than `parallelEvents`, on another thread.
  mutating func catchUp(_ log: LogReader, parallelEvents: UInt64 = 4096) throws {
    let behind = min(
      sync.sequence, sessions.sequence, conflicts.sequence, usage.sequence, tools.sequence, erasures.sequence)
    let start = min(sessions.sequence, usage.sequence, tools.sequence)
    forget()
    if behind < log.head.sequence {
      try applyAll(log, after: behind, parallelEvents)
    }
    // A state cannot be told what to forget of what it was folded from.
    if sync.state.lastErasure > start { try foldAnew(log, parallelEvents) }
  }

  private mutating func foldAnew(_ log: LogReader, _ parallelEvents: UInt64) throws {
    sessions = .start(log, useSnapshot: false)
    usage = .start(log, useSnapshot: false)
    tools = .start(log, useSnapshot: false)
    forget()
    if log.head.sequence > 0 { try applyAll(log, after: 0, parallelEvents) }
  }

  /// The columns that records are folded from.
  private static let columns: [UInt8] = [
    .source, .generation, .offset, .piece, .defect, .flags, .length, .timestamp, .uuid, .session, .type, .message,
    .model, .cwd, .branch, .version, .tools, .customTitle, .aiTitle, .summary, .prompt, .inputTokens, .outputTokens,
    .cacheWrites, .cacheWrites5m, .cacheWrites1h, .cacheReads, .calls, .results,
  ].map { (column: Column) in column.rawValue }

  /// What the other thread has made of a block.
  private enum Step: Sendable {
    case block(EventBlock, tools: Result<Void, any Error>)
    case end(Folded<ToolsState>)
    case failure(any Error)
  }

  /// `apply` with each block of the log behind event `sequence`. Of more than `parallelEvents`, the blocks are read and decoded, and the calls of tools
  /// folded, on another thread: half of the work. Memory: 4 MB of envelopes.
  private mutating func applyAll(_ log: LogReader, after sequence: UInt64, _ parallelEvents: UInt64) throws {
    let range = sequence + 1...log.head.sequence
    guard log.head.sequence - sequence > parallelEvents else {
      return try log.forEachBlock(in: range) { try apply($0) }
    }
    let start = tools
    try orderedPipeline(count: 1, workers: 1, budget: 4 << 20) { _, emit in
      var tools = start
      do {
        try log.forEachBlock(in: range) { block in
          let block = block.decodedAhead(Self.columns)
          let result = Result { try tools.apply(try BlockColumns(block)) }
          guard emit(.block(block, tools: result), block.memory) else { throw CancellationError() }
        }
        _ = emit(.end(tools), 0)
      } catch { _ = emit(.failure(error), 0) }
    } consume: { (step: Step) in
      switch step {
      case .block(let block, let tools): try apply(block, tools: tools)
      case .end(let tools): self.tools = tools
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
  mutating func apply(_ block: EventBlock) throws { try apply(block, tools: nil) }

  /// `folded`: how it went with the calls of tools on another thread; nil: they are folded here.
  private mutating func apply(_ block: EventBlock, tools folded: Result<Void, any Error>?) throws {
    let columns = try BlockColumns(block)
    try sync.apply(columns)
    try sessions.apply(columns)
    try conflicts.apply(columns)
    try usage.apply(columns)
    if let folded { try folded.get() } else { try tools.apply(columns) }
    try erasures.apply(columns)
  }

  /// `head`: the last event folded.
  func snapshots(_ head: LogHead) -> [ProjectionSnapshot] {
    [
      sync.snapshot(head), sessions.snapshot(head), conflicts.snapshot(head), usage.snapshot(head),
      tools.snapshot(head), erasures.snapshot(head),
    ]
  }

  /// Name, digest and size of each.
  var digests: [(name: String, digest: Digest, bytes: Int)] {
    encoded.map { ($0.name, Digest(of: $0.state), $0.state.count) }
  }

  /// Names of those whose snapshots give another state than this, which must be that of all events of `log`.
  func stale(_ log: LogReader) throws -> [String] {
    let fresh = encoded
    let isKept = fresh.allSatisfy { projection in
      guard let snapshot = try? log.snapshot(projection.name, version: projection.version) else { return true }
      return snapshot.head == log.head && snapshot.state == projection.state
    }
    if isKept { return [] }
    return zip(fresh, try Projections(log).encoded).filter { $0.state != $1.state }.map { fresh, _ in fresh.name }
  }

  private typealias Encoded = (name: String, version: UInt16, state: [UInt8])

  private var encoded: [Encoded] {
    [
      Self.encoded(sync), Self.encoded(sessions), Self.encoded(conflicts), Self.encoded(usage), Self.encoded(tools),
      Self.encoded(erasures),
    ]
  }

  private static func encoded<State>(_ folded: Folded<State>) -> Encoded {
    (State.name, State.version, folded.state.encoded())
  }
}
