import Answers
import FileIO
public import SegmentedLog
import SessionLog
public import SystemPackage

/// The results of an import.
public struct ImportReport: Sendable {
  /// The contents of the snapshot.
  public var snapshot: SnapshotReport
  /// The number of events of the snapshot that the store did not have.
  public var addedEvents: UInt64
  /// The head of the store after the import.
  public var head: LogHead
  /// Erasures that the other store made in files which are not its own; this store still shows their content.
  public var proposedErasures: [ProposedErasure] = []
  /// Those proposed erasures that this import has made here, too.
  public var acceptedErasures: [ProposedErasure] = []
}

extension Store {
  /// Imports a snapshot. An empty or absent store becomes the store that was exported, segment by segment. A store that
  /// is an earlier state of it is brought up to the snapshot. Any other store gets the events in addition to its own:
  /// FORMAT.md, Events of other stores. Events that are present already are not added again, whichever way they came.
  ///
  /// Nothing that another store says changes what is this store's own: FORMAT.md, Trust. Its erasures in files that are
  /// not its own are reported, and are made here only with `acceptErasures`.
  ///
  /// With `merges`, an empty or absent store does not become the one that was exported either, but gets its events.
  ///
  /// Everything is checked before anything is written, and the store changes all at once, when the last manifest is
  /// durable. A copy of the same store that has continued differently is imported like another store, under a name of
  /// its own that is always the same. Throws `StoreError`. Memory: one decoded block; when stores are
  /// merged, also 200 bytes per source.
  public func importSnapshot(
    from file: FilePath, acceptErasures: Bool = false, merges: Bool = false, retry: () -> Bool = { false },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ImportReport {
    try throwingStoreErrors {
      var series = ImportSeries()
      return try importSnapshot(
        from: file, acceptErasures: acceptErasures, merges: merges, &series, retry: retry, progress: progress)
    }
  }

  /// Does the same as one of several imports.
  func importSnapshot(
    from file: FilePath, acceptErasures: Bool = false, merges: Bool = false, _ series: inout ImportSeries,
    derived: DerivedData = .renewed, retry: () -> Bool = { false },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ImportReport {
    var snapshot = try StoreSnapshot(file, fileSystem: fileSystem)
    snapshot.cancellation = cancellation
    let known = try existingLog()
    let isEmpty = known.map { $0.head.sequence == 0 } ?? true
    if let known, !isEmpty || merges, known.directory.uuid != snapshot.store {
      let state = try series.basis.caughtUp(known)
      _ = try Merge(snapshot, MergeNames(theirs: snapshot.store), into: known, state, now: 0).mustCompare()
    } else {
      try snapshot.checkBeginning(known)
    }
    try snapshot.verify(progress: progress)
    try snapshot.verifyEvents()
    if let known, !isEmpty, known.directory.uuid == snapshot.store, try snapshot.relation(to: known) == .contained {
      return ImportReport(snapshot: snapshot.report, addedEvents: 0, head: known.head)
    }
    // A copy that lacks events needs no note about it when the snapshot brings it to where it was.
    let open = try series.takeWriter {
      try openWriter(identity: isEmpty && !merges ? snapshot.identity : nil, notesShortfall: false, retry: retry)
    }
    // Another process may have written since.
    var log = try LogReader(open.writer.directory)
    defer { recordHead(open.writer.directory, isCopy: true) }
    let before = log.head.sequence
    var relation = SnapshotRelation.parted
    if before == 0 && !merges || log.directory.uuid == snapshot.store {
      try snapshot.checkBeginning(log)
      relation = before == 0 ? .continues : try snapshot.relation(to: log)
    }
    if relation == .parted, open.writer.shortfall != nil {
      try noteShortfall(&open.writer)
      log = try LogReader(open.writer.directory)
    }
    switch relation {
    case .contained: break
    case .continues where before == 0: try open.writer.adopt(snapshot, progress: progress)
    case .continues, .continuesPurged:
      let state = try series.basis.caughtUp(log)
      let isPurged = relation == .continuesPurged
      try open.writer.extend(with: snapshot, rechains: isPurged, progress: progress) {
        try snapshot.verifyEvents(in: $0, after: state)
      }
      // The erasures of the other store came first; what they cover is then purged here as it was there.
      if isPurged { _ = try purge(&open.writer) }
    case .parted:
      let state = try series.basis.caughtUp(log)
      let names = try MergeNames(snapshot, log, state.origins)
      let added = try merge(snapshot, names, into: log, state, &open.writer, progress)
      let now = try series.basis.caughtUp(LogReader(open.writer.directory))
      if now.sync.state.lastErasure > log.head.sequence {
        // Data that was derived before may hold what is erased now.
        try open.writer.removeCheckpoints()
        try open.writer.removeIndexes()
      }
      let erased = try resolveErasures(by: names.theirs, accepts: acceptErasures, now, &open.writer)
      if added > 0 { derived.renew(&open.writer) }
      series.keep(open)
      return ImportReport(
        snapshot: snapshot.report, addedEvents: added, head: open.writer.head, proposedErasures: erased.proposed,
        acceptedErasures: erased.accepted)
    }
    let added = open.writer.head.sequence - before
    try noteShortfall(&open.writer)
    if added > 0 { derived.renew(&open.writer) }
    series.keep(open)
    return ImportReport(snapshot: snapshot.report, addedEvents: added, head: open.writer.head)
  }

  /// Merges the snapshot into the log. Returns the number of events that were added.
  private func merge(
    _ snapshot: StoreSnapshot, _ names: MergeNames, into log: LogReader, _ known: MergeBasis,
    _ writer: inout LogWriter, _ progress: (Int64, Int64) -> Void
  ) throws -> UInt64 {
    let mustCompare = try Merge(snapshot, names, into: log, known, now: 0).mustCompare()
    do {
      do {
        return try merge(snapshot, names, into: log, known, comparesAll: mustCompare, &writer, progress)
      } catch is PartedStreams where !mustCompare && snapshot.since.sequence == 0 {
        // One of the two stores may have been purged.
        return try merge(snapshot, names, into: log, known, comparesAll: true, &writer, progress)
      }
    } catch let parted as PartedStreams { throw snapshot.parted(parted) }
  }

  private func merge(
    _ snapshot: StoreSnapshot, _ names: MergeNames, into log: LogReader, _ known: MergeBasis, comparesAll: Bool,
    _ writer: inout LogWriter, _ progress: (Int64, Int64) -> Void
  ) throws -> UInt64 {
    var merge = Merge(snapshot, names, into: log, known, now: clock.milliseconds, comparesAll: comparesAll)
    if try merge.isDone || !merge.hasNews() {
      if comparesAll { try merge.compare() }
      return 0
    }
    let (events, bytes) = (max(1, Double(snapshot.head.sequence)), Int64(snapshot.length))
    // The estimate is generous: data is written as by an ingest, and may be larger than in the snapshot.
    func check(_ log: LogReader) throws { try snapshot.verifyEvents(in: log, after: known) }
    let needed = snapshot.manifest.versions.needed
    try writer.appendSegments(bytes: 4 * snapshot.length, needed: needed, check: check) { transfer in
      // Progress is given in bytes of the snapshot, as everywhere else.
      try merge.write(to: &transfer) { progress(Int64(Double(bytes) * min(1, Double($0) / events)), bytes) }
    }
    return merge.added
  }

  /// The log of the store; nil when there is no store.
  func existingLog() throws -> LogReader? {
    do throws(LogError) {
      return try intactLog()
    } catch {
      if case .notAStore = error { return nil }
      throw error
    }
  }
}

extension StoreSnapshot {
  /// Throws when this snapshot begins after the end of the log of the same, or an empty, store.
  fileprivate func checkBeginning(_ log: LogReader?) throws {
    let head = log?.head.sequence ?? 0
    if since.sequence > head {
      throw StoreError(
        .snapshotGap, "\(path) continues after event \(since.sequence), and the store ends at \(head)", path: path)
    }
  }

  /// How this snapshot relates to the log of the same, or an empty, store.
  func relation(to log: LogReader) throws -> SnapshotRelation {
    if log.head.sequence < head.sequence {
      if try chain(after: log.head.sequence) == log.head.chain { return .continues }
      guard since.sequence == 0 else { return .parted }
      return try CommonBeginning(self, log).events == log.head.sequence ? .continuesPurged : .parted
    }
    if try log.asOf(.sequence(head.sequence)).head == head { return .contained }
    // A compaction has combined commits, or one of the two was purged.
    guard since.sequence == 0 else { return .parted }
    return try CommonBeginning(self, log).events == head.sequence ? .contained : .parted
  }
}

enum SnapshotRelation {
  /// The store has all of it.
  case contained
  /// The snapshot continues the store.
  case continues
  /// The snapshot continues the store, but one of the two was purged.
  case continuesPurged
  /// The two have different events in some places.
  case parted
}
