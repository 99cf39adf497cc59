import Answers
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

extension Store {
  /// Writes what was stored since the last export to a directory that other programs read as tables, a lake; the first
  /// export writes all. Several stores may share a directory. `since` is the position after which the lake begins; nil
  /// for its beginning, or where it begins already.
  ///
  /// The files of an export appear when they are complete, and the file that says how far the lake goes last. After an
  /// interruption the next export removes what the interrupted one has left. After an erasure or a purge all files of
  /// the store are replaced. Nothing else in the directory is changed.
  ///
  /// `progress` receives the events read and to be read. Throws `targetIsFile`, `targetNotEmpty` for a store,
  /// `lakeLocked`, `lakeUnreadable`, `lakeMismatch`, `lakeBegun`, `noSuchPosition`, and `damaged` where the store lacks
  /// something; the lake stays as it was then. Memory: 150 MB, 300 bytes a response, and 40 for a line without a time.
  package func exportLake(
    to target: FilePath, since: LogPosition? = nil, _ format: LakeFormat, prices: PriceTable = .builtIn,
    workers: Int = Processors.count, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> LakeReport {
    try throwingStoreErrors {
      let view = try view()
      let first = try since.map { try view.log.sequence(at: $0) }
      var export = try LakeExport(view, target, first, format, prices)
      do { return try export.run(workers, losses, progress) } catch {
        export.removeDrafts()
        throw error
      }
    }
  }
}

private struct LakeExport {
  private let view: StoreView
  private let format: LakeFormat
  private let directory: LakeDirectory
  private let committed: LakeDirectory.Commit?
  /// The last event before those in the lake.
  private let start: UInt64
  private var changes: LakeChanges
  private var report: LakeReport

  init(_ view: StoreView, _ target: FilePath, _ since: UInt64?, _ format: LakeFormat, _ prices: PriceTable) throws {
    (self.view, self.format) = (view, format)
    let (store, head) = (view.log.directory.uuid, view.head)
    directory = try LakeDirectory(target, store, view.store.fileSystem)
    committed = try directory.commit()
    start = committed?.since ?? since ?? 0
    if let committed, let since, since != committed.since {
      throw StoreError(
        .lakeBegun, "the lake has this store from after event \(committed.since) on, not from after event \(since)")
    }
    report = LakeReport(store: store, since: start, head: head)
    guard let committed else {
      changes = try view.lakeChanges(after: start, prices)
      return
    }
    let isSame = try Self.isSameHistory(committed, view)
    let isErased = try view.sync.lastErasure > committed.head
    report.isRewritten = isErased || !isSame || committed.version != format.version
    changes = LakeChanges()
    if !report.isRewritten {
      changes = try view.lakeChanges(after: committed.head, prices)
      if changes.isContradiction { report.isRewritten = true }
    }
    report.since = report.isRewritten ? start : committed.head
    if report.isRewritten { changes = try view.lakeChanges(after: start, prices) }
  }

  /// Returns whether the events in the lake are those of the store; false after a purge. Throws `lakeMismatch` if the
  /// lake has events that the store does not have, or others in their places.
  private static func isSameHistory(_ committed: LakeDirectory.Commit, _ view: StoreView) throws -> Bool {
    guard committed.head <= view.head.sequence else {
      throw StoreError(
        .lakeMismatch,
        "the lake has events of this store up to \(committed.head), but the store ends at \(view.head.sequence)")
    }
    guard let chain = try view.log.chain(after: committed.head) else {
      throw StoreError(.damaged, "the store is damaged, so that the lake stays as it was")
    }
    if chain == committed.chain { return true }
    // Only a purge changes what was stored, and it follows an erasure.
    if try view.sync.lastErasure > 0 { return false }
    throw StoreError(.lakeMismatch, "the lake has other events than this store up to event \(committed.head)")
  }

  /// Removes what was not finished, which may fill a disk. A failure is left to the next export.
  func removeDrafts() { try? directory.removeDrafts() }

  mutating func run(
    _ workers: Int, _ losses: LossLog, _ progress: (Int64, Int64) -> Void
  ) throws -> LakeReport {
    // What an interrupted export has left: files that are in place without being committed.
    let former = try directory.files()
    let limit = report.isRewritten || committed == nil ? start : committed!.head
    try directory.remove(former.filter { !report.isRewritten && $0.since >= limit })
    var writer = try LakeWriter(directory)
    try write(to: &writer, workers, progress)
    let (files, tables) = try writer.finish(
      name: directory.name(since: report.since, head: report.head.sequence))
    report.tables = tables
    if let loss = losses.all.first(where: { $0.extent != .nothing }) {
      try directory.removeDrafts()
      throw StoreError(.damaged, "the store is damaged, so that the lake stays as it was: \(loss)")
    }
    if report.isRewritten {
      // From here on nothing counts until the end; a reader may meet a part of the new files.
      try directory.write(
        LakeDirectory.Commit(
          version: format.version, since: start, head: start, chain: try view.log.chain(after: start) ?? .zero))
      try directory.remove(former)
    }
    try directory.place(files)
    try directory.removeEmptyFolders(of: former)
    try directory.removeDrafts()
    report.foreignScripts = try directory.write(format.scripts(try directory.tables()))
    try directory.write(
      LakeDirectory.Commit(
        version: format.version, since: start, head: report.head.sequence, chain: report.head.chain))
    return report
  }

  private func write(to writer: inout LakeWriter, _ workers: Int, _ progress: (Int64, Int64) -> Void) throws {
    let reader = try LakeReader(view, after: report.since)
    let pieces = try reader.pieces()
    let context = LakeFormat.Context(store: Array("\(report.store)".utf8), head: report.head.sequence)
    let (format, first, total) = (format, report.since, Int64(clamping: report.head.sequence - report.since))
    var encoder = LakeEncoder(format, context)
    for session in changes.sessions { encoder.add(.session(session)) }
    for response in changes.responses { encoder.add(.response(response)) }
    for piece in encoder.take() { try writer.add(piece) }
    try orderedPipeline(count: pieces.count, workers: workers, budget: 4 * workers) { index, emit in
      var encoder = LakeEncoder(format, context)
      let result = Result<(pieces: [LakePiece], last: UInt64), any Error> {
        try reader.read(pieces[index]) { encoder.add($0) }
        return (encoder.take(), pieces[index].upperBound)
      }
      _ = emit(result, 1)
    } consume: { (result: Result<(pieces: [LakePiece], last: UInt64), any Error>) in
      let (pieces, last) = try result.get()
      for piece in pieces { try writer.add(piece) }
      progress(Int64(clamping: last - first), total)
    }
  }
}
