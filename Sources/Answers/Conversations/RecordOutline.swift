import SegmentedLog
import SessionLog
public import Times
public import Transcripts

/// The properties of a record that are known without reading its line.
public struct RecordOutline: Sendable, Equatable {
  /// The sequence number of the record's event.
  public var sequence: UInt64
  /// The number of the record's file in the session, from 0.
  public var file: Int
  /// The number of the line in its file, from 0.
  public var line: Int64
  /// The length of the line in bytes, including its newline.
  public var length: Int64
  /// True if the bytes continue the line of the preceding record.
  public var continues: Bool
  /// The reason why the line is not a valid record; nil if it is one.
  public var defect: LineDefect?
  /// The id of the record; nil without one.
  public var uuid: String?
  /// The uuid of the record that this one follows.
  public var parent: String?
  /// The type as the agent calls it; nil without one.
  public var type: String?
  /// The subtype as the agent calls it; nil without one.
  public var subtype: String?
  /// The time; nil if the record has none.
  public var time: Instant?
  /// The `message.id` of the response that the record is a part of.
  public var message: String?
  /// The `requestId` of the response.
  public var request: String?
  /// The id of the subagent that wrote the record.
  public var agent: String?
  /// The uuid of the subagent's record that this record, of type `progress`, contains.
  public var inner: String?
  /// The kind of that inner record, if the subagent has no file of its own and this record therefore stands for it.
  public var innerKind: Kind?
  /// The facts that the line states of itself.
  public var flags: LineFlags
  /// The speaker, where type and flags do not determine it.
  public var speaker: Speaker?
  /// True if the record is a response that the agent wrote itself, without a model.
  public var isSynthetic: Bool
  /// The marks of the tool calls in the record.
  package var calls: [UInt32]
  /// The names of the tools called, in the order of `calls`.
  package var tools: [String]
  /// The marks of the calls whose results are in the record.
  package var results: [UInt32]
  /// The beginning of the typed text, at most 240 bytes of UTF-8.
  package var prompt: String

  package init(
    sequence: UInt64, file: Int = 0, line: Int64 = 0, length: Int64 = 0, continues: Bool = false,
    defect: LineDefect? = nil, uuid: String? = nil, parent: String? = nil, type: String? = nil,
    subtype: String? = nil, time: Instant? = nil, message: String? = nil, request: String? = nil, agent: String? = nil,
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
  /// The role of a record for a reader.
  public typealias Kind = RecordKind

  /// The role of the record, derived from its type, flags and speaker. The envelope states no role yet.
  public var kind: Kind {
    if let innerKind { return innerKind }
    guard let type else { return defect == nil ? .note : .unreadable }
    return Agent.unstated.format.kind(type: type, subtype: subtype, flags: flags, speaker: speaker)
  }

  /// The place of the record in a conversation, as far as its type tells.
  var recordType: RecordType {
    guard var type else { return .other }
    return type.withUTF8 { Agent.unstated.format.recordType(UnsafeRawBufferPointer($0)) }
  }

  /// Makes a record of type `progress` stand for the subagent's record that it contains.
  mutating func standForInner() {
    innerKind = message != nil ? .response : flags.contains(.hasToolResult) ? .result : .prompt
  }
}

/// The decoded columns of a block from which outlines are made.
package struct OutlineColumns {
  private let block: EventBlock
  private let line, piece, defect, flags, timestamp, speaker, lengths: IntegerColumn
  private let uuid, parent, type, subtype, message, request, model, agent, inner: BytesColumn
  private let calls, tools, results, prompt: BytesColumn
  /// By entry of `model`, true for a name that is not a model.
  private let synthetic: [Bool]

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
    let format = Agent.unstated.format
    synthetic = (0..<model.entryCount).map { [model] entry in
      model.withBytes(ofEntry: entry) { format.isSynthetic(model: $0) }
    }
  }

  /// Returns true if `name` names the record in a row: it is the beginning of its uuid, or `@` and its sequence number.
  package func isNamed(_ name: String, _ row: Int) -> Bool {
    if name.hasPrefix("@") { return UInt64(name.dropFirst()) == block.firstSequence + UInt64(row) }
    return uuid[row]?.starts(with: name.utf8) ?? false
  }

  /// Returns the outline of the record in a row. The row must be a record.
  package func outline(_ row: Int, file: Int) -> RecordOutline {
    RecordOutline(
      sequence: block.firstSequence + UInt64(row), file: file, line: line[row] ?? 0, length: lengths[row] ?? 0,
      continues: RecordForm(rawValue: piece[row] ?? 0).contains(.continues),
      defect: defect[row].flatMap { UInt8(exactly: $0) }.flatMap(LineDefect.init), uuid: uuid[row]?.text,
      parent: parent[row]?.text, type: type[row]?.text, subtype: subtype[row]?.text, time: timestamp[row].instant,
      message: message[row]?.text, request: request[row]?.text, agent: agent[row]?.text,
      inner: inner[row]?.text, flags: LineFlags(rawValue: UInt32(truncatingIfNeeded: flags[row] ?? 0)),
      speaker: speaker[row].flatMap { UInt8(exactly: $0) }.flatMap(Speaker.init),
      isSynthetic: model.entry(row).map { synthetic[$0] } ?? false, calls: marks(calls, row),
      tools: tools[row]?.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0).text } ?? [],
      results: marks(results, row), prompt: prompt[row]?.text ?? "")
  }

  private func marks(_ column: BytesColumn, _ row: Int) -> [UInt32] {
    guard let entry = column.entry(row) else { return [] }
    return column.withBytes(ofEntry: entry) { ToolCallHash.all(in: $0).map(\.call) }
  }
}
