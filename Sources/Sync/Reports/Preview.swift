import SegmentedLog
import SessionLog
public import Transcripts

/// What an ingest would do.
public struct PreviewReport: Sendable {
  /// Everything that an ingest would touch or leave, in the order of discovery; unchanged files last.
  public var files: [FileDecision] = []
  /// Files that are gone from disk.
  public var missing: [String] = []
  public var failures: [IngestFailure] = []
  /// What lies below the roots and is not stored on purpose.
  public var passedOver: [PassedOver] = []
  /// Roots of this machine that are not there any more, though files of them were stored.
  public var goneRoots: [String] = []
  public var counts = RunCounts()
  /// Bytes that would be stored.
  public var newBytes: Int64 { files.reduce(0) { $0 + $1.newBytes } }
  /// Lines that would be stored.
  public var newLines: Int64 { files.reduce(0) { $0 + $1.newLines } }
}

extension Store {
  /// Finds out what `ingest` with the same options would do, by the same code, and writes nothing: no store is made, no byte or time of
  /// one is changed. Costs what the ingest would, without the writing.
  public func preview(
    _ options: SyncOptions, progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> PreviewReport {
    var context = IngestContext(fileSystem: fileSystem, clock: clock, machine: machine)
    let plan = try plan(options, &context)
    var report = PreviewReport()
    report.counts = plan.counts
    report.failures = plan.failures
    report.missing = plan.missing.map(\.path)
    (report.passedOver, report.goneRoots) = (plan.passedOver, plan.goneRoots)
    var seen = IngestProgress()
    seen.filesTotal = plan.items.count
    seen.bytesTotal = plan.items.reduce(0) { $0 + $1.file.status.size }
    try SourcePipeline(context: context, workers: options.workers).run(plan.items) { output in
      switch output {
      case .blocks(let blocks, let counts, _):
        report.counts += counts
        seen.bytes += Int64(blocks.reduce(0) { $0 + $1.bodyBytes })
      case .done(let item, .decided(let decision, _)):
        report.counts.count(decision, form: item.form)
        report.files.append(decision)
        seen.files += 1
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

extension IngestReport {
  /// What a dry run found.
  package init(_ preview: PreviewReport, head: LogHead) {
    (counts, failures, self.head) = (preview.counts, preview.failures, head)
    conflicts = preview.files.filter { [.rewritten, .truncated, .diverged].contains($0.reason) }
    isFirst = head.sequence == 0
  }
}
