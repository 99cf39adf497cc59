import Answers
import Operations
import SegmentedLog
import SessionLog
import Sync

extension Shapes {
  /// Something that a server does in the background because it was asked to.
  package struct Job: Sendable {
    package enum Kind: String, Sendable { case ingest, verify }

    package var id: String
    package var kind: Kind
    /// In milliseconds since 1970-01-01 UTC.
    package var started: Int64
    /// In milliseconds since 1970-01-01 UTC; nil while it runs.
    package var ended: Int64?
    package var status = RunStatus.inProgress
    /// How many bytes are done, and of how many.
    package var done: Int64 = 0
    package var total: Int64 = 0
    package var error: String?
    package var ingest: IngestReport?
    package var verification: LogVerification?

    package init(id: String, kind: Kind, started: Int64) { (self.id, self.kind, self.started) = (id, kind, started) }
  }

  package static let job = Shape<Job>("job", "Something that a server does in the background.") {
    string("run", "Its name, to ask for it.") { $0.id }
    string("kind", "What it does: ingest or verify.") { $0.kind.rawValue }
    time("started", "When it began.") { $0.started }
    time("ended", "When it ended; null while it runs.", orNull: { $0.ended })
    string("sync_status", "One of in_progress, completed, failed.") { $0.status.name }
    integer("done", "bytes", "How much is read.") { $0.done }
    integer("total", "bytes", "How much is to be read; 0 until that is known.") { $0.total }
    string("error_message", "Why it failed; null where it did not.", orNull: { $0.error })
    object("ingest", "What an ingest found and did; null before its end.", Shapes.ingest, orNull: { $0.ingest })
    object("verify", "What a check found; null before its end.", Shapes.verify, orNull: { $0.verification })
  }

  /// A session that has grown, as a stream of events says it.
  package static let changedSession = Shape<LogChanges.Session>("changed_session", "A session that has grown.") {
    string("session", "The id of the session.") { $0.id }
    integer("records", "records", "How many lines were stored.") { $0.records }
    integer("seq", nil, "The number of the last event.") { $0.last }
  }

  /// The last line of a stream of lines.
  package struct StreamEnd: Sendable {
    package var total: Int64
    package var losses: [Loss]

    package init(total: Int64, losses: [Loss]) { (self.total, self.losses) = (total, losses) }
  }

  package static let streamEnd = Shape<StreamEnd>(
    "stream_end", "The last line of a stream: without it, the stream was cut."
  ) {
    boolean("end", "True.") { _ in true }
    integer("total", "lines", "How many lines came before.") { $0.total }
    strings("lost", "What damage has taken away.") { $0.losses.map(\.description) }
  }
}
