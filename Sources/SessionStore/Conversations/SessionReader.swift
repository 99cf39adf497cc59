import SegmentedLog

/// The files of one session, and where its records lie in the log.
struct SessionReader {
  let log: LogReader
  let session: SessionState
  /// The main transcripts first, then subagents, each by path.
  let files: [File]
  private let sync: SyncState
  private let erased: ErasedRanges

  struct File {
    var source: Int64
    /// Below the root.
    var path: [UInt8]
    /// Versions that are stored.
    var generations: Int

    var isMain: Bool { TranscriptPath.isMain(path) }
  }

  init(_ log: LogReader, _ sync: SyncState, _ session: SessionState) throws {
    (self.log, self.sync, self.session) = (log, sync, session)
    erased = ErasedRanges(sync)
    files = session.parts.compactMap { part -> File? in
      guard let source = sync.sources[Int(part.source)] else { return nil }
      return File(source: part.source, path: source.path, generations: source.generations.count)
    }.sorted { ($0.isMain ? 0 : 1, $0.path.text) < ($1.isMain ? 0 : 1, $1.path.text) }
  }

  /// `body` gets each block with records of one version of a file that are of the session, and their rows. What is erased is left out. Only
  /// blocks between the first and the last event of that version are decoded.
  func forEachBlock(
    of file: File, generation: Int, _ body: (EventBlock, BlockColumns, [Int]) throws -> Void
  ) throws {
    guard let source = sync.sources[Int(file.source)], source.generations.indices.contains(generation),
      source.generations[generation].firstSequence > 0
    else { return }
    let range = source.generations[generation].firstSequence...source.generations[generation].lastSequence
    // A record without a session belongs to that of the one before it.
    var current = TranscriptPath.session(source.path) ?? []
    try log.forEachScannedBlock(in: range) { block in
      let columns = try BlockColumns(block)
      let sources = try columns.integers(.source)
      let generations = try columns.integers(.generation)
      let sessions = try columns.bytes(.session)
      let isErased = try ErasedRows(columns, erased)
      var rows: [Int] = []
      for row in 0..<block.count
      where columns.kind(row) == .record && sources[row] == file.source && generations[row] == Int64(generation)
        && !isErased[row]
      {
        if let id = sessions[row] { current = id }
        if current == session.id { rows.append(row) }
      }
      if !rows.isEmpty { try body(block, columns, rows) }
    }
  }
}
