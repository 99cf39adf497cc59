import SegmentedLog
import Transcripts

/// The columns from which sessions are derived.
package struct SessionColumns {
  let source, generation, offset, piece, defect, flags, timestamp, scanner: IntegerView
  /// Keeps the memory alive that the views refer to.
  private let block: BlockColumns
  let session, type, cwd, customTitle, aiTitle, summary, leaf, prompt, answer, outputFile: BytesView
  let branch, model, version: BytesView
  private let speaker: IntegerView
  private let uuid, message, request, results: BytesView
  /// The record types by entry of `type`.
  private let types: [RecordType]
  /// By entry of `model`, true for a name that is not a model.
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
    scanner = try block.view(integers: .scanner)
    speaker = try block.view(integers: .speaker)
    session = try block.view(bytes: .session)
    type = try block.view(bytes: .type)
    cwd = try block.view(bytes: .cwd)
    customTitle = try block.view(bytes: .customTitle)
    aiTitle = try block.view(bytes: .aiTitle)
    summary = try block.view(bytes: .summary)
    leaf = try block.view(bytes: .leaf)
    prompt = try block.view(bytes: .prompt)
    answer = try block.view(bytes: .answer)
    outputFile = try block.view(bytes: .outputFile)
    results = try block.view(bytes: .results)
    uuid = try block.view(bytes: .uuid)
    message = try block.view(bytes: .message)
    request = try block.view(bytes: .request)
    let format = Agent.unstated.format
    types = (0..<type.entryCount).map { [type] in format.recordType(type.bytes(ofEntry: $0)) }
    branch = try block.view(bytes: .branch)
    model = try block.view(bytes: .model)
    version = try block.view(bytes: .version)
    synthetic = (0..<model.entryCount).map { [model] in format.isSynthetic(model: model.bytes(ofEntry: $0)) }
  }

  /// Returns whether the record names the model that answers here. A message that the agent wrote itself does not,
  /// nor does a record of type `progress`, which holds the message of a subagent.
  func saysModel(_ row: Int) -> Bool {
    guard let entry = model.entry(row), !synthetic[entry] else { return false }
    return type.entry(row).map { types[$0] != .progress } ?? true
  }

  /// Returns whether the agent wrote the message itself, without a model.
  func isSynthetic(_ row: Int) -> Bool { model.entry(row).map { synthetic[$0] } ?? false }

  /// The role of a record in the count of messages. Records of subagents have none.
  enum Utterance {
    case prompt, response
  }

  /// Returns the role of a record; nil if it is no message. `flags` are the flags of the record.
  func utterance(_ row: Int, _ flags: LineFlags) -> Utterance? {
    guard let entry = type.entry(row), !flags.contains(.isSidechain) else { return nil }
    switch types[entry] {
    case .assistant: return isSynthetic(row) ? nil : .response
    case .user:
      let isTyped = flags.isDisjoint(with: [.isMeta, .isCompactSummary, .hasToolResult])
      return isTyped && isPersons(row) ? .prompt : nil
    case .attachment: return speaker(row) != nil && isPersons(row) ? .prompt : nil
    case .progress, .other: return nil
    }
  }

  /// Returns the speaker of a record; nil if its type and flags already tell who speaks.
  func speaker(_ row: Int) -> Speaker? { speaker[row].flatMap { UInt8(exactly: $0) }.flatMap(Speaker.init) }

  /// Returns whether a record in the place of a person's prompt is a prompt of that person.
  func isPersons(_ row: Int) -> Bool {
    switch speaker(row) {
    case nil, .person, .command: true
    case .localCommand, .output, .system: false
    }
  }

  /// Returns whether the agent wrote the prompt of a record that was scanned by old rules and cannot be scanned
  /// again.
  func isGeneratedPrompt(_ row: Int) -> Bool {
    guard scanner[row] == nil, let entry = prompt.entry(row) else { return false }
    return Agent.unstated.format.isGenerated(prompt: prompt.bytes(ofEntry: entry))
  }

  /// Returns the key of a record's uuid; nil if it has none, and for records that no summary names.
  func key(_ row: Int) -> UInt64? {
    guard let entry = uuid.entry(row), type.entry(row).map({ types[$0] != .progress }) ?? false else { return nil }
    return KeySet.key(of: uuid.bytes(ofEntry: entry))
  }

  /// Returns the facts that a record with the result of a call states about itself.
  func result(_ row: Int) -> OutputFiles.Result {
    OutputFiles.Result(uuid: uuid[row] ?? [], time: timestamp[row], marks: results[row] ?? [])
  }

  /// Returns the key that identifies a response: that of the message id, else of the request id, else of the record's
  /// uuid; 0 if all are absent.
  func responseKey(_ row: Int) -> UInt64 {
    for column in [message, request, uuid] {
      if let entry = column.entry(row) {
        let id = column.bytes(ofEntry: entry)
        if !id.isEmpty { return KeySet.key(of: id) }
      }
    }
    return 0
  }
}
