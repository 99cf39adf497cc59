import FileIO
public import SegmentedLog
import SessionLog
import Transcripts

/// A session that is open for reading: the outlines of its records, the conversation that they form, and their lines on
/// request.
///
/// ```swift
/// let transcript = try store.transcript(of: "415c4d06")
/// for entry in transcript.conversation.entries { print(try transcript.message(of: entry)) }
/// ```
/// Memory: the outlines, 16 MiB of lines, and a block. Few files are open at a time, however many the session and the
/// store have.
public final class SessionTranscript {
  /// The id of the session.
  public let id: String
  /// The title; empty if the session has none.
  public let title: String
  /// The working directory; empty if the records do not state one.
  public let project: String
  /// The number of stored versions of the file that has the most of them. Earlier ones may hold lines that the latest
  /// one lacks.
  package let versions: Int
  /// The paths of the session's files below the root, the main transcripts first. Cost: each access computes them
  /// again.
  public var files: [String] { paths.map(\.text) }
  /// The outlines of all records in the order of files and lines.
  public let records: RecordOutlines
  /// The records arranged as a conversation.
  public private(set) var conversation: Conversation

  private let paths: [[UInt8]]
  /// The agents that have written the files, by number.
  private let agents: [Agent]
  private let lines: EventBodies
  /// The maximum number of bytes of lines that are kept in memory.
  static let linesMax = 16 << 20

  init(_ content: consuming SessionContent) throws {
    (id, title, project, versions) = (content.id, content.title, content.project, content.versions)
    (paths, agents, records, lines) = (content.paths, content.agents, content.records, content.lines)
    conversation = Conversation(entries: [], branches: 0, subagents: 0)
    let formats = agents.map(\.format)
    conversation = try Conversation(records, isMain: zip(paths, formats).map { $1.isMain($0) }) { threads in
      try SubagentCalls(records: records, formats: formats) { try self.value($0) }.callers(of: threads)
    }
  }

  /// Returns the path of a file below the root, by its number in `files`.
  public func file(_ number: Int) -> String { paths[number].text }

  /// Returns the line of a record with its newline; nil if it was lost to damage. `record` is an index of `records`.
  public func line(of record: Int) throws -> [UInt8]? {
    try throwingStoreErrors { try lines.withBody(of: records.sequence(of: record)) { [UInt8]($0) } }
  }

  /// Returns the content of an entry. Cost: its lines are decompressed and parsed.
  public func message(of entry: ConversationEntry) throws -> Message {
    var kind = RecordOutline.Kind.note
    if case .records(let known) = entry.kind { kind = known }
    let agent = entry.records.first.map { agents[records.file(of: $0)] }
    var builder = MessageBuilder(kind, agent: agent ?? .unstated)
    for record in entry.records { builder.add(records[record], try line(of: record)) }
    return builder.message
  }

  private func value(_ record: Int) throws -> JSONValue? {
    guard records.length(of: record) <= LineScanner.maximumLength else { return nil }
    return try line(of: record).flatMap { line in line.withUnsafeBufferPointer { JSONValue.parse($0) } }
  }
}

extension StoreView {
  /// Opens a session for reading.
  ///
  /// `name` is an id or the beginning of one. `generation` is the version of its files; nil means the latest of each.
  /// Throws `noSuchSession`, or `versionDropped`. Only blocks that hold records of the session are decoded. Lines are
  /// read on request, except those that tell which call started which subagent.
  public func transcript(of name: String, generation: Int? = nil) throws -> SessionTranscript {
    try throwingStoreErrors { try SessionTranscript(content(of: name, generation: generation)) }
  }

  /// Reads the outlines of a session, without its conversation. Throws as `transcript(of:generation:)` does.
  package func content(of name: String, generation: Int?) throws -> SessionContent {
    try SessionContent(reader(of: name), generation: generation)
  }

  /// Returns a reader of a session by its id or the beginning of one. Throws `noSuchSession`.
  func reader(of name: String) throws -> SessionReader {
    _ = try projections(.sessions)
    return try reader(of: session(named: name))
  }

  /// Returns a reader of a session.
  func reader(of session: SessionState) throws -> SessionReader {
    let sync = try sync
    return SessionReader(log, sync, session, heirs: derived.value("heirs") { sync.heirs })
  }

  /// Reads the outlines of a session in the latest version of its files, without its conversation.
  func content(of session: SessionState) throws -> SessionContent {
    try SessionContent(reader(of: session), generation: nil)
  }
}

extension Store {
  /// Opens a session for reading; see `StoreView.transcript`. The view with the state of all files of the store is
  /// released before the conversation is made, which saves memory.
  public func transcript(
    of name: String, generation: Int? = nil, asOf position: LogPosition? = nil
  ) throws -> SessionTranscript {
    try throwingStoreErrors { try SessionTranscript(view(at: position).content(of: name, generation: generation)) }
  }
}

/// The outlines, paths and lines of a session, in the order of its files and lines.
package struct SessionContent {
  let id, title, project: String
  /// The number of stored versions of the file that has the most of them.
  let versions: Int
  /// The paths of the session's files below the root, by number.
  let paths: [[UInt8]]
  /// The agents that have written the files, by number.
  let agents: [Agent]
  private(set) var records = RecordOutlines()
  let lines: EventBodies

  /// Reads the outlines. `generation` is the version of the files; nil means the latest of each. Throws
  /// `versionDropped`.
  init(_ reader: SessionReader, generation: Int?) throws {
    try self.init(reader, versions: reader.versions(generation))
  }

  /// Reads the outlines of these versions, at most one of each file. Throws `versionDropped`.
  init(_ reader: SessionReader, versions: [SessionReader.Version]) throws {
    (id, title) = (reader.session.id.text, reader.session.title.text)
    project = reader.session.project.text
    self.versions = reader.files.map(\.generations).max() ?? 0
    (paths, agents) = (reader.files.map(\.path), reader.files.map(\.agent))
    // This is an estimate: files that share records with others have more than they add to the session.
    let count = reader.session.parts.reduce(0) { $0 &+ $1.records }
    var records = RecordOutlines()
    records.reserveCapacity(Int(clamping: min(UInt64(clamping: count), reader.log.head.sequence)))
    var blocks: [BlockLocation] = []
    try reader.forEachBlock(of: versions) { block, columns, places in
      if let dropped = try block.droppedBodies(), let place = places.first(where: { dropped[$0.row] != nil }) {
        throw reader.dropped(place.version)
      }
      let outlines = try OutlineColumns(columns)
      for place in places { records.append(outlines.outline(place.row, file: place.version.file)) }
      blocks.append(block.location)
    }
    lines = EventBodies(
      reader.log, of: records.indices.map(records.sequence), in: blocks, budget: SessionTranscript.linesMax)
    let agents = reader.agents
    records.finish { agents.contains(Array($0.utf8)) }
    self.records = records
  }
}
