import Answers
import Times

/// A part of a table: the rows of one day.
struct LakePart: Sendable, Hashable {
  var table: LakeTable
  /// The day as days since 1970-01-01 UTC.
  var day: Int64

  init(of row: LakeRow) { (table, day) = (row.table, row.time / 86_400_000) }

  /// Its folder below the lake.
  var folder: String { "\(table.rawValue)/day=\(Time.rfc3339(day * 86_400_000).prefix(10))" }
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

  /// Returns what was added, and forgets it. Compresses what is long.
  mutating func take() -> [LakePiece] {
    let pieces = lines.map { part, lines in
      let bytes = lines.line.bytes
      return LakePiece(
        part: part, rows: lines.rows,
        content: bytes.count < LakeWriter.pieceBytes ? .plain(bytes) : .compressed(Gzip.piece(bytes)))
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

  private struct Draft {
    var number: Int
    var sum = Gzip.Sum()
    var length: Int64 = 0
    var rows: Int64 = 0
    var pending: [UInt8] = []
  }

  private let directory: LakeDirectory
  private var drafts: [LakePart: Draft] = [:]
  private var pending = 0

  init(_ directory: LakeDirectory) throws {
    self.directory = directory
    try directory.prepareDrafts()
  }

  mutating func add(_ piece: LakePiece) throws {
    var draft: Draft
    if let known = drafts[piece.part] {
      draft = known
    } else {
      draft = Draft(number: drafts.count)
      try directory.createDraft(draft.number)
      try append(Gzip.header, to: &draft)
    }
    draft.rows += piece.rows
    switch piece.content {
    case .plain(let bytes):
      draft.pending += bytes
      pending += bytes.count
      if draft.pending.count >= 2 * Self.pieceBytes { try flush(&draft) }
    case .compressed(let compressed):
      try flush(&draft)
      try append(compressed, to: &draft)
    }
    drafts[piece.part] = draft
    guard pending > Self.pendingMax else { return }
    for (part, known) in drafts where !known.pending.isEmpty {
      var draft = known
      try flush(&draft)
      drafts[part] = draft
    }
  }

  private mutating func flush(_ draft: inout Draft) throws {
    guard !draft.pending.isEmpty else { return }
    pending -= draft.pending.count
    try append(Gzip.piece(draft.pending), to: &draft)
    draft.pending = []
  }

  private func append(_ piece: Gzip.Piece, to draft: inout Draft) throws {
    draft.sum.add(piece)
    try append(piece.bytes, to: &draft)
  }

  private func append(_ bytes: [UInt8], to draft: inout Draft, isLast: Bool = false) throws {
    try directory.append(bytes, to: draft.number, at: draft.length, isLast: isLast)
    draft.length += Int64(bytes.count)
  }

  /// Ends all files and makes them durable. Returns the draft and the place of each, and adds them up by table.
  mutating func finish(name: String) throws -> (files: [(draft: Int, path: String)], tables: [LakeReport.Table]) {
    var tables: [LakeTable: LakeReport.Table] = [:]
    for (part, known) in drafts {
      var draft = known
      try flush(&draft)
      try append(draft.sum.trailer, to: &draft, isLast: true)
      drafts[part] = draft
      var table = tables[part.table] ?? LakeReport.Table(name: part.table.rawValue)
      table.files += 1
      table.rows += draft.rows
      table.bytes += draft.length
      tables[part.table] = table
    }
    let files = drafts.map { ($0.value.number, "\($0.key.folder)/\(name)") }.sorted { $0.0 < $1.0 }
    return (
      files.map { (draft: $0.0, path: $0.1) },
      LakeTable.allCases.map { tables[$0] ?? LakeReport.Table(name: $0.rawValue) }
    )
  }
}
