import Bytes
import SegmentedLog
import Transcripts

/// What one generation of a source gives to a session.
package struct SessionPart: Sendable, Equatable {
  package var source: Int64
  package var generation: Int64
  /// Lines.
  package var records: Int64 = 0
  package var badLines: Int64 = 0
  /// Prompts, by their uuid, and responses, by their id and the prompt before them: a replay adds nothing, and a gateway that gives every response one id
  /// takes nothing away.
  package var messages = KeySet()
  /// Prompts alone, by their uuid: a turn begins with each.
  package var prompts = KeySet()
}

/// What is known of one session without reading a body.
package struct SessionState: Sendable, Equatable {
  package var id: [UInt8]
  /// The `cwd` of its first record that has one; empty where none has.
  package var project: [UInt8] = []
  /// Milliseconds since 1970 UTC, earliest and latest of its records.
  package var started: Int64?
  package var ended: Int64?
  package var customTitle: [UInt8] = []
  package var aiTitle: [UInt8] = []
  package var summary: [UInt8] = []
  package var prompt: [UInt8] = []
  /// The first command that Claude Code carried out by itself.
  package var command: [UInt8] = []
  /// The first words of the model; empty where there is a prompt.
  package var answer: [UInt8] = []
  /// Of the last record that has one.
  package var branch: [UInt8] = []
  package var model: [UInt8] = []
  package var version: [UInt8] = []
  var places = SessionPlaces()
  /// One a source, of its latest generation.
  package var parts: [SessionPart] = []
  /// Derived, not part of the encoding.
  var partIndex = PartIndex()
  /// Of generations before those.
  package var former: [SessionPart] = []
  /// Uuids of its records, subagents left out.
  package var records = KeySet()
  /// The summary that names one of its records. Derived, not part of the encoding.
  var leafSummary: [UInt8] = []

  /// What may be the title, the best first: custom title, AI title, summary, the first prompt, a command, the first words of the model.
  package var titles: [[UInt8]] { [customTitle, aiTitle, leafSummary, summary, prompt, command, answer] }

  /// Empty where there is none.
  package var title: [UInt8] { titles.first { !$0.isEmpty } ?? [] }
}

/// Finds the part of a source among as many as a session has; only as much of it is looked at as was added since the last time.
struct PartIndex: Sendable, Equatable {
  private var places: [Int64: Int] = [:]
  private var seen = 0

  /// The last part of this source.
  mutating func last(of source: Int64, in parts: [SessionPart]) -> Int? {
    if parts.last?.source == source { return parts.count - 1 }
    if parts.count < 16 { return parts.lastIndex { $0.source == source } }
    while seen < parts.count {
      places[parts[seen].source] = seen
      seen += 1
    }
    return places[source]
  }

  /// It says nothing that the parts do not say.
  static func == (a: PartIndex, b: PartIndex) -> Bool { true }
}

/// Where a record stands among those of its session, in whichever order they came into the log: by its time or, where it has none, that of the one before it
/// in its file, then by its place in its file.
package struct RecordPlace: Sendable, Equatable, Comparable {
  /// Milliseconds since 1970 UTC.
  var time: Int64
  /// Bytes.
  var offset: Int64

  /// That of no record.
  static let none = RecordPlace(time: .min, offset: .min)

  package static func < (a: RecordPlace, b: RecordPlace) -> Bool { (a.time, a.offset) < (b.time, b.offset) }
}

/// Where the values of a session are from.
struct SessionPlaces: Sendable, Equatable {
  var project = RecordPlace.none
  var prompt = RecordPlace.none
  var customTitle = RecordPlace.none
  var aiTitle = RecordPlace.none
  var summary = RecordPlace.none
  var command = RecordPlace.none
  var answer = RecordPlace.none
  var branch = RecordPlace.none
  var model = RecordPlace.none
  var version = RecordPlace.none
}

