import FileIO
import SystemPackage
public import Transcripts

/// What may be lost, and when.
public struct DoctorReport: Sendable {
  /// A settings file of Claude Code that says how long transcripts are kept.
  public struct Setting: Sendable, Equatable {
    public var path: String
    /// Days.
    public var cleanupPeriodDays: Int
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
  /// In force: of the first setting, else Claude Code's default.
  public var cleanupPeriodDays = 30
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
  /// When the last sync completed, milliseconds since 1970 UTC.
  public var lastSync: Int64?
}

extension Store {
  /// Looks at Claude Code's settings and at the files below the roots. Changes nothing.
  ///
  /// `settingsFiles`: where to look for `cleanupPeriodDays`, the one that counts most first.
  public func doctor(roots: [TranscriptRoot], settingsFiles: [String]) throws -> DoctorReport {
    var report = DoctorReport()
    for path in settingsFiles {
      if let days = cleanupPeriod(path) {
        report.settings.append(DoctorReport.Setting(path: path, cleanupPeriodDays: days))
      }
    }
    if let first = report.settings.first { report.cleanupPeriodDays = first.cleanupPeriodDays }
    var options = SyncOptions()
    options.roots = roots
    let plan = try plan(options)
    report.vanished = plan.missing.map(\.path)
    let week = clock.milliseconds + 7 * 86_400_000
    func deletedAfter(_ file: DiscoveredFile) -> Int64 {
      file.status.modified / 1_000_000 + Int64(report.cleanupPeriodDays) * 86_400_000
    }
    for (_, file) in plan.unchanged where file.isLines && deletedAfter(file) < week { report.safeDoomed += 1 }
    for item in plan.items where item.form == .lines {
      let stored = item.stored?.generation.length ?? 0
      let size = item.file.status.size
      if size < stored { report.shrunk.append(item.displayPath) }
      guard deletedAfter(item.file) < week else { continue }
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
      report.keptMissing = sync.sources.count { $0?.isMissing == true }
      report.lastSync = sync.metadata.compactMap(\.lastSyncTimestamp).max()
    }
    return report
  }

  /// Days after which Claude Code deletes transcripts: what the first settings file that says so says, else Claude Code's default.
  public func cleanupPeriodDays(settingsFiles: [String]) -> Int {
    settingsFiles.lazy.compactMap { cleanupPeriod($0) }.first ?? DoctorReport().cleanupPeriodDays
  }

  /// `cleanupPeriodDays` of a settings file; nil where there is none.
  private func cleanupPeriod(_ path: String) -> Int? {
    guard let bytes = try? fileSystem.contents(FilePath(path), limit: 16 << 20) else { return nil }
    return bytes.withUnsafeBufferPointer { JSONValue.parse($0) }?["cleanupPeriodDays"]?.intValue
  }

  /// The settings files that Claude Code reads, the one that counts most first: managed by an administrator, of the project for this user, of
  /// the project, of the user (https://docs.claude.com/en/docs/claude-code/settings, 2026-06).
  public static func settingsFiles(environment: [String: String], workingDirectory: String) -> [String] {
    let home = environment["HOME"] ?? "/"
    let configured = environment["CLAUDE_CONFIG_DIR"].flatMap { $0.split(separator: ",").first }.map(String.init)
    #if os(macOS)
      let managed = "/Library/Application Support/ClaudeCode/managed-settings.json"
    #else
      let managed = "/etc/claude-code/managed-settings.json"
    #endif
    return [
      managed, workingDirectory + "/.claude/settings.local.json", workingDirectory + "/.claude/settings.json",
      (configured ?? home + "/.claude") + "/settings.json",
    ]
  }
}
