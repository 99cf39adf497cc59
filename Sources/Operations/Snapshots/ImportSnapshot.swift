import Answers
public import SegmentedLog
import SessionLog
public import SystemPackage

/// What an import added.
public struct ImportReport: Sendable {
  public var snapshot: SnapshotReport
  /// Events of the snapshot that the store did not have.
  public var addedEvents: UInt64
  /// Where the store ends now.
  public var head: LogHead
  /// What the other store has erased of files that are not its own, and is given out here all the same.
  public var proposedErasures: [ProposedErasure] = []
  /// What of that this import has erased here, too.
  public var acceptedErasures: [ProposedErasure] = []
}

extension Store {
  /// Takes in a snapshot. An empty or absent store becomes the store that was exported, segment by segment; one that is an earlier state of it is brought
  /// up to the snapshot; any other one gets its events besides its own: FORMAT.md, Events of other stores. Events that are there already are not added
  /// again, whichever way they came.
  ///
  /// Nothing that another store says changes what is this one's: FORMAT.md, Trust. What it has erased of files that are not its own is reported, and
  /// erased here with `acceptErasures` only.
  ///
  /// Everything is checked before anything is written, and the store changes all at once, when the last manifest is durable. A copy of the same store that
  /// has gone another way comes in like another store, under a name of its own, always the same. Throws `SnapshotError`, `LogError`. Memory: a block, decoded; where stores are
  /// merged 200 bytes a source besides.
  public func importSnapshot(
    from file: FilePath, acceptErasures: Bool = false, retry: () -> Bool = { false },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ImportReport {
    let snapshot = try StoreSnapshot(file, fileSystem: fileSystem)
    let known = try existingLog()
    let isEmpty = known.map { $0.head.sequence == 0 } ?? true
    if !isEmpty, known!.directory.uuid != snapshot.store {
      _ = try Merge(snapshot, MergeNames(theirs: snapshot.store), into: known!, now: 0).mustCompare()
    } else {
      try snapshot.checkBeginning(known)
    }
    try snapshot.verify(progress: progress)
    try snapshot.verifyEvents()
    if let known, !isEmpty, known.directory.uuid == snapshot.store, try snapshot.relation(to: known) == .contained {
      return ImportReport(snapshot: snapshot.report, addedEvents: 0, head: known.head)
    }
    // A copy that the snapshot brings to where it was has no need of a note.
    var writer = try openWriter(identity: isEmpty ? snapshot.identity : nil, notesShortfall: false, retry: retry)
    // Somebody may have written since.
    var log = try LogReader(writer.directory)
    defer { remember(writer.directory, isCopy: true) }
    let before = log.head.sequence
    var relation = SnapshotRelation.parted
    if before == 0 || log.directory.uuid == snapshot.store {
      try snapshot.checkBeginning(log)
      relation = before == 0 ? .goesOn : try snapshot.relation(to: log)
    }
    if relation == .parted, writer.shortfall != nil {
      try noteShortfall(&writer)
      log = try LogReader(writer.directory)
    }
    let state = try Folded<SyncState>(log)
    func check(_ log: LogReader) throws { try snapshot.verifyEvents(in: log, after: state) }
    switch relation {
    case .contained: break
    case .goesOn where before == 0: try writer.adopt(snapshot, progress: progress)
    case .goesOn: try writer.extend(with: snapshot, progress: progress, check: check)
    case .goesOnPurged:
      // Its erasures first; what they cover goes here as it went there.
      try writer.extend(with: snapshot, rechains: true, progress: progress, check: check)
      _ = try purge(&writer)
    case .parted:
      let names = try MergeNames(snapshot, log, Origins(log))
      let added = try merge(snapshot, names, into: log, &writer, progress)
      let erasures = try settleErasures(by: names.theirs, accepts: acceptErasures, &writer)
      return ImportReport(
        snapshot: snapshot.report, addedEvents: added, head: writer.head, proposedErasures: erasures.proposed,
        acceptedErasures: erasures.accepted)
    }
    let added = writer.head.sequence - before
    try noteShortfall(&writer)
    return ImportReport(snapshot: snapshot.report, addedEvents: added, head: writer.head)
  }

  /// How many events were taken in.
  private func merge(
    _ snapshot: StoreSnapshot, _ names: MergeNames, into log: LogReader, _ writer: inout LogWriter,
    _ progress: (Int64, Int64) -> Void
  ) throws -> UInt64 {
    let mustCompare = try Merge(snapshot, names, into: log, now: 0).mustCompare()
    do {
      do {
        return try merge(snapshot, names, into: log, comparesAll: mustCompare, &writer, progress)
      } catch is PartedStreams where !mustCompare && snapshot.since.sequence == 0 {
        // It may be that one of the two was purged.
        return try merge(snapshot, names, into: log, comparesAll: true, &writer, progress)
      }
    } catch let parted as PartedStreams { throw snapshot.parted(parted) }
  }

  private func merge(
    _ snapshot: StoreSnapshot, _ names: MergeNames, into log: LogReader, comparesAll: Bool, _ writer: inout LogWriter,
    _ progress: (Int64, Int64) -> Void
  ) throws -> UInt64 {
    var merge = try Merge(snapshot, names, into: log, now: clock.milliseconds, comparesAll: comparesAll)
    if try merge.isDone || !merge.hasNews() {
      if comparesAll { try merge.compare() }
      return 0
    }
    let (events, bytes) = (max(1, Double(snapshot.head.sequence)), Int64(snapshot.length))
    // As an ingest writes it, it may be larger than what it comes from.
    let known = try Folded<SyncState>(log)
    func check(_ log: LogReader) throws { try snapshot.verifyEvents(in: log, after: known) }
    try writer.appendSegments(bytes: 4 * snapshot.length, check: check) { transfer in
      // In bytes of the snapshot, as everywhere else.
      try merge.write(to: &transfer) { progress(Int64(Double(bytes) * min(1, Double($0) / events)), bytes) }
    }
    let (added, head) = (merge.added, writer.head)
    // All is durable by now; without room for snapshots readers fold more.
    if let projections = try? Projections(LogReader(writer.directory)) {
      if projections.sync.state.lastErasure > log.head.sequence {
        // What was derived before may hold what is erased now.
        try writer.removeSnapshots()
        try writer.removeIndexes()
      }
      for snapshot in projections.snapshots(head) { try? writer.save(snapshot) }
    }
    return added
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
  /// Throws where the events of this snapshot do not go on from what the same store, or an empty one, has.
  fileprivate func checkBeginning(_ log: LogReader?) throws {
    let head = log?.head.sequence ?? 0
    if since.sequence > head {
      throw SnapshotError(
        reason: .unrelated,
        description:
          "\(path) goes on behind event \(since.sequence), and the store ends at \(head); import the snapshots before it first"
      )
    }
  }

  /// How this snapshot goes together with what the same store, or an empty one, has.
  fileprivate func relation(to log: LogReader) throws -> SnapshotRelation {
    if log.head.sequence < head.sequence {
      if try chain(after: log.head.sequence) == log.head.chain { return .goesOn }
      guard since.sequence == 0 else { return .parted }
      return try CommonBeginning(self, log).events == log.head.sequence ? .goesOnPurged : .parted
    }
    if try log.asOf(.sequence(head.sequence)).head == head { return .contained }
    // A compaction has put commits together, or one of the two was purged.
    guard since.sequence == 0 else { return .parted }
    return try CommonBeginning(self, log).events == head.sequence ? .contained : .parted
  }
}

private enum SnapshotRelation {
  /// The store has all of it.
  case contained
  case goesOn
  /// The same, but one of the two was purged.
  case goesOnPurged
  /// It has others in the place of some.
  case parted
}
