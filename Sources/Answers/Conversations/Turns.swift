import FileIO
import SessionLog
import Transcripts

extension StoreView {
  /// Returns turns of a session in reading order. Entries without a record of their own, such as the beginning of a
  /// branch, and records that stood before already are no turns.
  ///
  /// Throws `noSuchSession`, `noSuchTurn`, or `versionDropped`. Cost: the outlines of the session, and the lines of the
  /// turns that are given.
  public func turns(_ query: TurnQuery) throws -> TurnWindow {
    try throwingStoreErrors {
      let transcript = try transcript(of: query.session, generation: query.generation)
      if let generation = query.generation, transcript.records.isEmpty {
        throw StoreError(.noSuchGeneration, "session '\(query.session)' has no version \(generation)")
      }
      let reader = TurnReader(transcript, charactersMax: query.charactersMax)
      let window = try reader.window(query)
      let turns = try window.map { number in
        try checkCancellation()
        return try reader.turn(reader.places[number])
      }
      let next = window.upperBound < reader.places.count ? reader.places[window.upperBound] : nil
      let previous = window.lowerBound > 0 ? reader.places[window.lowerBound - 1] : nil
      return TurnWindow(
        session: transcript.id, head: head, total: reader.places.count, first: window.lowerBound, next: next,
        previous: previous, turns: turns)
    }
  }
}

/// Makes turns from the entries of a conversation.
struct TurnReader {
  /// The entries that are turns.
  let places: [Int]
  private let transcript: SessionTranscript
  private let charactersMax: Int
  private let subagents: CalledSubagents

  private var entries: [ConversationEntry] { transcript.conversation.entries }
  private var records: RecordOutlines { transcript.records }

  init(_ transcript: SessionTranscript, charactersMax: Int) {
    (self.transcript, self.charactersMax) = (transcript, charactersMax)
    places = transcript.conversation.entries.indices.filter { place in
      if case .records = transcript.conversation.entries[place].kind { true } else { false }
    }
    subagents = CalledSubagents(transcript.conversation)
  }

  /// Returns the turns asked for, as indices of `places`.
  func window(_ query: TurnQuery) throws -> Range<Int> {
    let first = try start(query.place)
    // The turn at the place is always among them.
    let lower = first - min(max(0, query.before), first, max(1, query.limit) - 1)
    let rest = places.count - first
    let end = first + (query.after.map { min(max(0, $0), rest - 1) + 1 } ?? rest)
    return lower..<min(end, lower + min(max(1, query.limit), places.count - lower))
  }

  /// The error that there is no turn at a place, given as a person writes it: `12` for an entry, `@8465` for a sequence
  /// number.
  private func none(_ place: String) -> StoreError {
    StoreError(.noSuchTurn, "session '\(transcript.id)' has no turn at \(place)")
  }

  private func start(_ place: TurnQuery.Place) throws -> Int {
    func index(of entry: Int) -> Int { places.firstIndex { $0 >= entry } ?? places.count }
    switch place {
    case .start: return 0
    case .tail(let count): return count > 0 ? index(of: transcript.conversation.tail(count).startIndex) : places.count
    case .last(let count): return max(0, places.count - max(0, count))
    case .entry(let entry):
      guard entries.indices.contains(entry) else { throw none("\(entry)") }
      return index(of: entry)
    case .sequence(let sequence):
      guard let record = records.indices.first(where: { records.sequence(of: $0) == sequence }),
        let entry = entries.firstIndex(where: { $0.records.contains(record) })
      else { throw none("@\(sequence)") }
      return index(of: entry)
    }
  }

  /// Returns the turn of an entry.
  func turn(_ place: Int) throws -> Turn {
    let entry = entries[place]
    let message = try transcript.message(of: entry)
    let first = entry.records[0]
    var blocks = TurnBlocks(
      charactersMax: charactersMax, kind: message.kind,
      durations: records.callTimes(of: entry.records).compactMapValues(\.duration),
      subagents: try subagents.names(message, at: place, in: transcript))
    for part in message.parts { blocks.add(part) }
    return Turn(
      entry: place, sequence: records.sequence(of: first), uuid: records.uuid(of: first).map(records.text),
      role: message.kind.role, time: message.time, model: message.model, branch: entry.branch, depth: entry.depth,
      usage: message.kind == .response ? try usage(entry, message.agent.format) : nil, blocks: blocks.blocks)
  }

