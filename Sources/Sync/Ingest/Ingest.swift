import FileIO
import SegmentedLog
import SessionLog
import Transcripts

/// What all parts of an ingest share.
package struct IngestContext: Sendable {
  let fileSystem: any FileSystem
  let clock: any WallClock
  let machine: Machine
  /// What is not taken in again.
  var forgotten = ForgottenContent()
  /// Most events of a block.
  var blockEvents = Format.blockEventsMax
}

extension IngestContext {
  /// With what the log says is forgotten.
  mutating func learn(_ log: LogReader, _ sync: SyncState) throws {
    if sync.lastErasure > 0 { forgotten = ForgottenContent(try Folded<ErasuresState>(log).state) }
  }
}

/// One ingest: compare, read in parallel, write in one place and in a deterministic order.
struct Ingest: ~Copyable {
  /// Files to read from which on it pays to fold their events at once.
  static let manyItems = 16

  /// Source bytes of a commit: small files share a sync.
  var commitBytes = 16 << 20
  /// Events after which snapshots are renewed, beside an eighth of what they hold.
  var snapshotEvents: UInt64 = 512

  private var writer: LogWriter
  private let options: SyncOptions
  private var context: IngestContext
  private let report: (IngestProgress) -> Void
  private var result = IngestReport()
  private var progress = IngestProgress()
  private var pendingBytes = 0
  /// Kept up to date while much is stored, so that snapshots of it cost no second way through the log.
  private var projections: Projections?
  /// Sessions as they were before, where `projections` are kept.
  private var sessionsBefore: [SessionState] = []
  /// Where they are not.
  private var counter: SessionCounter?
  private var log: LogReader?
  private let columns = ColumnMemory()
  /// Of the next event.
  private var nextSequence: UInt64 = 0

  init(
    _ writer: consuming LogWriter, options: SyncOptions, context: IngestContext,
    progress: @escaping (IngestProgress) -> Void
  ) {
    (result.recovery, result.strangers) = (writer.recovery, writer.strangers)
    result.isFirst = writer.head.sequence == 0
    self.writer = writer
    self.options = options
    self.context = context
    report = progress
  }

  consuming func run() throws -> IngestReport {
    var log = try LogReader(writer.directory)
    if let damage = log.damage { throw LogError.damaged(damage) }
    var sync = try Folded<SyncState>(log)
    if try mend(log, sync.state) {
      log = try LogReader(writer.directory)
      sync = try Folded<SyncState>(log)
    }
    try context.learn(log, sync.state)
    nextSequence = log.head.sequence + 1
    let started = context.clock.milliseconds
    let plan = IngestPlan(
      options, state: sync.state, origin: context.machine.id, now: context.clock.now(), store: writer.directory.path,
      fileSystem: context.fileSystem)
    result.counts = plan.counts
    result.failures = plan.failures
    (result.passedOver, result.goneRoots) = (plan.passedOver, plan.goneRoots)
    result.sessionsSkipped = plan.unchangedSessions
    let number = sync.state.nextRun
    var builder = EventBlockBuilder(eventsMax: context.blockEvents)
    addRunStarted(number, at: started, &builder)
    for source in plan.missing {
      builder.begin(.missing)
      builder.set(.source, source.number)
      builder.end()
    }
    if !plan.items.isEmpty {
      self.log = log
      if plan.items.count >= Self.manyItems {
        projections = try Projections(log)
        sessionsBefore = projections!.sessions.state.sessions
      } else {
        counter = SessionCounter(plan)
      }
      try append(builder.finish())
      do {
        try read(plan.items)
      } catch {
        finishFailed(number, error)
        throw error
      }
      countSessions(isFirst: !sync.state.hasEverCompleted)
    }
    addRunFinished(number, error: nil, &builder)
    try append(builder.finish())
    try writer.commit()
    result.head = writer.head
    // All is durable by now. What is derived must not turn that into a failure: without room for a snapshot readers fold more.
    try? renewSnapshots(sync)
    if let bytes = try? writer.directory.size() {
      result.storeBytes = bytes
      result.compaction = writer.compactionGain(storeBytes: bytes)
    }
    return result
  }

  /// Says of records that an old version stored more than once that this is known. false: there are none.
  private mutating func mend(_ log: LogReader, _ sync: SyncState) throws -> Bool {
    let keys = sync.unmended
    if keys.isEmpty { return false }
    var search = RepeatSearch(log, sync, keys)
    result.mended = try search.run()
    for block in RepeatSearch.events(zip(keys, result.mended).map { ($0, $1) }, at: context.clock.milliseconds) {
      try writer.append(block)
    }
    try writer.commit()
    return true
  }

