import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Times
import Transcripts

/// An answer to the question whether what this machine's agents have written is safe: the files on disk, the store, the
/// schedule, and the room.
package struct HealthReport: Sendable {
  package enum Verdict: String, Sendable {
    /// Everything that will be deleted within a week is stored.
    case safe
    /// Something that is not stored will be deleted within a week.
    case atRisk = "at_risk"
    /// The store is damaged.
    case damaged
  }

  /// The files that may be lost.
  package var files: DoctorReport
  /// The path of the store.
  package var store: String
  /// True if there is a store.
  package var hasStore: Bool
  /// The faults of the store, a sentence each, as far as opening it shows; empty without any.
  package var damage: [String]
  /// The schedules of this user that store into this store.
  package var schedules: [InstalledSchedule]
  /// True if there is a schedule of this user for another store only.
  package var hasOtherSchedule: Bool
  /// True if a schedule should have run since the last sync.
  package var isSyncOverdue: Bool
  /// The bytes that can still be written where the store lies; nil if that is not known.
  package var freeSpace: Int64?
  /// The outcome of the last verification on this machine; nil if it is not known.
  package var verification: LastVerification?
  /// What the store states about the versions of ccstore that have written to it.
  package var versions = StatedVersions()
  /// True if states that are saved in the store are of another version of ccstore, so that each question reads the
  /// whole log until the next ingest saves them again.
  package var hasOutdatedStates = false
  /// What this machine has pushed of the store, by remotes. None of them was asked.
  package var pushed: [PushedRemote] = []

  /// The version that has written to the store, if it is later than this one; nil otherwise.
  package var laterWriter: ProgramVersion? { versions.writer.flatMap { $0 > .current ? $0 : nil } }

  package var verdict: Verdict { !damage.isEmpty ? .damaged : files.expiring.isEmpty ? .safe : .atRisk }

  /// The number of bytes below which the room is scarce, in addition to what is to be stored.
  package static let freeSpaceMin: Int64 = 500_000_000

  /// True if the disk of the store is nearly full.
  package var isSpaceScarce: Bool {
    guard let freeSpace else { return false }
    return freeSpace < Self.freeSpaceMin + files.expiring.reduce(0) { $0 + $1.unstoredBytes }
  }
}

/// The schedules of a user, and whether one of them has missed a sync.
package struct ScheduleReport: Sendable {
  /// Those that store into the store in question.
  package var schedules: [InstalledSchedule]
  package var hasOther: Bool
  package var isOverdue: Bool

  /// `store` is the absolute path of the store, `lastSync` the end of the last completed sync.
  package init(_ installed: [InstalledSchedule], store: String, lastSync: Instant?, now: Int64) {
    schedules = installed.filter { $0.isFor(store: store) }
    hasOther = schedules.count < installed.count
    let regular = schedules.filter { $0.timing.overdueAfter != nil }
    // Where several run, the one that should have run last says what is missing.
    isOverdue = regular.contains { $0.isOverdue(lastSync: lastSync?.milliseconds, now: now) }
  }
}

extension Store {
  /// Examines everything that `doctor` does, and the store as far as opening it shows, the schedules and the free
  /// space. Changes nothing. For `problems` and the other arguments see `doctor`; `installed` are the schedules of this
  /// user, `absolutePath` is the path of the store as a schedule states it.
  ///
  /// A damaged store is part of the report and no error; then what is on disk counts as not stored.
  package func health(
    roots: [TranscriptRoot], problems: [RootProblem], configured: ConfiguredRoots?, home: String?,
    settingsFiles: SettingsFiles, installed: [InstalledSchedule], absolutePath: String
  ) throws -> HealthReport {
    try throwingStoreErrors {
      var damage: [String] = []
      var files: DoctorReport
      var hasStore = true
      var versions = StatedVersions()
      var hasOutdatedStates = false
      func examine(_ store: Store) throws -> DoctorReport {
        try throwingStoreErrors {
          try store.doctor(
            roots: roots, problems: problems, configured: configured, home: home, settingsFiles: settingsFiles)
        }
      }
      do {
        damage += try missingSegments(&versions, &hasOutdatedStates)
      } catch LogError.notAStore {
        hasStore = false
      } catch LogError.damaged {
        // It is named below: either it is noted as a loss, or it makes the questions fail.
      }
      do {
        files = try examine(self)
      } catch let error as StoreError where error.code == .damaged || error.code == .undecodable {
        damage.append(error.message)
        // What cannot be opened cannot tell what it holds, so that everything counts as not stored.
        files = try examine(
          Store(at: path.appending("none"), fileSystem: fileSystem, clock: clock, entropy: entropy, machine: machine))
      }
      damage += losses.all.map(\.description)
      if let shortfall = losses.shortfall { damage.append(shortfall.description) }
      let verification = lastVerification()
      if let verification, !verification.isIntact, damage.isEmpty {
        damage.append("the last 'ccstore verify' found damage")
      }
      let now = clock.milliseconds
      let schedule = ScheduleReport(installed, store: absolutePath, lastSync: files.lastSync, now: now)
      return HealthReport(
        files: files, store: path.string, hasStore: hasStore, damage: damage, schedules: schedule.schedules,
        hasOtherSchedule: schedule.hasOther, isSyncOverdue: schedule.isOverdue, freeSpace: roomAround(path),
        verification: verification, versions: versions, hasOutdatedStates: hasOutdatedStates,
        pushed: pushedRemotes())
    }
  }

  /// Opens the log, and returns what is wrong with the files that its manifest names, a sentence each, and sets what
  /// the manifest states about versions, and whether saved states are of another version in a log that is long enough
  /// for ingests to save them. Cost: a `stat` for every segment.
  private func missingSegments(_ versions: inout StatedVersions, _ hasOutdatedStates: inout Bool) throws -> [String] {
    var wrong: [String] = []
    // A compaction may replace segments meanwhile, so that a second look decides.
    for _ in 0..<2 {
      let log = try openLog()
      versions = log.manifest.versions
      hasOutdatedStates =
        log.head.sequence > CheckpointAge.fewEvents && CheckpointAge(log.directory).isOutdated
      wrong = log.manifest.segments.compactMap { segment in
        guard let status = try? fileSystem.status(path.appending(segment.id.path), followLinks: false) else {
          return "\(segment.id.path) is missing"
        }
        let isShort = UInt64(status.size) < segment.length
        return isShort ? "\(segment.id.path) has \(status.size) of \(segment.length) bytes" : nil
      }
      if wrong.isEmpty { break }
    }
    return wrong
  }

  /// Returns the free space where a path is or would be made; nil if it is unknown.
  private func roomAround(_ path: FilePath) -> Int64? {
    var place = path
    while (try? fileSystem.exists(place)) != true {
      let parent = place.removingLastComponent()
      if parent == place || parent.isEmpty { return try? fileSystem.freeSpace(FilePath(".")) }
      place = parent
    }
    return (try? fileSystem.freeSpace(place)) ?? nil
  }
}
