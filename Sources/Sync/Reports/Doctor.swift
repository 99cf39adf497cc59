import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
public import Times
public import Transcripts

/// The files that may be lost, and when.
public struct DoctorReport: Sendable {
  /// A settings file of Claude Code that says how long transcripts are kept.
  public struct Setting: Sendable, Equatable {
    public var path: String
    /// The number of days that transcripts are kept.
    public var cleanupPeriodDays: Int
    /// The directory in which Claude Code must start to read the file; nil if it reads the file anywhere, or in the
    /// working directory.
    public var project: String?
  }

  /// A transcript that Claude Code will delete.
  public struct ExpiringTranscript: Sendable, Equatable {
    /// The absolute path of the transcript.
    public var path: String
    /// The id of the session that its path names; empty if it names none.
    public var session: String
    /// The time from which it may be deleted. A time in the past means the next
    /// start of Claude Code.
    public var deletedAfter: Instant
    /// The number of bytes that the store does not have.
    public var unstoredBytes: Int64
  }

  /// The settings found, the one that counts first.
  public var settings: [Setting] = []
  /// The fewest days that any settings give, by which Claude Code deletes when it starts in that project; else its
  /// default.
  public var cleanupPeriodDays = 30
  /// The setting with these days; nil if the default applies.
  public var setting: Setting?
  /// Transcripts that will be deleted within a week and are not completely stored, the earliest deletion first.
  public var expiring: [ExpiringTranscript] = []
  /// The number of transcripts that will be deleted within a week and are stored.
  public var storedExpiring = 0
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
  /// Examines Claude Code's settings and the files below the roots. Changes nothing.
  ///
  /// `settingsFiles` are the files that may set `cleanupPeriodDays`. The settings of the projects that sessions of this
  /// machine come from count as well, because Claude Code deletes the transcripts of all projects by the settings of
  /// the one in which it starts. `configured` are the places where Claude Code keeps its data and deletes transcripts;
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
    let cleanup = CleanupSettings(settingsFiles, projects: try knownProjects(), fileSystem: fileSystem)
    (report.settings, report.setting, report.cleanupPeriodDays) = (cleanup.found, cleanup.shortest, cleanup.days)
    var options = SyncOptions()
    (options.roots, options.rootProblems, options.home) = (roots, problems, home)
    let plan = try plan(options)
    (report.failures, report.passedOver, report.goneRoots) = (plan.failures, plan.passedOver, plan.goneRoots)
    let cleaned = configured.map { Set($0.resolved(fileSystem)) }
    report.vanished = plan.missing.map(\.path)
    let week = clock.milliseconds + 7 * 86_400_000
    func deletedAfter(_ file: DiscoveredFile) -> Int64 {
      file.status.modified / 1_000_000 + Int64(report.cleanupPeriodDays) * 86_400_000
    }
    /// Claude Code deletes only what is in the folders of its own projects.
    func isCleaned(_ root: FilePath, _ file: DiscoveredFile) -> Bool {
      TranscriptPath.isCleaned(file.path) && cleaned?.contains(root) ?? true
    }
    for (root, file) in plan.unchanged where isCleaned(root, file) && deletedAfter(file) < week {
      report.storedExpiring += 1
    }
    for item in plan.items where item.form == .lines {
      let stored = item.stored?.generation.length ?? 0
      let size = item.file.status.size
      if size < stored { report.shrunk.append(item.displayPath) }
      guard isCleaned(item.rootPath, item.file), deletedAfter(item.file) < week else { continue }
      if size <= stored {
        report.storedExpiring += 1
        continue
      }
      report.expiring.append(
        DoctorReport.ExpiringTranscript(
          path: item.displayPath, session: TranscriptPath.session(item.file.path)?.text ?? "",
          deletedAfter: Instant(milliseconds: deletedAfter(item.file)), unstoredBytes: size - stored))
    }
    report.expiring.sort { ($0.deletedAfter, $0.path) < ($1.deletedAfter, $1.path) }
    if let log = try? openLog() {
      let sync = try Projected<SyncState>(log).state
      report.keptMissing = zip(sync.sources, looked(at: sync).sources).count { known, now in
        known?.isMissing == true && now?.isMissing == true
      }
      report.lastSync = sync.metadata.compactMap(\.lastSyncTimestamp).max().instant
    }
    return report
  }

  /// Returns the number of days after which Claude Code deletes transcripts, the fewest of all settings: see `doctor`.
  public func cleanupPeriodDays(settingsFiles: SettingsFiles) -> Int {
    CleanupSettings(settingsFiles, projects: (try? knownProjects()) ?? [], fileSystem: fileSystem).days
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

  /// Returns the settings files that Claude Code reads: those managed by an administrator, those of the project for
  /// this user, those of the project, and those of the user in every entry of `CLAUDE_CONFIG_DIR`
  /// (https://docs.claude.com/en/docs/claude-code/settings, 2026-06).
  public static func settingsFiles(environment: [String: String], workingDirectory: String) -> SettingsFiles {
    let configured = ConfiguredRoots(environment: environment)
    let users = configured.isNamed ? configured.paths : [Users.home(environment: environment) + "/.claude"]
    #if os(macOS)
      let managed = "/Library/Application Support/ClaudeCode/managed-settings.json"
    #else
      let managed = "/etc/claude-code/managed-settings.json"
    #endif
    return SettingsFiles(
      managed: [managed],
      project: [workingDirectory + "/.claude/settings.local.json", workingDirectory + "/.claude/settings.json"],
      user: users.map { $0 + "/settings.json" })
  }
}
