import Operations

extension Shapes {
  package static let prune = Shape<PruneReport>("prune", "What was deleted of the agent's files, and what stays.") {
    boolean("dry_run", "Whether nothing was deleted.") { $0.isPreview }
    boolean("verified", "Whether every byte of the files was compared with the log.") { $0.isVerified }
    integer("files", "files", "Files that were deleted, or would be.") { $0.files }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("linked_files", "files", "Those of them that have another name, so that no space became free.") {
      $0.linkedFiles
    }
    integer("linked_bytes", "bytes", "The length of these.") { $0.linkedBytes }
    integer("directories", "directories", "Empty directories of sessions that were removed.") { $0.directories }
    integer("recent_sessions", "sessions", "Sessions that are not old enough.") { $0.recentSessions }
    objects("sessions", "Each session whose files were deleted, the oldest first.", prunedSession) { $0.sessions }
    objects("kept", "Files because of which a session that is old enough stays.", keptFile) { $0.kept }
    object("head", "The end of the log.", head) { $0.head }
  }

  private static let prunedSession = Shape<PruneReport.Session>("pruned_session", "A session whose files are deleted.")
  {
    string("session", "Its id.") { $0.id }
    string("project", "Its working directory; empty where the records do not say.") { $0.project }
    string("title", "Its title.") { $0.title }
    time("modified", "When the last of its files was changed.") { $0.modified }
    integer("files", "files", "The number of its files.") { $0.files }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
  }

  private static let keptFile = Shape<PruneReport.Kept>("kept_file", "A file because of which a session stays.") {
    string("path", "Its path.") { $0.path }
    string("session", "The id of the session.") { $0.session }
    string("reason", "Why, in a word: unstored, in_use, erased, lacking, differs, changed or failed.") {
      $0.reason.rawValue
    }
    string("note", "The reason in words.") { $0.note }
  }
}
