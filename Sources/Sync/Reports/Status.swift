import FileIO
public import SegmentedLog
import SessionLog
public import SystemPackage
public import Transcripts

/// What a store holds, and how it stands to what is on disk.
public struct StoreStatus: Sendable {
  public var path: String
  public var head: LogHead
  public var sources: Int
  public var generations: Int
  /// Sources whose file is not there now; of other machines, and of a root that cannot be seen, was not at the last ingest.
  public var missingSources: Int
  public var sessions: Int
  /// Lines, in all generations.
  public var records: Int64
  public var badLines: Int64
  /// Bytes of all generations of all sources.
  public var sourceBytes: Int64
  /// Bytes of the store's files.
  public var storeBytes: Int64
  public var compaction: CompactionGain
  /// Milliseconds since 1970 UTC: earliest and latest record.
  public var oldest: Int64?
  public var newest: Int64?
  /// Bytes behind the last commit: an ingest that was cut off, or one that is under way.
  public var unfinishedBytes: Int64
  public var roots: [String]
  /// Roots of this machine that are not there any more, though files of them were stored.
  public var goneRoots: [String]
  public var runs: Int64
  public var metadata: [SyncMetadata]
  /// The latest runs, oldest first.
  public var history: [RunState]
  /// nil where no root is on this machine.
  public var disk: DiskStatus?
}

/// What is on disk below the roots of this machine.
public struct DiskStatus: Sendable {
  public var files = 0
  /// Bytes.
  public var bytes: Int64 = 0
  public var folders = 0
  /// Modification times, nanoseconds since 1970 UTC.
  public var oldest: Int64?
  public var newest: Int64?
  /// Never stored.
  public var newFiles = 0
  /// Stored, and changed since.
  public var changedFiles = 0
  /// Bytes of new files, and by which changed ones have grown.
  public var unstoredBytes: Int64 = 0
  /// Files and folders that could not be looked at.
  public var failures: [IngestFailure] = []
  /// What is not stored on purpose.
  public var passedOver: [PassedOver] = []
}

extension Store {
  /// Cost: the snapshots and the events after them, and a look at the directories of the roots. `roots`: where to look on disk; empty: where
  /// this machine has been ingested from. `home`: see `SyncOptions`.
  public func status(roots: [TranscriptRoot] = [], home: String? = nil) throws -> StoreStatus {
    let log = try openLog()
    let sync = try Folded<SyncState>(log).state
    let (stored, disk) = concurrently(
      {
        Result {
          (
            try Folded<SessionsState>(log, sync).state.sessions, try log.directory.size(),
            looked(at: sync).sources.count { $0?.isMissing == true }
          )
        }
      },
      { self.disk(sync, roots, home) })
    let (sessions, storeBytes, missing) = try stored.get()
    let sources = sync.sources.compactMap { $0 }
    let generations = sources.flatMap(\.generations)
    return StoreStatus(
      path: path.string, head: log.head, sources: sources.count, generations: generations.count,
      missingSources: missing, sessions: sessions.count,
      records: generations.reduce(0) { $0 &+ $1.lines }, badLines: generations.reduce(0) { $0 &+ $1.badLines },
      sourceBytes: sync.storedBytes, storeBytes: storeBytes, compaction: log.compactionGain(storeBytes: storeBytes),
      oldest: sessions.compactMap(\.started).min(), newest: sessions.compactMap(\.ended).max(),
      unfinishedBytes: log.unfinishedBytes, roots: sync.roots.map(\.path.text),
      goneRoots: KnownSources(sync, origin: machine.id, fileSystem: fileSystem).goneRoots, runs: sync.runCount,
      metadata: sync.metadata,
      history: sync.runs, disk: disk)
  }

  private func disk(_ sync: SyncState, _ roots: [TranscriptRoot], _ home: String?) -> DiskStatus? {
    var options = SyncOptions()
    options.home = home
    if roots.isEmpty {
      let known = knownRoots(sync)
      (options.roots, options.rootProblems) = (known.roots, known.problems)
    } else {
      options.roots = roots
    }
    if options.roots.isEmpty, options.rootProblems.isEmpty { return nil }
    // Whether a sync has completed is no question here: what looks unchanged is.
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

  /// Where this machine has been ingested from, as far as it is there. One that is gone is no problem here: `KnownSources` names it.
  package func knownRoots(_ sync: SyncState) -> RootSelection {
    var selection = RootSelection()
    let known = sync.transcriptRoots(of: machine.id)
    let finder = RootFinder(environment: [:], fileSystem: fileSystem, known: { known })
    for path in known {
      do throws(RootProblem) {
        selection.roots += try finder.find(path.string, isDeep: false)
      } catch {
        if case .unreadable = error.reason { selection.problems.append(error) }
      }
    }
    return selection
  }
}

extension Store {
  /// Paths of the roots of this machine of which transcripts are stored; empty where there is no store yet. For `RootFinder`.
  public func knownRoots() -> [FilePath] {
    guard let log = try? openLog(), let sync = try? Folded<SyncState>(log).state else { return [] }
    return sync.transcriptRoots(of: machine.id)
  }
}
