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

  /// Folds in everything up to the head of `log`, decoding each block once.
  mutating func catchUp(_ log: LogReader) throws {
    let behind = min(
      sync.sequence, sessions.sequence, conflicts.sequence, usage.sequence, tools.sequence, erasures.sequence)
    let start = min(sessions.sequence, usage.sequence, tools.sequence)
    forget()
    if behind < log.head.sequence {
      try log.forEachBlock(in: behind + 1...log.head.sequence) { block in
        try apply(block)
      }
    }
    // A state cannot be told what to forget of what it was folded from.
    if sync.state.lastErasure > start { try foldAnew(log) }
  }

  private mutating func foldAnew(_ log: LogReader) throws {
    sessions = .start(log, useSnapshot: false)
    usage = .start(log, useSnapshot: false)
    tools = .start(log, useSnapshot: false)
    forget()
    guard log.head.sequence > 0 else { return }
    try log.forEachBlock(in: 1...log.head.sequence) { block in
      let columns = try BlockColumns(block)
      try sessions.apply(columns)
      try usage.apply(columns)
      try tools.apply(columns)
    }
  }

  private mutating func forget() {
    sessions.state.forget(sync.state)
    usage.state.forget(sync.state)
    tools.state.forget(sync.state)
  }

  /// Folds in what of a block is new.
  mutating func apply(_ block: EventBlock) throws {
    let columns = try BlockColumns(block)
    try sync.apply(columns)
    try sessions.apply(columns)
    try conflicts.apply(columns)
    try usage.apply(columns)
    try tools.apply(columns)
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
