public import SegmentedLog
import Transcripts

/// A session that is open for reading: its records in outline, the conversation they make, and their lines when they are asked for.
///
/// ```swift
/// let transcript = try store.transcript(of: "415c4d06")
/// for entry in transcript.conversation.entries { print(try transcript.message(of: entry)) }
/// ```
/// Memory: the outlines, the envelopes of the blocks that hold them, and 32 MiB of lines or a block, whichever is more.
public final class SessionTranscript {
  public let id: String
  /// Empty where there is none.
  public let title: String
  /// Working directory; empty where the records do not say.
  public let project: String
  /// Paths below the root, the main transcripts first.
  public let files: [String]
  /// In the order of files and lines.
  public let records: [RecordOutline]
  public private(set) var conversation: Conversation

  private let log: LogReader
  private let blocks: [EventBlock]
  /// Of each record: number of its block, and the row in it.
  private let places: [(block: Int32, row: Int32)]
  /// Blocks whose lines are decoded, longest unused first.
  private var decoded: [(block: Int32, bodies: BlockBodies, size: Int)] = []
  private static let decodedMax = 32 << 20

  init(_ log: LogReader, _ reader: SessionReader, generation: Int?) throws {
    self.log = log
    id = reader.session.id.text
    title = reader.session.title.text
    project = reader.session.project.text
    files = reader.files.map(\.path.text)
    var records: [RecordOutline] = []
    var blocks: [EventBlock] = []
    var places: [(Int32, Int32)] = []
    for (number, file) in reader.files.enumerated() {
      let version = generation ?? file.generations - 1
      try reader.forEachBlock(of: file, generation: version) { block, columns, rows in
        if let dropped = try block.droppedBodies(), rows.contains(where: { dropped[$0] != nil }) {
          throw DroppedVersion(path: file.path.text, generation: Int64(version))
        }
        let outlines = try OutlineColumns(columns)
        for row in rows {
          records.append(outlines.outline(row, file: number))
          places.append((Int32(blocks.count), Int32(row)))
        }
        blocks.append(block)
      }
    }
    (self.records, self.blocks, self.places) = (records, blocks, places)
    conversation = Conversation(entries: [], branches: 0, subagents: 0)
    conversation = try Conversation(records, isMain: reader.files.map(\.isMain)) { threads in
      try SubagentCalls(records: records) { try self.value($0) }.callers(of: threads)
    }
  }

  /// The line of a record with its newline; nil where damage has taken it along.
  public func line(of record: Int) throws -> [UInt8]? {
    let (block, row) = (places[record].block, Int(places[record].row))
    let bodies = try bodies(of: block)
    guard bodies.isIntact(row..<row + 1) else { return nil }
    return bodies.withBody(row) { [UInt8]($0) }
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

  private func bodies(of block: Int32) throws -> BlockBodies {
    if let place = decoded.lastIndex(where: { $0.block == block }) {
      if place != decoded.count - 1 { decoded.append(decoded.remove(at: place)) }
      return decoded[decoded.count - 1].bodies
    }
    let lengths = try blocks[Int(block)].bodyLengths()
    let size = (0..<blocks[Int(block)].count).reduce(0) { $0 + Int(lengths[$1] ?? 0) }
    while !decoded.isEmpty, decoded.reduce(size, { $0 + $1.size }) > Self.decodedMax { decoded.removeFirst() }
    let bodies = try log.bodies(of: blocks[Int(block)])
    decoded.append((block, bodies, size))
    return bodies
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
    try SessionLibrary(try moment(position)).transcript(of: name, generation: generation)
  }
}
