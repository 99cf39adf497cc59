import FileIO
import SegmentedLog
import SessionLog
import Synchronization
import Transcripts

/// Reads the records of a store on several processors and finds those that contain all texts.
struct SearchScan: Sendable {
  var log: LogReader
  let patterns: [SearchPattern]
  let scope: SearchScope
  /// The number of lines around the first occurrence that matches get; nil for none.
  var contextLines: Int?

  private struct Enough: Error {}

  /// Searches the parts in order. `found` is called on the calling thread with the matches of each part and the latest
  /// time that a match in the remaining parts can have; the search ends when it returns false. Records lost to damage
  /// are left out.
  func run(_ parts: [SearchPart], workers: Int, found: ([SearchMatch], _ rest: Int64) -> Bool) throws {
    var index = 0
    let places = BlockPlaces()
    do {
      // Workers do not run far ahead, because the first matches may be enough.
      try orderedPipeline(count: parts.count, workers: workers, budget: workers) { number, emit in
        let sequences = parts[number].sequences
        let result = Result {
          var matches: [SearchMatch] = []
          var reader = RecordSearch(self)
          if let output = parts[number].output {
            try reader.search(output) { matches.append($0) }
          } else if let prose = parts[number].prose, let said = try? reader.candidates(prose, in: sequences) {
            try reader.search(said, from: places) { matches.append($0) }
          } else {
            try log.forEachScannedBlock(in: sequences, from: places) { try reader.search($0) { matches.append($0) } }
          }
          return matches
        }
        _ = emit(result, 1)
      } consume: { (result: Result<[SearchMatch], any Error>) in
        index += 1
        let rest = index < parts.count ? parts[index].latest ?? .max : .min
        guard found(try result.get(), rest) else { throw Enough() }
      }
    } catch is Enough {}
  }
}

/// Searches records one after the other, and owns the memory that this needs.
struct RecordSearch {
  let scan: SearchScan
  /// The texts of the last line that was read.
  private var texts: [TextField] = []
  /// The last text with escapes, without them.
  var text: [UInt8] = []
  let prefilter: LinePrefilter

  init(_ scan: SearchScan) { (self.scan, prefilter) = (scan, LinePrefilter(scan.patterns)) }

  /// Searches the records of a block, and outputs of tools that are one piece; of all events, or only of those with
  /// these sequence numbers.
  mutating func search(
    _ block: EventBlock, only wanted: Set<UInt64>? = nil, _ found: (SearchMatch) -> Void
  ) throws {
    let columns = try SearchColumns(try BlockColumns(block), scan.scope.erased)
    var bodies: BlockBodies?
    for row in 0..<block.count {
      if let wanted, !wanted.contains(block.firstSequence + UInt64(row)) { continue }
      let isRecord = scan.scope.isWanted(columns, row)
      let output = isRecord ? nil : scan.scope.wantedOutput(columns, row)
      guard isRecord || output != nil else { continue }
      if bodies == nil {
        bodies = try scan.log.bodies(of: block)
        // Most blocks that are read for a rare text do not have it.
        if let all = bodies, all.isIntact(0..<block.count), !all.withBodies(0..<block.count, prefilter.mayHold) {
          return
        }
      }
      guard bodies!.isIntact(row..<row + 1) else { continue }
      bodies!.withBody(row) { line in
        if let output {
          if let match = match(line, of: output, columns, row, block) { found(match) }
          return
        }
        guard prefilter.mayHold(line) else { return }
        if let match = match(line, columns, row, block) { found(match) }
      }
    }
  }

