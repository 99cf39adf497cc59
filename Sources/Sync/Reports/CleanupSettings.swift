import Bytes
import FileIO
import SessionLog
import SystemPackage
import Transcripts

/// The files in which Claude Code may have its settings: absolute paths, of which none need be there.
public struct SettingsFiles: Sendable, Equatable {
  /// Of an administrator. They stand above all others.
  public var managed: [String]
  /// Of the directory in which it starts, the one that counts first.
  public var project: [String]
  /// Of the user, one for each place where Claude Code keeps its data: of those the one counts that keeps transcripts for the fewest days.
  public var user: [String]

  public init(managed: [String] = [], project: [String] = [], user: [String] = []) {
    (self.managed, self.project, self.user) = (managed, project, user)
  }
}

/// After how many days Claude Code deletes transcripts, as the settings it may read say.
///
/// When it starts it deletes the transcripts of all projects by the settings in force where it starts, so the project whose settings say least counts.
package struct CleanupSettings {
  /// Files that say so, the one that counts first.
  package private(set) var found: [DoctorReport.Setting] = []
  /// The one that counts; nil: none does, and Claude Code's default is in force.
  private(set) var shortest: DoctorReport.Setting?
  /// 0 to 36,500,000.
  package private(set) var days = CleanupSettings.defaultDays

  static let defaultDays = 30
  /// Days that are not worth telling from for ever.
  private static let daysMax = 36_500_000

  /// `projects`: other directories in which Claude Code may start, absolute.
  package init(_ files: SettingsFiles, projects: [String], fileSystem: any FileSystem) {
    func settings(_ paths: [String]) -> [DoctorReport.Setting?] {
      paths.map { path in
        Self.days(path, fileSystem).map { DoctorReport.Setting(path: path, cleanupPeriodDays: $0) }
      }
    }
    let (managed, own, users) = (settings(files.managed), settings(files.project), settings(files.user))
    found = (managed + own + users).compactMap(\.self)
    // Managed settings stand above all others; elsewhere than in the working directory the user's count, in each place where Claude Code keeps its data.
    if let managed = managed.lazy.compactMap(\.self).first {
      shortest = managed
    } else {
      var candidates = users.isEmpty ? [nil] : users
      if let own = own.lazy.compactMap(\.self).first { candidates.append(own) }
      for project in projects {
        let local = ["local.", ""].lazy.compactMap { name -> DoctorReport.Setting? in
          let path = "\(project)/.claude/settings.\(name)json"
          if files.project.contains(path) || files.user.contains(path) { return nil }
          return Self.days(path, fileSystem).map {
            DoctorReport.Setting(path: path, cleanupPeriodDays: $0, project: project)
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

  private static func days(_ setting: DoctorReport.Setting?) -> Int { setting?.cleanupPeriodDays ?? defaultDays }

  /// `cleanupPeriodDays` of a settings file; nil where there is none, and where it is no whole number from 0, which Claude Code does not take either.
  private static func days(_ path: String, _ fileSystem: any FileSystem) -> Int? {
    guard var bytes = (try? fileSystem.contents(FilePath(path), limit: 16 << 20))?[...] else { return nil }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    let value = bytes.withUnsafeBufferPointer { JSONValue.parse($0) }?["cleanupPeriodDays"]
    guard let days = value?.intValue, days >= 0 else { return nil }
    return min(days, daysMax)
  }
}

extension SessionsState {
  /// Working directories of the sessions of which `machine` has stored a file, each once.
  package func projects(of machine: [UInt8], _ sync: SyncState) -> [String] {
    var projects = Set<[UInt8]>()
    for session in sessions where session.project.first == 0x2f && !session.project.contains(0) {
      let isOwn = session.parts.contains { part in
        guard sync.sources.indices.contains(Int(part.source)), let source = sync.sources[Int(part.source)] else {
          return false
        }
        return sync.roots[source.root].origin == machine
      }
      if isOwn { projects.insert(session.project) }
    }
    return projects.map(\.text).sorted()
  }
}
