import SegmentedLog
public import Transcripts

/// A record of a session with the bytes of its line.
public struct SessionRecord: Sendable {
  public var outline: RecordOutline
  /// Path of its file below the root.
  public var path: String
  /// With its newline.
  public var bytes: [UInt8]

  public var sequence: UInt64 { outline.sequence }
  /// From 0, in its file.
  public var line: Int64 { outline.line }
  /// Why it is no acceptable record, if it is not.
  public var defect: LineDefect? { outline.defect }
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
    let reader = try SessionLibrary(try moment(nil)).reader(of: name)
    for (number, file) in reader.files.enumerated() {
      let latest = file.generations - 1
      let wanted = generation.map { [$0] } ?? (record == nil ? [latest] : Array((0...max(0, latest)).reversed()))
      for generation in wanted {
        var isFound = false
        try reader.forEachBlock(of: file, generation: generation) { block, columns, rows in
          let outlines = try OutlineColumns(columns)
          let rows = rows.filter { row in record.map { outlines.isNamed($0, row) } ?? true }
          guard !rows.isEmpty else { return }
          isFound = true
          if let dropped = try block.droppedBodies(), rows.contains(where: { dropped[$0] != nil }) {
            throw DroppedVersion(path: file.path.text, generation: Int64(generation))
          }
          let bodies = try reader.log.bodies(of: block)
          for row in rows where bodies.isIntact(row..<row + 1) {
            try body(
              SessionRecord(
                outline: outlines.outline(row, file: number), path: file.path.text,
                bytes: bodies.withBody(row) { [UInt8]($0) }))
          }
        }
        if isFound { break }
      }
    }
  }
}