  private mutating func match(
    _ line: UnsafeRawBufferPointer, _ columns: SearchColumns, _ row: Int, _ block: EventBlock
  ) -> SearchMatch? {
    let bytes = line.assumingMemoryBound(to: UInt8.self)
    let end = bytes.last == 0x0a ? bytes.count - 1 : bytes.count
    let format = scan.scope.format(of: columns.source[row])
    let isRecord = format.texts(of: bytes, into: &texts)
    let fields =
      isRecord ? texts : [TextField(role: .unparsable, span: Span(start: 0, count: Int32(clamping: end)))]
    var hits = Hits(scan)
    let hasFile = fields.contains(where: \.isInner) && scan.scope.hasFile(ofSubagent: columns, row)
    for field in fields where !(hasFile && field.isInner) {
      let tool = field.tool.isPresent ? [UInt8](field.tool.bytes(in: bytes)) : []
      let scope = scan.scope
      func isWanted(_ role: TextRole) -> Bool { scope.isWanted(role, tool: tool, columns, row) }
      // Text in a person's place may have been written by the system.
      guard isWanted(field.role) || field.role == .user && isWanted(.system) else { continue }
      let raw = field.span.bytes(in: bytes)
      if field.span.hasEscapes {
        text.removeAll(keepingCapacity: true)
        LineScanner.unescape(raw, into: &text)
        text.withUnsafeBufferPointer { hits.find(in: $0, field.role, format, isWanted) }
      } else {
        hits.find(in: raw, field.role, format, isWanted)
      }
    }
    return match(hits, columns, row, block)
  }

  /// Returns the match of a record in which something was found; nil if not all was found.
  func match(_ hits: Hits, _ columns: SearchColumns, _ row: Int, _ block: EventBlock) -> SearchMatch? {
    guard hits.isComplete, let first = hits.first else { return nil }
    let scope = scan.scope
    let source = columns.source[row] ?? -1
    let generation = columns.generation[row] ?? 0
    let holder = scope.holder(
      of: GenerationKey(source: source, generation: generation), at: columns.offset[row] ?? 0)
    var match = SearchMatch(
      sequence: block.firstSequence + UInt64(row), session: scope.session(columns, row).text,
      uuid: columns.uuid[row]?.text, time: columns.time[row].instant, role: first.role,
      path: (holder ?? scope.source(source))?.path.text ?? "?", source: source, generation: generation,
      isLatest: holder != nil,
      line: columns.line[row] ?? 0, snippet: first.snippet, occurrences: hits.occurrences)
    (match.context, match.frequencies) = (first.context, hits.frequencies)
    return match
  }
}

extension RecordSearch {
  /// Searches an output of a tool that is one piece.
  private func match(
    _ text: UnsafeRawBufferPointer, of output: SearchScope.Output, _ columns: SearchColumns, _ row: Int,
    _ block: EventBlock
  ) -> SearchMatch? {
    var hits = Hits(scan)
    hits.find(in: text, .toolOutput)
    guard hits.isComplete, let first = hits.first else { return nil }
    let key = GenerationKey(source: columns.source[row] ?? -1, generation: columns.generation[row] ?? 0)
    return match(
      of: output, key, sequence: block.firstSequence + UInt64(row), line: Self.newlines(text[..<first.place]),
      first, hits)
  }

  private func match(
    of output: SearchScope.Output, _ key: GenerationKey, sequence: UInt64, line: Int64, _ first: Hits.First,
    _ hits: Hits
  ) -> SearchMatch {
    let source = scan.scope.source(key.source)
    var match = SearchMatch(
      sequence: sequence, session: output.session.text,
      uuid: output.result.flatMap { $0.uuid.isEmpty ? nil : $0.uuid.text }, time: (output.result?.time).instant,
      role: .toolOutput, path: source?.path.text ?? "?", source: key.source, generation: key.generation,
      isLatest: Int(key.generation) == (source?.generations.count ?? 0) - 1, line: line, snippet: first.snippet,
      occurrences: hits.occurrences)
    match.isOutputFile = true
    (match.context, match.frequencies) = (first.context, hits.frequencies)
    return match
  }

  private static func newlines(_ text: Slice<UnsafeRawBufferPointer>) -> Int64 {
    text.reduce(0) { $0 + ($1 == 0x0a ? 1 : 0) }
  }

