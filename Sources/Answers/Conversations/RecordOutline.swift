import SegmentedLog
import SessionLog
public import Transcripts

/// What is known of a record without its line.
public struct RecordOutline: Sendable, Equatable {
  public var sequence: UInt64
  /// Number of its file in the session, from 0.
  public var file: Int
  /// From 0, in its file.
  public var line: Int64
  /// Bytes of the line, its newline included.
  public var length: Int64
  /// Whether the bytes continue the line of the record before.
  public var continues: Bool
  /// Why it is no acceptable record, if it is not.
  public var defect: LineDefect?
  public var uuid: String?
  /// The uuid of the record that it follows.
  public var parent: String?
  public var type: String?
  public var subtype: String?
  /// Milliseconds since 1970 UTC.
  public var time: Int64?
  /// The response that it is a part of.
  public var message: String?
  /// The `requestId` of the response.
  public var request: String?
  /// The subagent that it is of.
  public var agent: String?
  /// The uuid of the subagent's record that this one, of type `progress`, holds.
  public var inner: String?
  /// What that record is, where the subagent has no file of its own, so that this one stands for it.
  public var innerKind: Kind?
  public var flags: LineFlags
  /// Who speaks, where type and flags do not say it.
  public var speaker: Speaker?
  /// Whether the model is none: Claude Code wrote it.
  public var isSynthetic: Bool
  /// Marks of the tool calls in it, and the names of the tools.
  package var calls: [UInt32]
  package var tools: [String]
  /// Marks of the calls that it has results of.
  package var results: [UInt32]
  /// The beginning of what was typed; at most 240 bytes.
  package var prompt: String

  package init(
    sequence: UInt64, file: Int = 0, line: Int64 = 0, length: Int64 = 0, continues: Bool = false,
    defect: LineDefect? = nil, uuid: String? = nil, parent: String? = nil, type: String? = nil,
    subtype: String? = nil, time: Int64? = nil, message: String? = nil, request: String? = nil, agent: String? = nil,
    inner: String? = nil, flags: LineFlags = [], speaker: Speaker? = nil, isSynthetic: Bool = false,
    calls: [UInt32] = [], tools: [String] = [], results: [UInt32] = [], prompt: String = ""
  ) {
    (self.sequence, self.file, self.line, self.length) = (sequence, file, line, length)
    (self.continues, self.defect, self.uuid, self.parent) = (continues, defect, uuid, parent)
    (self.type, self.subtype, self.time, self.message) = (type, subtype, time, message)
    (self.request, self.agent, self.flags, self.calls) = (request, agent, flags, calls)
    (self.tools, self.results, self.prompt) = (tools, results, prompt)
    (self.speaker, self.isSynthetic, self.inner) = (speaker, isSynthetic, inner)
  }
}

extension RecordOutline {
  /// What a record is to a reader.
  public enum Kind: String, Sendable {
    /// What a person typed, slash commands for Claude included, or a task given to a subagent.
    case prompt
    /// A command that Claude Code or a shell carries out, or what it printed.
    case command
    /// What Claude Code put in the person's place: reminders, notifications, interruptions.
    case meta
    /// What stands for the conversation before a compaction.
    case summary
    /// A part of an answer: text, thinking, tool calls.
    case response
    /// Results of tool calls.
    case result
    /// Here the conversation was compacted.
    case compaction
    /// Something else that Claude Code noted.
    case note
    /// A line that is no record.
    case unreadable
  }

  public var kind: Kind {
    if let innerKind { return innerKind }
    switch type {
    case "assistant": return .response
    case "user":
      if flags.contains(.isCompactSummary) { return .summary }
      if flags.contains(.hasToolResult), !flags.contains(.hasText) { return .result }
      if flags.contains(.isMeta) { return .meta }
      switch speaker {
      case .localCommand, .output: return .command
      case .system: return .meta
      case .command: return .prompt
      case .person, nil: return flags.contains(.hasToolResult) ? .result : .prompt
      }
    case "attachment": return speaker == .person || speaker == .command ? .prompt : .note
    case "system": return subtype == "compact_boundary" ? .compaction : .note
    case nil: return defect == nil ? .note : .unreadable
    default: return .note
    }
  }

  /// Makes a record of progress stand for the subagent's record in it.
  mutating func standForInner() {
    innerKind = message != nil ? .response : flags.contains(.hasToolResult) ? .result : .prompt
  }
}

/// The columns that outlines are made of.
package struct OutlineColumns {
  private let block: EventBlock
  private let line, piece, defect, flags, timestamp, speaker, lengths: IntegerColumn
  private let uuid, parent, type, subtype, message, request, model, agent, inner: BytesColumn
  private let calls, tools, results, prompt: BytesColumn

  /// Decodes the columns of a block. Throws if one of them cannot be decoded.
  package init(_ columns: BlockColumns) throws {
    block = columns.block
    line = try columns.integers(.line)
    piece = try columns.integers(.piece)
    defect = try columns.integers(.defect)
    flags = try columns.integers(.flags)
    timestamp = try columns.integers(.timestamp)
    speaker = try columns.integers(.speaker)
    lengths = try block.bodyLengths()
    uuid = try columns.bytes(.uuid)
    parent = try columns.bytes(.parent)
    type = try columns.bytes(.type)
    subtype = try columns.bytes(.subtype)
    message = try columns.bytes(.message)
    request = try columns.bytes(.request)
    model = try columns.bytes(.model)
    agent = try columns.bytes(.agent)
    inner = try columns.bytes(.innerUuid)
    calls = try columns.bytes(.calls)
    tools = try columns.bytes(.tools)
    results = try columns.bytes(.results)
    prompt = try columns.bytes(.prompt)
  }

  /// Whether a person means this record: by its uuid, the beginning of it, or `@` and its sequence number.
  package func isNamed(_ name: String, _ row: Int) -> Bool {
    if name.hasPrefix("@") { return UInt64(name.dropFirst()) == block.firstSequence + UInt64(row) }
    return uuid[row]?.starts(with: name.utf8) ?? false
  }

  /// Of a row that is a record.
  package func outline(_ row: Int, file: Int) -> RecordOutline {
    RecordOutline(
      sequence: block.firstSequence + UInt64(row), file: file, line: line[row] ?? 0, length: lengths[row] ?? 0,
      continues: RecordPiece(rawValue: piece[row] ?? 0).contains(.continues),
      defect: defect[row].flatMap { UInt8(exactly: $0) }.flatMap(LineDefect.init), uuid: uuid[row]?.text,
      parent: parent[row]?.text, type: type[row]?.text, subtype: subtype[row]?.text, time: timestamp[row],
      message: message[row]?.text, request: request[row]?.text, agent: agent[row]?.text,
      inner: inner[row]?.text, flags: LineFlags(rawValue: UInt32(truncatingIfNeeded: flags[row] ?? 0)),
      speaker: speaker[row].flatMap { UInt8(exactly: $0) }.flatMap(Speaker.init),
      isSynthetic: model[row]?.elementsEqual("<synthetic>".utf8) ?? false, calls: marks(calls, row),
      tools: tools[row]?.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0).text } ?? [],
      results: marks(results, row), prompt: prompt[row]?.text ?? "")
  }

  private func marks(_ column: BytesColumn, _ row: Int) -> [UInt32] {
    guard let entry = column.entry(row) else { return [] }
    return column.withBytes(ofEntry: entry) { ToolCallMark.all(in: $0).map(\.call) }
  }
}