  private mutating func append(_ blocks: [EncodedBlock]) throws {
    for block in blocks {
      try writer.append(block)
      if projections != nil {
        try projections?.apply(try block.envelopes(firstSequence: nextSequence), columns)
      } else if let log, counter != nil {
        try counter?.take(try BlockColumns(try block.envelopes(firstSequence: nextSequence), columns)) {
          try Folded<SessionsState>(log, try Folded<SyncState>(log).state).state
        }
      }
      nextSequence += UInt64(block.count)
    }
  }

  private mutating func read(_ items: [WorkItem]) throws {
    progress.filesTotal = items.count
    progress.bytesTotal = items.reduce(0) { $0 + $1.file.status.size }
    report(progress)
    try SourcePipeline(context: context, workers: options.workers).run(items) { try take($0) }
  }

  private mutating func take(_ output: WorkOutput) throws {
    switch output {
    case .blocks(let blocks, let counts, let badLines):
      try append(blocks)
      result.counts += counts
      result.badLines += badLines.prefix(max(0, IngestReport.badLinesMax - result.badLines.count))
      let bytes = blocks.reduce(0) { $0 + $1.bodyBytes }
      pendingBytes += bytes
      progress.bytes += Int64(bytes)
      if pendingBytes >= commitBytes {
        try writer.commit()
        pendingBytes = 0
      }
    case .done(let item, let outcome):
      take(outcome, of: item)
      progress.files += 1
    }
    report(progress)
  }

  private mutating func take(_ outcome: SourceOutcome, of item: WorkItem) {
    switch outcome {
    case .decided(let decision, _):
      result.counts.count(decision, form: item.form)
      if decision.isConflict(form: item.form) { result.conflicts.append(decision) }
      if decision.reason == .identical, TranscriptPath.isMain(item.file.path) { result.sessionsSkipped += 1 }
      if decision.isTorn { result.torn.append(decision) }
    case .vanished: result.counts.skipped += 1
    case .failed(let failure):
      result.counts.failed += 1
      result.failures.append(failure)
    }
  }

  /// New sessions, and known ones that got something. `isFirst`: no ingest before it has said what it stored.
  private mutating func countSessions(isFirst: Bool) {
    var counts: (inserted: Int64, updated: Int64) =
      projections.map { SessionCounter.counts(sessionsBefore, $0.sessions.state.sessions) } ?? counter?.counts ?? (0, 0)
    if isFirst { counts = (counts.inserted + counts.updated, 0) }
    (result.counts.sessionsInserted, result.counts.sessionsUpdated) = counts
  }

  private func addRunStarted(_ number: Int64, at time: Int64, _ builder: inout EventBlockBuilder) {
    builder.begin(.runStarted)
    builder.set(.run, number)
    builder.set(.syncKey, Array(options.syncKey.utf8))
    builder.set(.time, time)
    builder.set(.options, options.mode == .full ? 1 : 0)
    builder.end()
  }

  private func addRunFinished(_ number: Int64, error: String?, _ builder: inout EventBlockBuilder) {
    builder.begin(.runFinished)
    builder.set(.run, number)
    builder.set(.time, context.clock.milliseconds)
    builder.set(.status, (error == nil ? RunStatus.completed : .failed).rawValue)
    if let error { builder.set(.text, Array(error.utf8)) }
    for (offset, field) in RunCounts.fields.enumerated() {
      let count = result.counts[keyPath: field]
      if count != 0 { builder.set(Column.firstCount.rawValue + UInt8(offset), count) }
    }
    builder.end()
  }

  /// Tries to leave a word about a run that failed. The disk may be what failed, so this may fail too; then the run stays unfinished
  /// in the log, which says the same.
  private mutating func finishFailed(_ number: Int64, _ error: any Error) {
    var builder = EventBlockBuilder()
    addRunFinished(number, error: String(describing: error), &builder)
    for block in builder.finish() where (try? writer.append(block)) == nil { return }
    try? writer.commit()
  }

  /// Brings the snapshots up to date when the events after them would cost readers more than writing new ones costs now.
  private mutating func renewSnapshots(_ sync: Folded<SyncState>) throws {
    let behind = writer.head.sequence - sync.snapshotSequence
    guard behind > snapshotEvents, behind > sync.snapshotSequence / 8 else { return }
    let projections = try self.projections ?? Projections(try LogReader(writer.directory))
    for snapshot in projections.snapshots(writer.head) { try writer.save(snapshot) }
  }
}
