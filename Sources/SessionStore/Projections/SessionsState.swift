import FileIO
import SegmentedLog
import Transcripts

/// What one generation of a source gives to a session.
struct SessionPart: Sendable, Equatable {
  var source: Int64
  var generation: Int64
  /// Lines.
  var records: Int64 = 0
  var badLines: Int64 = 0
  /// Records in which a person or a model says something.
  var messages: Int64 = 0
}

/// What is known of one session without reading a body.
struct SessionState: Sendable, Equatable {
  var id: [UInt8]
  /// The `cwd` of its first record that has one; empty where none has.
  var project: [UInt8] = []
  /// Milliseconds since 1970 UTC, earliest and latest of its records.
  var started: Int64?
  var ended: Int64?
  var customTitle: [UInt8] = []
  var aiTitle: [UInt8] = []
  var summary: [UInt8] = []
  var prompt: [UInt8] = []
  /// Of the last record that has one.
  var branch: [UInt8] = []
  var model: [UInt8] = []
  var version: [UInt8] = []
  var places = SessionPlaces()
  /// One a source, of its latest generation.
  var parts: [SessionPart] = []

  /// Custom title, AI title, summary, else the first prompt; empty where there is none.
  var title: [UInt8] { [customTitle, aiTitle, summary, prompt].first { !$0.isEmpty } ?? [] }
}

/// Where a record stands among those of its session, in whichever order they came into the log: by its time or, where it has none, that of the one before it
/// in its file, then by its place in its file.
struct RecordPlace: Sendable, Equatable, Comparable {
  /// Milliseconds since 1970 UTC.
  var time: Int64
  /// Bytes.
  var offset: Int64

  /// That of no record.
  static let none = RecordPlace(time: .min, offset: .min)

  static func < (a: RecordPlace, b: RecordPlace) -> Bool { (a.time, a.offset) < (b.time, b.offset) }
}

/// Where the values of a session are from.
struct SessionPlaces: Sendable, Equatable {
  var project = RecordPlace.none
  var prompt = RecordPlace.none
  var customTitle = RecordPlace.none
  var aiTitle = RecordPlace.none
  var summary = RecordPlace.none
  var branch = RecordPlace.none
  var model = RecordPlace.none
  var version = RecordPlace.none
}

/// Projection: every session. It does not depend on how often or in what portions the sources were ingested, nor, but for the order of sessions
/// and parts, on which came first.
struct SessionsState: ForgetfulProjection, Equatable {
  static let name = "sessions"
  static let version: UInt16 = 4

  /// In the order in which they were first seen.
  private(set) var sessions: [SessionState] = []
  /// By source number: the session that a record without a sessionId belongs to. −1: no such source.
  private var current: [Int32] = []
  /// What a source's path says about its session, until a record says better.
  private var defaults: [[UInt8]] = []
  /// By source number: its generation, and the time of its last record that had one.
  private var times: [SourceTime] = []
  /// Derived, not part of the encoding.
  private var indexes: [[UInt8]: Int32] = [:]
  /// What counts for nothing here, as if it had never been. Not part of the encoding: whoever folds says it, and folds anew when it has grown.
  private var erased = ErasedRanges()

  private struct SourceTime: Equatable {
    var generation: Int64 = 0
    var time = Int64.min
  }

  mutating func forget(_ sync: SyncState) { erased = ErasedRanges(sync) }

  init() {}

  static func == (a: SessionsState, b: SessionsState) -> Bool { a.encoded() == b.encoded() }

  func index(of id: [UInt8]) -> Int? { indexes[id].map(Int.init) }

  /// Indexes of the sessions whose id begins so.
  func indexes(withPrefix prefix: [UInt8]) -> [Int] {
    sessions.indices.filter { sessions[$0].id.starts(with: prefix) }
  }

  mutating func apply(_ block: BlockColumns, from first: Int) throws {
    let columns = try SessionColumns(block)
    let isErased = try ErasedRows(block, erased)
    // The values of a block are few: look each session id up once.
    var known = [Int32](repeating: -1, count: columns.session.entryCount)
    for row in first..<block.count {
      switch block.kind(row) {
      case .source: try applySource(block, row)
      case .record where !isErased[row]: applyRecord(columns, row, &known)
      default: break
      }
    }
  }

