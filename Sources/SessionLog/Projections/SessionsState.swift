import Bytes
import SegmentedLog
import Transcripts

/// The contribution of one generation of a source to a session.
package struct SessionPart: Sendable, Equatable {
  package var source: Int64
  package var generation: Int64
  /// The number of lines.
  package var records: Int64 = 0
  /// The number of bad lines among them.
  package var badLines: Int64 = 0
  /// The messages: prompts by their uuid, and responses by their id together with the prompt before them. A replay adds
  /// nothing, and a gateway that gives all responses the same id loses nothing.
  package var messages = KeySet()
  /// The prompts alone, by their uuid. Each begins a turn.
  package var prompts = KeySet()
}

/// The facts about one session that are known without reading a body.
package struct SessionState: Sendable, Equatable {
  package var id: [UInt8]
  /// The `cwd` of the first record that has one; empty if none has.
  package var project: [UInt8] = []
  /// The time of the earliest record in milliseconds since 1970-01-01 UTC; nil if no record has a time.
  package var started: Int64?
  /// The time of the latest record in milliseconds since 1970-01-01 UTC; nil if no record has a time.
  package var ended: Int64?
  /// The last title that a person gave.
  package var customTitle: [UInt8] = []
  /// The last title that the model gave.
  package var aiTitle: [UInt8] = []
  /// The last summary that names no record.
  package var summary: [UInt8] = []
  /// The first prompt.
  package var prompt: [UInt8] = []
  /// The first command that the agent executed by itself.
  package var command: [UInt8] = []
  /// The first words of the model; empty if there is a prompt.
  package var answer: [UInt8] = []
  /// The Git branch in the last record that has one.
  package var branch: [UInt8] = []
  /// The model in the last record that names one.
  package var model: [UInt8] = []
  /// The version of the agent in the last record that has one.
  package var version: [UInt8] = []
  var places = SessionPlaces()
  /// One part per source, for its latest generation.
  package var parts: [SessionPart] = []
  /// Derived, not part of the encoding.
  var partIndex = PartIndex()
  /// The parts of earlier generations.
  package var former: [SessionPart] = []
  /// The uuids of its records, without those of subagents.
  package var records = KeySet()
  /// The summary that names one of its records. Derived, not part of the encoding.
  var leafSummary: [UInt8] = []

  /// The candidates for the title, the best first: custom title, AI title, summary that names one of its records, other
  /// summary, first prompt, command, first words of the model. Some may be empty.
  package var titles: [[UInt8]] { [customTitle, aiTitle, leafSummary, summary, prompt, command, answer] }

  /// Returns whether a candidate for the title is wanted.
  package func hasTitle(where isWanted: ([UInt8]) -> Bool) -> Bool {
    isWanted(customTitle) || isWanted(aiTitle) || isWanted(leafSummary) || isWanted(summary) || isWanted(prompt)
      || isWanted(command) || isWanted(answer)
  }

  /// The first title that is not empty; empty if there is none.
  package var title: [UInt8] { titles.first { !$0.isEmpty } ?? [] }
}

/// Finds the part of a source in a session with many parts. A lookup examines only the parts that were added since the
/// last one.
struct PartIndex: Sendable, Equatable {
  private var places: [Int64: Int] = [:]
  private var seen = 0

  /// Returns the index of the last part of this source; nil if it has none.
  mutating func last(of source: Int64, in parts: [SessionPart]) -> Int? {
    if parts.last?.source == source { return parts.count - 1 }
    if parts.count < 16 { return parts.lastIndex { $0.source == source } }
    while seen < parts.count {
      places[parts[seen].source] = seen
      seen += 1
    }
    return places[source]
  }

  /// All values are equal, because an index says nothing that the parts do not say.
  static func == (a: PartIndex, b: PartIndex) -> Bool { true }
}

/// The place of a record among those of its session, independent of the order in which they came into the log. Records
/// are ordered by time, then by their offset in the file. A record without a time has that of the record before it in
/// its file.
package struct RecordPlace: Sendable, Equatable, Comparable {
  /// Milliseconds since 1970-01-01 UTC.
  var time: Int64
  /// The offset in the file, in bytes.
  var offset: Int64

  /// The place before that of every record.
  static let none = RecordPlace(time: .min, offset: .min)

  package static func < (a: RecordPlace, b: RecordPlace) -> Bool { (a.time, a.offset) < (b.time, b.offset) }
}

/// The places of the records that the values of a session come from.
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

