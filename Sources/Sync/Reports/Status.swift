import FileIO
public import SegmentedLog
import SessionLog
public import SystemPackage
public import Times
public import Transcripts

/// The contents of a store, and how they compare with the files on disk.
public struct StoreStatus: Sendable {
  /// The path of the store.
  public var path: String
  /// The id of the store: a UUID in lowercase, as lakes, remotes and copies of the store name it.
  public var id: String
  /// The head of the log.
  public var head: LogHead
  /// The number of sources.
  public var sources: Int
  /// The number of generations of all sources.
  public var generations: Int
  /// The number of sources whose file does not exist now. For other machines, and for a root that cannot be examined,
  /// the last ingest counts.
  public var missingSources: Int
  /// The number of these that a prune deleted.
  public var prunedSources: Int
  /// The number of sessions.
  public var sessions: Int
  /// The number of lines in all generations.
  public var records: Int64
  /// The number of bad lines among them.
  public var badLines: Int64
  /// The number of bytes of all generations of all sources.
  public var sourceBytes: Int64
  /// The number of bytes of the store's files.
  public var storeBytes: Int64
  /// The bytes that a compaction would save.
  public var compaction: CompactionGain
  /// The time of the earliest record; nil if no record has a time.
  public var oldest: Instant?
  /// The time of the latest record; nil if no record has a time.
  public var newest: Instant?
  /// The number of bytes after the last commit: those of an ingest that was interrupted, or of one in progress.
  public var unfinishedBytes: Int64
  /// The absolute paths of all roots, also of other machines.
  public var roots: [String]
  /// Roots of this machine that no longer exist, although files below them were stored.
  public var goneRoots: [String]
  /// The number of runs so far.
  public var runs: Int64
  /// The state of the syncs under each key.
  public var metadata: [SyncMetadata]
  /// The latest runs, oldest first.
  public var history: [RunState]
  /// The files on disk; nil if no root is on this machine.
  public var disk: DiskStatus?
  /// What this machine has pushed of the store, by remotes. None of them was asked.
  public var pushed: [PushedRemote] = []
}

/// The files on disk below the roots of this machine.
public struct DiskStatus: Sendable {
  /// The number of files.
  public var files = 0
  /// The number of bytes of these files.
  public var bytes: Int64 = 0
  /// The number of folders that contain them.
  public var folders = 0
  /// The earliest modification time in nanoseconds since 1970-01-01 UTC; nil if there are no files.
  public var oldest: Int64?
  /// The latest modification time in nanoseconds since 1970-01-01 UTC; nil if there are no files.
  public var newest: Int64?
  /// The number of files of which nothing is stored.
  public var newFiles = 0
  /// The number of files that have changed since they were stored.
  public var changedFiles = 0
  /// The number of bytes of new files, and of those by which changed files have grown.
  public var unstoredBytes: Int64 = 0
  /// Files and folders that could not be examined.
  public var failures: [IngestFailure] = []
  /// Files and folders that are not stored on purpose.
  public var passedOver: [PassedOver] = []
}

extension Store {
  /// Returns the contents of the store and how they compare with the files on disk. `roots` says where to look on disk;
  /// an empty array stands for the roots from which this machine has been ingested. For `home` see `SyncOptions`. Cost:
  /// the checkpoints and the events after them, and the directories of the roots.
  public func status(roots: [TranscriptRoot] = [], home: String? = nil) throws -> StoreStatus {
    try throwingStoreErrors {
      let log = try openLog()
      let sync = try Projected<SyncState>(log).state
      let (stored, disk) = concurrently(
        {
          Result {
            (
              try Projected<SessionsState>(log, sync).state.sessions, try log.directory.size(),
              checkedOnDisk(sync).sources.compactMap { $0 }.filter(\.isMissing)
            )
          }
        },
        { self.disk(sync, roots, home) })
      let (sessions, storeBytes, missing) = try stored.get()
      return status(log, sync, sessions, storeBytes: storeBytes, missing: missing, disk)
    }
  }

