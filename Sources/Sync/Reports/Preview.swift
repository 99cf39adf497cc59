import FileIO
import SegmentedLog
import SessionLog
public import Transcripts

/// The report of what an ingest would do.
public struct PreviewReport: Sendable {
  /// All files that an ingest would read or leave alone, in the order of discovery; unchanged files last.
  public var files: [FileDecision] = []
  /// Files that have disappeared from disk.
  public var missing: [String] = []
  /// Files and folders that could not be read.
  public var failures: [IngestFailure] = []
  /// Files and folders below the roots that are not stored on purpose.
  public var passedOver: [PassedOver] = []
  /// Roots of this machine that no longer exist, although files below them were stored.
  public var goneRoots: [String] = []
  /// The counts that the run would have.
  public var counts = RunCounts()
  /// The number of bytes that would be stored.
  public var newBytes: Int64 { files.reduce(0) { $0 + $1.newBytes } }
  /// The number of lines that would be stored.
  public var newLines: Int64 { files.reduce(0) { $0 + $1.newLines } }
}

extension Store {
  /// Returns what `ingest` with the same options would do, determined by the same code. Nothing is written: no store is
  /// created, and no byte or time of an existing one changes. It costs as much as the ingest without its writing.
  public func preview(
    _ options: SyncOptions, progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> PreviewReport {
    try preview(options, cancellation, progress: progress)
  }

  /// Does the same, and ends with `CancellationError` when `cancellation` says so.
  package func preview(
    _ options: SyncOptions, _ cancellation: Cancellation?, progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> PreviewReport {
    try throwingStoreErrors {
      var context = IngestContext(fileSystem: fileSystem, clock: clock, machine: machine)
      let plan = try plan(options, &context)
      try cancellation?.check()
      var report = PreviewReport()
      report.counts = plan.counts
      report.failures = plan.failures
      report.missing = plan.missing.map(\.path)
      (report.passedOver, report.goneRoots) = (plan.passedOver, plan.goneRoots)
      var seen = IngestProgress(plan.items)
      try SourcePipeline(context: context, workers: options.workers).run(plan.items) { output in
        try cancellation?.check()
        if case .done(let item, let outcome) = output { seen.count(item, outcome) }
        switch output {
        case .blocks(let blocks, let counts, _, _):
          report.counts += counts
          seen.bytes += Int64(blocks.reduce(0) { $0 + $1.bodyBytes })
        case .done(let item, .decided(let decision, _)):
          report.counts.count(decision, form: item.form)
          report.files.append(decision)
        case .done(_, .vanished): report.counts.skipped += 1
        case .done(_, .failed(let failure)):
          report.counts.failed += 1
          report.failures.append(failure)
        }
        progress(seen)
      }
      report.files += plan.unchanged.map { root, file in
        let path = root.appending(bytes: file.path).string
        return FileDecision(
          path: path, reason: .identical,
          file: FileInfo(
            path: path, modifiedTime: file.status.modified, size: file.status.size, isNew: false, isUpdated: false))
      }
      return report
    }
  }
}

extension IngestReport {
  /// Makes the report of a dry run from its preview.
  package init(_ preview: PreviewReport, head: LogHead) {
    (counts, failures, self.head) = (preview.counts, preview.failures, head)
    conflicts = preview.files.filter { [.rewritten, .truncated, .diverged].contains($0.reason) }
    isFirst = head.sequence == 0
  }
}
