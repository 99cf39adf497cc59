import Answers
import Bytes
import FileIO
public import SegmentedLog
import SessionLog
import Sync

extension Store {
  /// Checks every byte of the store, the records of every version of a file against its length and MD5, and the
  /// checkpoints against a fresh fold. Writes nothing.
  ///
  /// With `againstSources`, the stored bytes are also compared with the files of this machine that are still on disk,
  /// and files below the same roots that no ingest has seen are counted. A file that differs in stored bytes is a
  /// notice when its size or times say that it was changed, and a finding about the source when they say that it was
  /// not. For `home`, see `SyncOptions`.
  public func verify(
    againstSources: Bool = false, home: String? = nil, progress: @escaping (Int64, Int64) -> Void = { _, _ in }
  ) throws -> LogVerification {
    try throwingStoreErrors { try verify(againstSources, home, cancellation, progress) }
  }

  /// Does the same on another thread. When the task is cancelled, the check ends and throws `CancellationError`.
  /// `progress` is called on that thread.
  public func verify(
    againstSources: Bool = false, home: String? = nil,
    progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
  ) async throws -> LogVerification {
    try await onThread { cancellation in
      try throwingStoreErrors { try verify(againstSources, home, cancellation, progress) }
    }
  }

  private func verify(
    _ againstSources: Bool, _ home: String?, _ cancellation: Cancellation?,
    _ progress: @escaping (Int64, Int64) -> Void
  ) throws -> LogVerification {
    var directory: StoreDirectory
    do throws(LogError) {
      directory = try openDirectory()
      directory.cancellation = cancellation
    } catch {
      guard case .damaged(let finding) = error else { throw error }
      var result = LogVerification()
      result.findings.append(finding)
      return result
    }
    let blocks = BlockFold(directory.uuid)
    var verifier = LogVerifier(directory, workers: Processors.count, progress: progress, keepsBodies: true) {
      blocks.fold($0, $1)
    }
    verifier.cancellation = cancellation
    var result = try verifier.run()
    try cancellation?.check()
    if result.isOK, result.head.sequence > 0 {
      if result.isOK { result.findings += blocks.events.findings(blocks.sync) }
      if result.isOK { result.findings += try checkProjections(directory, blocks) }
      try cancellation?.check()
      if result.isOK {
        let wrong = try checkGenerations(directory, blocks)
        result.findings += wrong + blocks.generations.notices(blocks.sync)
        result.isMendable = !wrong.isEmpty && wrong.count == blocks.sync.unmended.count
      }
      if result.isOK { result.findings += try checkOrigins(try LogReader(directory), blocks) }
      try cancellation?.check()
    }
    if result.isOK, againstSources, result.head.sequence > 0 {
      var comparison = try SourceComparison(try LogReader(directory), machine: machine, fileSystem: fileSystem)
      result.findings += try comparison.run { done, total in
        try cancellation?.check()
        progress(done, total)
      }
      result.comparedFiles = comparison.files
      try countUnstored(&result, home, cancellation)
    }
    if !result.isOK { result.losses = try losses(directory) }
    return result
  }

  /// Counts what an ingest of the roots that this machine has ingested before would store.
  private func countUnstored(
    _ result: inout LogVerification, _ home: String?, _ cancellation: Cancellation?
  ) throws {
    let sync = try Projected<SyncState>(try openLog()).state
    var options = SyncOptions()
    let known = knownRoots(sync)
    (options.roots, options.rootProblems, options.home) = (known.roots, known.problems, home)
    if options.roots.isEmpty, options.rootProblems.isEmpty { return }
    options.syncKey = sync.metadata.first { $0.lastSyncTimestamp != nil }?.syncKey ?? options.syncKey
    let report = try preview(options, cancellation)
    let files = report.files.filter { $0.reason != .identical || $0.waitingBytes > 0 }
    result.findings += report.failures.map {
      Finding(.notice, file: $0.path, "what lies there could not be looked at: \($0.message)")
    }
    result.unstored = LogVerification.Unstored(
      newFiles: files.count { $0.file.isNew }, changedFiles: files.count { !$0.file.isNew },
      lines: report.newLines, bytes: report.newBytes,
      waitingBytes: files.reduce(0) { $0 + $1.waitingBytes })
  }

  private func checkProjections(_ directory: StoreDirectory, _ blocks: BlockFold) throws -> [Finding] {
    let log = try LogReader(directory)
    do {
      return try blocks.projections(log).stale(log).map {
        Finding(
          file: "snap", "the checkpoint of '\($0)' does not give the state of the log; delete snap/ to have it rebuilt")
      }
    } catch is ByteError {
      return [Finding(file: "seg", "an event holds a column of the wrong type")]
    }
  }

  private func checkGenerations(_ directory: StoreDirectory, _ blocks: BlockFold) throws -> [Finding] {
    try blocks.generations.findings(try LogReader(directory), blocks.sync)
  }

  private func checkOrigins(_ log: LogReader, _ blocks: BlockFold) throws -> [Finding] {
    blocks.areAllOwn && blocks.next > log.head.sequence
      ? [] : try OriginCheck.findings(log, after: FoldedProvenance(own: log.directory.uuid))
  }

  /// The damaged parts that cannot be read, by event.
  private func losses(_ directory: StoreDirectory) throws -> [Loss] {
    let losses = LossLog()
    do {
      let log = try LogReader(directory, losses: losses)
      try log.forEachBlock { _ = try log.bodies(of: $0) }
    } catch LogError.damaged {
      // Nothing can be read without a manifest; the findings say so.
    }
    return losses.all
  }
}

/// The results that one pass of the verifier collects about the events: whether their values are possible, the states
/// of the projections, and whether the records of each generation follow each other.
private final class BlockFold {
  private(set) var events: EventCheck
  private var folded = Projections()
  private let memory = ColumnMemory()
  private var rescan = RecordRescan(nil)
  let generations = GenerationCheck()
  private var failure: (any Error)?
  /// The sequence number after the last event that was taken.
  private(set) var next: UInt64 = 1
  /// True while no event came from another store or mentions one.
  private(set) var areAllOwn = true

  /// `store` is the id of the store whose log is checked.
  init(_ store: UUID16) { events = EventCheck(store) }

  /// Folds the blocks of a log in order. Blocks after a gap are ignored: the log is not whole then, and the results are
  /// not used.
  func fold(_ block: EventBlock, _ bodies: BlockBodies?) {
    guard block.firstSequence <= next, block.sequences.upperBound > next else { return }
    // When a compaction runs in parallel, a block may begin with events that came before.
    let first = Int(next - block.firstSequence)
    next = block.sequences.upperBound
    if block.columns.contains(where: { $0 == Column.home.rawValue || $0 == Column.store.rawValue }) {
      areAllOwn = false
    }
    guard failure == nil else { return }
    do {
      try events.fold(block, from: first)
      try folded.apply(try rescan.current(block, bodies), memory)
      if let bodies { try generations.fold(block, bodies, from: first) }
    } catch { failure = error }
  }

  /// The state of syncing after the last block.
  var sync: SyncState { folded.sync.state }

  /// The projections of all that `log` says, from a fresh fold.
  func projections(_ log: LogReader) throws -> Projections {
    if let failure { throw failure }
    // Erased and repeated records have to be known before the events that they affect are folded, so everything is
    // folded again from the start.
    if folded.sync.state.lastExclusion > 0 { return try Projections(log, useCheckpoints: false) }
    try folded.catchUp(log)
    return folded
  }
}
