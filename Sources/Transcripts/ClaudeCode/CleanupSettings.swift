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

  /// The files that exist and cannot be used, in the order in which they are read.
  private(set) var problems: [SettingsProblem] = []

  static let key = "cleanupPeriodDays"
  static let defaultDays = 30
  /// A number of days that is as good as for ever; larger ones are cut to it.
  private static let daysMax = 36_500_000

  /// Reads the settings. `projects` are other directories in which Claude Code may start, as absolute paths.
  init(_ files: SettingsFiles, projects: [String], fileSystem: any FileSystem) {
    var problems: [SettingsProblem] = []
    func read(_ path: String) -> Int? {
      do throws(SettingsProblem) { return try Self.days(path, fileSystem) } catch {
        problems.append(error)
        return nil
      }
    }
    func settings(_ paths: [String]) -> [RetentionSetting?] {
      paths.map { path in read(path).map { RetentionSetting(path: path, cleanupPeriodDays: $0) } }
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
          return read(path).map {
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
    self.problems = problems
  }

  private static func days(_ setting: RetentionSetting?) -> Int { setting?.cleanupPeriodDays ?? defaultDays }

  /// Returns `cleanupPeriodDays` of a settings file; nil if the file does not exist or does not have it. Throws if the
  /// file cannot be read or is not a JSON object, and for a value that is not a whole number from 0 on, which Claude
  /// Code does not accept either.
  private static func days(_ path: String, _ fileSystem: any FileSystem) throws(SettingsProblem) -> Int? {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try fileSystem.contents(FilePath(path), limit: 16 << 20) } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
      throw SettingsProblem(path: path, reason: "cannot be read")
    }
    // Claude Code takes an empty file for one without settings.
    if bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) { return nil }
    guard let settings = bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }), case .object = settings else {
      throw SettingsProblem(path: path, reason: "is not a valid JSON object")
    }
    guard let value = settings[key] else { return nil }
    guard let days = value.intValue, days >= 0 else {
      throw SettingsProblem(path: path, reason: "has '\(key)' that is not a whole number from 0 on")
    }
    return min(days, daysMax)
  }
}
