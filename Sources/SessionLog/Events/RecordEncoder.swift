import Bytes
import SegmentedLog
import Times
import Transcripts

/// Turns lines into `record` events.
package struct RecordEncoder: ~Copyable {
  /// JSON strings longer than this are left to the body.
  package static let textMax = 4096
  /// Bytes of a prompt that are kept for titles.
  package static let promptMax = 240

  private var scanner = LineScanner()
  private var scratch: [UInt8] = []
  /// Where the line that is scanned belongs; nil: it is not to be stored.
  private var position: Position?
  /// The file and session whose first words are known.
  private var known: Opening?

  package init() {}

  private struct Opening: Equatable {
    var source, generation: Int64
    var session: [UInt8]
  }

  /// Where a line belongs.
  package struct Position {
    package var source: Int64
    package var generation: Int64
    /// From 0.
    package var line: Int64
    /// Byte in the file.
    package var offset: Int64
    package var piece: RecordPiece = []

    package init(source: Int64, generation: Int64, line: Int64, offset: Int64, piece: RecordPiece = []) {
      (self.source, self.generation, self.line, self.offset, self.piece) = (source, generation, line, offset, piece)
    }
  }

  /// Whether bytes at the end of a file that no newline ends yet are a whole JSON object.
  package mutating func isComplete(_ line: UnsafeRawBufferPointer) -> Bool {
    if case .record = scanner.scan(line.assumingMemoryBound(to: UInt8.self)) { return true }
    return false
  }

  /// Scans a line and adds its record; what is wrong with it, if anything.
  package mutating func add(
    _ line: UnsafeRawBufferPointer, at position: Position, to builder: inout EventBlockBuilder
  ) -> LineDefect? {
    let text = line.assumingMemoryBound(to: UInt8.self)
    switch scanner.scan(text) {
    case .record(let fields, let defect):
      begin(position, defect: defect, flags: fields.flags, &builder)
      self.position = position
      add(fields, text, to: &builder)
      self.position = nil
      builder.end(body: line)
      return defect
    case .rejected(let defect, _):
      addOpaque(line, at: position, defect: defect, to: &builder)
      return defect
    }
  }

  /// What the columns of a record would be if its line were stored today, in `columns`; where it came from and what was wrong with it then are left
  /// out. False where the line is no record.
  package mutating func scan(_ line: UnsafeRawBufferPointer, into columns: inout ColumnChanges) -> Bool {
    let text = line.assumingMemoryBound(to: UInt8.self)
    guard line.count <= LineScanner.maximumLength, case .record(let fields, _) = scanner.scan(text) else {
      return false
    }
    if !fields.flags.isEmpty { columns.set(.flags, Int64(fields.flags.rawValue)) }
    add(fields, text, to: &columns)
    return true
  }

  /// Adds a record without looking into it.
  package func addOpaque(
    _ line: UnsafeRawBufferPointer, at position: Position, defect: LineDefect?, to builder: inout EventBlockBuilder
  ) {
    begin(position, defect: defect, flags: [], &builder)
    builder.set(.scanner, LineScanner.version)
    builder.end(body: line)
  }

  /// Adds a record of which only place and length are kept.
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

  /// The columns from `uuid` on, by rising id.
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
    columns.set(.scanner, LineScanner.version)
    if fields.usage != nil { setBilling(fields, text, &columns) }
    if let cost = fields.costNanos { columns.set(.cost, cost) }
    set(.forkedFrom, fields.forkedFrom, text, &columns)
    set(.sessionKind, fields.sessionKind, text, &columns)
    set(.innerUuid, fields.innerUuid, text, &columns)
    if let speaker = fields.isQueued ? queuedSpeaker(speech) : speech.speaker {
      columns.set(.speaker, Int64(speaker.rawValue))
    }
    if fields.answer.isPresent, isAnswerWanted(fields, text) {
      unescapeHead(fields.answer, text)
      if !scratch.isEmpty { columns.set(.answer, Self.beginning(of: scratch, Self.promptMax)) }
    }
    if fields.outputFile.isPresent { setOutputFile(fields.outputFile, text, &columns) }
  }

  /// How a response was billed, where it was not the ordinary way.
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

  /// Which call each block is or answers: enough to find one by the other within a session, in a sixth of the bytes of its id.
  private mutating func setCalls<Columns: RecordColumns & ~Copyable>(
    _ column: Column, _ calls: [(id: Transcripts.Span, isError: Bool)], _ text: UnsafeBufferPointer<UInt8>,
    _ columns: inout Columns
  ) {
    guard calls.count <= Self.textMax / 4 else { return }
    var marks = ByteWriter(capacity: 4 * calls.count)
    for (id, isError) in calls {
      scratch.removeAll(keepingCapacity: true)
      if id.isPresent { LineScanner.unescape(id.bytes(in: text), into: &scratch) }
      marks.fixed(ToolCallMark(id: scratch, isError: isError).rawValue)
    }
    columns.set(column, marks.bytes)
  }

  // MARK: Speech

  /// Whether the words of an answer may be the first ones of a session: what comes behind a prompt is no title. Of lines that are stored, only the first
  /// of a file and session has them.
  private mutating func isAnswerWanted(_ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard fields.flags.isDisjoint(with: [.isSidechain, .isAPIError]),
      !fields.model.isPresent || !fields.model.bytes(in: text).elementsEqual("<synthetic>".utf8)
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

  /// What a person says in a line.
  private mutating func speech(_ fields: LineFields, _ text: UnsafeBufferPointer<UInt8>) -> Speech {
    var speech = Speech()
    guard fields.prompt.isPresent else { return speech }
    for span in [fields.prompt] + fields.furtherTexts {
      unescapeHead(span, text)
      // Without a tag in its beginning all of a text is typed; with one, what the block is must be known.
      if Self.mayHoldBlocks(scratch), span.count > scratch.count {
        scratch.removeAll(keepingCapacity: true)
        LineScanner.unescape(span.bytes(in: text), into: &scratch)
      }
      scratch.withUnsafeBufferPointer { speech.add($0) }
    }
    let isPrompt = !speech.text.isEmpty && speech.speaker != .localCommand
    if isPrompt, !fields.flags.contains(.isSidechain), let opening = opening(fields, text) { known = opening }
    return speech
  }

  private static func mayHoldBlocks(_ text: [UInt8]) -> Bool {
    text.contains(0x3c) || text.starts(with: "[Request".utf8) || text.isBlank
  }

  /// A prompt that waited is a person's, whatever the type of the record.
  private func queuedSpeaker(_ speech: Speech) -> Speaker? { speech.speaker ?? (speech.text.isEmpty ? nil : .person) }

  /// The beginning of a string, without escapes, in `scratch`: at least `promptMax` bytes of it.
  private mutating func unescapeHead(_ span: Transcripts.Span, _ text: UnsafeBufferPointer<UInt8>) {
    // An escape takes at most six bytes for one, so this much is enough; a cut escape at its end falls away.
    let head = UnsafeBufferPointer(rebasing: span.bytes(in: text).prefix(Self.promptMax * 6))
    scratch.removeAll(keepingCapacity: true)
    LineScanner.unescape(UnsafeBufferPointer(rebasing: head[..<Self.wholeEscapes(head)]), into: &scratch)
  }

  /// The start of a text, cut between characters.
  package static func beginning(of text: [UInt8], _ limit: Int) -> [UInt8] {
    guard text.count > limit else { return text }
    var end = limit
    while end > 0, text[end] & 0xc0 == 0x80 { end -= 1 }
    return Array(text[..<end])
  }

  /// The last component of a path, in the way of either kind of system.
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

  /// How many bytes from the start hold no escape that is cut off at the end, when `bytes` was cut from a longer string.
  private static func wholeEscapes(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard bytes.count >= promptMax * 6 else { return bytes.count }
    // A surrogate pair, the longest escape, has twelve bytes. Before it start where no backslash run reaches.
    var index = 0
    while index < bytes.count {
      let length = bytes[index] != 0x5c ? 1 : index + 1 < bytes.count && bytes[index + 1] == 0x75 ? 6 : 2
      if index + length > bytes.count { return index }
      index += length
    }
    return index
  }
}

/// What takes the columns of a record, by rising id: a block that is built, or the changes of an event.
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

extension Transcripts.Span {
  /// What the string says; empty where it is absent.
  package func text(in line: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    if isPresent { LineScanner.unescape(bytes(in: line), into: &text) }
    return text
  }

  package func bytes(in line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: line[Int(start)..<Int(start) + Int(count)])
  }
}
