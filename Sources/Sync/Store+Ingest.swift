import Bytes
import FileIO
import SegmentedLog
import SessionLog

extension Store {
  /// Stores what is new below the roots. Makes the store if there is none. With `SyncMode.dry` it only finds out what it would do: the report says it, its
  /// head is the one there is, and nothing is written.
  ///
  /// When it returns, all that it reports is durable. When it throws, what was committed before stays, and the next ingest goes on from
  /// there. `retry` is called while another ingest holds the lock; it returns false to give up. Memory: 100 MB and twice the longest line.
  public func ingest(
    _ options: SyncOptions, retry: () -> Bool = { false }, progress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> IngestReport {
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
