/// What a run of `ingest` found and did. Kept in the log with the run.
public struct RunCounts: Sendable, Equatable {
  public var discovered: Int64 = 0
  public var new: Int64 = 0
  public var updated: Int64 = 0
  public var unchanged: Int64 = 0
  public var skipped: Int64 = 0
  public var missing: Int64 = 0
  public var failed: Int64 = 0
  public var rewritten: Int64 = 0
  public var records: Int64 = 0
  public var badLines: Int64 = 0
  /// Bytes of sources stored.
  public var bytes: Int64 = 0
  public var sessionsInserted: Int64 = 0
  public var sessionsUpdated: Int64 = 0
  /// Last lines that are not complete yet.
  public var waiting: Int64 = 0
  /// Lines, and files kept whole, that were not taken in because they are forgotten.
  public var forgotten: Int64 = 0

  public init() {}

  /// The order is that of the columns from `Column.firstCount`: never reorder.
  package static let fields: [WritableKeyPath<RunCounts, Int64> & Sendable] = [
    \.discovered, \.new, \.updated, \.unchanged, \.skipped, \.missing, \.failed, \.rewritten, \.records, \.badLines,
    \.bytes,
    \.sessionsInserted, \.sessionsUpdated, \.waiting, \.forgotten,
  ]

  package static func += (counts: inout RunCounts, other: RunCounts) {
    for field in fields { counts[keyPath: field] += other[keyPath: field] }
  }
}
