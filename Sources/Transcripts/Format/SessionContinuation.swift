/// The way in which an agent continues a session: with which command, and in which directory; and what has to
/// be changed so that a copy of it is the session of another project.
///
/// All paths are bytes, and relative to a root where nothing else is said. All functions may be called by several
/// threads at once.
package protocol SessionContinuation: Sendable {
  /// Returns the words of the command that continues a session, the program first; nil if the agent has no session
  /// of such an id, or would take the id for something else, such as an option.
  static func command(resuming session: [UInt8]) -> [String]?

  /// Returns the folder in which the agent keeps the transcripts of a project; nil if its name cannot be known.
  /// `directory` is the absolute path of the project, with links resolved.
  static func folder(ofProject directory: [UInt8]) -> [UInt8]?

  /// Returns whether the transcript with a path lies in the folder of a project. Several projects may have one folder.
  static func isTranscript(_ path: [UInt8], ofProject directory: [UInt8]) -> Bool

  /// Returns the path of the main transcript of a session in the folder of a project.
  static func transcript(of session: [UInt8], in folder: [UInt8]) -> [UInt8]

  /// Returns the path that a file of a session gets in a copy of that session; nil if the file does not belong to that
  /// session alone. `session` is the id that the path of the main transcript names, and `folder` is that of the other
  /// project. The main transcript has no such path.
  static func path(
    _ path: [UInt8], of session: [UInt8], copiedAs copy: [UInt8], into folder: [UInt8]
  ) -> [UInt8]?

  /// Appends a line of a transcript to `out` as it is in a copy of its session.
  ///
  /// Only the values that `change` is about are replaced, and only those of the record itself, not of what is nested in
  /// it. All other bytes stay as they are; so does a line that is not a record. Cost: linear in the length of the line.
  static func append(
    _ line: UnsafeBufferPointer<UInt8>, changing change: SessionChange, to out: inout [UInt8]
  ) -> ChangedLine
}

/// The values of a copy of a session that replace those of the session. Texts are UTF-8, without JSON's escapes.
package struct SessionChange: Sendable {
  /// The ids that name the session.
  package var sessions: Set<[UInt8]>
  /// The id of the copy.
  package var newSession: [UInt8]
  /// The project's directory. It is replaced where a record states it, or a directory below it.
  package var project: [UInt8]
  /// The directory of the other project.
  package var newProject: [UInt8]

  package init(sessions: Set<[UInt8]>, newSession: [UInt8], project: [UInt8], newProject: [UInt8]) {
    (self.sessions, self.newSession) = (sessions, newSession)
    (self.project, self.newProject) = (project, newProject)
  }

  /// Returns the directory of the other project that stands for a directory; nil if it is neither the project nor below
  /// it. Where the project is named as Windows does, so is what is below it.
  package func directory(for directory: [UInt8]) -> [UInt8]? {
    guard !project.isEmpty, directory.starts(with: project) else { return nil }
    let rest = directory.dropFirst(project.count)
    let separator: UInt8 = project.first == 0x2f ? 0x2f : 0x5c
    if rest.isEmpty { return newProject }
    guard rest.first == separator else { return nil }
    return newProject + rest.map { $0 == separator ? 0x2f : $0 }
  }
}

/// A line with the changes that were made in it.
package struct ChangedLine: Sendable, Equatable {
  /// False for a line that is not a record, in which nothing was changed.
  package var isRecord = false
  /// The number of ids of sessions that were replaced.
  package var sessions = 0
  /// The number of directories that were replaced.
  package var directories = 0

  package init(isRecord: Bool = false, sessions: Int = 0, directories: Int = 0) {
    (self.isRecord, self.sessions, self.directories) = (isRecord, sessions, directories)
  }
}

extension SessionContinuation {
  /// Returns the project's directory, or the nearest one above it, in which the agent finds the transcript with a path
  /// again; nil if it finds it in none of them.
  package static func directory(of path: [UInt8], project: [UInt8]) -> [UInt8]? {
    var directory = project
    while !directory.isEmpty {
      if isTranscript(path, ofProject: directory) { return directory }
      guard let slash = directory.lastIndex(of: 0x2f) else { return nil }
      directory.removeSubrange(slash...)
    }
    return nil
  }
}
