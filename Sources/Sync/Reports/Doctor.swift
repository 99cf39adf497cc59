import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
public import Transcripts

/// What may be lost, and when.
public struct DoctorReport: Sendable {
  /// A settings file of Claude Code that says how long transcripts are kept.
  public struct Setting: Sendable, Equatable {
    public var path: String
    /// Days.
    public var cleanupPeriodDays: Int
    /// The directory in which Claude Code must start to read it; nil: it reads it everywhere, or where the question was asked.
    public var project: String?
  }

  /// A transcript that Claude Code will delete.
  public struct Doomed: Sendable, Equatable {
    public var path: String
    public var session: String
    /// When it may be deleted, milliseconds since 1970 UTC; in the past: at the next start of Claude Code.
    public var deletedAfter: Int64
    /// Bytes that the store does not have.
    public var unstoredBytes: Int64
  }

  /// Those found, the one that counts first.
  public var settings: [Setting] = []
  /// The shortest in force: what Claude Code deletes by when it starts in the project that says least, else its default.
  public var cleanupPeriodDays = 30
  /// Where that is set; nil: it is the default.
  public var setting: Setting?
  /// Transcripts that will be deleted within a week and are not wholly stored, the first to go first.
  public var doomed: [Doomed] = []
  /// Transcripts that will be deleted within a week and are stored.
  public var safeDoomed = 0
  /// Sources that have vanished since the last sync. What is stored of them stays.
  public var vanished: [String] = []
  /// Sources shorter than what is stored of them.
  public var shrunk: [String] = []
  /// Sources that vanished before, and are kept.
  public var keptMissing = 0
  /// Files and folders that could not be looked at: what may be lost of them is not known.
  public var failures: [IngestFailure] = []
  /// What is not stored on purpose.
  public var passedOver: [PassedOver] = []
  /// Roots of this machine that are not there any more, though files of them were stored.
  public var goneRoots: [String] = []
  /// When the last sync completed, milliseconds since 1970 UTC.
  public var lastSync: Int64?
}

extension Store {
  /// Looks at Claude Code's settings and at the files below the roots. Changes nothing.
  ///
  /// `settingsFiles`: where to look for `cleanupPeriodDays`. Those of the projects that sessions of this machine are from count
  /// as well: Claude Code deletes the transcripts of all projects by the settings of the one in which it starts.
  /// `configured`: where Claude Code keeps its data, and deletes transcripts; nil: in every root. `problems`, `home`: see `SyncOptions`.
  public func doctor(
    roots: [TranscriptRoot], problems: [RootProblem] = [], configured: ConfiguredRoots? = nil, home: String? = nil,
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
    /// Claude Code deletes what is in the folders of its own projects.
    func isCleaned(_ root: FilePath, _ file: DiscoveredFile) -> Bool {
      TranscriptPath.isCleaned(file.path) && cleaned?.contains(root) ?? true
    }
    for (root, file) in plan.unchanged where isCleaned(root, file) && deletedAfter(file) < week {
      report.safeDoomed += 1
    }
    for item in plan.items where item.form == .lines {
      let stored = item.stored?.generation.length ?? 0
      let size = item.file.status.size
      if size < stored { report.shrunk.append(item.displayPath) }
      guard isCleaned(item.rootPath, item.file), deletedAfter(item.file) < week else { continue }
      if size <= stored {
        report.safeDoomed += 1
        continue
      }
      report.doomed.append(
        DoctorReport.Doomed(
          path: item.displayPath, session: TranscriptPath.session(item.file.path)?.text ?? "",
          deletedAfter: deletedAfter(item.file), unstoredBytes: size - stored))
    }
    report.doomed.sort { ($0.deletedAfter, $0.path) < ($1.deletedAfter, $1.path) }
    if let log = try? openLog() {
      let sync = try Folded<SyncState>(log).state
      report.keptMissing = zip(sync.sources, looked(at: sync).sources).count { known, now in
        known?.isMissing == true && now?.isMissing == true
      }
      report.lastSync = sync.metadata.compactMap(\.lastSyncTimestamp).max()
    }
    return report
  }

  /// Days after which Claude Code deletes transcripts, the fewest that any settings say: see `doctor`.
  public func cleanupPeriodDays(settingsFiles: SettingsFiles) -> Int {
    CleanupSettings(settingsFiles, projects: (try? knownProjects()) ?? [], fileSystem: fileSystem).days
  }

  /// Working directories of the sessions that this machine has stored.
  private func knownProjects() throws -> [String] {
    do {
      let log = try openLog()
      let sync = try Folded<SyncState>(log).state
      return try Folded<SessionsState>(log, sync).state.projects(of: machine.id, sync)
    } catch LogError.notAStore {
      return []
    }
  }

  /// The settings files that Claude Code reads: managed by an administrator, of the project for this user, of the project, of the user, there of every
  /// entry of `CLAUDE_CONFIG_DIR` (https://docs.claude.com/en/docs/claude-code/settings, 2026-06).
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
