import Bytes
import SegmentedLog
import Times
import Transcripts

/// Turns the lines of a transcript into `record` events: scans a line and fills the columns of its record.
package struct RecordEncoder: ~Copyable {
  /// The largest number of bytes of a JSON string that is copied into a column. Longer strings are in the body alone.
  package static let textMax = 4096
  /// The number of bytes of a prompt or an answer that are kept, for titles.
  package static let promptMax = 240

  /// The agent that has written the lines, and their format.
  package let agent: Agent
  private let format: any AgentFormat.Type
  private let scannerVersion: Int64
  private var state = ScanState()
  /// The generation of the lines that `state` comes from; nil before the first one.
  private var current: GenerationKey?
  private var scratch: [UInt8] = []
  /// The time of the last record that was scanned, in milliseconds since 1970-01-01 UTC; nil if it has none.
  package private(set) var time: Int64?
  /// The texts of the last record that was scanned, and the value that holds them; nil and absent if that is not known.
  package private(set) var texts: [Span]?
  package private(set) var textPlace = Span.absent
  /// Which of the texts are said, one bit each, and the role of what is said.
  package private(set) var prose: (texts: UInt64, role: TextRole?) = (0, nil)
  /// True if the last record that was scanned may have calls of tools that read or write a file.
  package private(set) var mayNameFiles = false
  /// The place of the line being scanned; nil when the line is scanned without being stored.
  private var position: Position?
  /// The file and session of which the first words are already known.
  private var known: Opening?

  /// Makes an encoder for the lines of an agent. Those of a generation must come in their order, and without lines of
  /// other generations between them.
  package init(_ agent: Agent = .unstated) {
    self.agent = agent
    format = agent.format
    scannerVersion = format.scannerVersion
  }

  private struct Opening: Equatable {
    var source, generation: Int64
    var session: [UInt8]
  }

  /// The place of a line in its source.
  package struct Position {
    package var source: Int64
    package var generation: Int64
    /// The number of the line, from 0.
    package var line: Int64
    /// The offset of the line in the file, in bytes.
    package var offset: Int64
    package var piece: RecordForm = []

    package init(source: Int64, generation: Int64, line: Int64, offset: Int64, piece: RecordForm = []) {
      (self.source, self.generation, self.line, self.offset, self.piece) = (source, generation, line, offset, piece)
    }
  }

  /// Returns whether bytes at the end of a file, which no newline ends yet, are a whole JSON object.
  package mutating func isComplete(_ line: UnsafeRawBufferPointer) -> Bool {
    var state = state
    if case .record = format.scan(line.assumingMemoryBound(to: UInt8.self), &state) { return true }
    return false
  }

  /// Scans a line and adds its record to `builder`. Returns the defect of the line; nil if it has none.
  package mutating func add(
    _ line: UnsafeRawBufferPointer, at position: Position, to builder: inout EventBlockBuilder
  ) -> LineDefect? {
    let text = line.assumingMemoryBound(to: UInt8.self)
    (time, texts, textPlace, mayNameFiles) = (nil, nil, .absent, false)
    prose = (0, nil)
    let key = GenerationKey(source: position.source, generation: position.generation)
    if key != current { (current, state) = (key, ScanState()) }
    switch format.scan(text, &state) {
    case .record(let fields, let defect):
      begin(position, defect: defect, flags: fields.flags, &builder)
      self.position = position
      add(fields, text, to: &builder)
      self.position = nil
      (texts, textPlace) = (fields.texts, fields.textPlace)
      prose = (fields.proseTexts, fields.author.map(TextRole.init))
      mayNameFiles = fields.toolNames.contains { name in
        name.hasEscapes || format.fileTools.contains(String(decoding: name.bytes(in: text), as: UTF8.self))
      }
      builder.end(body: line)
      return defect
    case .rejected(let defect, _):
      addOpaque(line, at: position, defect: defect, to: &builder)
      return defect
    }
  }

  /// Fills `columns` with the columns that the record of `line` would have if it were stored today, except those for
  /// its place and its defect. Returns false if the line is not a record.
  package mutating func scan(_ line: UnsafeRawBufferPointer, into columns: inout ColumnChanges) -> Bool {
    let text = line.assumingMemoryBound(to: UInt8.self)
    var state = ScanState()
    guard line.count <= LineScanner.maximumLength, case .record(let fields, _) = format.scan(text, &state) else {
      return false
    }
    if !fields.flags.isEmpty { columns.set(.flags, Int64(fields.flags.rawValue)) }
    add(fields, text, to: &columns)
    return true
  }

  /// Adds a record without scanning the line.
  package func addOpaque(
    _ line: UnsafeRawBufferPointer, at position: Position, defect: LineDefect?, to builder: inout EventBlockBuilder
  ) {
    begin(position, defect: defect, flags: [], &builder)
    builder.set(.scanner, scannerVersion)
    builder.end(body: line)
  }

  /// Adds an erased record: one that keeps the place and the length of its line but not its bytes.
  package func addErased(_ length: Int, at position: Position, to builder: inout EventBlockBuilder) {
    begin(position, defect: nil, flags: [], &builder)
    builder.set(.length, Int64(length))
    builder.end()
  }

  private func begin(_ position: Position, defect: LineDefect?, flags: LineFlags, _ builder: inout EventBlockBuilder) {
    builder.begin(.record)
    builder.set(.source, position.source)
    builder.set(.generation, position.generation)
    builder.set(.line, position.line)
    builder.set(.offset, position.offset)
    if !position.piece.isEmpty { builder.set(.piece, position.piece.rawValue) }
    if let defect { builder.set(.defect, Int64(defect.rawValue)) }
    if !flags.isEmpty { builder.set(.flags, Int64(flags.rawValue)) }
  }

  /// Sets the columns from `uuid` on, by ascending id.
  private mutating func add<Columns: RecordColumns & ~Copyable>(
    _ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>, to columns: inout Columns
  ) {
    set(.uuid, fields.uuid, text, &columns)
    set(.parent, fields.parentUuid, text, &columns)
    set(.session, fields.sessionId, text, &columns)
    set(.type, fields.type, text, &columns)
    set(.subtype, fields.subtype, text, &columns)
    if fields.timestamp.isPresent, let time = Timestamp.parse(fields.timestamp.bytes(in: text)) {
      columns.set(.timestamp, time)
      self.time = time
    }
    set(.message, fields.messageId, text, &columns)
    set(.request, fields.requestId, text, &columns)
    set(.model, fields.model, text, &columns)
    set(.cwd, fields.cwd, text, &columns)
    set(.branch, fields.gitBranch, text, &columns)
    set(.version, fields.version, text, &columns)
    set(.agent, fields.agentId, text, &columns)
    if !fields.toolNames.isEmpty { setTools(fields.toolNames, text, &columns) }
    let speech = speech(fields, text)
    if let title = speech.newTitle {
      columns.set(.customTitle, Self.beginning(of: title, Self.textMax))
    } else {
      set(.customTitle, fields.customTitle, text, &columns)
    }
    set(.aiTitle, fields.aiTitle, text, &columns)
    set(.summary, fields.summary, text, &columns)
    set(.leaf, fields.leafUuid, text, &columns)
    if !speech.text.isEmpty { columns.set(.prompt, Self.beginning(of: speech.text, Self.promptMax)) }
    if let usage = fields.usage {
      columns.set(.inputTokens, usage.inputTokens)
      columns.set(.outputTokens, usage.outputTokens)
      columns.set(.cacheWrites, usage.cacheCreationTokens)
      columns.set(.cacheWrites5m, usage.cacheCreation5mTokens)
      columns.set(.cacheWrites1h, usage.cacheCreation1hTokens)
      columns.set(.cacheReads, usage.cacheReadTokens)
    }
    if !fields.toolIds.isEmpty { setCalls(.calls, fields.toolIds.map { ($0, false) }, text, &columns) }
    if !fields.toolResults.isEmpty {
      setCalls(.results, fields.toolResults.map { ($0.call, $0.isError) }, text, &columns)
    }
    columns.set(.scanner, scannerVersion)
    if fields.usage != nil { setBilling(fields, text, &columns) }
    if let cost = fields.costNanos { columns.set(.cost, cost) }
    set(.forkedFrom, fields.forkedFrom, text, &columns)
    set(.sessionKind, fields.sessionKind, text, &columns)
    set(.innerUuid, fields.innerUuid, text, &columns)
    if let speaker = fields.isQueued ? queuedSpeaker(speech) : speech.speaker {
      columns.set(.speaker, Int64(speaker.rawValue))
    }
    if fields.answer.isPresent, isAnswerWanted(fields, text) {
      LineScanner.unescapeBeginning(fields.answer.bytes(in: text), atLeast: Self.promptMax, into: &scratch)
      if !scratch.isEmpty { columns.set(.answer, Self.beginning(of: scratch, Self.promptMax)) }
    }
    if fields.outputFile.isPresent { setOutputFile(fields.outputFile, text, &columns) }
  }

  /// Sets the columns for the billing of a response if it differs from the ordinary way.
  private func setBilling<Columns: RecordColumns & ~Copyable>(
    _ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>, _ columns: inout Columns
  ) {
    let billing = Billing(fields.billing, text)
    if billing != Billing() { columns.set(.billing, billing.encoded) }
    let iterations = Iterations(fields.billing.iterations, of: fields.model.text(in: text), text)
    if !iterations.isEmpty { columns.set(.iterations, iterations.encoded) }
  }

  private mutating func set<Columns: RecordColumns & ~Copyable>(
    _ column: Column, _ span: Transcripts.Span, _ text: UnsafeBufferPointer<UInt8>, _ columns: inout Columns
  ) {
    guard span.isPresent, span.count <= Self.textMax else { return }
    let raw = span.bytes(in: text)
    guard span.hasEscapes else { return columns.set(column, UnsafeRawBufferPointer(raw)) }
    scratch.removeAll(keepingCapacity: true)
    LineScanner.unescape(raw, into: &scratch)
    columns.set(column, scratch)
  }

  private mutating func setTools<Columns: RecordColumns & ~Copyable>(
    _ names: [Transcripts.Span], _ text: UnsafeBufferPointer<UInt8>, _ columns: inout Columns
  ) {
    scratch.removeAll(keepingCapacity: true)
    for (index, name) in names.enumerated() {
      if index > 0 { scratch.append(0x0a) }
      LineScanner.unescape(name.bytes(in: text), into: &scratch)
    }
    if scratch.count <= Self.textMax { columns.set(.tools, scratch) }
  }

  /// Sets one mark per block, which names the call that the block makes or answers. A mark takes a sixth of the bytes
  /// of an id and is enough to match calls and results within a session.
  private mutating func setCalls<Columns: RecordColumns & ~Copyable>(
    _ column: Column, _ calls: [(id: Transcripts.Span, isError: Bool)], _ text: UnsafeBufferPointer<UInt8>,
    _ columns: inout Columns
  ) {
    guard calls.count <= Self.textMax / 4 else { return }
    var marks = ByteWriter(capacity: 4 * calls.count)
    for (id, isError) in calls {
      scratch.removeAll(keepingCapacity: true)
      if id.isPresent { LineScanner.unescape(id.bytes(in: text), into: &scratch) }
      marks.fixed(ToolCallHash(id: scratch, isError: isError).rawValue)
    }
    columns.set(column, marks.bytes)
  }

  // MARK: Speech

  /// Returns whether the text of an answer may be the first words of a session; an answer that follows a prompt is no
  /// title. When lines are stored, only the first answer of a session in a file is wanted, and only before any prompt.
  private mutating func isAnswerWanted(_ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard fields.flags.isDisjoint(with: [.isSidechain, .isAPIError]),
      !fields.model.isPresent
        || !format.isSynthetic(model: UnsafeRawBufferPointer(fields.model.bytes(in: text)))
    else { return false }
    guard let opening = opening(fields, text) else { return true }
    defer { known = opening }
    return opening != known
  }

  private func opening(_ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>) -> Opening? {
    position.map {
      let session = fields.sessionId.isPresent ? Array(fields.sessionId.bytes(in: text)) : []
      return Opening(source: $0.source, generation: $0.generation, session: session)
    }
  }

  /// Returns the words of a person in a line.
  private mutating func speech(_ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>) -> Speech {
    guard fields.prompt.isPresent else { return Speech() }
    let speech = format.speech(of: fields, in: text, atLeast: Self.promptMax, &scratch)
    let isPrompt = !speech.text.isEmpty && speech.speaker != .localCommand
    if isPrompt, !fields.flags.contains(.isSidechain), let opening = opening(fields, text) { known = opening }
    return speech
  }

  /// Returns the speaker of a queued prompt. It counts as a person's, whatever the type of the record.
  private func queuedSpeaker(_ speech: Speech) -> Speaker? { speech.speaker ?? (speech.text.isEmpty ? nil : .person) }

  /// Returns the first `limit` bytes of a text at most, cut between characters.
  package static func beginning(of text: [UInt8], _ limit: Int) -> [UInt8] {
    guard text.count > limit else { return text }
    var end = limit
    while end > 0, text[end] & 0xc0 == 0x80 { end -= 1 }
    return Array(text[..<end])
  }

  /// Sets the last component of a path. Both `/` and `\` separate components, because the path may be from Windows.
  private mutating func setOutputFile<Columns: RecordColumns & ~Copyable>(
    _ span: Transcripts.Span, _ text: UnsafeBufferPointer<UInt8>, _ columns: inout Columns
  ) {
    scratch.removeAll(keepingCapacity: true)
    LineScanner.unescape(span.bytes(in: text), into: &scratch)
    guard let name = scratch.split(whereSeparator: { $0 == 0x2f || $0 == 0x5c }).last, name.count <= Self.textMax else {
      return
    }
    columns.set(.outputFile, Array(name))
  }
}

/// A receiver of the columns of a record, in ascending order of their ids: a block under construction or the changes of
/// an event.
protocol RecordColumns: ~Copyable {
  mutating func set(_ column: Column, _ value: Int64)
  mutating func set(_ column: Column, _ value: [UInt8])
  mutating func set(_ column: Column, _ value: UnsafeRawBufferPointer)
}

extension EventBlockBuilder: RecordColumns {}

extension ColumnChanges: RecordColumns {
  package mutating func set(_ column: Column, _ value: Int64) { set(column.rawValue, value) }

  package mutating func set(_ column: Column, _ value: [UInt8]) { set(column.rawValue, value) }

  package mutating func set(_ column: Column, _ value: UnsafeRawBufferPointer) { set(column.rawValue, [UInt8](value)) }
}
