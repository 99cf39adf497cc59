import SessionLog
import Transcripts

/// The prompt that a record answers or is, and the answer that followed it.
public struct SearchExchange: Sendable, Equatable {
  /// The last prompt at or before the record, of the same branch and the same subagent; nil if there is none, or if the
  /// session does not show the record any more. Its blocks are cut at 4,000 characters.
  public var prompt: Turn?
  /// The response that contains the record, if the match is in its text; else the first one after it that says
  /// something, before the next prompt; else the one that contains the record, if it says something.
  public var answer: Turn?
  /// The next prompt after the record; nil if there is none, and unless it is asked for.
  package var reply: Turn?
  /// The first answer to a prompt whose last one is `answer`; nil if that is the only one, and unless it is asked for.
  package var firstAnswer: Turn?

  init(prompt: Turn? = nil, answer: Turn? = nil) { (self.prompt, self.answer) = (prompt, answer) }
}

extension Turn {
  /// The text that is said in it: its blocks of text, one below the other.
  public var text: String { blocks.filter { $0.kind == .text }.map(\.text).joined(separator: "\n") }

  /// True if a block of its text is only the beginning.
  public var isTextTruncated: Bool { blocks.contains { $0.kind == .text && $0.isTruncated } }
}

/// Finds prompts and answers in the conversation of a session.
struct ExchangeReader {
  private let transcript: SessionTranscript
  private let places: RecordPlaces
  private let turns: TurnReader
  /// By entry that is no prompt, the prompt before it, as far as it is known. Each entry is looked at once, however
  /// many matches there are.
  private var prompts: [Int: Int?] = [:]
  /// By entry that is no prompt and no response that says something, the answer after it, as far as it is known.
  private var answers: [Int: Int?] = [:]
  private var entries: [ConversationEntry] { transcript.conversation.entries }

  init(_ transcript: SessionTranscript) {
    self.transcript = transcript
    places = RecordPlaces(transcript)
    turns = TurnReader(transcript, charactersMax: 4000)
  }

  mutating func exchange(of match: SearchMatch) throws -> SearchExchange {
    guard match.isLatest, let place = places.entry(of: match) else { return SearchExchange() }
    return SearchExchange(
      prompt: try prompt(before: place).map(turns.turn),
      answer: try answer(of: place, isAnswer: match.role == .assistant))
  }

  /// Returns the entry of the last prompt at or before a place. Branches and subagents that the place is not in are
  /// passed over.
  private mutating func prompt(before place: Int) -> Int? {
    var found: Int?
    var same: [Int] = []
    var neighbours = NeighbouringRecords(of: place, from: place, in: entries, isForward: false)
    while let index = neighbours.next() {
      if entries[index].isPrompt {
        found = index
        break
      }
      if let known = prompts[index] {
        found = known
        break
      }
      same.append(index)
    }
    for index in same { prompts.updateValue(found, forKey: index) }
    return found
  }

  /// Returns the exchange with its outcome: the first and the last answer to a prompt, and the next prompt.
  mutating func outcome(of match: SearchMatch) throws -> SearchExchange {
    guard match.isLatest, let place = places.entry(of: match) else { return SearchExchange() }
    let isPrompt = entries[place].isPrompt
    let (responses, reply) = following(place, keepsResponses: isPrompt)
    var exchange = SearchExchange(prompt: try prompt(before: place).map(turns.turn))
    exchange.reply = try reply.map(turns.turn)
    guard isPrompt else {
      exchange.answer = try answer(of: place, isAnswer: match.role == .assistant)
      return exchange
    }
    exchange.answer = try said(responses.reversed())
    if let first = try said(responses), first.sequence != exchange.answer?.sequence { exchange.firstAnswer = first }
    return exchange
  }

  /// Returns the first of some responses that says something; nil if none does.
  private func said(_ responses: some Sequence<Int>) throws -> Turn? {
    for index in responses {
      if let turn = try response(index) { return turn }
    }
    return nil
  }

  /// Returns the entries of the responses between a place and the next prompt, and that prompt.
  private func following(_ place: Int, keepsResponses: Bool) -> (responses: [Int], prompt: Int?) {
    var responses: [Int] = []
    var neighbours = NeighbouringRecords(of: place, from: place + 1, in: entries, isForward: true)
    while let index = neighbours.next() {
      if entries[index].isPrompt { return (responses, index) }
      if keepsResponses, entries[index].kind == .records(.response) { responses.append(index) }
    }
    return (responses, nil)
  }

  private mutating func answer(of place: Int, isAnswer: Bool) throws -> Turn? {
    let own = try response(place)
    if isAnswer, let own { return own }
    return try answer(after: place, isSilent: own == nil).map(turns.turn) ?? own
  }

  /// Returns the entry of the first response after a place that says something, before the next prompt. `isSilent` says
  /// that the place itself is no such response.
  private mutating func answer(after place: Int, isSilent: Bool) throws -> Int? {
    if let known = answers[place] { return known }
    var found: Int?
    var same = isSilent ? [place] : []
    var neighbours = NeighbouringRecords(of: place, from: place + 1, in: entries, isForward: true)
    while let index = neighbours.next() {
      if entries[index].isPrompt { break }
      if let known = answers[index] {
        found = known
        break
      }
      if try response(index) != nil {
        found = index
        break
      }
      same.append(index)
    }
    for index in same { answers.updateValue(found, forKey: index) }
    return found
  }

  /// Returns a response that says something; nil if the entry is none.
  private func response(_ place: Int) throws -> Turn? {
    guard entries[place].kind == .records(.response) else { return nil }
    let turn = try turns.turn(place)
    return turn.text.isEmpty ? nil : turn
  }
}

/// The entries of records of the same conversation as an entry, from a place on in one direction, up to where that
/// conversation ends. Branches and subagents that the entry is not in are passed over.
private struct NeighbouringRecords {
  private let entries: [ConversationEntry]
  private let depth: Int
  private let isForward: Bool
  /// The entry that is looked at next; there is none where the index is out of bounds.
  private var index: Int
  /// The branch that is being passed over.
  private var passed: Int?

  init(of entry: Int, from start: Int, in entries: [ConversationEntry], isForward: Bool) {
    (self.entries, depth, self.isForward, index) = (entries, entries[entry].depth, isForward, start)
  }

  /// Returns the next of these entries; nil at the end.
  mutating func next() -> Int? {
    while entries.indices.contains(index) {
      let (place, entry) = (index, entries[index])
      index += isForward ? 1 : -1
      if entry.depth < depth { break }
      if entry.depth > depth { continue }
      switch entry.kind {
      case .branchStart(let number, _): if isForward { enter(number) } else { leave(number) }
      case .branchEnd(let number):
        if isForward, passed == nil { return end() }
        if isForward { leave(number) } else { enter(number) }
      case .subagentEnd where isForward && passed == nil, .subagentStart where !isForward && passed == nil: return end()
      case .records where passed == nil: return place
      case .records, .repetition, .subagentStart, .subagentEnd, .gap: continue
      }
    }
    return end()
  }

  private mutating func enter(_ branch: Int) {
    if passed == nil { passed = branch }
  }

  private mutating func leave(_ branch: Int) {
    if passed == branch { passed = nil }
  }

  private mutating func end() -> Int? {
    index = -1
    return nil
  }
}
