public import SegmentedLog
import Transcripts

/// A session that is open for reading: its records in outline, the conversation they make, and their lines when they are asked for.
///
/// ```swift
/// let transcript = try store.transcript(of: "415c4d06")
/// for entry in transcript.conversation.entries { print(try transcript.message(of: entry)) }
/// ```
/// Memory: the outlines, 64 MiB of lines, and a block. However many files the session has and the store is made of, few are open at once.
public final class SessionTranscript {
  public let id: String
  /// Empty where there is none.
  public let title: String
  /// Working directory; empty where the records do not say.
  public let project: String
  /// Paths below the root, the main transcripts first. Cost: made anew each time.
  public var files: [String] { paths.map(\.text) }
  /// In the order of files and lines.
  public let records: [RecordOutline]
  public private(set) var conversation: Conversation

  private let paths: [[UInt8]]
  private let lines: EventBodies
  /// Bytes of lines that are kept.
  static let linesMax = 64 << 20

  /// Where nothing else holds what the reader holds, the state of every file of the store, it is given up before the conversation is made.
  init(_ reader: consuming SessionReader, generation: Int?) throws {
    id = reader.session.id.text
    title = reader.session.title.text
    project = reader.session.project.text
    paths = reader.files.map(\.path)
    var records: [RecordOutline] = []
    var blocks: [BlockLocation] = []
    let files = reader.files
    try reader.forEachBlock(of: reader.versions(generation)) { block, columns, places in
      if let dropped = try block.droppedBodies(), let place = places.first(where: { dropped[$0.row] != nil }) {
        throw DroppedVersion(files, place.version)
      }
      let outlines = try OutlineColumns(columns)
      for place in places { records.append(outlines.outline(place.row, file: place.version.file)) }
      blocks.append(block.location)
    }
    lines = EventBodies(reader.log, of: records.map(\.sequence), in: blocks, budget: Self.linesMax)
    // In the log the files stand in the order in which they were written.
    if !zip(records, records.dropFirst()).allSatisfy({ $0.file <= $1.file }) {
      records.sort { ($0.file, $0.sequence) < ($1.file, $1.sequence) }
    }
    if records.contains(where: { $0.inner != nil }) {
      let agents = reader.agents
      for number in records.indices { records[number].standForInner(unless: agents) }
    }
    _ = consume reader
    self.records = records
    conversation = Conversation(entries: [], branches: 0, subagents: 0)
    conversation = try Conversation(records, isMain: paths.map(TranscriptPath.isMain)) { threads in
      try SubagentCalls(records: records) { try self.value($0) }.callers(of: threads)
    }
  }

  /// Path below the root of a file, by its number.
  public func file(_ number: Int) -> String { paths[number].text }

  /// The line of a record with its newline; nil where damage has taken it along.
  public func line(of record: Int) throws -> [UInt8]? {
    try lines.withBody(of: records[record].sequence) { [UInt8]($0) }
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
    guard records[record].length <= LineScanner.maximumLength else { return nil }
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
    let reader = try SessionLibrary(try moment(position)).reader(of: name)
    return try SessionTranscript(reader, generation: generation)
  }
}
