import Answers
import SegmentedLog
import SessionLog
public import Times
import Transcripts

extension ErasureReport {
  /// An excerpt from which a user recognises what would be erased.
  public struct Sample: Sendable, Equatable {
    /// The beginning of the first prompt, or else of whatever other text there is, on one line; empty when there is
    /// none.
    public var text = ""
    /// The time of the earliest record; nil when no record has one.
    public var first: Instant?
    /// The time of the latest record; nil when no record has one.
    public var last: Instant?
  }
}

extension ErasureReport.Sample {
  /// The maximum number of characters of the text.
  package static let textMax = 200
  /// The maximum number of records that are read to find a text, apart from prompts.
  private static let readsMax = 64

  /// Creates the excerpt of what `runs` would hide. Cost: one pass over the envelopes of their files, and the lines of
  /// some records.
  package init(_ runs: [ErasedRun], _ log: LogReader, _ sync: SyncState) throws {
    var ranges: [GenerationKey: OffsetRanges] = [:]
    var (first, last) = (UInt64.max, UInt64.min)
    for run in runs {
      ranges[run.key, default: OffsetRanges()].insert(run.range)
      guard let generation = sync.generation(run.key), generation.firstSequence > 0 else { continue }
      (first, last) = (min(first, generation.firstSequence), max(last, generation.lastSequence))
    }
    guard first <= last else { return }
    var best: (rank: Int, text: String)?
    var reads = 0
    try log.forEachBlock(in: first...last) { block in
      let columns = try BlockColumns(block)
      let sources = try columns.integers(.source)
      let generations = try columns.integers(.generation)
      let offsets = try columns.integers(.offset)
      let rows = (0..<block.count).filter { row in
        guard columns.kind(row) == .record || columns.kind(row) == .piece, let source = sources[row],
          let generation = generations[row]
        else { return false }
        return ranges[GenerationKey(source: source, generation: generation)]?.contains(offsets[row] ?? 0) ?? false
      }
      if rows.isEmpty { return }
      let outlines = try OutlineColumns(columns)
      var bodies: BlockBodies?
      for row in rows {
        let outline = outlines.outline(row, file: 0)
        if let time = outline.time { self.first = min(self.first ?? time, time) }
        if let time = outline.time { self.last = max(self.last ?? time, time) }
        let rank = Self.rank(outline, isRecord: columns.kind(row) == .record)
        guard rank < best?.rank ?? .max, rank == 0 || reads < Self.readsMax else { continue }
        if bodies == nil { bodies = try log.bodies(of: block) }
        guard bodies!.isIntact(row..<row + 1) else { continue }
        reads += 1
        let bytes = bodies!.withBody(row) { [UInt8]($0) }
        let agent = sources[row].map(sync.agent(ofSource:)) ?? .unstated
        let text = Self.text(outline, bytes, agent, isRecord: columns.kind(row) == .record)
        if !text.isEmpty { best = (rank, text) }
      }
    }
    text = best?.text ?? ""
  }

  /// How well a user knows the text of a record; 0 is best.
  private static func rank(_ outline: RecordOutline, isRecord: Bool) -> Int {
    guard isRecord else { return 3 }
    switch outline.kind {
    case .prompt: return outline.flags.contains(.isSidechain) ? 1 : 0
    case .response, .command: return 1
    case .meta, .summary, .result, .compaction, .note, .unreadable: return 2
    }
  }

  private static func text(
    _ outline: RecordOutline, _ bytes: [UInt8], _ agent: Agent, isRecord: Bool
  ) -> String {
    guard isRecord else { return line(String(decoding: bytes.prefix(4 * textMax), as: UTF8.self)) }
    var builder = MessageBuilder(outline.kind, agent: agent)
    builder.add(outline, bytes)
    for part in builder.message.parts {
      let text = line(text(of: part))
      if !text.isEmpty { return text }
    }
    return ""
  }

  private static func text(of part: Message.Part) -> String {
    switch part {
    case .text(let text), .thinking(let text), .output(let text, _): text
    case .call(let call): "\(call.name) \(call.summaryLine)"
    case .result(let result): result.text
    case .media(let media): media.type
    case .command(let name, let arguments): "\(name) \(arguments)"
    case .note(let name, let text, _): text.isEmpty ? name : "\(name): \(text)"
    case .unreadable(_, _, let text): text
    case .other(let type, _): type
    }
  }

  private static func line(_ text: String) -> String {
    let words = VisibleText.clean(text.prefix(4 * textMax)).split { $0.isWhitespace || $0.isNewline }
    let line = words.joined(separator: " ")
    return line.count > textMax ? line.prefix(textMax - 1) + "…" : line
  }
}
