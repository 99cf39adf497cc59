import Documents
import Operations
import SegmentedLog
import SessionLog
import Times

extension Shapes {
  // MARK: Export and restore

  /// Files that were exported, and where to.
  package struct Exported: Sendable {
    package var report: ExportReport
    package var directory: String

    package init(_ report: ExportReport, to directory: String) { (self.report, self.directory) = (report, directory) }
  }

  package static let export = Shape<Exported>("export", "The original files that were written.") {
    integer("files", "files", "Files written.") { $0.report.files }
    integer("bytes", "bytes", "Their length.") { $0.report.bytes }
    string("directory", "Where they are.") { $0.directory }
    objects("renamed", "Files whose names are taken on that file system.", move) { value in
      value.report.renamed.map { Move($0.from, $0.to) }
    }
    object("erased", "What was left out because it is erased.", erasedFiles) { $0.report }
    objects("incomplete", "Files that lack bytes which are lost by damage.", incomplete) { value in
      value.report.incomplete.map { Incomplete(path: $0.path, lost: $0.lost) }
    }
    strings("dropped", "Files whose version was dropped by compact --drop-superseded.") { $0.report.dropped }
    objects("failed", "Files that could not be written.", reason) { value in
      value.report.failed.map { Refused($0.path, $0.reason) }
    }
    object("head", "The position of the log that they are of.", head) { $0.report.head }
  }

  private static let erasedFiles = Shape<ExportReport>("erased_files", "What was left out because it is erased.") {
    integer("files", "files", "Files that were left out.") { $0.erasedFiles }
    integer("files_in_part", "files", "Files of which lines were left out.") { $0.filesWithErasedLines }
  }

  private struct Incomplete: Sendable {
    var path: String
    var lost: [Range<Int64>]
  }

  private static let incomplete = Shape<Incomplete>("incomplete", "A file that lacks bytes.") {
    string("path", "Its path.") { $0.path }
    objects("lost", "The bytes that it lacks.", byteRange) { $0.lost }
  }

  private static let byteRange = Shape<Range<Int64>>("byte_range", "Bytes of a file.") {
    integer("offset", "bytes", "Where they begin.") { $0.lowerBound }
    integer("bytes", "bytes", "Their number.") { $0.upperBound - $0.lowerBound }
  }

  /// A file that was written, and its length in bytes.
  package struct WrittenFile: Sendable {
    package var file: String
    package var bytes: Int64

    package init(_ file: String, bytes: Int64) { (self.file, self.bytes) = (file, bytes) }
  }

  package static let exportedTables = Shape<[WrittenFile]>("tables", "The tables that were written.") {
    objects("tables", "Each table.", writtenFile) { $0 }
  }

  private static let writtenFile = Shape<WrittenFile>("file", "A file that was written.") {
    string("file", "Its path.") { $0.file }
    integer("bytes", "bytes", "Its length.") { $0.bytes }
  }

  /// Documents that were written, and where to.
  package struct ExportedDocuments: Sendable {
    package var report: DocumentReport
    package var directory: String

    package init(_ report: DocumentReport, to directory: String) { (self.report, self.directory) = (report, directory) }
  }

  package static let exportedDocuments = Shape<ExportedDocuments>("documents", "The documents that were written.") {
    objects("documents", "Each session with its file.", document) { value in
      value.report.documents.map { Document(session: $0.session, file: $0.name) }
    }
    integer("bytes", "bytes", "The length of the documents.") { $0.report.bytes }
    integer("source_bytes", "bytes", "The length of the lines that they were made of.") { $0.report.sourceBytes }
    string("directory", "Where they are.") { $0.directory }
  }

  private struct Document: Sendable { var session, file: String }

  private static let document = Shape<Document>("document", "A session as a document.") {
    string("session", "Its id.") { $0.session }
    string("file", "The name of the document.") { $0.file }
  }

