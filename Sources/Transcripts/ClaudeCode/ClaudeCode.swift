import FileIO
import SystemPackage

/// The transcripts of Claude Code.
package enum ClaudeCode: AgentFormat {
  package static let agent = Agent.claude
  package static let name = "Claude Code"
  package static let modelName = "Claude"
  package static let variables = ["CLAUDE_CONFIG_DIR"]
  package static let folders = ["projects"]
  package static let promptHistory: String? = "history.jsonl"

  /// The ending of the names of transcripts.
  static let ending = ".jsonl"

  package static func roots(environment: [String: String]) -> ConfiguredRoots {
    let entries = (environment["CLAUDE_CONFIG_DIR"] ?? "").split(separator: ",").map { entry in
      String(entry.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    if !entries.isEmpty {
      return ConfiguredRoots(paths: entries.map { Users.expand($0, environment: environment) }, isNamed: true)
    }
    let home = Users.home(environment: environment)
    let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
    return ConfiguredRoots(paths: [config + "/claude", home + "/.claude"], isNamed: false)
  }

  package static func holdsTranscripts(
    _ directory: FilePath, isInFolder: Bool, _ fileSystem: any FileSystem
  ) -> Bool {
    ProjectFolder.holdsTranscripts(directory, isBelowProjects: isInFolder, fileSystem)
  }

  /// Everything in the folder of a project may be needed to understand a session, so all is taken but what holds
  /// secrets.
  package static func claim(_ name: [UInt8], in folder: [UInt8]) -> Claim? {
    if isTranscript(name) { return .lines }
    return PassedOver.Reason.file(name).map { .passedOver($0) } ?? .whole
  }

  /// Returns whether a path or a name is that of a file with lines.
  static func isTranscript(_ path: some BidirectionalCollection<UInt8>) -> Bool {
    path.suffix(ending.utf8.count).elementsEqual(ending.utf8)
  }

  // MARK: What a path says

  package static func session(of path: [UInt8]) -> [UInt8]? { TranscriptPath.session(path) }

  package static func isMain(_ path: [UInt8]) -> Bool { TranscriptPath.isMain(path) }

  package static func isNested(_ path: [UInt8]) -> Bool { TranscriptPath.isNested(path) }

  package static func subagent(of path: [UInt8]) -> [UInt8]? { TranscriptPath.agent(path) }

  package static func isToolOutput(_ path: [UInt8]) -> Bool { TranscriptPath.isToolOutput(path) }

  package static func isCleaned(_ path: [UInt8]) -> Bool { TranscriptPath.isCleaned(path) }

  package static func isOwnName(_ path: [UInt8]) -> Bool { TranscriptPath.isAgents(path) }

  package static func originalName(_ name: ArraySlice<UInt8>) -> [UInt8] {
    guard isTranscript(name) else { return Array(name) }
    return TranscriptName.stem(name.dropLast(ending.utf8.count)) + Array(ending.utf8)
  }

  // MARK: When it is deleted

  /// The files are those managed by an administrator, those of the project for this user, those of the project, and
  /// those of the user in every entry of `CLAUDE_CONFIG_DIR` (https://docs.claude.com/en/docs/claude-code/settings,
  /// 2026-06).
  package static func settingsFiles(environment: [String: String], workingDirectory: String) -> SettingsFiles {
    let configured = roots(environment: environment)
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

  package static func retention(
    _ files: SettingsFiles, projects: [String], fileSystem: any FileSystem
  ) -> Retention? {
    let cleanup = CleanupSettings(files, projects: projects, fileSystem: fileSystem)
    return Retention(
      settings: cleanup.found, shortest: cleanup.shortest, days: cleanup.days, problems: cleanup.problems,
      isManaged: cleanup.shortest.map { files.managed.contains($0.path) } ?? false)
  }
}
