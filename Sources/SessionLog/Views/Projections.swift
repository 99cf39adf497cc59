import Bytes
import FileIO
import SegmentedLog

/// A choice of projections.
package struct ProjectionSet: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The files that are stored, their versions and what is erased in them.
  package static let sync = ProjectionSet(rawValue: 1)
  /// The sessions and their metadata.
  package static let sessions = ProjectionSet(rawValue: 2)
  /// The decisions of ingests other than plain inserts, appends and unchanged files.
  package static let conflicts = ProjectionSet(rawValue: 4)
  /// The responses of the API and their tokens.
  package static let usage = ProjectionSet(rawValue: 8)
  /// The calls of tools.
  package static let tools = ProjectionSet(rawValue: 16)
  /// The requests to erase content.
  package static let erasures = ProjectionSet(rawValue: 32)
  /// All projections that need no bodies. Ingests keep their checkpoints up to date, and `replay` prints their digests.
  package static let all = ProjectionSet(rawValue: 63)
  /// The files that calls of tools read and wrote. It reads bodies, so it is not one of `all`: an ingest folds it from
  /// what the readers of files have seen, and a question that needs it folds the rest and saves its checkpoint.
  package static let files = ProjectionSet(rawValue: 64)

  /// The projections that depend on the contents of lines and ignore erased content.
  static let ofLines: ProjectionSet = [.sessions, .usage, .tools, .files]
}