  package static let restore = Shape<RestoreReport>("restore", "What was put back, and what was not.") {
    boolean("dry_run", "Whether nothing was written.") { $0.isDryRun }
    integer("files", "files", "Files that were put back.") { $0.restored.count }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("present", "files", "Files that were there already.") { $0.present }
    objects("restored", "Each file that was put back.", restoredFile) { $0.restored }
    objects("redirected", "Roots that are not there any more, and where their files went.", move) { value in
      value.redirected.map { Move($0.from, $0.to) }
    }
    objects("moved_aside", "Files with other bytes that were moved aside.", move) { value in
      value.movedAside.map { Move($0.from, $0.to) }
    }
    objects("refused", "Files that were not put back.", restoreRefusal) { $0.refused }
    objects("earlier_versions", "Versions that hold more records than those that were put back.", earlierVersion) {
      $0.earlierVersions
    }
    objects(
      "resume", "What continues each session that was asked for, where its transcript is in its place.", resumption
    ) {
      $0.resumptions
    }
    object("head", "The position of the log that the files are of.", head) { $0.head }
  }

  private static let restoredFile = Shape<RestoreReport.File>("restored_file", "A file that was put back.") {
    string("path", "Where it is.") { $0.path }
    integer("bytes", "bytes", "Its length.") { $0.bytes }
    time(
      "modified", "Its modification time; null where that is not known.",
      orNull: {
        $0.modified.map { $0.quotientRoundedDown(by: 1_000_000) }
      })
    boolean("touched", "Whether it has the time of this restore instead of its own.") { $0.isTouched }
    integer("erased_bytes", "bytes", "How much was left out because it is erased.") { $0.erasedBytes }
  }

  private static let restoreRefusal = Shape<RestoreReport.Refusal>("restore_refusal", "A file that was not put back.") {
    string("path", "Its path.") { $0.path }
    string("reason", "Why, in a word, such as differs, erased, dropped, lost, unreadable, link or unsafe.") {
      $0.reason.rawValue
    }
    string("note", "The reason in words.") { $0.note }
  }

  // MARK: Snapshots

  private static let snapshotContents = Shape<SnapshotReport>("snapshot", "What a snapshot holds.") {
    string("store", "The id of the store.") { $0.store.description }
    integer("bytes", "bytes", "The length of the file.") { $0.bytes }
    integer("events", "events", "Events that it holds.") { $0.events }
    object("since", "The position that they follow.", head) { $0.since }
    object("head", "The last of them.", head) { $0.head }
  }

  /// A snapshot and the name of its file.
  package struct SnapshotFile: Sendable {
    package var file: String
    package var report: SnapshotReport

    package init(_ file: String, _ report: SnapshotReport) { (self.file, self.report) = (file, report) }
  }

  package static let exportedSnapshot = Shape<SnapshotFile>("exported_snapshot", "The snapshot that was written.") {
    string("file", "The path of the file.") { $0.file }
    keys(of: snapshotContents) { $0.report }
  }

  package static let verifiedSnapshot = Shape<SnapshotFile>("verified_snapshot", "A snapshot that is intact.") {
    boolean("ok", "True: a damaged snapshot is an error instead.") { _ in true }
    keys(of: exportedSnapshot) { $0 }
  }

  package static let importReport = Shape<ImportReport>("import", "What was imported.") {
    integer("added_events", "events", "Events that were added.") { $0.addedEvents }
    keys(of: snapshotContents) { $0.snapshot }
    object("store_head", "The end of the log afterwards.", head) { $0.head }
    objects("proposed_erasures", "What is erased there and kept here.", proposedErasure) { $0.proposedErasures }
    objects("accepted_erasures", "What is erased there, and now here, too.", proposedErasure) { $0.acceptedErasures }
  }

  private static let proposedErasure = Shape<ProposedErasure>("proposed_erasure", "An erasure of another store.") {
    string("store", "The id of the store.") { $0.store.description }
    string("session", "The session that was named there; empty where none was.") { $0.session }
    string("path", "Root and path of the file.") { $0.path }
    integer("generation", nil, "The version of the file, from 0.") { $0.generation }
    integer("bytes", "bytes", "How much of it.") { $0.bytes }
  }

  package static let forkIdentity = Shape<ForkReport>("fork_identity", "The new identity of a store.") {
    string("store", "Its id now.") { $0.store.description }
    string("former", "Its id before.") { $0.former.description }
    object("head", "The end of the log.", head) { $0.head }
    string("kept", "Where its files are as they were.") { $0.kept.string }
  }
}