  private mutating func applySource(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .source)[row], block.isSourceNumber(number, row),
      let path = try block.view(bytes: .path)[row]
    else { return }
    while current.count <= Int(number) {
      current.append(-1)
      defaults.append([])
      times.append(SourceTime())
    }
    defaults[Int(number)] = TranscriptPath.session(path) ?? []
  }

  private mutating func applyRecord(_ columns: SessionColumns, _ row: Int, _ known: inout [Int32]) {
    guard let number = columns.source[row], number >= 0, number < current.count else { return }
    let source = Int(number)
    if let entry = columns.session.entry(row) {
      if known[entry] < 0 { known[entry] = session(columns.session[row]!) }
      current[source] = known[entry]
    } else if current[source] < 0 {
      current[source] = session(defaults[source])
    }
    let generation = columns.generation[row] ?? 0
    if times[source].generation != generation { times[source] = SourceTime(generation: generation) }
    if let time = columns.timestamp[row] { times[source].time = time }
    let place = RecordPlace(time: times[source].time, offset: columns.offset[row] ?? 0)
    let isContinuation = RecordPiece(rawValue: columns.piece[row] ?? 0).contains(.continues)
    sessions[Int(current[source])].apply(columns, row, place, isContinuation: isContinuation)
  }

  private mutating func session(_ id: [UInt8]) -> Int32 {
    if let index = indexes[id] { return index }
    let index = Int32(sessions.count)
    sessions.append(SessionState(id: id))
    indexes[id] = index
    return index
  }

  func encode(into writer: inout ByteWriter) {
    writer.varint(sessions.count)
    for session in sessions { session.encode(into: &writer) }
    writer.varint(current.count)
    for (number, index) in current.enumerated() {
      writer.varint(UInt64(index + 1))
      writer.sized(defaults[number])
      writer.zigzag(times[number].generation)
      writer.zigzag(times[number].time)
    }
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    sessions.reserveCapacity(count)
    indexes.reserveCapacity(count)
    for index in 0..<count {
      let session = try SessionState(decoding: &reader)
      indexes[session.id] = Int32(index)
      sessions.append(session)
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let index = try reader.count(limit: count)
      current.append(Int32(index) - 1)
      defaults.append(try reader.sized())
      times.append(SourceTime(generation: try reader.zigzag(), time: try reader.zigzag()))
    }
  }
}

/// The columns that sessions are made of.
struct SessionColumns {
  let source, generation, offset, piece, defect, flags, timestamp: IntegerView
  /// Holds what is looked at.
  private let block: BlockColumns
  let session, type, cwd, customTitle, aiTitle, summary, prompt, branch, model, version: BytesView
  /// By entry of `model`: whether it is `<synthetic>`, which is none.
  private let synthetic: [Bool]

  init(_ block: BlockColumns) throws {
    self.block = block
    source = try block.view(integers: .source)
    generation = try block.view(integers: .generation)
    offset = try block.view(integers: .offset)
    piece = try block.view(integers: .piece)
    defect = try block.view(integers: .defect)
    flags = try block.view(integers: .flags)
    timestamp = try block.view(integers: .timestamp)
    session = try block.view(bytes: .session)
    type = try block.view(bytes: .type)
    cwd = try block.view(bytes: .cwd)
    customTitle = try block.view(bytes: .customTitle)
    aiTitle = try block.view(bytes: .aiTitle)
    summary = try block.view(bytes: .summary)
    prompt = try block.view(bytes: .prompt)
    branch = try block.view(bytes: .branch)
    model = try block.view(bytes: .model)
    version = try block.view(bytes: .version)
    synthetic = (0..<model.entryCount).map { [model] in model.isEntry($0, equalTo: Self.syntheticModel) }
  }

  private static let syntheticModel = Array("<synthetic>".utf8)

  /// Whether the record says which model answers here: not where Claude Code wrote the message itself, nor where a record of type `progress` holds
  /// that of a subagent.
  func saysModel(_ row: Int) -> Bool {
    guard let entry = model.entry(row), !synthetic[entry] else { return false }
    return type.entry(row).map { !type.isEntry($0, equalTo: Self.progressType) } ?? true
  }

  private static let progressType = Array("progress".utf8)
}

/// What the path of a source says.
enum TranscriptPath {
  /// The session that a transcript or sidecar belongs to: the folder above `subagents` or `tool-results`, else the file's stem. nil for
  /// files that belong to a whole project.
  static func session(_ path: [UInt8]) -> [UInt8]? {
    let names = path.split(separator: 0x2f)
    if let index = names.lastIndex(where: {
      $0.elementsEqual("subagents".utf8) || $0.elementsEqual("tool-results".utf8)
    }),
      index > 0
    {
      return Array(names[index - 1])
    }
    guard let name = names.last, name.suffix(6).elementsEqual(".jsonl".utf8) else { return nil }
    return Array(TranscriptName.stem(name.dropLast(6)))
  }

  /// Whether Claude Code deletes the file when it is old: a transcript in the folder of a project, or one of a session's subagents.
  static func isCleaned(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2f)
    return names.count >= 3 && names[0].elementsEqual("projects".utf8) && path.suffix(6).elementsEqual(".jsonl".utf8)
      && (names.count == 3 || names.dropLast().contains { $0.elementsEqual("subagents".utf8) })
  }

  /// Whether this is the main transcript of a session, not a subagent's.
  static func isMain(_ path: [UInt8]) -> Bool {
    let name = path[((path.lastIndex(of: 0x2f) ?? -1) + 1)...]
    return name.suffix(6).elementsEqual(".jsonl".utf8) && !name.starts(with: "agent-".utf8)
  }
}
