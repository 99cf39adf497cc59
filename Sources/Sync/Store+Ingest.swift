import Bytes
import FileIO
import SegmentedLog
import SessionLog

extension Store {
  /// Stores everything that is new below the roots, and creates the store if there is none. With `SyncMode.dry` nothing
  /// is written: the report says what an ingest would do, and its head is the present one.
  ///
  /// When the call returns, everything that it reports is durable. When it throws, everything committed before stays,
  /// and the next ingest continues from there. `retry` is called repeatedly while another writer holds the lock; it
  /// returns false to give up. `progress` receives how far the ingest has come. Memory: 100 MB and twice the longest
  /// line.
  public func ingest(
    _ options: SyncOptions, retry: () -> Bool = { false }, progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> IngestReport {
    try ingest(options, cancellation: cancellation, retry: retry, progress: progress)
  }

  /// Does the same on another thread. When the task is cancelled, the ingest ends between two batches of a few
  /// megabytes and throws `CancellationError`; what it has appended until then is durable, as after every error.
  /// `retry` and `progress` are called on that thread.
  public func ingest(
    _ options: SyncOptions, retry: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
  ) async throws -> IngestReport {
    try await onThread { cancellation in
      try ingest(
        options, cancellation: cancellation, retry: { !cancellation.isCancelled && retry() }, progress: progress)
    }
  }

  private func ingest(
    _ options: SyncOptions, cancellation: Cancellation?, retry: () -> Bool,
    progress: @escaping (IngestProgress) -> Void
  ) throws -> IngestReport {
    try throwingStoreErrors {
      try cancellation?.check()
      if options.mode == .dry {
        let preview = try preview(options, cancellation, progress: progress)
        return IngestReport(preview, head: (try? openLog())?.head ?? LogHead(sequence: 0, chain: .zero))
      }
      let writer = try openWriter(retry: retry)
      var context = IngestContext(fileSystem: fileSystem, clock: clock, machine: machine)
      context.cancellation = cancellation
      let directory = writer.directory
      var known: EarlierStore?
      if stateDirectory != nil { known = earlier(try LogReader(directory), anywhere: true) }
      var report = try Ingest(writer, options: options, context: context, progress: progress).run()
      report.earlier = known
      recordHead(directory)
      return report
    }
  }
}
