import SegmentedLog
public import Transcripts

/// A record of a session with the bytes of its line.
public struct SessionRecord: Sendable {
  public var sequence: UInt64
  /// Path of its file below the root.
  public var path: String
  /// From 0, in its file.
  public var line: Int64
  /// Whether the bytes continue the line of the record before.
  public var continues: Bool
  /// Why it is no acceptable record, if it is not.
  public var defect: LineDefect?
  /// nil where it has none.
  public var uuid: String?
  /// With its newline.
  public var bytes: [UInt8]
}

/// A version of a file that is not stored any more.
public struct DroppedVersion: Error, CustomStringConvertible {
  public var path: String
  public var generation: Int64

  public var description: String {
    "version \(generation) of \(path) was dropped on request, by 'compact --drop-superseded'; later versions are there"
  }
}

extension Store {
  /// The records of a session in the order of their files and lines: the main transcript first, then subagents.
  ///
  /// `name`: an id or the beginning of one. `generation`: of its files; nil is the latest of each. `record`: only those with this uuid or
  /// beginning of one, or with this sequence number, written `@123`; they are looked for in former generations, too. Throws `NoSuchSession`,
  /// `DroppedVersion`.
  /// Only blocks that hold records of the session are decoded. `body` gets one record after the other; what a damaged store has lost is left out.
  public func forEachRecord(
    of name: String, generation: Int? = nil, record: String? = nil, _ body: (SessionRecord) throws -> Void
  ) throws {
    let log = try openLog()
    let projections = try Projections(log)
    let sync = projections.sync.state
    let session = try projections.session(named: name)
    let erased = ErasedRanges(sync)
    let parts = session.parts.sorted { a, b in
      let (a, b) = (sync.sources[Int(a.source)]!.path, sync.sources[Int(b.source)]!.path)
      return (TranscriptPath.isMain(a) ? 0 : 1, a.text) < (TranscriptPath.isMain(b) ? 0 : 1, b.text)
    }
    for part in parts {
      guard let source = sync.sources[Int(part.source)] else { continue }
      let latest = source.generations.count - 1
      let wanted = generation.map { [$0] } ?? (record == nil ? [latest] : Array((0...max(0, latest)).reversed()))
      for number in wanted {
        guard source.generations.indices.contains(number), source.generations[number].firstSequence > 0 else {
          continue
        }
        let range = source.generations[number].firstSequence...source.generations[number].lastSequence
        var current = TranscriptPath.session(source.path) ?? []
        var isFound = false
        try log.forEachBlock(in: range) { block in
          try Self.forEachRecord(
            in: block, log, erased, source: part.source, generation: Int64(number), session: session.id,
            path: source.path, record: record, &current
          ) {
            isFound = true
            try body($0)
          }
        }
        if isFound { break }
      }
    }
  }

  /// Whether a person means this record: by its uuid, the beginning of it, or `@` and its sequence number.
  private static func isNamed(_ name: String, _ uuids: BytesColumn, _ row: Int, _ block: EventBlock) -> Bool {
    if name.hasPrefix("@") { return UInt64(name.dropFirst()) == block.firstSequence + UInt64(row) }
    return uuids[row]?.starts(with: name.utf8) ?? false
  }

  /// `current`: the session that a record without one belongs to, carried from block to block.
  private static func forEachRecord(
    in block: EventBlock, _ log: LogReader, _ erased: ErasedRanges, source: Int64, generation: Int64, session: [UInt8],
    path: [UInt8], record: String?, _ current: inout [UInt8], _ body: (SessionRecord) throws -> Void
  ) throws {
    let columns = try BlockColumns(block)
    let sources = try columns.integers(.source)
    let generations = try columns.integers(.generation)
    let sessions = try columns.bytes(.session)
    let lines = try columns.integers(.line)
    let pieces = try columns.integers(.piece)
    let defects = try columns.integers(.defect)
    let dropped = try block.droppedBodies()
    let uuids = try columns.bytes(.uuid)
    let isErased = try ErasedRows(columns, erased)
    var bodies: BlockBodies?
    for row in 0..<block.count
    where columns.kind(row) == .record && sources[row] == source && generations[row] == generation && !isErased[row] {
      if let id = sessions[row] { current = id }
      guard current == session, record.map({ isNamed($0, uuids, row, block) }) ?? true else { continue }
      if dropped?[row] != nil { throw DroppedVersion(path: path.text, generation: generation) }
      if bodies == nil { bodies = try log.bodies(of: block) }
      guard bodies!.isIntact(row..<row + 1) else { continue }
      let piece = RecordPiece(rawValue: pieces[row] ?? 0)
      try bodies!.withBody(row) { bytes in
        try body(
          SessionRecord(
            sequence: block.firstSequence + UInt64(row), path: path.text, line: lines[row] ?? 0,
            continues: piece.contains(.continues),
            defect: defects[row].flatMap { UInt8(exactly: $0) }.flatMap(LineDefect.init),
            uuid: uuids[row]?.text, bytes: [UInt8](bytes)))
      }
    }
  }
}