  fileprivate func status(
    _ log: LogReader, _ sync: SyncState, _ sessions: [SessionState], storeBytes: Int64, missing: [SourceState],
    _ disk: DiskStatus?
  ) -> StoreStatus {
    let sources = sync.sources.compactMap { $0 }
    let generations = sources.flatMap(\.generations)
    return StoreStatus(
      path: path.string, id: "\(log.directory.uuid)", head: log.head, sources: sources.count,
      generations: generations.count,
      missingSources: missing.count, prunedSources: missing.count(where: \.isPruned), sessions: sessions.count,
      records: generations.reduce(0) { $0 &+ $1.lines }, badLines: generations.reduce(0) { $0 &+ $1.badLines },
      sourceBytes: sync.storedBytes, storeBytes: storeBytes, compaction: log.compactionGain(storeBytes: storeBytes),
      oldest: sessions.compactMap(\.started).min().instant, newest: sessions.compactMap(\.ended).max().instant,
      unfinishedBytes: log.unfinishedBytes, roots: sync.roots.map(\.path.text),
      goneRoots: KnownSources(sync, origin: machine.id, fileSystem: fileSystem).goneRoots, runs: sync.runCount,
      metadata: sync.metadata,
      history: sync.runs, disk: disk, pushed: pushedRemotes(of: log.directory.uuid))
  }

  fileprivate func disk(_ sync: SyncState, _ roots: [TranscriptRoot], _ home: String?) -> DiskStatus? {
    var options = SyncOptions()
    options.home = home
    if roots.isEmpty {
      let known = knownRoots(sync)
      (options.roots, options.rootProblems) = (known.roots, known.problems)
    } else {
      options.roots = roots
    }
    if options.roots.isEmpty, options.rootProblems.isEmpty { return nil }
    // This is not about whether a sync has completed: files that look unchanged count as unchanged.
    options.syncKey = sync.metadata.first { $0.lastSyncTimestamp != nil }?.syncKey ?? options.syncKey
    let plan = IngestPlan(
      options, state: sync, origin: machine.id, now: clock.now(), store: path, fileSystem: fileSystem)
    var disk = DiskStatus()
    (disk.failures, disk.passedOver) = (plan.failures, plan.passedOver)
    var folders = Set<ArraySlice<UInt8>>()
    var last: ArraySlice<UInt8>?
    for file in plan.discovered {
      disk.files += 1
      disk.bytes += file.status.size
      disk.oldest = min(disk.oldest ?? .max, file.status.modified)
      disk.newest = max(disk.newest ?? .min, file.status.modified)
      let folder = file.path[..<(file.path.lastIndex(of: 0x2f) ?? 0)]
      if folder != last { folders.insert(folder) }
      last = folder
    }
    disk.folders = folders.count
    for item in plan.items {
      if item.stored == nil { disk.newFiles += 1 } else { disk.changedFiles += 1 }
      disk.unstoredBytes += max(0, item.file.status.size - (item.stored?.generation.length ?? 0))
    }
    return disk
  }

  /// Returns the existing roots from which this machine has been ingested. A root that does not exist is not reported
  /// as a problem here, because `KnownSources.goneRoots` has it.
  package func knownRoots(_ sync: SyncState) -> RootSelection {
    var selection = RootSelection()
    let known = sync.transcriptRoots(of: machine.id)
    let finder = RootFinder(environment: [:], fileSystem: fileSystem, known: { known })
    for path in known {
      do throws(RootProblem) {
        for root in try finder.find(path, named: path.string, isDeep: false) { selection.add(root) }
      } catch {
        if case .unreadable = error.reason { selection.problems.append(error) }
      }
    }
    return selection
  }
}

extension StoreView {
  /// Returns the contents of the store at the position of the view and, for the end of the log, how they compare with
  /// the files below the roots from which this machine has been ingested. For `home` see `SyncOptions`. Cost: the
  /// directories of the roots; of an earlier position only the states of the view.
  public func status(home: String? = nil) throws -> StoreStatus {
    try throwingStoreErrors {
      let (known, sessions) = (try sync, try sessionsState.sessions)
      let isPresent = position == nil
      let missing = (isPresent ? store.checkedOnDisk(known) : known).sources.compactMap { $0 }.filter(\.isMissing)
      return store.status(
        log, known, sessions, storeBytes: try log.directory.size(), missing: missing,
        isPresent ? store.disk(known, [], home) : nil)
    }
  }
}

extension Store {
  /// Returns the paths of the roots of this machine of which transcripts are stored; none if there is no store yet.
  /// Meant for `RootFinder`.
  public func knownRoots() -> [FilePath] {
    guard let log = try? openLog(), let sync = try? Projected<SyncState>(log).state else { return [] }
    return sync.transcriptRoots(of: machine.id)
  }
}