  /// Returns the tokens of a response: of its lines the largest value of each field.
  private func usage(_ entry: ConversationEntry, _ format: any AgentFormat.Type) throws -> TokenCounts? {
    var (state, tokens) = (ScanState(), ReportedTokens?.none)
    for record in entry.records {
      guard records.kind(of: record) == .response, !records.isSynthetic(record),
        records.length(of: record) <= LineScanner.maximumLength, let line = try transcript.line(of: record),
        case .record(let fields, _) = line.withUnsafeBufferPointer({ format.scan($0, &state) }),
        let usage = fields.usage
      else { continue }
      var known = tokens ?? ReportedTokens()
      known.raise(to: ReportedTokens(usage))
      tokens = known
    }
    return tokens?.counts
  }
}

/// Makes the blocks of a turn from the parts of its message.
private struct TurnBlocks {
  let charactersMax: Int
  let kind: RecordOutline.Kind
  let durations: [UInt32: Int64]
  let subagents: [UInt32: String]
  private(set) var blocks: [Turn.Block] = []

  init(charactersMax: Int, kind: RecordOutline.Kind, durations: [UInt32: Int64], subagents: [UInt32: String]) {
    (self.charactersMax, self.kind) = (charactersMax, kind)
    (self.durations, self.subagents) = (durations, subagents)
  }

  mutating func add(_ part: Message.Part) {
    switch part {
    case .text(let text): blocks.append(block(kind == .summary ? .summary : .text, text))
    case .thinking(let text): blocks.append(block(.thinking, text))
    case .call(let call): add(call)
    case .result(let result): add(result, of: nil)
    case .media(let media): blocks.append(block(media))
    case .command(let name, let arguments):
      blocks.append(block(.text, arguments.isEmpty ? name : "\(name) \(arguments)"))
    case .output(let text, let isError):
      var output = block(.note, text)
      output.isError = isError
      blocks.append(output)
    case .note(let name, let text, _): blocks.append(block(.note, text.isEmpty ? name : "\(name): \(text)"))
    case .unreadable(let line, let reason, let text):
      blocks.append(block(.note, "line \(line + 1) (\(reason))" + (text.isEmpty ? "" : ": \(text)")))
    case .other(let type, let value): blocks.append(block(.note, "[\(type)] \(value.text)"))
    }
  }

  private mutating func add(_ call: ToolCallContent) {
    var use = block(.toolUse, call.input.text)
    (use.tool, use.call, use.subagent) = (call.name, call.id, subagents[call.mark])
    use.summary = call.summaryLine
    if use.subagent == "" { use.subagent = nil }
    blocks.append(use)
    if let result = call.result { add(result, of: call) }
  }

  private mutating func add(_ result: ToolResultContent, of call: ToolCallContent?) {
    var answer = block(.toolResult, result.text)
    (answer.tool, answer.call, answer.isError) = (call?.name, call?.id, result.isError)
    answer.duration = call.flatMap { durations[$0.mark] }
    blocks.append(answer)
    for part in result.parts {
      // The texts are in the block of the result.
      if case .text = part { continue }
      add(part)
    }
  }

  private func block(_ media: Media) -> Turn.Block {
    let text = [media.form == .image ? "image" : "document", media.type, media.location]
    var image = block(.image, text.filter { !$0.isEmpty }.joined(separator: ", "))
    if !media.base64.isEmpty { image.bytes = media.size }
    return image
  }

  private func block(_ kind: Turn.Block.Kind, _ text: String) -> Turn.Block {
    var block = Turn.Block(kind: kind, text: text, bytes: Int64(text.utf8.count))
    if let end = end(of: text) {
      block.text = String(text[..<end])
      block.isTruncated = true
    }
    return block
  }

  /// Returns where a text is cut; nil if it is short enough. A character of several code points is not divided, unless
  /// it is longer than the limit.
  private func end(of text: String) -> String.Index? {
    let scalars = text.unicodeScalars
    guard charactersMax > 0, text.utf8.count > charactersMax,
      let limit = scalars.index(scalars.startIndex, offsetBy: charactersMax, limitedBy: scalars.endIndex),
      limit < scalars.endIndex
    else { return nil }
    let boundary = text.index(before: text.index(after: limit))
    return boundary > text.startIndex ? boundary : limit
  }
}

extension RecordOutline.Kind {
  fileprivate var role: Turn.Role {
    switch self {
    case .prompt, .command, .result: .user
    case .response: .assistant
    case .meta, .summary, .compaction, .note, .unreadable: .system
    }
  }
}
