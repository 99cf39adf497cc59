import FileIO
public import SegmentedLog
import SessionLog

/// The results of a compaction, or of its preview.
public struct CompactionReport: Sendable {
  /// The segments and bytes before and after; in a preview, as expected.
  public var result = CompactionResult()
  /// Bytes of the store's files before the compaction; in a preview, now.
  public var storeBytesBefore: Int64 = 0
  /// Bytes of the store's files after the compaction; in a preview, as expected.
  public var storeBytesAfter: Int64 = 0
  /// The bodies that are dropped, when that was requested.
  public var dropped = SupersededReport()
  /// The head of the log.
  public var head = LogHead(sequence: 0, chain: .zero)

  /// True when there was nothing to do.
  public var isNothing: Bool { result.segmentsBefore == 0 }
}

extension Store {
  /// Makes the store smaller: writes segments again in larger blocks, and merges them, as `options` say. The stored
  /// content, the chain and all numbers stay the same. Nothing is changed when nothing would be gained. Readers may
  /// continue to use the store.
  ///
  /// With `dropSuperseded`, the bodies of generations that were replaced are dropped; their hashes stay. Segments that
  /// were finished before `isStopped` returned true, or before an error, stay compacted.
  public func compact(
    _ options: CompactionOptions, dropSuperseded: Bool = false, retry: () -> Bool = { false },
    progress: @escaping (CompactionProgress) -> Void = { _ in }, isStopped: @escaping () -> Bool = { false }
  ) throws -> CompactionReport {
    try throwingStoreErrors {
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
        // States change without the bytes, and head and chain do not: after an interruption nothing may be left that
        // still fits.
        if found.report.records > 0 { try writer.removeCheckpoints() }
      }
      let earlier = EarlierIndexes(try LogReader(writer.directory))
      let isForced = superseded
      report.result = try writer.compact(
        options, isForced: { isForced?.isIn($0) ?? false }, editor: editor, progress: progress,
        isStopped: { [cancellation] in isStopped() || cancellation?.isCancelled == true })
      report.head = writer.head
      // Checkpoints are derived, so an error while they are saved is not an error of the compaction. The commits at
      // which older checkpoints stand may no longer exist. What an old scanner extracted from a line is extracted again
      // from its bytes; when bytes were dropped, the state changes, so the old checkpoints are not used then.
      writer.renewCheckpoints(useCheckpoints: report.dropped.records == 0)
      // The words of bodies that were dropped are not kept.
      if report.dropped.records == 0 {
        writer.renewIndexes(from: earlier, workers: options.workers, prose: ProseStorage(options.compression))
      } else {
        writer.renewIndexes(
          workers: options.workers, slack: .ofCompacting, prose: ProseStorage(options.compression))
      }
      report.storeBytesAfter = try writer.directory.size()
      return report
    }
  }

  /// Reports what `compact` with the same options would do, and the bytes that it is expected to save. Changes nothing.
  public func compactionPreview(
    _ options: CompactionOptions, dropSuperseded: Bool = false
  ) throws -> CompactionReport {
    try throwingStoreErrors {
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
}
