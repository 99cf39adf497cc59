/// The files in which an agent may have its settings, as absolute paths. None of them need exist.
public struct SettingsFiles: Sendable, Equatable {
  /// The files of an administrator. They take precedence over all others.
  public var managed: [String]
  /// The files of the directory in which the agent starts, in order of precedence.
  public var project: [String]
  /// The files of the user, one for each place where the agent keeps its data. Among them the one counts that keeps
  /// transcripts for the fewest days.
  public var user: [String]

  /// Creates the lists of paths.
  public init(managed: [String] = [], project: [String] = [], user: [String] = []) {
    (self.managed, self.project, self.user) = (managed, project, user)
  }
}

/// A settings file that says how long transcripts are kept.
public struct RetentionSetting: Sendable, Equatable {
  /// The path of the file.
  public var path: String
  /// The number of days that transcripts are kept.
  public var cleanupPeriodDays: Int
  /// The directory in which the agent must start to read the file; nil if it reads the file anywhere, or in the
  /// working directory.
  public var project: String?

  package init(path: String, cleanupPeriodDays: Int, project: String? = nil) {
    (self.path, self.cleanupPeriodDays, self.project) = (path, cleanupPeriodDays, project)
  }
}

/// A settings file that cannot be used, so that what it should say does not count.
public struct SettingsProblem: Error, Sendable, Equatable {
  /// The path of the file.
  public var path: String
  /// The fault, in words that follow the path.
  public var reason: String

  package init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }
}

/// The time for which an agent keeps its transcripts.
package struct Retention: Sendable, Equatable {
  /// The settings that were found, the one that counts first.
  package var settings: [RetentionSetting]
  /// The setting that counts; nil if the agent's default applies.
  package var shortest: RetentionSetting?
  /// The number of days after which a transcript is deleted that was not written since.
  package var days: Int
  /// The settings files that exist and cannot be used.
  package var problems: [SettingsProblem]
  /// True if the setting that counts is an administrator's, which nobody else can change.
  package var isManaged: Bool

  package init(
    settings: [RetentionSetting], shortest: RetentionSetting?, days: Int, problems: [SettingsProblem] = [],
    isManaged: Bool = false
  ) {
    (self.settings, self.shortest, self.days) = (settings, shortest, days)
    (self.problems, self.isManaged) = (problems, isManaged)
  }
}
