import Answers
import SegmentedLog
import SessionLog
import Sync
import Transcripts

extension Shapes {
  package static let ingest = Shape<IngestReport>("ingest", "What an ingest found and did.") {
    object("files", "The files that were found.", ingestedFiles) { $0.counts }
    object("sessions", "The sessions of these files.", ingestedSessions) { $0 }
    integer("records", "records", "Lines that were stored.") { $0.counts.records }
    integer("bytes", "bytes", "Bytes that were stored, before compression.") { $0.counts.bytes }
    integer("bad_lines", "lines", "Stored lines that are not acceptable records.") { $0.counts.badLines }
    integer("conflicts", "files", "Files that were rewritten, truncated, or differ from another copy.") {
      $0.conflicts.count
    }
    integer("waiting", "files", "Files whose last line is not complete yet; it is stored later.") { $0.counts.waiting }
    integer("erased", "lines", "Lines that were not stored because they had been erased.") { $0.counts.erased }
    strings("torn", "Files that changed while they were read, and are read again next time.") { $0.torn.map(\.path) }
    objects("mended", "Records that an old version had stored twice.", repeatedRecords) { $0.mended }
    object("head", "The end of the log afterwards.", head) { $0.head }
    integer("store_bytes", "bytes", "The size of the store's files afterwards.") { $0.storeBytes }
    object(
      "compaction", "What a compaction would save; null where that is not known.", compactionGain,
      orNull: {
        $0.compaction
      })
    objects("bad_line_details", "The first 100 bad lines.", badLine) { $0.badLines }
    objects("failures", "What could not be read.", failure) { $0.failures }
    objects("passed_over", "What lies below the roots and is not stored.", passedOver) { $0.passedOver }
    strings("roots_gone", "Roots of this machine that are not there any more.") { $0.goneRoots }
  }

  private static let ingestedFiles = Shape<RunCounts>("ingested_files", "Files by what became of them.") {
    integer("discovered", "files", "Files found below the roots.") { $0.discovered }
    integer("new", "files", "Files of which nothing was stored before.") { $0.new }
    integer("updated", "files", "Files of which something was stored before, and that have changed.") { $0.updated }
    integer("unchanged", "files", "Files that are as they are stored.") { $0.unchanged }
    integer("skipped", "files", "Files that were left alone because an option says so.") { $0.skipped }
    integer("missing", "files", "Files that have disappeared since the last time. What is stored of them stays.") {
      $0.missing
    }
    integer("failed", "files", "Files that could not be read.") { $0.failed }
  }

  private static let ingestedSessions = Shape<IngestReport>("ingested_sessions", "Sessions by what became of them.") {
    integer("inserted", "sessions", "Sessions that are new.") { $0.counts.sessionsInserted }
    integer("updated", "sessions", "Sessions that have changed.") { $0.counts.sessionsUpdated }
    integer("skipped", "sessions", "Sessions whose main transcript has not changed.") { $0.sessionsSkipped }
  }

  private static let badLine = Shape<BadLine>("bad_line", "A line that is not an acceptable record.") {
    string("file", "The absolute path of the file.") { $0.file }
    integer("line", nil, "The number of the line, from 1 as in editors.") { $0.line }
    integer("offset", "bytes", "Where the line begins in the file.") { $0.offset }
    string("reason", "What is wrong with it.") { $0.reason }
  }

  package static let preview = Shape<PreviewReport>("preview", "What an ingest would do.") {
    objects("files", "The files that an ingest would look at, unchanged ones last.", previewedFile) { $0.files }
    strings("missing", "Files that have disappeared since the last time.") { $0.missing }
    objects("passed_over", "What lies below the roots and is not stored.", passedOver) { $0.passedOver }
    objects("failures", "What could not be read.", failure) { $0.failures }
    strings("roots_gone", "Roots of this machine that are not there any more.") { $0.goneRoots }
    object("totals", "The counts that the run would have.", previewTotals) { $0 }
  }

  private static let previewedFile = Shape<FileDecision>("previewed_file", "A file, and what an ingest would do.") {
    string("path", "The absolute path.") { $0.path }
    string("action", "What would be decided: new, unchanged, or a reason as conflicts has it.") { $0.action }
    boolean("is_new", "Whether nothing of it is stored.") { $0.file.isNew }
    boolean("is_updated", "Whether it is stored, and has changed.") { $0.file.isUpdated }
    integer("size", "bytes", "Its size.") { $0.file.size }
    time("modified_time", "When it was modified.") { $0.file.modifiedTime / 1_000_000 }
    integer("new_bytes", "bytes", "How much of it would be stored.") { $0.newBytes }
    integer("new_lines", "lines", "How many lines of it would be stored.") { $0.newLines }
    integer("waiting_bytes", "bytes", "The length of a last line that is not complete yet.") { $0.waitingBytes }
  }

