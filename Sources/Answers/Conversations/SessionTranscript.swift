public import SegmentedLog
import SessionLog
import Transcripts

/// A session that is open for reading: its records in outline, the conversation they make, and their lines when they are asked for.
///
/// ```swift
/// let transcript = try store.transcript(of: "415c4d06")
/// for entry in transcript.conversation.entries { print(try transcript.message(of: entry)) }
/// ```
/// Memory: the outlines, 16 MiB of lines, and a block. However many files the session has and the store is made of, few are open at once.
public final class SessionTranscript {
  public let id: String
  /// Empty where there is none.
  public let title: String
  /// Working directory; empty where the records do not say.
  public let project: String
  /// Paths below the root, the main transcripts first. Cost: made anew each time.
  public var files: [String] { paths.map(\.text) }
  /// In the order of files and lines.
  public let records: RecordOutlines
  /// The records arranged as a conversation.
  public private(set) var conversation: Conversation

  private let paths: [[UInt8]]
  private let lines: EventBodies
  /// Bytes of lines that are kept.
  static let linesMax = 16 << 20

  init(_ content: consuming SessionContent) throws {
    (id, title, project) = (content.id, content.title, content.project)
    (paths, records, lines) = (content.paths, content.records, content.lines)
    conversation = Conversation(entries: [], branches: 0, subagents: 0)
    conversation = try Conversation(records, isMain: paths.map(TranscriptPath.isMain)) { threads in
      try SubagentCalls(records: records) { try self.value($0) }.callers(of: threads)
    }
  }

  /// Path below the root of a file, by its number.
  public func file(_ number: Int) -> String { paths[number].text }

  /// The line of a record with its newline; nil where damage has taken it along.
  public func line(of record: Int) throws -> [UInt8]? {
    try lines.withBody(of: records.sequence(of: record)) { [UInt8]($0) }
  }

  /// What an entry says. Cost: its lines are decoded and parsed.
  public func message(of entry: ConversationEntry) throws -> Message {
    var kind = RecordOutline.Kind.note
    if case .records(let known) = entry.kind { kind = known }
    var builder = MessageBuilder(kind)
    for record in entry.records { builder.add(records[record], try line(of: record)) }
    return builder.message
  }

  private func value(_ record: Int) throws -> JSONValue? {
    guard records.length(of: record) <= LineScanner.maximumLength else { return nil }
    return try line(of: record).flatMap { line in line.withUnsafeBufferPointer { JSONValue.parse($0) } }
  }
}

extension Store {
  /// Opens a session for reading.
  ///
  /// `name`: an id or the beginning of one. `generation`: of its files; nil is the latest of each. `position`: as the store knew it then. Throws
  /// `NoSuchSession`, `DroppedVersion`, `NoSuchPosition`. Only blocks that hold records of the session are decoded; lines only when they are asked for, and those that say which call started which
  /// subagent.
  public func transcript(
    of name: String, generation: Int? = nil, asOf position: LogPosition? = nil
  ) throws -> SessionTranscript {
    try SessionTranscript(content(of: name, generation, position))
  }

  /// The state of every file of the store is let go of when this ends, before the conversation is made.
  private func content(of name: String, _ generation: Int?, _ position: LogPosition?) throws -> SessionContent {
    try SessionLibrary(try moment(position)).content(of: name, generation: generation)
  }
}

/// What a session is made of, in the order of its files and lines.
package struct SessionContent {
  let id, title, project: String
  /// Paths below the root of its files, by number.
  let paths: [[UInt8]]
  private(set) var records = RecordOutlines()
  let lines: EventBodies

  /// `generation`: of its files; nil is the latest of each. Throws `DroppedVersion`.
  init(_ reader: SessionReader, generation: Int?) throws {
    (id, title) = (reader.session.id.text, reader.session.title.text)
    project = reader.session.project.text
    paths = reader.files.map(\.path)
    // Files that show each other's records add some.
    let count = reader.session.parts.reduce(0) { $0 &+ $1.records }
    var records = RecordOutlines()
    records.reserveCapacity(Int(clamping: min(UInt64(clamping: count), reader.log.head.sequence)))
    var blocks: [BlockLocation] = []
    try reader.forEachBlock(of: reader.versions(generation)) { block, columns, places in
      if let dropped = try block.droppedBodies(), let place = places.first(where: { dropped[$0.row] != nil }) {
        throw DroppedVersion(reader.files, place.version)
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
