import FileIO
public import SegmentedLog
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
}

extension Store {
  /// Cost: the snapshots and the events after them, and a look at the directories of the roots. `roots`: where to look on disk; empty: where
  /// this machine has been ingested from.
  public func status(roots: [TranscriptRoot] = []) throws -> StoreStatus {
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
      { self.disk(sync, roots) })
    let (sessions, storeBytes, missing) = try stored.get()
    let sources = sync.sources.compactMap { $0 }
    let generations = sources.flatMap(\.generations)
    return StoreStatus(
      path: path.string, head: log.head, sources: sources.count, generations: generations.count,
      missingSources: missing, sessions: sessions.count,
      records: generations.reduce(0) { $0 + $1.lines }, badLines: generations.reduce(0) { $0 + $1.badLines },
      sourceBytes: sync.storedBytes, storeBytes: storeBytes, compaction: log.compactionGain(storeBytes: storeBytes),
      oldest: sessions.compactMap(\.started).min(), newest: sessions.compactMap(\.ended).max(),
      unfinishedBytes: log.unfinishedBytes, roots: sync.roots.map(\.path.text), runs: sync.runCount,
      metadata: sync.metadata,
      history: sync.runs, disk: disk)
  }

  private func disk(_ sync: SyncState, _ roots: [TranscriptRoot]) -> DiskStatus? {
    var options = SyncOptions()
    options.roots = roots.isEmpty ? knownRoots(sync) : roots
    if options.roots.isEmpty { return nil }
    // Whether a sync has completed is no question here: what looks unchanged is.
    options.syncKey = sync.metadata.first { $0.lastSyncTimestamp != nil }?.syncKey ?? options.syncKey
    let plan = IngestPlan(
      options, state: sync, origin: machine.id, now: clock.now(), store: path, fileSystem: fileSystem)
    var disk = DiskStatus()
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

  /// Where this machine has been ingested from, as far as it is there.
  func knownRoots(_ sync: SyncState) -> [TranscriptRoot] {
    sync.roots.filter { $0.origin == machine.id }.compactMap {
      try? TranscriptRoot.containing($0.path.text, fileSystem: fileSystem)
    }
  }
}
