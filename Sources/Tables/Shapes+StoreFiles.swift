import Documents
import Operations
import SegmentedLog
import SessionLog
import Times

extension Shapes {
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
    object("dropped", "What --drop-superseded dropped.", dropped) { $0.report.dropped }
    object("head", "The end of the log.", head) { $0.report.head }
  }

  private static let sizes = Shape<CompactionReport>("sizes", "A size before and after.") {
    integer("before", "bytes", "The size before.") { $0.storeBytesBefore }
    integer("after", "bytes", "The size after.") { $0.storeBytesAfter }
  }

  private static let rewritten = Shape<CompactionResult>("rewritten", "Segments that were rewritten.") {
    integer("segments_before", "segments", "Their number before.") { $0.segmentsBefore }
    integer("segments_after", "segments", "Their number now.") { $0.segmentsAfter }
    integer("bytes_before", "bytes", "Their size before.") { $0.bytesBefore }
    integer("bytes_after", "bytes", "Their size after.") { $0.bytesAfter }
    integer("body_bytes", "bytes", "The length of the lines in them.") { $0.bodyBytes }
  }

  private static let dropped = Shape<SupersededReport>("dropped", "Text of versions that were replaced.") {
    integer("generations", "versions", "Versions whose text was dropped.") { $0.generations }
    integer("records", "records", "Lines of them.") { $0.records }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
  }

  package static let purge = Shape<PurgeReport>("purge", "What was removed from the store's files.") {
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
    string("kind", "One of file, history, sidecar, session, store, quarantine, remote, elsewhere.") { $0.kind.rawValue }
    string("name", "Its name; empty where it has none.") { $0.name }
    string("note", "Why it may, in words.") { $0.note }
  }

  package static let erasure = Shape<ErasureSummary>("erasure", "An erasure in force.") {
    time("time", "When it was erased.") { $0.time }
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
    objects("lost", "What is lost by damage.", loss) { $0.losses.filter { $0.extent != .nothing } }
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
    integer("offset", "bytes", "The position in it.") { $0.offset }
    string("message", "What is wrong.") { $0.message }
  }

  private static let loss = Shape<Loss>("loss", "Events that are lost by damage.") {
    string("what", "events: all of them; text: only what their lines say.") { $0.takesEvents ? "events" : "text" }
    integer("first", nil, "The first sequence number.") { $0.sequences?.first ?? 0 }
    integer("last", nil, "The last one; null where that is not known.", orNull: { $0.sequences?.last ?? nil })
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
    integer("lines", "lines", "Their number.") { $0.lines }
    integer("after_event", nil, "The last event before them that is intact; 0 for none.") { $0.after }
    integer("before_event", nil, "The first event after them that is intact; null for none.", orNull: { $0.before })
  }

  package static let rebuiltManifest = Shape<ManifestRebuildReport>("rebuilt_manifest", "The new list of segments.") {
    string("manifest", "Its file, below the store.") { $0.manifest }
    integer("segments", "segments", "Segments that it names.") { $0.segments }
    strings("quarantined", "Lists that could not be read, and that are in quarantine/ now.") { $0.quarantined }
    object("head", "The end of the log by the new list.", head) { $0.head }
  }

  package static let acceptedEarlier = Shape<Shortfall?>("accepted_earlier", "What a continued store lacks.") {
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
