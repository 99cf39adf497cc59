import FileIO
import SystemPackage

/// The number of days after which Claude Code deletes transcripts, according to the settings that it may read.
///
/// On start, Claude Code deletes the transcripts of all projects by the settings that apply in the directory where it
/// starts. Therefore the project with the fewest days counts.
struct CleanupSettings {
  /// The files that set the number of days, the one that counts first.
  private(set) var found: [RetentionSetting] = []
  /// The setting that counts; nil if no file has one and Claude Code's default applies.
  private(set) var shortest: RetentionSetting?
  /// The number of days, from 0 to 36,500,000.
  private(set) var days = CleanupSettings.defaultDays

  static let defaultDays = 30
  /// A number of days that is as good as for ever; larger ones are cut to it.
  private static let daysMax = 36_500_000

  /// Reads the settings. `projects` are other directories in which Claude Code may start, as absolute paths.
  init(_ files: SettingsFiles, projects: [String], fileSystem: any FileSystem) {
    func settings(_ paths: [String]) -> [RetentionSetting?] {
      paths.map { path in
        Self.days(path, fileSystem).map { RetentionSetting(path: path, cleanupPeriodDays: $0) }
      }
    }
    let (managed, own, users) = (settings(files.managed), settings(files.project), settings(files.user))
    found = (managed + own + users).compactMap(\.self)
    // Managed settings take precedence over all others. Outside of the working directory the user's settings count, in
    // each place where Claude Code keeps its data.
    if let managed = managed.lazy.compactMap(\.self).first {
      shortest = managed
    } else {
      var candidates = users.isEmpty ? [nil] : users
      if let own = own.lazy.compactMap(\.self).first { candidates.append(own) }
      for project in projects {
        let local = ["local.", ""].lazy.compactMap { name -> RetentionSetting? in
          let path = "\(project)/.claude/settings.\(name)json"
          if files.project.contains(path) || files.user.contains(path) { return nil }
          return Self.days(path, fileSystem).map {
            RetentionSetting(path: path, cleanupPeriodDays: $0, project: project)
          }
        }.first
        guard let local else { continue }
        found.append(local)
        candidates.append(local)
      }
      shortest = candidates.min { Self.days($0) < Self.days($1) } ?? nil
    }
    days = Self.days(shortest)
    if let shortest, let place = found.firstIndex(of: shortest) { found.insert(found.remove(at: place), at: 0) }
  }

  private static func days(_ setting: RetentionSetting?) -> Int { setting?.cleanupPeriodDays ?? defaultDays }

  /// Returns `cleanupPeriodDays` of a settings file. Returns nil if the file has none, or a value that is not a whole
  /// number from 0 on, which Claude Code does not accept either.
  private static func days(_ path: String, _ fileSystem: any FileSystem) -> Int? {
    guard var bytes = (try? fileSystem.contents(FilePath(path), limit: 16 << 20))?[...] else { return nil }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    let value = bytes.withUnsafeBufferPointer { JSONValue.parse($0) }?["cleanupPeriodDays"]
    guard let days = value?.intValue, days >= 0 else { return nil }
    return min(days, daysMax)
  }
}