/// The projections of a store, or some of them, folded together in one pass over the log.
package struct Projections: Sendable {
  package var sync: Projected<SyncState>
  package var sessions: Projected<SessionsState>
  package var conflicts: Projected<ConflictsState>
  package var usage: Projected<UsageState>
  package var tools: Projected<ToolsState>
  package var erasures: Projected<ErasuresState>
  package var files: Projected<FilesState>
  /// The projections that are folded; the others stay as they are before the first event.
  package private(set) var included: ProjectionSet

  /// Makes all projections, before the first event.
  package init() { self.init(none: .all) }

  private init(none included: ProjectionSet) {
    (sync, sessions, conflicts) = (Projected(), Projected(), Projected())
    (usage, tools, erasures, files) = (Projected(), Projected(), Projected(), Projected())
    self.included = included
  }

  /// Makes all projections from their newest checkpoints; one without a checkpoint starts before the first event. No
  /// events are folded. With `useCheckpoints` false the checkpoints are ignored.
  package init(startingAt log: LogReader, useCheckpoints: Bool = true) {
    self.init(none: [])
    start(.all, log, useCheckpoints: useCheckpoints)
  }

  /// Folds the projections of `included`, and that of syncing, up to the head of `log`. With `useCheckpoints` false the
  /// checkpoints are ignored.
  package init(_ log: LogReader, _ included: ProjectionSet = .all, useCheckpoints: Bool = true) throws {
    self.init(none: [])
    start(included.union(.sync), log, useCheckpoints: useCheckpoints)
    try catchUp(log)
  }

  /// Includes only the projection of syncing, whose state the caller has folded up to the head of `log`.
  package init(sync: SyncState, at log: LogReader) {
    self.init(none: .sync)
    self.sync.state = sync
    self.sync.sequence = log.head.sequence
  }

  /// Includes only the projection of usage, whose state the caller has folded up to the head of `log`, and that of
  /// syncing, which stays as it is before the first event.
  package init(usage: UsageState, at log: LogReader) {
    self.init(none: [.sync, .usage])
    self.usage.state = usage
    (self.usage.sequence, sync.sequence) = (log.head.sequence, log.head.sequence)
  }

  /// Adds the projections of `more` that are not included yet and folds them up to the head of `log`, to which the
  /// included ones must have been folded already. The log is read once for all new ones.
  package mutating func include(_ more: ProjectionSet, _ log: LogReader) throws {
    let new = more.subtracting(included)
    guard !new.isEmpty else { return }
    var grown = self
    grown.start(new, log, useCheckpoints: true)
    // Syncing stands at the head already, so it is known what is erased.
    grown.restartOutdated(new, log)
    grown.exclude()
    try grown.applyAll(log, Self.parallelEvents)
    self = grown
  }

  /// Includes the projection of files if that needs few bodies: the log is empty, or a checkpoint has its state.
  package mutating func continueFiles(_ log: LogReader) throws {
    let checkpoint = try? log.checkpoint(FilesState.name, version: FilesState.version)
    guard log.head.sequence == 0 || (checkpoint?.head.sequence ?? 0) > sync.state.lastExclusion else { return }
    try include(.files, log)
  }

  /// Leaves out the projection of files from now on.
  package mutating func dropFiles() {
    included.remove(.files)
    files = Projected()
  }

  private mutating func start(_ set: ProjectionSet, _ log: LogReader, useCheckpoints: Bool) {
    included.formUnion(set)
    // The checkpoints of sessions and of usage are the large ones that most questions need. All files are read on this
    // thread, one after the other.
    if set.isSuperset(of: [.sessions, .usage]), useCheckpoints {
      let checkpoint = Projected<UsageState>.checkpoint(log)
      (usage, _) = concurrently({ Projected(checkpoint) }, { start(set.subtracting(.usage), log) })
      return
    }
    start(set, log, useCheckpoints)
  }

  private mutating func start(_ set: ProjectionSet, _ log: LogReader, _ useCheckpoints: Bool = true) {
    if set.contains(.sync) { sync = .start(log, useCheckpoint: useCheckpoints) }
    if set.contains(.sessions) { sessions = .start(log, useCheckpoint: useCheckpoints) }
    if set.contains(.conflicts) { conflicts = .start(log, useCheckpoint: useCheckpoints) }
    if set.contains(.usage) { usage = .start(log, useCheckpoint: useCheckpoints) }
    if set.contains(.tools) { tools = .start(log, useCheckpoint: useCheckpoints) }
    if set.contains(.erasures) { erasures = .start(log, useCheckpoint: useCheckpoints) }
    if set.contains(.files) { files = .start(log, useCheckpoint: useCheckpoints) }
  }

  /// Returns the sequence numbers of the last events that the projections of a set have folded.
  private func sequences(_ set: ProjectionSet) -> [UInt64] {
    let all: [(ProjectionSet, UInt64)] = [
      (.sync, sync.sequence), (.sessions, sessions.sequence), (.conflicts, conflicts.sequence),
      (.usage, usage.sequence), (.tools, tools.sequence), (.erasures, erasures.sequence),
      (.files, files.sequence),
    ]
    return all.filter { set.contains($0.0) }.map(\.1)
  }

  /// Folds in all events up to the head of `log`. Each block is decoded once. If more than `parallelEvents` events are
  /// new, another thread decodes the blocks. After an erasure that the states folded before do not know, the
  /// projections of lines are folded again from the first event.
  package mutating func catchUp(_ log: LogReader, parallelEvents: UInt64 = parallelEvents) throws {
    let ofLines = included.intersection(.ofLines)
    restartOutdated(ofLines, log)
    exclude()
    let known = sync.state.lastExclusion
    try applyAll(log, parallelEvents)
    // A state cannot be undone: where an event has erased something that a state had folded, that state is folded again
    // from the first event.
    guard sync.state.lastExclusion > known else { return }
    start(ofLines, log, useCheckpoints: false)
    exclude()
    try applyAll(log, parallelEvents)
  }

  /// The number of events above which another thread helps.
  package static let parallelEvents: UInt64 = 4096

  /// Begins again with those of a set that have folded events which syncing says are erased by later ones.
  private mutating func restartOutdated(_ set: ProjectionSet, _ log: LogReader) {
    let last = sync.state.lastExclusion
    if set.contains(.sessions), last > sessions.sequence { sessions = Projected() }
    if set.contains(.usage), last > usage.sequence { usage = Projected() }
    if set.contains(.tools), last > tools.sequence { tools = Projected() }
    if set.contains(.files), last > files.sequence { files = Projected() }
  }

  /// Applies the events after those that are folded already, up to the head of `log`. If there are more than
  /// `parallelEvents`, another thread reads the blocks and folds all projections except sessions and usage, which is
  /// half of the work. Memory: 4 MB of envelopes.
  private mutating func applyAll(_ log: LogReader, _ parallelEvents: UInt64) throws {
    guard let folded = sequences(included).min(), folded < log.head.sequence else { return }
    let range = folded + 1...log.head.sequence
    let memory = ColumnMemory()
    if included.isDisjoint(with: .ofLines) {
      return try log.forEachBlock(in: range) { try apply($0, memory) }
    }
    guard log.head.sequence - folded > parallelEvents, !included.isDisjoint(with: [.sessions, .usage]) else {
      return try log.forEachScannedBlock(in: range) { try apply($0, memory, log) }
    }
    var start = self
    (start.sessions, start.usage) = (Projected(), Projected())
    start.included.subtract([.sessions, .usage])
    if included.contains(.usage), usage.sequence < log.head.sequence { usage.state.reserve(events: range.count) }
    try orderedPipeline(count: 1, workers: 1, budget: 4 << 20) { [start] _, emit in
      var folded = start
      if folded.included.contains(.tools), folded.tools.sequence < log.head.sequence {
        folded.tools.state.reserve(events: range.count)
      }
      let memory = ColumnMemory()
      do {
        try log.forEachScannedBlock(in: range) { block in
          let columns = Result { try BlockColumns(block, memory, log) }
          guard emit(.block(block, folded.foldInBackground(columns)), block.memory) else { throw CancellationError() }
        }
        _ = emit(.end(folded), 0)
      } catch { _ = emit(.failure(error), 0) }
    } consume: { (step: FoldStep) in
      switch step {
      case .block(let block, let background): try apply(try BlockColumns(block, memory), background)
      case .end(let folded):
        (sync, conflicts, tools, erasures) = (folded.sync, folded.conflicts, folded.tools, folded.erasures)
        files = folded.files
      case .failure(let error): throw error
      }
    }
  }

  /// Applies a block to each projection that is folded in the background, and keeps the results until `apply` handles
  /// the block.
  private mutating func foldInBackground(_ columns: Result<BlockColumns, any Error>) -> FoldResult {
    FoldResult(
      sync: Result { try sync.apply(columns.get()) },
      conflicts: Result { if included.contains(.conflicts) { try conflicts.apply(columns.get()) } },
      tools: Result { if included.contains(.tools) { try tools.apply(columns.get()) } },
      erasures: Result { if included.contains(.erasures) { try erasures.apply(columns.get()) } },
      files: Result { if included.contains(.files) { try files.apply(columns.get()) } })
  }

  /// Makes the projections of lines ignore, from now on, what the projection of syncing knows to be erased.
  private mutating func exclude() {
    if included.contains(.sessions) { sessions.state.exclude(sync.state) }
    if included.contains(.usage) { usage.state.exclude(sync.state) }
    if included.contains(.tools) { tools.state.exclude(sync.state) }
    if included.contains(.files) { files.state.exclude(sync.state) }
  }

  /// Folds in the events of a block that have not been folded yet. Only `files` needs the bodies, which `log` gives, or
  /// what is known of them, which is `touches`.
  package mutating func apply(
    _ block: EventBlock, _ memory: ColumnMemory = ColumnMemory(), _ log: LogReader? = nil,
    touches: BlockTouches? = nil
  ) throws {
    let columns = try BlockColumns(block, memory, log)
    columns.touches = touches
    try apply(columns, nil)
  }

  /// Folds in the events of a block. `background` is the result for the projections that another thread folds; nil
  /// folds all here. Errors are thrown in the same order in both cases.
  private mutating func apply(_ columns: BlockColumns, _ background: FoldResult?) throws {
    if let background { try background.sync.get() } else { try sync.apply(columns) }
    if included.contains(.sessions) { try sessions.apply(columns) }
    if let background {
      try background.conflicts.get()
    } else if included.contains(.conflicts) {
      try conflicts.apply(columns)
    }
    if included.contains(.usage) { try usage.apply(columns) }
    if let background { try background.tools.get() } else if included.contains(.tools) { try tools.apply(columns) }
    if let background {
      try background.erasures.get()
    } else if included.contains(.erasures) {
      try erasures.apply(columns)
    }
    if let background { try background.files.get() } else if included.contains(.files) { try files.apply(columns) }
  }

  /// Returns the states of all projections, and that of files if it is included, encoded as checkpoints of `head`, the
  /// last event folded. Each is encoded when the sequence reaches it, because all together would take as much memory
  /// again as the states.
  package func checkpoints(_ head: LogHead) -> some Sequence<Checkpoint> {
    precondition(included.isSuperset(of: .all) && sequences(included).allSatisfy { $0 == head.sequence })
    var all: [() -> Encoded] = [
      { Self.encoded(sync) }, { Self.encoded(sessions) }, { Self.encoded(conflicts) }, { Self.encoded(usage) },
      { Self.encoded(tools) }, { Self.encoded(erasures) },
    ]
    if included.contains(.files) { all.append { Self.encoded(files) } }
    return all.lazy.map { encode in
      let encoded = encode()
      return Checkpoint(name: encoded.name, version: encoded.version, head: head, state: encoded.state)
    }
  }

  /// Saves a checkpoint of the files after a question, if folding the events after the last one costs more than
  /// saving it: there are more than 512, and more than an eighth of those before them. It is derived from the log, so
  /// it is no error when it cannot be saved. `log` must be the log up to the event that was folded last.
  mutating func saveFilesCheckpoint(_ log: LogReader) {
    let lag = files.sequence - files.checkpointSequence
    guard lag > 512, lag > files.checkpointSequence / 8, log.losses?.isEmpty ?? true else { return }
    let (name, version, head) = (FilesState.name, FilesState.version, log.head)
    let isKept = try? log.keep(Checkpoint(name: name, version: version, head: head, state: files.state.encoded()))
    if isKept == true { files.checkpointSequence = head.sequence }
  }

  /// The name, the digest of the encoding, and its number of bytes for each projection.
  package var digests: [(name: String, digest: Digest, bytes: Int)] {
    map { ($0.name, Digest(of: $0.state), $0.state.count) }
  }

  /// Returns the names of the projections whose checkpoint gives a state other than this one, which must be that of all
  /// events of `log`. If any checkpoint is not of this state, all projections are folded again from `log` to compare
  /// them.
  package func stale(_ log: LogReader) throws -> [String] {
    let isKept = map { projection in
      guard let checkpoint = try? log.checkpoint(projection.name, version: projection.version) else { return true }
      return checkpoint.head == log.head && checkpoint.state == projection.state
    }
    if isKept.allSatisfy({ $0 }) { return [] }
    return zip(encoded, try Projections(log).encoded).filter { $0.state != $1.state }.map { fresh, _ in fresh.name }
  }

  private typealias Encoded = (name: String, version: UInt16, state: [UInt8])

  private var encoded: [Encoded] { map { $0 } }

  /// Returns the results of `body` for each encoded projection, in a fixed order. Sessions and usage are encoded and
  /// passed to `body` on another thread, which is half of the work.
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

  private static func encoded<State>(_ folded: Projected<State>) -> Encoded {
    (State.name, State.version, folded.state.encoded())
  }
}

/// The results of folding one block on another thread.
private struct FoldResult: Sendable {
  var sync, conflicts, tools, erasures, files: Result<Void, any Error>
}

/// The values that the other thread sends to the consumer.
private enum FoldStep: Sendable {
  case block(EventBlock, FoldResult)
  case end(Projections)
  case failure(any Error)
}
