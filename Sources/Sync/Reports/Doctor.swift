import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
public import Times
public import Transcripts

/// The files that may be lost, and when.
public struct DoctorReport: Sendable {
  /// A settings file that says how long transcripts are kept.
  public typealias Setting = RetentionSetting

  /// A transcript that its agent will delete.
  public struct ExpiringTranscript: Sendable, Equatable {
    /// The absolute path of the transcript.
    public var path: String
    /// The id of the session that its path names; empty if it names none.
    public var session: String
    /// The time from which it may be deleted. A time in the past means the next start of the agent.
    public var deletedAfter: Instant
    /// The number of bytes that the store does not have.
    public var unstoredBytes: Int64
  }

  /// The settings found, the one that counts first.
  public var settings: [Setting] = []
  /// The fewest days that any settings give, by which the agent deletes when it starts in that project; else its
  /// default.
  public var cleanupPeriodDays = 0
  /// The setting with these days; nil if the default applies.
  public var setting: Setting?
  /// True if that setting is an administrator's, which nobody else can change.
  public var isSettingManaged = false
  /// The settings files that exist and cannot be used, so that what they should say does not count.
  public var settingsProblems: [SettingsProblem] = []
  /// When the files were examined.
  public var checkedAt = Instant(milliseconds: 0)
  /// Transcripts that will be deleted within a week and are not completely stored, the earliest deletion first.
  public var expiring: [ExpiringTranscript] = []
  /// The number of transcripts that will be deleted within a week and are stored.
  public var storedExpiring = 0
  /// The number of those of them that may be deleted already, at the next start of the agent.
  public var storedOverdue = 0
  /// The number of transcripts in `expiring` that may be deleted already.
  public var overdue: Int { expiring.count { $0.deletedAfter <= checkedAt } }
  /// Sources that have disappeared since the last sync. Their stored bytes stay.
  public var vanished: [String] = []
  /// Sources that are shorter than their stored bytes.
  public var shrunk: [String] = []
  /// The number of sources that had disappeared before, whose bytes are kept.
  public var keptMissing = 0
  /// Files and folders that could not be examined, so that nothing is known about what may be lost of them.
  public var failures: [IngestFailure] = []
  /// Files and folders that are not stored on purpose.
  public var passedOver: [PassedOver] = []
  /// Roots of this machine that no longer exist, although files below them were stored.
  public var goneRoots: [String] = []
  /// The end of the last completed sync; nil if none has completed.
  public var lastSync: Instant?
}

extension Store {
  /// Examines the agent's settings and the files below the roots. Changes nothing.
  ///
  /// `settingsFiles` are the files that may set `cleanupPeriodDays`. The settings of the projects that sessions of this
  /// machine come from count as well, because the agent deletes the transcripts of all projects by the settings of
  /// the one in which it starts. `configured` are the places where the agent keeps its data and deletes transcripts;
  /// nil means every root. For `home` see `SyncOptions.home`.
  public func doctor(
    roots: [TranscriptRoot], configured: ConfiguredRoots? = nil, home: String? = nil, settingsFiles: SettingsFiles
  ) throws -> DoctorReport {
    try throwingStoreErrors {
      try doctor(roots: roots, problems: [], configured: configured, home: home, settingsFiles: settingsFiles)
    }
  }

  /// Does the same for roots of which some cannot be read: see `SyncOptions.rootProblems`.
  package func doctor(
    roots: [TranscriptRoot], problems: [RootProblem], configured: ConfiguredRoots? = nil, home: String? = nil,
    settingsFiles: SettingsFiles
  ) throws -> DoctorReport {
    var report = DoctorReport()
    let retention = Agent.unstated.format.retention(
      settingsFiles, projects: try knownProjects(), fileSystem: fileSystem)
    if let retention {
      (report.settings, report.setting) = (retention.settings, retention.shortest)
      (report.settingsProblems, report.isSettingManaged) = (retention.problems, retention.isManaged)
      report.cleanupPeriodDays = retention.days
    }
    var options = SyncOptions()
    (options.roots, options.rootProblems, options.home) = (roots, problems, home)
    let plan = try plan(options)
    (report.failures, report.passedOver, report.goneRoots) = (plan.failures, plan.passedOver, plan.goneRoots)
    let cleaned = configured.map { Set($0.resolved(fileSystem)) }
    report.vanished = plan.missing.map(\.path)
    let now = clock.milliseconds
    report.checkedAt = Instant(milliseconds: now)
    let week = now + 7 * 86_400_000
    func deletedAfter(_ file: DiscoveredFile) -> Int64 {
      file.status.modified / 1_000_000 + Int64(report.cleanupPeriodDays) * 86_400_000
    }
    /// The agent deletes only what is in the folders of its own projects.
    func isCleaned(_ root: FilePath, _ file: DiscoveredFile) -> Bool {
      file.agent.format.isCleaned(file.path) && cleaned?.contains(root) ?? true
    }
    func countStored(_ file: DiscoveredFile) {
      report.storedExpiring += 1
      if deletedAfter(file) <= now { report.storedOverdue += 1 }
    }
    for (root, file) in plan.unchanged where isCleaned(root, file) && deletedAfter(file) < week { countStored(file) }
    for item in plan.items where item.form == .lines {
      let stored = item.stored?.generation.length ?? 0
      let size = item.file.status.size
      if size < stored { report.shrunk.append(item.displayPath) }
      guard isCleaned(item.rootPath, item.file), deletedAfter(item.file) < week else { continue }
      if size <= stored {
        countStored(item.file)
        continue
      }
      report.expiring.append(
        DoctorReport.ExpiringTranscript(
          path: item.displayPath, session: item.format.session(of: item.file.path)?.text ?? "",
          deletedAfter: Instant(milliseconds: deletedAfter(item.file)), unstoredBytes: size - stored))
    }
    report.expiring.sort { ($0.deletedAfter, $0.path) < ($1.deletedAfter, $1.path) }
    if let log = try? openLog() {
      let sync = try Projected<SyncState>(log).state
      report.keptMissing = zip(sync.sources, checkedOnDisk(sync).sources).count { known, now in
        known?.isMissing == true && now?.isMissing == true
      }
      report.lastSync = sync.metadata.compactMap(\.lastSyncTimestamp).max().instant
    }
    return report
  }

  /// Returns the number of days after which the agent deletes transcripts, the fewest of all settings: see `doctor`.
  public func cleanupPeriodDays(settingsFiles: SettingsFiles) -> Int {
    Agent.unstated.format.retention(settingsFiles, projects: (try? knownProjects()) ?? [], fileSystem: fileSystem)?.days
      ?? 0
  }

  /// Returns the working directories of the sessions that this machine has stored; none if there is no store.
  private func knownProjects() throws -> [String] {
    do {
      let log = try openLog()
      let sync = try Projected<SyncState>(log).state
      return try Projected<SessionsState>(log, sync).state.projects(of: machine.id, sync)
    } catch LogError.notAStore {
      return []
    }
  }

  /// Returns the settings files that the agent reads when it starts in a directory: those managed by an administrator,
  /// those of the project for this user, those of the project, and those of the user in every place where it keeps its
  /// data.
  public static func settingsFiles(environment: [String: String], workingDirectory: String) -> SettingsFiles {
    Agent.unstated.format.settingsFiles(environment: environment, workingDirectory: workingDirectory)
  }
}
