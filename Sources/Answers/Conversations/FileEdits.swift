import FileIO
public import SegmentedLog
import SessionLog
public import Times
import Transcripts

/// A call of a tool that changed or wrote a file, with the texts that it gives.
public struct FileEdit: Sendable, Equatable {
  /// A text and the one that takes its place.
  public struct Replacement: Sendable, Equatable {
    /// The text that is replaced; empty if the call writes a whole file or cell, because it does not say what was
    /// there.
    public var old: String
    /// The text that stands there afterwards.
    public var new: String
  }

  /// The path as the call gives it.
  public var path: String
  /// The id of the session.
  public var session: String
  /// The shortest unique beginning of the session's id, at least 8 characters.
  public var shortID: String
  /// The time of the call; nil if its record has none.
  public var time: Instant?
  /// The sequence number of the event of its record.
  public var sequence: UInt64
  /// The name of the tool.
  public var tool: String
  /// True if the call was refused or failed; nil if it has no result.
  public var isError: Bool?
  /// True if the call writes a whole file or cell.
  public var isWhole: Bool
  /// The replacements, in the order in which the call makes them.
  public var replacements: [Replacement]
  /// The numbers of the lines of the file, from 1, at which it has changed, as they were after the call; empty if its
  /// result does not say it.
  public var lines: [Int64] = []
}

/// The calls that changed or wrote files.
public struct FileEdits: Sendable {
  /// The end of the log that was asked.
  public var head: LogHead
  /// The number of calls that the query selects, with those that are not listed.
  public var total: Int
  /// The latest of them, the latest last.
  public var edits: [FileEdit]
}

extension StoreView {
  /// Returns the calls that changed or wrote the files that a query selects, each once, with the texts that they give.
  /// Those that were refused or failed are included. `limit` is the maximum number of calls, of which the latest are
  /// taken.
  ///
  /// Throws `noSuchSession`. Cost: that of `files`, the envelopes of the sessions with such calls, and the lines of the
  /// calls. Calls whose lines are lost to damage are left out.
  public func edits(_ query: FilesQuery, limit: Int = .max) throws -> FileEdits {
    try throwingStoreErrors {
      let written = try calls(query).filter(\.isWrite)
      let state = try projections([.files, .sessions, .tools]).files.state
      let inOrder = written.enumerated().sorted { a, b in
        (a.element.time ?? .min, a.offset) < (b.element.time ?? .min, b.offset)
      }.map(\.element)
      let chosen = inOrder.suffix(max(0, limit))
      var order: [ResponseKey: Int] = [:]
      for (place, call) in chosen.enumerated() { order[call.key] = place }
      var outcomes: [ResponseKey: ToolCall.Outcome] = [:]
      for call in try projections(.tools).tools.state.calls where order[call.key] != nil {
        outcomes[call.key] = call.outcome
      }
      var found: [(place: Int, edit: FileEdit)] = []
      for id in Set(chosen.map { state.sessions.ids[Int($0.session)] }) {
        guard let index = try sessionsState.index(of: id) else { continue }
        try checkCancellation()
        var reader = EditReader(
          try content(of: sessionsState.sessions[index]), order: order, outcomes, shortID: try shortIDs[id] ?? id.text)
        try reader.run()
        found += reader.found
      }
      // A call that another of these sessions repeats is that of the session for which it counts.
      let owners = chosen.map { state.sessions.ids[Int($0.session)].text }
      func precedes(_ a: (place: Int, edit: FileEdit), _ b: (place: Int, edit: FileEdit)) -> Bool {
        let isCopy = [a, b].map { $0.edit.session == owners[$0.place] ? 0 : 1 }
        return (a.place, isCopy[0], a.edit.session) < (b.place, isCopy[1], b.edit.session)
      }
      var seen = Set<Int>()
      let edits = found.sorted(by: precedes).filter { seen.insert($0.place).inserted }.map(\.edit)
      return FileEdits(head: head, total: written.count, edits: edits)
    }
  }
}

/// Reads the wanted calls of one session.
private struct EditReader {
  private let content: SessionContent
  /// The place of each wanted call among all.
  private let order: [ResponseKey: Int]
  private let outcomes: [ResponseKey: ToolCall.Outcome]
  private let shortID: String
  private(set) var found: [(place: Int, edit: FileEdit)] = []
  /// The index in `found` of calls whose results have not come, by file and mark.
  private var pending: [ResultKey: Int] = [:]

  private struct ResultKey: Hashable {
    var file: Int
    var mark: UInt32
  }

  init(
    _ content: SessionContent, order: [ResponseKey: Int], _ outcomes: [ResponseKey: ToolCall.Outcome], shortID: String
  ) {
    (self.content, self.order, self.outcomes, self.shortID) = (content, order, outcomes, shortID)
  }

  mutating func run() throws {
    let records = content.records
    for record in records.indices {
      try addLines(of: record)
      guard !records.calls(of: record).isEmpty else { continue }
      let tools = content.agents[records.file(of: record)].format.fileTools
      guard records.length(of: record) <= LineScanner.maximumLength,
        records.tools(of: record).contains(where: tools.contains)
      else { continue }
      let outline = records[record]
      var keys: [UInt32: ResponseKey] = [:]
      for mark in outline.calls {
        let key = ResponseKey(ofCall: mark, message: outline.message, uuid: outline.uuid)
        if order[key] != nil { keys[mark] = key }
      }
      if !keys.isEmpty { try add(outline, keys) }
    }
  }

  /// Takes the numbers of lines from a record with the result of a wanted call.
  private mutating func addLines(of record: Int) throws {
    // What a record with several results says is not known to be about one of them.
    let (records, results) = (content.records, content.records.results(of: record))
    guard results.count == 1, let mark = results.first, !pending.isEmpty,
      let index = pending.removeValue(forKey: ResultKey(file: records.file(of: record), mark: mark)),
      records.length(of: record) <= LineScanner.maximumLength,
      let line = try content.lines.withBody(of: records[record].sequence, { [UInt8]($0) }),
      let value = line.withUnsafeBufferPointer({ JSONValue.parse($0) })
    else { return }
    found[index].edit.lines = content.agents[records.file(of: record)].format.changedLines(in: value)
  }

  private mutating func add(_ outline: RecordOutline, _ keys: [UInt32: ResponseKey]) throws {
    guard let line = try content.lines.withBody(of: outline.sequence, { [UInt8]($0) }) else { return }
    var builder = MessageBuilder(outline.kind, agent: content.agents[outline.file])
    builder.add(outline, line)
    for part in builder.message.parts {
      guard case .call(let call) = part, let key = keys[call.mark], let place = order[key],
        let path = call.writtenPath
      else { continue }
      let texts = call.writtenTexts
      let outcome = outcomes[key] ?? .unanswered
      let edit = FileEdit(
        path: path, session: content.id, shortID: shortID, time: outline.time, sequence: outline.sequence,
        tool: call.name, isError: outcome == .unanswered ? nil : outcome == .failed, isWhole: texts.isWhole,
        replacements: texts.replacements.map { FileEdit.Replacement(old: $0.old, new: $0.new) })
      pending[ResultKey(file: outline.file, mark: call.mark)] = found.count
      found.append((place, edit))
    }
  }
}
