/// How far an ingest has come.
public struct IngestProgress: Sendable {
  /// The number of files that were read.
  public var files = 0
  /// The number of files that have to be read.
  public var filesTotal = 0
  /// The number of bytes that were stored or compared, or would be.
  public var bytes: Int64 = 0
  /// The number of bytes of the files that have to be read.
  public var bytesTotal: Int64 = 0
}

extension IngestProgress {
  init(_ items: [WorkItem]) {
    filesTotal = items.count
    bytesTotal = items.reduce(0) { $0 + $1.file.status.size }
  }

  /// Counts a file that was read. Bytes that were only compared, because they are stored, are counted now.
  mutating func count(_ item: WorkItem, _ outcome: SourceOutcome) {
    files += 1
    guard case .decided(let decision, _) = outcome else { return }
    bytes += max(0, item.file.status.size - decision.newBytes)
  }
}
