import Answers
import Bytes
import FileIO
public import SegmentedLog
import SessionLog

/// What a replay found.
public struct ReplayReport: Sendable {
  public struct ProjectionResult: Sendable {
    public var name: String
    /// SHA-256 of the state.
    public var digest: Digest
    /// Bytes of the state.
    public var bytes: Int
  }

  public var head: LogHead
  public var events: UInt64
  /// Bytes of the sources that the events hold.
  public var sourceBytes: Int64
  public var projections: [ProjectionResult]
  /// nil: not asked for. true: the chain over all events and bodies is what the log says, and the snapshots give the same digests as
  /// the log alone.
  public var isVerified: Bool?
  /// Why it is not verified.
  public var findings: [Finding] = []
}

extension Store {
  /// Folds all projections from the log alone. Writes nothing. Throws where the log is not whole: a digest of a part would look like one of all.
  /// `position`: only the events up to there; nil is all. 4 to 9 GB/s of source on two processors; with `verify`, which looks at the whole log, 1 to 2.
  public func replay(
    verify: Bool = false, asOf position: LogPosition? = nil, progress: @escaping (Int64, Int64) -> Void = { _, _ in }
  ) throws -> ReplayReport {
    let whole = try openLog()
    let log = try position.map { try whole.asOf($0) } ?? whole
    let projections = try Projections(log, useSnapshots: false)
    if let loss = losses.all.first { throw LogError.damaged(loss.finding) }
    let results = projections.digests.map {
      ReplayReport.ProjectionResult(name: $0.name, digest: $0.digest, bytes: $0.bytes)
    }
    var report = ReplayReport(
      head: log.head, events: log.head.sequence, sourceBytes: projections.sync.state.storedBytes, projections: results)
    guard verify else { return report }
    var verifier = LogVerifier(log.directory, workers: Processors.count, progress: progress)
    report.findings = try verifier.run().findings.filter { $0.severity == .error }
    report.findings += try projections.stale(log).map {
      Finding(file: "snap", "the snapshot of '\($0)' does not give the state of the log")
    }
    report.isVerified = report.findings.isEmpty
    return report
  }
}
