public import SegmentedLog
import SessionLog

/// What a compaction did, or would do.
public struct CompactionReport: Sendable {
  public var result = CompactionResult()
  /// Bytes of the store's files, before and after; of a dry run, now and as expected.
  public var storeBytesBefore: Int64 = 0
  public var storeBytesAfter: Int64 = 0
  /// What is dropped, where that was asked for.
  public var dropped = SupersededReport()
  public var head = LogHead(sequence: 0, chain: .zero)

  /// Whether there was anything to do.
  public var isNothing: Bool { result.segmentsBefore == 0 }
}

extension Store {
  /// Makes the store smaller: writes segments anew in larger blocks, merged, as `options` say. What is stored, the chain and every number stay as they
  /// are. Nothing is touched where nothing is to be gained. Readers may go on.
  ///
  /// `dropSuperseded`: bodies of generations that were replaced are dropped; their hashes stay. What was finished before `isStopped` ended it, or an
  /// error, is done.
  public func compact(
    _ options: CompactionOptions, dropSuperseded: Bool = false, retry: () -> Bool = { false },
    progress: @escaping (CompactionProgress) -> Void = { _ in }, isStopped: @escaping () -> Bool = { false }
  ) throws -> CompactionReport {
    var report = try compactionPreview(options, dropSuperseded: dropSuperseded)
    if report.isNothing { return report }
    report = CompactionReport()
    var options = options
    options.identifiers = .inTranscripts
    var writer = try openWriter(retry: retry)
    report.storeBytesBefore = try writer.directory.size()
    var editor: BlockEditor?
    var superseded: SupersededBodies?
    if dropSuperseded {
      let found = try SupersededBodies(try LogReader(writer.directory))
      report.dropped = found.report
      editor = { try found.edit($0) }
      superseded = found
    }
    let isForced = superseded
    report.result = try writer.compact(
      options, isForced: { isForced?.isIn($0) ?? false }, editor: editor, progress: progress, isStopped: isStopped)
    report.head = writer.head
    // Derived, so no error of it is one of the compaction. The commits that older snapshots stand at may be gone.
    // What an old scanner took from a line is taken again from its bytes: where these are dropped, the state is another one.
    let isDropped = report.dropped.records > 0
    if let projections = try? Projections(try LogReader(writer.directory), useSnapshots: !isDropped) {
      for snapshot in projections.snapshots(writer.head) { try? writer.save(snapshot) }
    }
    report.storeBytesAfter = try writer.directory.size()
    return report
  }

  /// What `compact` with the same options would do, and what it is expected to save. Changes nothing.
  public func compactionPreview(
    _ options: CompactionOptions, dropSuperseded: Bool = false
  ) throws -> CompactionReport {
    let log = try openLog()
    let superseded = dropSuperseded ? try SupersededBodies(log) : nil
    if let loss = losses.all.first { throw LogError.damaged(loss.finding) }
    let plan = try log.compactionPlan(options) { superseded?.isIn($0) ?? false }
    var report = CompactionReport()
    report.head = log.head
    report.dropped = superseded?.report ?? SupersededReport()
    report.storeBytesBefore = try log.directory.size()
    report.storeBytesAfter = report.storeBytesBefore - Int64(plan.bytes) + Int64(plan.expectedBytes)
    report.result.bytesBefore = plan.bytes
    report.result.bytesAfter = plan.expectedBytes
    report.result.segmentsBefore = plan.groups.reduce(0) { $0 + $1.segmentCount }
    report.result.segmentsAfter = plan.groups.count
    return report
  }
}