/// Projection: every session. It does not depend on how often or in what portions the sources were ingested, nor, but for the order of sessions
/// and parts, on which came first.
package struct SessionsState: ForgetfulProjection, Equatable {
  package static let name = "sessions"
  package static let version: UInt16 = 6

  /// In the order in which they were first seen.
  package private(set) var sessions: [SessionState] = []
  /// By source number: the session that a record without a sessionId belongs to. −1: no such source.
  private var current: [Int32] = []
  /// What a source's path says about its session, until a record says better.
  private var defaults: [PathSession] = []
  /// By source number: its generation, the time of its last record that had one, and its last prompt.
  private var times: [SourceTime] = []
  /// Of main transcripts whose records name another session than their path does: that session, by what the path says.
  private var aliases: [[UInt8]: Int32] = [:]
  private var leaves = LeafSummaries()
  private var outputs = OutputFiles()
  /// Derived, not part of the encoding.
  private var indexes: [[UInt8]: Int32] = [:]
  /// What counts for nothing here, as if it had never been. Not part of the encoding: whoever folds says it, and folds anew when it has grown.
  private var erased = ErasedRanges()

  private struct SourceTime: Equatable {
    var generation: Int64 = 0
    var time = Int64.min
    var prompt: UInt64 = 0
  }

  package mutating func forget(_ sync: SyncState) { erased = ErasedRanges(sync) }

  package init() {}

  package static func == (a: SessionsState, b: SessionsState) -> Bool { a.encoded() == b.encoded() }

  /// At the head of `log`, without what is erased by then, each session with the summary that names one of its records. `sync`: the state of syncing
  /// there.
  package static func current(_ log: LogReader, _ sync: SyncState) throws -> SessionsState {
    var state = try Folded<SessionsState>(log, sync).state
    state.mergeFolders()
    guard !state.leaves.isEmpty else { return state }
    for (number, title) in state.leaves.titles(state.sessions).enumerated() {
      state.sessions[number].leafSummary = title
    }
    return state
  }

  /// Gives what lies in the folder of a file to the session that the file's records name, also where the folder came into the log first.
  private mutating func mergeFolders() {
    var absorbed = Set<Int32>()
    for (stem, target) in aliases {
      guard let folder = indexes[stem], folder != target, !absorbed.contains(target),
        sessions[Int(folder)].parts.allSatisfy({ isNested($0.source) })
      else { continue }
      sessions[Int(target)].absorb(sessions[Int(folder)])
      absorbed.insert(folder)
      for source in current.indices where current[source] == folder { current[source] = target }
      outputs.move(from: folder, to: target)
    }
    if absorbed.isEmpty { return }
    var numbers: [Int32] = []
    var kept: [SessionState] = []
    for (number, session) in sessions.enumerated() {
      numbers.append(Int32(kept.count))
      if !absorbed.contains(Int32(number)) { kept.append(session) }
    }
    sessions = kept
    indexes = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1.id, Int32($0)) })
    aliases = aliases.mapValues { numbers[Int($0)] }
    current = current.map { $0 < 0 ? $0 : numbers[Int($0)] }
    outputs.renumber { numbers[Int($0)] }
  }

  private func isNested(_ source: Int64) -> Bool {
    defaults.indices.contains(Int(clamping: source)) && defaults[Int(source)].isNested
  }

  /// The session to which all records of a source belong because it lies in that session's folder; nil of other sources.
  package func owner(ofSource source: Int64) -> [UInt8]? {
    guard source >= 0, source < defaults.count, defaults[Int(source)].isNested else { return nil }
    return current[Int(source)] < 0 ? defaults[Int(source)].session : sessions[Int(current[Int(source)])].id
  }

  /// The session of a file in `tool-results`, and the record of the call whose output it holds; nil where it is not known.
  package func output(_ path: [UInt8]) -> (session: [UInt8], result: OutputFiles.Result?)? {
    guard let folder = TranscriptPath.session(path), let file = path.split(separator: 0x2f).last else { return nil }
    guard let number = aliases[folder] ?? indexes[folder] else { return (folder, nil) }
    return (sessions[Int(number)].id, outputs.result(file: Array(file), session: number))
  }

  /// Indexes of the sessions with records in a file whose path gives it such a name, or one that begins so.
  package func indexes(ofFile name: [UInt8], isWhole: Bool) -> [Int] {
    var sources = Set<Int64>()
    for (number, path) in defaults.enumerated() where !path.isNested {
      if isWhole ? path.session == name : path.session.starts(with: name) { sources.insert(Int64(number)) }
    }
    if sources.isEmpty { return [] }
    return sessions.indices.filter { sessions[$0].parts.contains { sources.contains($0.source) } }
  }

  package func index(of id: [UInt8]) -> Int? { indexes[id].map(Int.init) }

  /// Indexes of the sessions whose id begins so.
  package func indexes(withPrefix prefix: [UInt8]) -> [Int] {
    sessions.indices.filter { sessions[$0].id.starts(with: prefix) }
  }

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
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
      defaults.append(PathSession())
      times.append(SourceTime())
    }
    defaults[Int(number)] = PathSession(path)
  }

  private mutating func applyRecord(_ columns: SessionColumns, _ row: Int, _ known: inout [Int32]) {
    guard let number = columns.source[row], number >= 0, number < current.count else { return }
    let source = Int(number)
    attribute(columns, row, source, &known)
    let generation = columns.generation[row] ?? 0
    if times[source].generation != generation { times[source] = SourceTime(generation: generation) }
    if let time = columns.timestamp[row] { times[source].time = time }
    let place = RecordPlace(time: times[source].time, offset: columns.offset[row] ?? 0)
    let isContinuation = RecordPiece(rawValue: columns.piece[row] ?? 0).contains(.continues)
    sessions[Int(current[source])].apply(columns, row, place, &times[source].prompt, isContinuation: isContinuation)
    if isContinuation { return }
    if let file = columns.outputFile[row] { outputs.add(columns.result(row), file: file, session: current[source]) }
    if let entry = columns.leaf.entry(row), let summary = columns.summary[row], !summary.isBlank {
      leaves.add(summary, leaf: KeySet.key(of: columns.leaf.bytes(ofEntry: entry)), place)
    }
  }

  /// Finds out whose a record is: the session's in whose folder its file lies; else the one it names, else that of the record before it in its file,
  /// else what its path says.
  private mutating func attribute(_ columns: SessionColumns, _ row: Int, _ source: Int, _ known: inout [Int32]) {
    let path = defaults[source]
    if path.isNested {
      if current[source] < 0 { current[source] = aliases[path.session] ?? session(path.session) }
      return
    }
    if let entry = columns.session.entry(row) {
      if known[entry] < 0 { known[entry] = session(columns.session[row]!) }
      let isFirst = current[source] < 0
      current[source] = known[entry]
      if isFirst, !path.session.isEmpty, sessions[Int(known[entry])].id != path.session, aliases[path.session] == nil {
        aliases[path.session] = known[entry]
      }
    } else if current[source] < 0 {
      current[source] = session(path.session)
    }
  }

  private mutating func session(_ id: [UInt8]) -> Int32 {
    if let index = indexes[id] { return index }
    let index = Int32(sessions.count)
    sessions.append(SessionState(id: id))
    indexes[id] = index
    return index
  }

  package func encode(into writer: inout ByteWriter) {
    writer.varint(sessions.count)
    for session in sessions { session.encode(into: &writer) }
    writer.varint(current.count)
    for (number, index) in current.enumerated() {
      writer.varint(UInt64(index + 1))
      defaults[number].encode(into: &writer)
      writer.zigzag(times[number].generation)
      writer.zigzag(times[number].time)
      writer.varint(times[number].prompt)
    }
    writer.varint(aliases.count)
    for (name, session) in aliases.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      writer.sized(name)
      writer.varint(UInt64(session))
    }
    leaves.encode(into: &writer)
    outputs.encode(into: &writer)
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
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
      defaults.append(try PathSession(decoding: &reader))
      times.append(
        SourceTime(generation: try reader.zigzag(), time: try reader.zigzag(), prompt: try reader.varint()))
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let name = try reader.sized()
      let session = Int32(try reader.number(below: count))
      guard aliases.updateValue(session, forKey: name) == nil else { throw .malformed }
    }
    leaves = try LeafSummaries(decoding: &reader)
    outputs = try OutputFiles(decoding: &reader, sessions: count)
  }
}