/// The projection of all sessions. The state does not depend on how often or in what portions the sources were
/// ingested, nor on their order, except for the order of sessions and parts.
package struct SessionsState: ErasureAwareProjection, Equatable {
  package static let name = "sessions"
  package static let version: UInt16 = 6

  /// The sessions in the order in which they were first seen.
  package private(set) var sessions: [SessionState] = []
  /// By source number, the session of a record without a sessionId; −1 before the first record and for numbers that are
  /// not in use.
  private var current: [Int32] = []
  /// By source number, the session that the path names, which counts until a record names another.
  private var defaults: [PathSession] = []
  /// By source number, its generation, the time of its last record that had one, and its last prompt.
  private var times: [SourceTime] = []
  /// Sessions by the id in a path, for main transcripts whose records name another session than their path does.
  private var aliases: [[UInt8]: Int32] = [:]
  private var leaves = LeafSummaries()
  private var outputs = OutputFiles()
  /// Derived, not part of the encoding.
  private var indexes: [[UInt8]: Int32] = [:]
  /// The content that is ignored. It is not part of the encoding: the caller sets it before folding, and folds again
  /// from the first event when it has grown.
  private var erased = ErasedRanges()

  private struct SourceTime: Equatable {
    var generation: Int64 = 0
    var time = Int64.min
    var prompt: UInt64 = 0
  }

  package mutating func exclude(_ sync: SyncState) { erased = ErasedRanges(sync) }

  package init() {}

  package static func == (a: SessionsState, b: SessionsState) -> Bool { a.encoded() == b.encoded() }

  /// Returns the sessions at the head of `log` without the content that is erased there, each with the summary that
  /// names one of its records. `sync` is the state of syncing at that head.
  package static func current(_ folded: SessionsState) -> SessionsState {
    var state = folded
    state.mergeFolders()
    guard !state.leaves.isEmpty else { return state }
    for (number, title) in state.leaves.titles(state.sessions).enumerated() {
      state.sessions[number].leafSummary = title
    }
    return state
  }

  /// Moves the files in the folder of a transcript to the session that the records of the transcript name, even if the
  /// folder came into the log first. Several folders of one session come in the order of their names.
  private mutating func mergeFolders() {
    /// The sessions that are gone, each with the one that has its parts now.
    var absorbed: [Int32: Int32] = [:]
    for (stem, target) in aliases.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      guard let folder = indexes[stem], folder != target, absorbed[target] == nil,
        sessions[Int(folder)].parts.allSatisfy({ isNested($0.source) })
      else { continue }
      sessions[Int(target)].absorb(sessions[Int(folder)])
      absorbed[folder] = target
      for source in current.indices where current[source] == folder { current[source] = target }
      outputs.move(from: folder, to: target)
    }
    if absorbed.isEmpty { return }
    var numbers: [Int32] = []
    var kept: [SessionState] = []
    for (number, session) in sessions.enumerated() {
      numbers.append(Int32(kept.count))
      if absorbed[Int32(number)] == nil { kept.append(session) }
    }
    for folder in absorbed.keys {
      var heir = folder
      while let next = absorbed[heir] { heir = next }
      numbers[Int(folder)] = numbers[Int(heir)]
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

  /// Returns the session that owns all records of a source because the source is in that session's folder; nil for
  /// other sources.
  package func owner(ofSource source: Int64) -> [UInt8]? {
    guard source >= 0, source < defaults.count, defaults[Int(source)].isNested else { return nil }
    return current[Int(source)] < 0 ? defaults[Int(source)].session : sessions[Int(current[Int(source)])].id
  }

  /// Returns the session of a file in `tool-results`, and the record with the result of the call whose output the file
  /// holds. Returns nil if the path names no session; `result` is nil if no record names the file.
  package func output(_ path: [UInt8]) -> (session: [UInt8], result: OutputFiles.Result?)? {
    guard let folder = Agent.unstated.format.session(of: path), let file = path.split(separator: 0x2f).last else {
      return nil
    }
    guard let number = aliases[folder] ?? indexes[folder] else { return (folder, nil) }
    return (sessions[Int(number)].id, outputs.result(file: Array(file), session: number))
  }

  /// Returns the indexes of the sessions with records in a file whose path names the session `name`, or, unless
  /// `isWhole`, an id that begins with it.
  package func indexes(ofFile name: [UInt8], isWhole: Bool) -> [Int] {
    var sources = Set<Int64>()
    for (number, path) in defaults.enumerated() where !path.isNested {
      if isWhole ? path.session == name : path.session.starts(with: name) { sources.insert(Int64(number)) }
    }
    if sources.isEmpty { return [] }
    return sessions.indices.filter { sessions[$0].parts.contains { sources.contains($0.source) } }
  }

  /// Returns the index of the session with this id; nil if there is none.
  package func index(of id: [UInt8]) -> Int? { indexes[id].map(Int.init) }

  /// Returns the indexes of the sessions whose id begins with `prefix`.
  package func indexes(withPrefix prefix: [UInt8]) -> [Int] {
    sessions.indices.filter { sessions[$0].id.starts(with: prefix) }
  }

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    let columns = try SessionColumns(block)
    let isErased = try ErasedRows(block, erased)
    // A block has few distinct values: each session id is looked up once.
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
    defaults[Int(number)] = PathSession(path, of: .unstated)
  }

  private mutating func applyRecord(_ columns: SessionColumns, _ row: Int, _ known: inout [Int32]) {
    guard let number = columns.source[row], number >= 0, number < current.count else { return }
    let source = Int(number)
    attribute(columns, row, source, &known)
    let generation = columns.generation[row] ?? 0
    if times[source].generation != generation { times[source] = SourceTime(generation: generation) }
    if let time = columns.timestamp[row] { times[source].time = time }
    let place = RecordPlace(time: times[source].time, offset: columns.offset[row] ?? 0)
    let isContinuation = RecordForm(rawValue: columns.piece[row] ?? 0).contains(.continues)
    sessions[Int(current[source])].apply(columns, row, place, &times[source].prompt, isContinuation: isContinuation)
    if isContinuation { return }
    if let file = columns.outputFile[row] { outputs.add(columns.result(row), file: file, session: current[source]) }
    if let entry = columns.leaf.entry(row), let summary = columns.summary[row], !summary.isBlank {
      leaves.add(summary, leaf: KeySet.key(of: columns.leaf.bytes(ofEntry: entry)), place)
    }
  }

  /// Attributes a record: to the session in whose folder its file is; else to the one that the record names; else to
  /// that of the record before it in its file; else to the one that its path names.
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
