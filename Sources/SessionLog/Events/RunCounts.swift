/// The counts of a run of `ingest`: files found and what became of them. The log keeps them with the run.
public struct RunCounts: Sendable, Equatable {
  /// Files found below the roots.
  public var discovered: Int64 = 0
  /// Files stored for the first time.
  public var new: Int64 = 0
  /// Files known before of which something new was stored.
  public var updated: Int64 = 0
  /// Files that are as they were.
  public var unchanged: Int64 = 0
  /// Files left alone: copies without new bytes, files of known sessions, files that vanished before they were read,
  /// and those beyond the largest number of files for a run.
  public var skipped: Int64 = 0
  /// Sources that were not found where they had been.
  public var missing: Int64 = 0
  /// Files and folders that could not be read.
  public var failed: Int64 = 0
  /// Transcripts among `updated` whose stored bytes had changed.
  public var rewritten: Int64 = 0
  /// The number of lines that were stored.
  public var records: Int64 = 0
  /// Lines among `records` that are not acceptable records.
  public var badLines: Int64 = 0
  /// The number of bytes that were stored, before compression.
  public var bytes: Int64 = 0
  /// Sessions that were new.
  public var sessionsInserted: Int64 = 0
  /// Sessions that were known before and have changed.
  public var sessionsUpdated: Int64 = 0
  /// Files whose last line is not complete yet.
  public var waiting: Int64 = 0
  /// Lines, and files kept whole, that were not stored because they are erased.
  public var erased: Int64 = 0

  /// Creates counts of 0.
  public init() {}

  /// All counts in the order of their columns, from `Column.firstCount` on. The order is on disk: never reorder it.
  package static let fields: [WritableKeyPath<RunCounts, Int64> & Sendable] = [
    \.discovered, \.new, \.updated, \.unchanged, \.skipped, \.missing, \.failed, \.rewritten, \.records, \.badLines,
    \.bytes,
    \.sessionsInserted, \.sessionsUpdated, \.waiting, \.erased,
  ]

  package static func += (counts: inout RunCounts, other: RunCounts) {
    for field in fields { counts[keyPath: field] += other[keyPath: field] }
  }
}
