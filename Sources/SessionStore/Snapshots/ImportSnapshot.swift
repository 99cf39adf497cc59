import FileIO
public import SegmentedLog
public import SystemPackage

/// What an import added.
public struct ImportReport: Sendable {
  public var snapshot: SnapshotReport
  /// 0: the store had them all.
  public var addedEvents: UInt64
  /// Where the store ends now.
  public var head: LogHead
}

extension Store {
  /// Takes in a snapshot: an empty or absent store becomes that store, segment by segment; one that is an earlier state of the same store is
  /// brought up to the snapshot. Events that are there already are not added again.
  ///
  /// Everything is checked before anything is written, and the store changes all at once, when the last manifest is durable. Another store with events of
  /// its own, and one that has gone another way, are refused. Throws `SnapshotError`, `LogError`. Memory: a block, decoded.
  public func importSnapshot(
    from file: FilePath, retry: () -> Bool = { false },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ImportReport {
    let snapshot = try StoreSnapshot(file, fileSystem: fileSystem)
    let known = try existingLog()
    let isEmpty = known.map { $0.head.sequence == 0 } ?? true
    try snapshot.checkRelation(to: known)
    try snapshot.verify(progress: progress)
    if let known, !isEmpty, try snapshot.isContained(in: known) {
      return ImportReport(snapshot: snapshot.report, addedEvents: 0, head: known.head)
    }
    var writer = try LogWriter.open(
      at: path, fileSystem: fileSystem, clock: clock, entropy: entropy, identity: isEmpty ? snapshot.identity : nil,
      retry: retry)
    // Somebody may have written since.
    let log = try LogReader(writer.directory)
    try snapshot.checkRelation(to: log)
    let before = log.head.sequence
    if before == 0 {
      try writer.adopt(snapshot, progress: progress)
    } else if try !snapshot.isContained(in: log) {
      guard try snapshot.chain(after: before) == log.head.chain else { throw snapshot.parted(at: before, path) }
      try writer.extend(with: snapshot, progress: progress)
    }
    return ImportReport(snapshot: snapshot.report, addedEvents: writer.head.sequence - before, head: writer.head)
  }

  /// nil: there is no store.
  private func existingLog() throws -> LogReader? {
    do throws(LogError) {
      return try intactLog()
    } catch {
      if case .notAStore = error { return nil }
      throw error
    }
  }
}

extension StoreSnapshot {
  /// Throws where the events of this snapshot do not go on from what a store has.
  fileprivate func checkRelation(to log: LogReader?) throws {
    let head = log?.head.sequence ?? 0
    if let log, head > 0, log.directory.uuid != store {
      throw SnapshotError(
        reason: .unrelated,
        description:
          "\(log.directory.path) is another store, \(log.directory.uuid), with \(head) events of its own, and stores are not merged; import \(path) into a new one with --store"
      )
    }
    if since.sequence > head {
      throw SnapshotError(
        reason: .unrelated,
        description:
          "\(path) goes on behind event \(since.sequence), and the store ends at \(head); import the snapshots before it first"
      )
    }
  }

  /// Whether a store has all events of this snapshot. Throws where it has others in their place.
  fileprivate func isContained(in log: LogReader) throws -> Bool {
    guard log.head.sequence >= head.sequence else { return false }
    let there = try log.asOf(.sequence(head.sequence)).head
    guard there == head else { throw parted(at: head.sequence, log.directory.path) }
    return true
  }

  fileprivate func parted(at sequence: UInt64, _ store: FilePath) -> SnapshotError {
    SnapshotError(
      reason: .unrelated,
      description:
        "\(store) and \(path) are of one store that has gone two ways: up to event \(sequence) they differ; import it into a new store with --store"
    )
  }
}
