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
    objects("incomplete", "Files that lack bytes which damage has taken.", incomplete) { value in
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
    integer("bytes", "bytes", "How many they are.") { $0.upperBound - $0.lowerBound }
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
    objects("moved_aside", "Files with other bytes that made room.", move) { value in
      value.movedAside.map { Move($0.from, $0.to) }
    }
    objects("refused", "Files that were not put back.", restoreRefusal) { $0.refused }
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

  package static let importReport = Shape<ImportReport>("import", "What was taken in.") {
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

  // MARK: The store's files

  package static let replay = Shape<ReplayReport>("replay", "All state, rebuilt from the log.") {
    object("head", "The end of the log.", head) { $0.head }
    map("projections", "NAME", "Each projection by its name.", projection) { report in
      report.projections.map { ($0.name, Projection(result: $0, events: report.events)) }
    }
    integer("source_bytes", "bytes", "The length of all versions of all files.") { $0.sourceBytes }
    boolean(
      "verified", "Whether the chain holds and the checkpoints agree; null without --verify.",
      orNull: {
        $0.isVerified
      })
  }

  private struct Projection: Sendable {
    var result: ReplayReport.ProjectionResult
    var events: UInt64
  }

  private static let projection = Shape<Projection>("projection", "A state that was folded from the events.") {
    string("digest", "The SHA-256 of the encoded state, 64 hexadecimal digits.") { $0.result.digest.description }
    integer("events", "events", "Events that were folded.") { $0.events }
    integer("bytes", "bytes", "The length of the encoded state.") { $0.result.bytes }
  }

  /// A compaction, or what it would do.
  package struct Compacted: Sendable {
    package var report: CompactionReport
    package var isDryRun: Bool

    package init(_ report: CompactionReport, isDryRun: Bool) { (self.report, self.isDryRun) = (report, isDryRun) }
  }

  package static let compact = Shape<Compacted>("compact", "What a compaction did.") {
    boolean("dry_run", "Whether nothing was written.") { $0.isDryRun }
    object("store_bytes", "The size of the store's files.", sizes) { $0.report }
    object("rewritten", "The segments that were rewritten.", rewritten) { $0.report.result }
    object("dropped", "What --drop-superseded took.", dropped) { $0.report.dropped }
    object("head", "The end of the log.", head) { $0.report.head }
  }

  private static let sizes = Shape<CompactionReport>("sizes", "A size before and after.") {
    integer("before", "bytes", "The size before.") { $0.storeBytesBefore }
    integer("after", "bytes", "The size after.") { $0.storeBytesAfter }
  }

  private static let rewritten = Shape<CompactionResult>("rewritten", "Segments that were rewritten.") {
    integer("segments_before", "segments", "How many they were.") { $0.segmentsBefore }
    integer("segments_after", "segments", "How many they are now.") { $0.segmentsAfter }
    integer("bytes_before", "bytes", "Their size before.") { $0.bytesBefore }
    integer("bytes_after", "bytes", "Their size after.") { $0.bytesAfter }
    integer("body_bytes", "bytes", "The length of the lines in them.") { $0.bodyBytes }
  }

  private static let dropped = Shape<SupersededReport>("dropped", "Text of versions that were replaced.") {
    integer("generations", "versions", "Versions whose text was dropped.") { $0.generations }
    integer("records", "records", "Lines of them.") { $0.records }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
  }

  package static let purge = Shape<PurgeReport>("purge", "What was taken out of the store's files.") {
    integer("events", "events", "Events that were changed.") { $0.events }
    integer("segments", "segments", "Segments that were rewritten.") { $0.segments }
    integer("bytes_before", "bytes", "The size of the store's files before.") { $0.bytesBefore }
    integer("bytes_after", "bytes", "The size of the store's files after.") { $0.bytesAfter }
    strings("removed", "Files of the store that were removed.") { $0.removed }
    object("head", "The end of the log afterwards; a purge changes its chain hash.", head) { $0.head }
  }

  package static let erase = Shape<ErasureReport>("erase", "What was erased, or would be.") {
    boolean("erased", "Whether it was done.") { $0.head != nil }
    string("session", "The session that was named; null where none was.", orNull: { $0.session })
    integer("files", "files", "Files that have some of it.") { $0.files }
    integer("lines", "lines", "Lines.") { $0.lines }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    boolean("usage_too", "Whether their tokens do not count any more.") { $0.includesUsage }
    objects("versions", "Each version of a file that has some of it.", erasedVersion) { $0.versions }
    objects("may_still_hold", "What else may hold it.", holder) { $0.remainingCopies }
    object("head", "The end of the log afterwards; null where nothing was done.", head, orNull: { $0.head })
    string("first_text", "The beginning of the first prompt, else of other text.") { $0.sample?.text ?? "" }
      .only("with --dry-run") { $0.sample != nil }
    time("first_time", "The time of the earliest record.", orNull: { $0.sample?.first }).only("with --dry-run") {
      $0.sample != nil
    }
    time("last_time", "The time of the latest record.", orNull: { $0.sample?.last }).only("with --dry-run") {
      $0.sample != nil
    }
  }

  private static let erasedVersion = Shape<ErasureReport.Version>("erased_version", "A version of a file.") {
    string("path", "Root and path of the file.") { $0.path }
    integer("generation", nil, "Its number, from 0.") { $0.generation }
    integer("lines", "lines", "Lines that are erased.") { $0.lines }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    boolean("whole", "Whether that is all of it.") { $0.isWhole }
  }

  private static let holder = Shape<ErasureReport.RemainingCopy>(
    "holder", "Something that may still hold what was erased."
  ) {
    string("kind", "One of file, history, sidecar, session, store, quarantine, elsewhere.") { $0.kind.rawValue }
    string("name", "Its name; empty where it has none.") { $0.name }
    string("note", "Why it may, in words.") { $0.note }
  }

  package static let erasure = Shape<ErasureSummary>("erasure", "An erasure in force.") {
    time("time", "When it was said.") { $0.time }
    string("session", "The session that was named; empty where none was.") { $0.session }
    string("path", "Root and path of the file.") { $0.path }
    integer("generation", nil, "The version of the file, from 0.") { $0.generation }
    integer("lines", "lines", "Lines that are erased.") { $0.lines }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    boolean("usage_too", "Whether their tokens do not count any more.") { $0.includesUsage }
  }

  // MARK: Verify and repair

  package static let verify = Shape<LogVerification>("verify", "What was checked, and what was found.") {
    boolean("ok", "Whether nothing worse than a notice was found.") { $0.isOK }
    objects("findings", "What was found.", finding) { $0.findings }
    objects("lost", "What damage has taken.", loss) { $0.losses.filter { $0.extent != .nothing } }
    object("checked", "What was checked.", checked) { $0 }
    object("not_stored", "What no ingest has seen yet.", unstored) { $0.unstored ?? nothingUnstored }
      .only("with --against-sources") { $0.unstored != nil }
  }

  private static let nothingUnstored = LogVerification.Unstored(
    newFiles: 0, changedFiles: 0, lines: 0, bytes: 0, waitingBytes: 0)

  private static let finding = Shape<Finding>("finding", "Something that is wrong.") {
    string("severity", "error: data is affected; notice: only what can be rebuilt; source: a file has changed.") {
      $0.severity.rawValue
    }
    string("file", "The file, below the store.") { $0.file }
    integer("offset", "bytes", "Where in it.") { $0.offset }
    string("message", "What is wrong.") { $0.message }
  }

  private static let loss = Shape<Loss>("loss", "Events that damage has taken.") {
    string("what", "events: all of them; text: only what their lines say.") { $0.takesEvents ? "events" : "text" }
    integer("first", nil, "The first sequence number.") { $0.sequences?.first ?? 0 }
    integer("last", nil, "The last one; null where nobody knows.", orNull: { $0.sequences?.last ?? nil })
  }

  private static let checked = Shape<LogVerification>("checked", "What was checked.") {
    integer("files", "files", "Files of the store.") { $0.files }
    integer("bytes", "bytes", "Their size.") { $0.bytes }
    integer("events", "events", "Events.") { $0.events }
    integer("source_files", "files", "Files on disk that were compared with what is stored.") { $0.comparedFiles }
  }

  private static let unstored = Shape<LogVerification.Unstored>("unstored", "What no ingest has seen yet.") {
    integer("new_files", "files", "Files of which nothing is stored.") { $0.newFiles }
    integer("changed_files", "files", "Files that have changed.") { $0.changedFiles }
    integer("lines", "lines", "Lines that an ingest would store.") { $0.lines }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("waiting_bytes", "bytes", "The length of last lines that are not complete yet.") { $0.waitingBytes }
  }

  /// A repair, and the path of the new store.
  package struct Repaired: Sendable {
    package var report: RepairReport
    package var target: String

    package init(_ report: RepairReport, to target: String) { (self.report, self.target) = (report, target) }
  }

  package static let repair = Shape<Repaired>("repair", "What was saved of a damaged store.") {
    string("store", "The path of the new store.") { $0.target }
    boolean("ok", "Whether the new store is intact.") { $0.report.verification.isOK }
    integer("events", "events", "Events that were saved.") { $0.report.events }
    objects("refilled", "Lost lines that were read again from files.", gap) { $0.report.refilled }
    objects("lost", "Lines that are lost.", gap) { $0.report.lost }
    objects("mended", "Records that the log had twice.", repeatedRecords) { $0.report.mended }
    integers("nameless_sources", nil, "Sources whose names are lost.") { $0.report.namelessSources }
    object("head", "The end of the new log.", head) { $0.report.head }
  }

  private static let gap = Shape<RepairReport.Gap>("gap", "Neighbouring lines of a file.") {
    string("session", "The session, by the name of the file; empty for other files.") { $0.session }
    string("path", "Root and path of the file.") { $0.path }
    integer("generation", nil, "The version of the file, from 0.") { $0.generation }
    integer("offset", "bytes", "Where they begin in it.") { $0.offset }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("line", nil, "The number of the first, from 0.") { $0.firstLine }
    integer("lines", "lines", "How many they are.") { $0.lines }
    integer("after_event", nil, "The last event before them that is intact; 0 for none.") { $0.after }
    integer("before_event", nil, "The first event after them that is intact; null for none.", orNull: { $0.before })
  }

  package static let rebuiltManifest = Shape<ManifestRebuildReport>("rebuilt_manifest", "The new list of segments.") {
    string("manifest", "Its file, below the store.") { $0.manifest }
    integer("segments", "segments", "Segments that it names.") { $0.segments }
    strings("quarantined", "Lists that could not be read, and that are in quarantine/ now.") { $0.quarantined }
    object("head", "The end of the log by the new list.", head) { $0.head }
  }

  package static let acceptedEarlier = Shape<Shortfall?>("accepted_earlier", "What a store lacks that goes on anyway.")
  {
    integer("missing_events", "events", "Events that were acknowledged and are not there; 0 where none is missing.") {
      $0?.events ?? 0
    }
    integer(
      "acknowledged", nil, "The last event that was acknowledged; null where none is missing.",
      orNull: {
        $0?.acknowledged
      })
    integer("last", nil, "The last event that is there; null where none is missing.", orNull: { $0?.last })
  }
}

extension Loss {
  /// The first and the last of its events; the last is nil where nobody knows. nil: it has none.
  fileprivate var sequences: (first: UInt64, last: UInt64?)? {
    switch extent {
    case .nothing: nil
    case .events(let range), .bodies(let range): (range.lowerBound, range.upperBound)
    case .eventsFrom(let first): (first, nil)
    }
  }
}