  private static let previewTotals = Shape<PreviewReport>("preview_totals", "The counts that the run would have.") {
    keys(of: ingestedFiles) { $0.counts }
    integer("rewritten", "files", "Files whose stored bytes have changed.") { $0.counts.rewritten }
    integer("waiting", "files", "Files whose last line is not complete yet.") { $0.counts.waiting }
    integer("records", "records", "Lines that would be stored.") { $0.counts.records }
    integer("bad_lines", "lines", "Lines among them that are not acceptable records.") { $0.counts.badLines }
    integer("bytes", "bytes", "Bytes that would be stored, before compression.") { $0.newBytes }
  }

  static let storeStatus = Shape<StoreStatus>("store_status", "What is stored, and how that compares with the disk.") {
    string("store", "The path of the store.") { $0.path }
    string("id", "The id of the store, as lakes and remotes name it.") { $0.id }
    boolean("healthy", "True: a store that cannot be opened is an error instead.") { _ in true }
    object("head", "The end of the log.", head) { $0.head }
    object("stored", "What is stored.", stored) { $0 }
    object("compaction", "What a compaction would save.", compactionGain) { $0.compaction }
    object(
      "on_disk", "What lies below the roots of this machine; null where there is none.", onDisk,
      orNull: {
        $0.disk
      })
    strings("roots", "The roots of all machines.") { $0.roots }
    strings("roots_gone", "Roots of this machine that are not there any more.") { $0.goneRoots }
    integer("runs", "runs", "How often an ingest was run.") { $0.runs }
    objects("sync", "The state of syncing, by key.", syncMetadata) { $0.metadata }
    objects("history", "The latest runs, oldest first.", run) { $0.history }
    objects("remotes", "What was pushed from this machine, by remotes, none of which is asked.", remoteLag) {
      RemoteLag.all($0)
    }
  }

  private static let stored = Shape<StoreStatus>("stored", "What is stored.") {
    integer("sources", "files", "Files of which something is stored.") { $0.sources }
    integer("generations", "versions", "Versions of all files.") { $0.generations }
    integer("missing", "files", "Stored files that are not on disk any more.") { $0.missingSources }
    integer("pruned", "files", "Those of them that ccstore prune deleted.") { $0.prunedSources }
    integer("sessions", "sessions", "Sessions.") { $0.sessions }
    integer("records", "records", "Lines of all versions.") { $0.records }
    integer("bad_lines", "lines", "Lines that are not acceptable records.") { $0.badLines }
    integer("source_bytes", "bytes", "The length of all versions together.") { $0.sourceBytes }
    integer("store_bytes", "bytes", "The size of the store's files.") { $0.storeBytes }
    integer("unfinished_bytes", "bytes", "What follows the last commit: a run in progress, or one cut off.") {
      $0.unfinishedBytes
    }
    time("oldest", "The time of the earliest record.", orNull: { $0.oldest })
    time("newest", "The time of the latest record.", orNull: { $0.newest })
  }

  private static let onDisk = Shape<DiskStatus>("on_disk", "What lies below the roots of this machine.") {
    integer("files", "files", "Files.") { $0.files }
    integer("bytes", "bytes", "Their size.") { $0.bytes }
    integer("folders", "folders", "Folders that hold them.") { $0.folders }
    time("oldest", "When the oldest was modified.", orNull: { $0.oldest.map { $0 / 1_000_000 } })
    time("newest", "When the newest was modified.", orNull: { $0.newest.map { $0 / 1_000_000 } })
    object("not_stored", "What the next ingest will store.", notStored) { $0 }
    objects("failures", "What could not be looked at.", failure) { $0.failures }
    objects("passed_over", "What is not stored on purpose.", passedOver) { $0.passedOver }
  }

  static let notStored = Shape<DiskStatus>("not_stored", "What the next ingest will store.") {
    integer("new_files", "files", "Files of which nothing is stored.") { $0.newFiles }
    integer("changed_files", "files", "Files that have changed since.") { $0.changedFiles }
    integer("bytes", "bytes", "About how much that is.") { $0.unstoredBytes }
  }

