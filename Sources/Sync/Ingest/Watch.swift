public import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Transcripts

extension Store {
  /// Ingests once, and then whenever something has changed below the roots, until `stop` is raised. An ingest in
  /// progress ends then as soon as the `cancellation` of the store says so, and is finished first without one. What has
  /// been reported is durable; what an ingest had stored when it ended is so, too, and the next one stores the rest.
  ///
  /// `burst` is the time in milliseconds for which changes are collected before they are ingested. `progress` receives
  /// what the first ingest has done so far. `report` receives the result of each ingest, and errors that will pass, such
  /// as a full disk or a lock that somebody holds. An error of the first ingest is thrown, unless `stop` is raised.
  public func watch(
    _ options: SyncOptions, burst: Int32 = 2000, stop: StopSignal,
    progress: @escaping (IngestProgress) -> Void = { _ in },
    report: (Result<IngestReport, any Error>) -> Void
  ) throws {
    let watcher = DirectoryWatcher(stop: stop)
    watcher.watch(directories(options))
    do {
      report(.success(try ingest(options, retry: { waitForLock(watcher) }, progress: progress)))
    } catch {
      if stop.isRaised { return }
      throw error
    }
    while true {
      // Folders that appear between two scans, or that have no watch, are found by scanning again from time to time.
      switch watcher.wait(milliseconds: watcher.isComplete ? Self.rescanInterval : burst) {
      case .stopped: return
      case .changed: if collect(watcher, burst) { return }
      case .timeout: break
      }
      watcher.watch(directories(options))
      do {
        // A scan that finds no changes leaves no trace in the log.
        guard try throwingStoreErrors({ try hasChanges(options) }) else { continue }
        report(.success(try ingest(options, retry: { waitForLock(watcher) })))
      } catch {
        if stop.isRaised { return }
        report(.failure(error))
      }
    }
  }

  /// The time in milliseconds between scans while nothing seems to change.
  private static let rescanInterval: Int32 = 30_000

  /// Waits for the end of a burst. Returns true if `stop` was raised.
  private func collect(_ watcher: DirectoryWatcher, _ burst: Int32) -> Bool {
    let end = clock.milliseconds + Int64(burst)
    while clock.milliseconds < end {
      if watcher.wait(milliseconds: Int32(max(1, end - clock.milliseconds))) == .stopped { return true }
    }
    return false
  }

  private func waitForLock(_ watcher: DirectoryWatcher) -> Bool { watcher.wait(milliseconds: 200) != .stopped }

  /// Returns whether an ingest would find anything to do.
  private func hasChanges(_ options: SyncOptions) throws -> Bool {
    let plan = try plan(options)
    return !plan.items.isEmpty || !plan.missing.isEmpty
  }

  private func directories(_ options: SyncOptions) -> Set<FilePath> {
    let discoveries = Discoveries(options, known: [], store: path, fileSystem: fileSystem)
    return Set(discoveries.parts.flatMap { $0.discovery.directories.map(\.path) + [$0.root.start] })
  }

  /// Returns the plan of an ingest with these options.
  package func plan(_ options: SyncOptions) throws -> IngestPlan {
    var context = IngestContext(fileSystem: fileSystem, clock: clock, machine: machine)
    return try plan(options, &context)
  }

  /// Returns the same plan, and adds the erased content to `context`.
  func plan(_ options: SyncOptions, _ context: inout IngestContext) throws -> IngestPlan {
    var state = SyncState()
    do {
      let log = try openLog()
      state = try Projected<SyncState>(log).state
      try context.loadErasures(log, state)
    } catch LogError.notAStore {
      // There is no store yet, so everything is new.
    }
    return IngestPlan(options, state: state, origin: machine.id, now: clock.now(), store: path, fileSystem: fileSystem)
  }
}