  /// Searches an output of a tool that has several pieces as one text, without erased pieces. Memory: a window of it,
  /// and a line.
  mutating func search(_ key: GenerationKey, _ found: (SearchMatch) -> Void) throws {
    let scope = scan.scope
    guard let output = scope.wantedOutput(key.source), let generation = scope.sync.generation(key) else { return }
    var hits = Hits(scan)
    var (window, end): ([UInt8], Int64) = ([], 0)
    var (lines, line): (Int64, Int64) = (0, 0)
    func searchWindow(_ count: Int) {
      let isFirst = hits.first == nil
      window.withUnsafeBytes { hits.find(in: UnsafeRawBufferPointer(rebasing: $0[..<count]), .toolOutput) }
      window.withUnsafeBytes { bytes in
        if isFirst, let first = hits.first { line = lines + Self.newlines(bytes[..<first.place]) }
        lines += Self.newlines(bytes[..<count])
      }
      window.removeFirst(count)
    }
    try GenerationReader(scan.log, scope.sync, [key]).run { _, offset, bytes in
      if offset != end {
        searchWindow(window.count)
      } else if window.count + bytes.count > Self.windowBytes {
        searchWindow(window.lastIndex(of: 0x0a).map { $0 + 1 } ?? window.count)
      }
      window.append(contentsOf: bytes)
      end = offset + Int64(bytes.count)
    }
    searchWindow(window.count)
    guard hits.isComplete, let first = hits.first else { return }
    let own = scope.sync.lineage(of: key).first { $0.generation.firstSequence > 0 }
    found(
      match(
        of: output, key, sequence: own?.generation.firstSequence ?? generation.lastSequence, line: line, first, hits))
  }

  /// The maximum number of bytes of an output that are searched together. A window ends at the end of a line if
  /// possible.
  private static let windowBytes = 16 << 20
}

/// The occurrences of the patterns in the texts of a record.
struct Hits {
  /// The first occurrence.
  struct First {
    var role: TextRole
    var snippet: String
    /// The offset in its text.
    var place: Int
    var context: SearchContext?
  }

  private let patterns: [SearchPattern]
  private let contextLines: Int?
  /// The indices of the patterns that have not been found yet.
  private var remaining: Set<Int>
  private(set) var occurrences = 0
  private(set) var first: First?
  /// What the order by relevance needs; nil in the order of time.
  private(set) var frequencies: SearchFrequencies?
  private var scratch: [UInt8] = []

  /// True if all patterns have been found.
  var isComplete: Bool { remaining.isEmpty }

  /// The number of bytes of a snippet before and after the start of an occurrence.
  private static let before = 60
  private static let after = 180

  init(_ scan: SearchScan) {
    (patterns, contextLines, remaining) = (scan.patterns, scan.contextLines, Set(scan.patterns.indices))
    if scan.scope.query.order == .relevance { frequencies = SearchFrequencies(patterns: patterns.count) }
  }

  /// Searches a text. `role` is the role of its writer; a person's text is divided into parts, each of which has a role
  /// of its own.
  mutating func find(
    in text: UnsafeBufferPointer<UInt8>, _ role: TextRole, _ format: any AgentFormat.Type,
    _ isWanted: (TextRole) -> Bool
  ) {
    guard role == .user else { return find(in: UnsafeRawBufferPointer(text), role) }
    for part in format.passages(of: text) where isWanted(part.role) {
      find(in: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[part.range])), part.role)
    }
  }

  /// Searches a text as a whole.
  mutating func find(in text: UnsafeRawBufferPointer, _ role: TextRole) {
    frequencies?.length += text.count
    for (index, pattern) in patterns.enumerated() {
      guard let found = pattern.find(in: text, &scratch, countsWords: frequencies != nil) else { continue }
      remaining.remove(index)
      occurrences += found.count
      frequencies?.add(found, of: index)
      guard first == nil else { continue }
      first = First(role: role, snippet: Self.snippet(text, found.first), place: found.first)
      first!.context = contextLines.map { SearchContext(text, around: found.first, lines: $0) }
    }
  }

  /// Returns the text around a place, cut between characters.
  private static func snippet(_ text: UnsafeRawBufferPointer, _ place: Int) -> String {
    var start = max(0, min(place, text.count) - before)
    while start < text.count, start > 0, text[start] & 0xc0 == 0x80 { start += 1 }
    var end = min(text.count, start + before + after)
    while end < text.count, end > start, text[end] & 0xc0 == 0x80 { end -= 1 }
    let inner = String(decoding: text[start..<max(start, end)], as: UTF8.self)
    return (start > 0 ? "…" : "") + inner + (end < text.count ? "…" : "")
  }
}