  private static let syncMetadata = Shape<SyncMetadata>("sync", "The state of syncing under one key.") {
    string("sync_key", "The key.") { $0.syncKey }
    time(
      "last_sync_timestamp", "When the last completed run ended; null before it and after a reset.",
      orNull: {
        $0.lastSyncTimestamp
      })
    integer("files_processed", "files", "Files that the last completed run found.") { $0.filesProcessed }
    integer("sessions_processed", "sessions", "Sessions that it inserted or updated.") { $0.sessionsProcessed }
    string("sync_status", "The status of the last run: in_progress, completed or failed.") { $0.syncStatus.name }
    string("error_message", "Why the last run failed; null where it did not.", orNull: { $0.errorMessage })
    time("created_at", "When the first run began.") { $0.createdAt }
    time("updated_at", "When something was last noted under the key.") { $0.updatedAt }
  }

  /// It is also the table of runs of `export --format csv`.
  package static let run = Shape<RunState>("run", "One run of an ingest.") {
    integer("run", nil, "Its number, from 1.") { $0.number }
    string("sync_key", "The key under which it is remembered.") { $0.syncKey }
    time("started", "When it began.") { $0.started }
    time("ended", "When it ended; null while it runs, and where it was cut off.", orNull: { $0.ended })
    string("sync_status", "One of in_progress, completed, failed.") { $0.status.name }
    string("error_message", "Why it failed; null where it did not.", orNull: { $0.error })
    integer("new", "files", "Files of which nothing was stored before.") { $0.counts.new }
    integer("updated", "files", "Files that had changed.") { $0.counts.updated }
    integer("unchanged", "files", "Files that were as they are stored.") { $0.counts.unchanged }
    integer("skipped", "files", "Files that were left alone because an option said so.") { $0.counts.skipped }
    integer("rewritten", "files", "Files whose stored bytes had changed.") { $0.counts.rewritten }
    integer("missing", "files", "Files that had disappeared.") { $0.counts.missing }
    integer("failed", "files", "Files that could not be read.") { $0.counts.failed }
    integer("records", "records", "Lines that were stored.") { $0.counts.records }
    integer("bad_lines", "lines", "Lines among them that are not acceptable records.") { $0.counts.badLines }
    integer("bytes", "bytes", "Bytes that were stored, before compression.") { $0.counts.bytes }
  }

  package static let reset = Shape<String>("reset", "The state of syncing that was reset.") {
    string("sync_key", "The key whose state was reset.") { $0 }
    boolean("reset", "True.") { _ in true }
  }

  static let doctorFiles = Shape<DoctorReport>("doctor_files", "What may be lost soon, and whether it is stored.") {
    integer("cleanup_period_days", "days", "How long Claude Code keeps transcripts, the shortest that applies.") {
      $0.cleanupPeriodDays
    }
    objects("settings", "The settings that say so, the one that counts first.", setting) { $0.settings }
    time("last_sync_timestamp", "When the last completed ingest ended.", orNull: { $0.lastSync })
    objects("unsafe", "Transcripts that will be deleted within a week, not wholly stored.", expiring) { $0.expiring }
    integer("safe", "files", "Transcripts that will be deleted within a week and are stored.") { $0.storedExpiring }
    strings("vanished", "Files that have disappeared since the last ingest. What is stored of them stays.") {
      $0.vanished
    }
    strings("shrunk", "Files that are shorter than what is stored of them.") { $0.shrunk }
    integer("kept_missing", "files", "Files that had disappeared before, and that the store keeps.") { $0.keptMissing }
    objects("failures", "What could not be looked at.", failure) { $0.failures }
    objects("passed_over", "What is not stored on purpose.", passedOver) { $0.passedOver }
    strings("roots_gone", "Roots of this machine that are not there any more.") { $0.goneRoots }
  }

  private static let setting = Shape<DoctorReport.Setting>("setting", "A settings file of Claude Code.") {
    string("path", "Its path.") { $0.path }
    integer("cleanup_period_days", "days", "How long it lets Claude Code keep transcripts.") { $0.cleanupPeriodDays }
  }

  private static let expiring = Shape<DoctorReport.ExpiringTranscript>(
    "expiring", "A transcript that Claude Code will delete."
  ) {
    string("path", "Its absolute path.") { $0.path }
    string("session", "The session, by the name of the file; empty where that is none.") { $0.session }
    time("deleted_after", "The time from which it may be deleted; a past time means the next start of Claude Code.") {
      $0.deletedAfter
    }
    integer("unstored_bytes", "bytes", "How much of it is not stored.") { $0.unstoredBytes }
  }
}

extension FileDecision {
  /// The decision in the words of a preview.
  package var action: String {
    switch reason {
    case .insert: "new"
    case .identical: "unchanged"
    default: reason.name
    }
  }
}
