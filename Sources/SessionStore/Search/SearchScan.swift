import FileIO
import SegmentedLog
import Synchronization
import Transcripts

/// Goes through the records of a store with several processors and finds those that have every text.
struct SearchScan: Sendable {
  let log: LogReader
  let patterns: [SearchPattern]
  let scope: SearchScope

  private struct Enough: Error {}

  /// `found` gets the matches of each part, and the latest time that those of the parts to come may have, on this thread; it returns whether to go on.
  /// What damage has taken along is left out.
  func run(_ parts: [SearchPart], workers: Int, found: ([SearchMatch], _ rest: Int64) -> Bool) throws {
    var index = 0
    do {
      // Not far ahead: what is found first may be enough.
      try orderedPipeline(count: parts.count, workers: workers, budget: workers) { number, emit in
        let sequences = parts[number].sequences
        let result = Result {
          var matches: [SearchMatch] = []
          var reader = RecordSearch(self)
          try log.forEachScannedBlock(in: sequences) { try reader.search($0) { matches.append($0) } }
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

/// Looks into records one after the other; has the memory that this needs.
struct RecordSearch {
  /// Bytes of a snippet before and behind what was found.
  private static let before = 60
  private static let behind = 180

  private let scan: SearchScan
  private var reader = TextReader()
  private var text: [UInt8] = []
  private var scratch: [UInt8] = []
  /// An escape that may stand for an ordinary letter: `\u00`, then 2 to 7.
  private static let escape = Needle(Array("\\u00".utf8), isCaseSensitive: true)
  /// The escapes of the long s and of the Kelvin sign.
  private static let folding = [
    Needle(Array("\\u017f".utf8), isCaseSensitive: false), Needle(Array("\\u212a".utf8), isCaseSensitive: false),
  ]

  init(_ scan: SearchScan) { self.scan = scan }

  mutating func search(_ block: EventBlock, _ found: (SearchMatch) -> Void) throws {
    let columns = try SearchColumns(try BlockColumns(block), scan.scope.erased)
    var bodies: BlockBodies?
    for row in 0..<block.count where scan.scope.isWanted(columns, row) {
      if bodies == nil { bodies = try scan.log.bodies(of: block) }
      guard bodies!.isIntact(row..<row + 1) else { continue }
      bodies!.withBody(row) { line in
        guard scan.patterns.allSatisfy({ mayHold(line, $0) }) else { return }
        if let match = match(line, columns, row, block) { found(match) }
      }
    }
  }

  /// Whether a line's bytes do not rule out that the text is in it.
  private func mayHold(_ line: UnsafeRawBufferPointer, _ pattern: SearchPattern) -> Bool {
    guard let needle = pattern.prefilter else { return true }
    if needle.isIn(line) { return true }
    var isEscaped = false
    Self.escape.forEach(in: line) { place in
      if place + 4 < line.count, (0x32...0x37).contains(line[place + 4]) {
        isEscaped = true
        return line.count
      }
      return place + 4
    }
    if isEscaped { return true }
    guard !needle.isCaseSensitive, needle.bytes.contains(where: { $0 == 0x6b || $0 == 0x73 }) else { return false }
    return SearchPattern.mayFoldToASCII(line) || Self.folding.contains { $0.isIn(line) }
  }

  private mutating func match(
    _ line: UnsafeRawBufferPointer, _ columns: SearchColumns, _ row: Int, _ block: EventBlock
  ) -> SearchMatch? {
    let bytes = line.assumingMemoryBound(to: UInt8.self)
    let end = bytes.last == 0x0a ? bytes.count - 1 : bytes.count
    let isRecord = reader.read(bytes)
    let fields =
      isRecord ? reader.fields : [TextField(role: .unparsable, span: Span(start: 0, count: Int32(clamping: end)))]
    var remaining = Set(scan.patterns.indices)
    var occurrences = 0
    var first: (role: TextRole, snippet: String)?
    for field in fields {
      let isWanted = scan.scope.isWanted(
        field.role, tool: field.tool.isPresent ? [UInt8](field.tool.bytes(in: bytes)) : [], columns, row)
      guard isWanted else { continue }
      let raw = field.span.bytes(in: bytes)
      text.removeAll(keepingCapacity: true)
      if field.span.hasEscapes { LineScanner.unescape(raw, into: &text) }
      let isUnescaped = field.span.hasEscapes
      for (index, pattern) in scan.patterns.enumerated() {
        let place =
          isUnescaped
          ? text.withUnsafeBytes { pattern.find(in: $0, &scratch) }
          : pattern.find(in: UnsafeRawBufferPointer(raw), &scratch)
        guard let place else { continue }
        remaining.remove(index)
        occurrences += place.count
        if first == nil {
          let snippet =
            isUnescaped
            ? text.withUnsafeBytes { Self.snippet($0, place.first) }
            : Self.snippet(UnsafeRawBufferPointer(raw), place.first)
          first = (field.role, snippet)
        }
      }
    }
    guard remaining.isEmpty, let first else { return nil }
    let scope = scan.scope
    let source = columns.source[row] ?? -1
    let generation = columns.generation[row] ?? 0
    let holder = scope.holder(
      of: GenerationKey(source: source, generation: generation), at: columns.offset[row] ?? 0)
    return SearchMatch(
      sequence: block.firstSequence + UInt64(row), session: scope.session(columns, row).text,
      uuid: columns.uuid[row]?.text, time: columns.time[row], role: first.role,
      path: (holder ?? scope.source(source))?.path.text ?? "?", source: source, generation: generation,
      isLatest: holder != nil,
      line: columns.line[row] ?? 0, snippet: first.snippet, occurrences: occurrences)
  }

  /// What stands around a place, cut between characters.
  private static func snippet(_ text: UnsafeRawBufferPointer, _ place: Int) -> String {
    var start = max(0, min(place, text.count) - before)
    while start < text.count, start > 0, text[start] & 0xc0 == 0x80 { start += 1 }
    var end = min(text.count, start + before + behind)
    while end < text.count, end > start, text[end] & 0xc0 == 0x80 { end -= 1 }
    let inner = String(decoding: text[start..<max(start, end)], as: UTF8.self)
    return (start > 0 ? "…" : "") + inner + (end < text.count ? "…" : "")
  }
}
