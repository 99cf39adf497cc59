import FileIO
import SegmentedLog
import SessionLog
import Transcripts

/// The environment that all parts of an ingest share.
package struct IngestContext: Sendable {
  let fileSystem: any FileSystem
  let clock: any WallClock
  let machine: Machine
  /// The erased content, which is not stored again.
  var erasureFilter = ErasureFilter()
  /// The largest number of events in a block.
  var blockEvents = Format.blockEventsMax
  /// True if the words of what is read are collected for the search index.
  var collectsWords = false
  /// True if the files that calls of tools name are collected, too.
  var collectsTouches = false
  /// Ends an ingest with `CancellationError`.
  var cancellation: Cancellation?
}

extension IngestContext {
  /// Loads the content that is erased according to the log.
  mutating func loadErasures(_ log: LogReader, _ sync: SyncState) throws {
    if sync.lastErasure > 0 { erasureFilter = ErasureFilter(try Projected<ErasuresState>(log).state) }
  }
}

/// One ingest: it compares files with the store, reads them in parallel, and writes in one place and in a deterministic
/// order.
struct Ingest: ~Copyable {
  /// The smallest number of files to read for which it pays to fold their events while they are written.
  static let manyItems = 16

  /// The number of source bytes in a commit, so that small files share a sync of the disk.
  var commitBytes = 16 << 20
  /// Checkpoints are renewed when more events than this follow them, and more than an eighth of the events that they
  /// cover.
  var checkpointEvents = CheckpointAge.fewEvents

  private var writer: LogWriter
  private let options: SyncOptions
  private var context: IngestContext
  private let report: (IngestProgress) -> Void
  private var result = IngestReport()
  private var progress = IngestProgress()
  private var pendingBytes = 0
  /// The projections, kept up to date while many files are stored, so that their checkpoints need no second pass over
  /// the log.
  private var projections: Projections?
  /// The sessions before the run, if `projections` are kept.
  private var sessionsBefore: [SessionState] = []
  /// Counts the sessions if `projections` are not kept.
  private var counter: SessionCounter?
  private var log: LogReader?
  private let columns = ColumnMemory()
  var indexes: IndexRecorder
  /// The sequence number of the next event.
  private var nextSequence: UInt64 = 0

  init(
    _ writer: consuming LogWriter, options: SyncOptions, context: IngestContext,
    progress: @escaping (IngestProgress) -> Void
  ) {
    (result.recovery, result.foreignEntries) = (writer.recovery, writer.foreignEntries)
    result.isFirst = writer.head.sequence == 0
    indexes = IndexRecorder(writer, workers: options.workers)
    self.writer = writer
    self.options = options
    self.context = context
    self.context.collectsWords = true
    report = progress
  }

  consuming func run() throws -> IngestReport {
    var log = try LogReader(writer.directory)
    if let damage = log.damage { throw LogError.damaged(damage) }
    var sync = try Projected<SyncState>(log)
    if try acknowledgeRepeats(log, sync.state) {
      log = try LogReader(writer.directory)
      sync = try Projected<SyncState>(log)
    }
    try context.loadErasures(log, sync.state)
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
        try projections!.continueFiles(log)
        context.collectsTouches = projections!.included.contains(.files)
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
    try commit()
    result.head = writer.head
    // Everything is durable by now, and derived files must not turn that into a failure. Without room for a checkpoint,
    // readers fold more events.
    try? renewCheckpoints(sync)
    indexes.finish(writer)
    if let bytes = try? writer.directory.size() {
      result.storeBytes = bytes
      result.compaction = writer.compactionGain(storeBytes: bytes)
    }
    return result
  }

  /// Appends events that acknowledge the records that an old version stored more than once. Returns false if there are
  /// none.
  private mutating func acknowledgeRepeats(_ log: LogReader, _ sync: SyncState) throws -> Bool {
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

  private mutating func commit() throws {
    try writer.commit()
    indexes.committed(writer)
  }

  /// Appends blocks. `findings` is what was learned about their records; nil if that is not known.
  private mutating func append(_ blocks: [EncodedBlock], _ findings: BlockFindings? = BlockFindings()) throws {
    for block in blocks {
      try writer.append(block)
      indexes.add(block, findings?.words, first: nextSequence)
      if projections != nil {
        // Without the bodies, which are encoded, it would miss calls. It is folded from the log when it is needed.
        if findings == nil { projections?.dropFiles() }
        try projections?.apply(
          try block.envelopes(firstSequence: nextSequence), columns, touches: findings?.touches)
      } else if let log, counter != nil {
        try counter?.count(try BlockColumns(try block.envelopes(firstSequence: nextSequence), columns)) {
          try Projected<SessionsState>(log, try Projected<SyncState>(log).state).state
        }
      }
      nextSequence += UInt64(block.count)
    }
  }

  private mutating func read(_ items: [WorkItem]) throws {
    progress = IngestProgress(items)
    report(progress)
    try SourcePipeline(context: context, workers: options.workers).run(items) { try consume($0) }
  }

  private mutating func consume(_ output: WorkOutput) throws {
    try context.cancellation?.check()
    switch output {
    case .blocks(let blocks, let counts, let badLines, let findings):
      try append(blocks, findings)
      result.counts += counts
      result.badLines += badLines.prefix(max(0, IngestReport.badLinesMax - result.badLines.count))
      let bytes = blocks.reduce(0) { $0 + $1.bodyBytes }
      pendingBytes += bytes
      progress.bytes += Int64(bytes)
      if pendingBytes >= commitBytes {
        try commit()
        pendingBytes = 0
      }
    case .done(let item, let outcome):
      record(outcome, of: item)
      progress.count(item, outcome)
    }
    report(progress)
  }

  private mutating func record(_ outcome: SourceOutcome, of item: WorkItem) {
    switch outcome {
    case .decided(let decision, _):
      result.counts.count(decision, form: item.form)
      if decision.isConflict(form: item.form) { result.conflicts.append(decision) }
      if decision.reason == .identical, item.format.isMain(item.file.path) { result.sessionsSkipped += 1 }
      if decision.isTorn { result.torn.append(decision) }
    case .vanished: result.counts.skipped += 1
    case .failed(let failure):
      result.counts.failed += 1
      result.failures.append(failure)
    }
  }

  /// Sets the numbers of new sessions and of known ones that have changed. With `isFirst`, no ingest has completed
  /// before, and all of them count as new.
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

  /// Tries to record the failure of a run. The disk may be the cause, so this may fail, too; the run then stays
  /// unfinished in the log, which says the same.
  private mutating func finishFailed(_ number: Int64, _ error: any Error) {
    var builder = EventBlockBuilder()
    addRunFinished(number, error: error is CancellationError ? "cancelled" : String(describing: error), &builder)
    for block in builder.finish() where (try? writer.append(block)) == nil { return }
    try? writer.commit()
  }

  /// Renews the checkpoints when the events after them would cost readers more than writing new checkpoints costs now.
  private mutating func renewCheckpoints(_ sync: Projected<SyncState>) throws {
    // A checkpoint that another version of the program has made counts as none.
    let known = min(sync.checkpointSequence, CheckpointAge(writer.directory).sequence)
    guard CheckpointAge.isFarBehind(known, writer.head, few: checkpointEvents) else { return }
    let log = try LogReader(writer.directory)
    var projections = try self.projections ?? Projections(log)
    // A question about files needs it at once. Where there was no checkpoint, all of the log is read here, once.
    try? projections.include(.files, log)
    for checkpoint in projections.checkpoints(writer.head) { try writer.save(checkpoint) }
  }
}
