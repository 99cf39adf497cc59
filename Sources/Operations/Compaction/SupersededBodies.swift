import Answers
import SegmentedLog
import SessionLog

/// The stored bodies that belong to generations which were replaced.
public struct SupersededReport: Sendable, Equatable {
  /// The number of generations that still have such bodies.
  public var generations = 0
  /// The number of events whose bodies are still there.
  public var records = 0
  /// The bytes of these bodies.
  public var bytes: Int64 = 0
}

/// The bodies of generations that were replaced and on which nothing is built.
///
/// A generation is superseded when a later one of the same source holds bytes and has lost none, and when no generation
/// that is kept has its first bytes from it.
struct SupersededBodies: Sendable {
  private let generations: Set<GenerationKey>
  private(set) var report = SupersededReport()
  /// Blocks that hold such bodies, by the sequence numbers of their events, in ascending order.
  private var blocks: [ClosedRange<UInt64>] = []

  /// Reads the envelopes of the events between the first and the last of those generations.
  init(_ log: LogReader) throws {
    let sync = try Projected<SyncState>(log).state
    generations = sync.supersededGenerations
    var range: ClosedRange<UInt64>?
    for key in generations {
      guard let generation = sync.generation(key), generation.firstSequence > 0 else { continue }
      let own = generation.firstSequence...max(generation.firstSequence, generation.lastSequence)
      range = min(range?.lowerBound ?? .max, own.lowerBound)...max(range?.upperBound ?? 0, own.upperBound)
    }
    guard let range else { return }
    var found = Set<GenerationKey>()
    try log.forEachBlock(in: range) { block in
      let before = report.records
      try forEachRow(of: block) { _, key, bytes in
        found.insert(key)
        report.records += 1
        report.bytes += bytes
      }
      if report.records > before { blocks.append(block.sequences.lowerBound...block.sequences.upperBound - 1) }
    }
    report.generations = found.count
  }

  /// Returns true when such bodies are among these events.
  func isIn(_ range: ClosedRange<UInt64>) -> Bool { blocks.contains { $0.overlaps(range) } }

  /// The edit that drops such bodies from a block; nil when it has none.
  func edit(_ block: EventBlock) throws -> BlockEdit? {
    var rows = Set<Int>()
    try forEachRow(of: block) { row, _, _ in rows.insert(row) }
    return rows.isEmpty ? nil : BlockEdit(dropped: rows)
  }

  /// Calls `body` with the row, the generation and the length in bytes of each such body that is still there.
  private func forEachRow(of block: EventBlock, _ body: (Int, GenerationKey, Int64) -> Void) throws {
    let columns = try BlockColumns(block)
    let sources = try columns.integers(.source)
    let numbers = try columns.integers(.generation)
    let lengths = try block.bodyLengths()
    for row in 0..<block.count {
      guard let kind = columns.kind(row), kind == .record || kind == .piece, let source = sources[row],
        let number = numbers[row], let length = lengths[row], length > 0
      else { continue }
      let key = GenerationKey(source: source, generation: number)
      if generations.contains(key) { body(row, key, length) }
    }
  }
}
