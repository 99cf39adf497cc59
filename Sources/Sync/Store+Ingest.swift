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
    try throwingStoreErrors {
      if options.mode == .dry {
        let preview = try preview(options, progress: progress)
        return IngestReport(preview, head: (try? openLog())?.head ?? LogHead(sequence: 0, chain: .zero))
      }
      let writer = try openWriter(retry: retry)
      let context = IngestContext(fileSystem: fileSystem, clock: clock, machine: machine)
      let directory = writer.directory
      var known: EarlierStore?
      if stateDirectory != nil { known = earlier(try LogReader(directory), anywhere: true) }
      var report = try Ingest(writer, options: options, context: context, progress: progress).run()
      report.earlier = known
      remember(directory)
      return report
    }
  }
}
