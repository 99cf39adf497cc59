import Documents
import Operations
import SessionLog
import Times

extension Shapes {
  // MARK: Continuing a session

  package static let resumption = Shape<Resumption>("resume", "What continues a session.") {
    string("session", "Its id.") { $0.session }
    string("title", "Its title; empty where it has none.") { $0.title }
    string("directory", "The directory in which the command is to be started; empty where no record states one.") {
      $0.directory
    }
    boolean("directory_exists", "Whether that directory exists.") { $0.isDirectoryThere }
    string(
      "transcript", "The path of its transcript; null where none was read on this machine.",
      orNull: {
        $0.transcript
      })
    boolean("on_disk", "Whether the transcript is there now.") { $0.isOnDisk }
    strings("command", "The words of the command; empty where the agent would not accept the id.") { $0.command }
  }

  package static let earlierVersion = Shape<RestoreReport.EarlierVersion>(
    "earlier_version", "A version that holds more records than the one that was put back."
  ) {
    string("path", "The path of the file.") { $0.path }
    string("session", "The session that the path names; empty where it names none.") { $0.session }
    integer("generation", nil, "The number of the version, from 0.") { $0.generation }
    integer("records", "records", "Its lines.") { $0.records }
    integer("restored_records", "records", "The lines of the version that was put back.") { $0.restoredRecords }
  }

  package static let movedSession = Shape<MoveReport>("move", "A session that was copied for another project.") {
    boolean("dry_run", "Whether nothing was written.") { $0.isDryRun }
    string("session", "The id of the session.") { $0.session }
    string("copy", "The id of the copy.") { $0.copy }
    string("project", "The project of the session; empty where no record states one.") { $0.project }
    string("new_project", "The project of the copy.") { $0.newProject }
    integer("bytes", "bytes", "The length of all files of the copy.") { $0.bytes }
    objects("files", "Each file of the copy.", movedFile) { $0.files }
    objects("left_out", "Files of the session that were not copied.", reason) { value in
      value.leftOut.map { Refused($0.path, $0.note) }
    }
    integer("records", "records", "Lines of the transcripts of the copy.") { $0.records }
    integer("unparsed", "records", "Lines among them that are no records and were copied as they are.") {
      $0.unparsed
    }
    integer("session_ids", "values", "Ids of the session that were replaced.") { $0.sessionIDs }
    integer("directories", "values", "Working directories that were replaced.") { $0.directories }
    integer("erased_bytes", "bytes", "How much was left out because it is erased.") { $0.erasedBytes }
    boolean("behind", "Whether the transcript on disk has grown since it was stored, so that the copy lacks the rest.")
    {
      $0.isBehind
    }
    object("resume", "What continues the copy.", resumption) { $0.resumption }
    object("head", "The position of the log that the files are of.", head) { $0.head }
  }

  private static let movedFile = Shape<MoveReport.File>("moved_file", "A file of a copy.") {
    string("from", "The path of the original below its root.") { $0.from }
    string("to", "The path of the copy.") { $0.to }
    integer("bytes", "bytes", "Its length.") { $0.bytes }
  }

  /// A page for a browser, and whether one has shown it.
  package struct OpenedPage: Sendable {
    package var page: TemporaryPage
    package var isOpened: Bool

    package init(_ page: TemporaryPage, isOpened: Bool) { (self.page, self.isOpened) = (page, isOpened) }
  }

  package static let openedPage = Shape<OpenedPage>("open", "A session as a page for a browser.") {
    string("session", "Its id.") { $0.page.session }
    string("file", "The path of the page.") { $0.page.path.string }
    integer("bytes", "bytes", "The length of the page.") { $0.page.bytes }
    boolean("opened", "Whether a browser was started and reported no error.") { $0.isOpened }
  }
}
