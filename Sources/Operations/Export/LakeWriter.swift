import Answers
import Times

/// A part of a table: the rows of one day.
struct LakePart: Sendable, Hashable, Comparable {
  var table: LakeTable
  /// The day as days since 1970-01-01 UTC.
  var day: Int64

  init(of row: LakeRow) { (table, day) = (row.table, row.time / 86_400_000) }

  /// Its folder below the lake.
  var folder: String { "\(table.rawValue)/day=\(Time.rfc3339(day * 86_400_000).prefix(10))" }

  static func < (a: LakePart, b: LakePart) -> Bool { (a.table.rawValue, a.day) < (b.table.rawValue, b.day) }
}

/// Lines of a part, compressed where there are enough of them.
struct LakePiece: Sendable {
  enum Content: Sendable {
    case plain([UInt8])
    case compressed(Gzip.Piece)
  }

  var part: LakePart
  var rows: Int64
  var content: Content
}

/// Writes rows as lines, sorted by the parts that they belong to.
struct LakeEncoder {
  private let format: LakeFormat
  private let context: LakeFormat.Context
  private var lines: [LakePart: (line: LakeLine, rows: Int64)] = [:]

  init(_ format: LakeFormat, _ context: LakeFormat.Context) { (self.format, self.context) = (format, context) }

  mutating func add(_ row: LakeRow) {
    Self.add(row, format, context, to: &lines[LakePart(of: row), default: (LakeLine(), 0)])
  }

  private static func add(
    _ row: LakeRow, _ format: LakeFormat, _ context: LakeFormat.Context, to lines: inout (line: LakeLine, rows: Int64)
  ) {
    format.write(row, context, &lines.line)
    lines.rows += 1
  }

  /// Returns what was added in the order of the parts, and forgets it. Compresses what is long.
  mutating func take() -> [LakePiece] {
    let pieces = lines.sorted { $0.key < $1.key }.map { part, lines in
      let bytes = lines.line.bytes
      return LakePiece(
        part: part, rows: lines.rows,
        content: bytes.count < LakeWriter.pieceBytes ? .plain(Array(bytes)) : .compressed(Gzip.piece(bytes)))
    }
    lines.removeAll()
    return pieces
  }
}

/// Writes the files of an export, each under a temporary name. Memory: `pendingMax` bytes.
struct LakeWriter {
  /// Fewer bytes are not compressed alone.
  static let pieceBytes = 64 << 10
  /// The number of bytes that may wait for others of their parts.
  private static let pendingMax = 16 << 20

  /// A file that is being written; it is made with its first bytes.
  private final class Draft {
    let number: Int
    var sum = Gzip.Sum()
    var length: Int64 = 0
    var rows: Int64 = 0
    var pending: [UInt8] = []

    init(number: Int) { self.number = number }
  }

  private let directory: LakeDirectory
  private var drafts: [LakePart: Draft] = [:]
  private var pending = 0

  init(_ directory: LakeDirectory) throws {
    self.directory = directory
    try directory.prepareDrafts()
  }

  mutating func add(_ piece: LakePiece) throws {
    let draft = drafts[piece.part] ?? Draft(number: drafts.count)
    drafts[piece.part] = draft
    draft.rows += piece.rows
    switch piece.content {
    case .plain(let bytes):
      draft.pending += bytes
      pending += bytes.count
      if draft.pending.count >= 2 * Self.pieceBytes { try write(draft) }
    case .compressed(let compressed):
      let waiting = flush(draft)
      draft.sum.add(compressed)
      try append(waiting + compressed.bytes, to: draft)
    }
    guard pending > Self.pendingMax else { return }
    for draft in drafts.values { try write(draft) }
  }

  private mutating func write(_ draft: Draft) throws {
    let waiting = flush(draft)
    if !waiting.isEmpty { try append(waiting, to: draft) }
  }

  /// Returns the compressed form of what waits in a draft; empty if nothing does.
  private mutating func flush(_ draft: Draft) -> [UInt8] {
    guard !draft.pending.isEmpty else { return [] }
    pending -= draft.pending.count
    let piece = Gzip.piece(draft.pending)
    draft.pending = []
    draft.sum.add(piece)
    return piece.bytes
  }

  private func append(_ bytes: [UInt8], to draft: Draft) throws {
    let bytes = draft.length == 0 ? Gzip.header + bytes : bytes
    try directory.append(bytes, to: draft.number, at: draft.length)
    draft.length += Int64(bytes.count)
  }

  /// Ends all files and makes them durable. Returns the draft and the place of each, and adds them up by table.
  mutating func finish(name: String) throws -> (files: [(draft: Int, path: String)], tables: [LakeReport.Table]) {
    var tables: [LakeTable: LakeReport.Table] = [:]
    for (part, draft) in drafts {
      let waiting = flush(draft)
      try append(waiting + draft.sum.trailer, to: draft)
      tables[part.table, default: LakeReport.Table(name: part.table.rawValue)].add(draft.rows, draft.length)
    }
    try directory.syncDrafts(drafts.values.map(\.number))
    let files = drafts.map { (draft: $0.value.number, path: "\($0.key.folder)/\(name)") }
    return (
      files.sorted { $0.draft < $1.draft },
      LakeTable.allCases.map { tables[$0] ?? LakeReport.Table(name: $0.rawValue) }
    )
  }
}

extension LakeReport.Table {
  /// Counts another file.
  fileprivate mutating func add(_ rows: Int64, _ bytes: Int64) {
    files += 1
    self.rows += rows
    self.bytes += bytes
  }
}
