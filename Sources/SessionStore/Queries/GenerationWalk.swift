import SegmentedLog

/// A source's generation.
struct GenerationKey: Hashable {
  var source: Int64
  var generation: Int64
}

extension SyncState {
  func generation(_ key: GenerationKey) -> Generation? {
    guard key.source >= 0, key.source < sources.count, let source = sources[Int(key.source)],
      source.generations.indices.contains(Int(key.generation))
    else { return nil }
    return source.generations[Int(key.generation)]
  }

  /// Whether a repair has found that bytes of a generation, or of what it is built on, are lost.
  func lacksBytes(_ key: GenerationKey) -> Bool {
    var key = key
    for _ in 0...sources.count {
      guard let generation = generation(key) else { return false }
      if generation.lostBytes > 0 { return true }
      guard let base = generation.base else { return false }
      key = GenerationKey(source: base.source, generation: base.generation)
    }
    return false
  }
}

/// The bytes of several generations in one way through the log: their own bodies, and those of the generations that they have their first
/// bytes from.
struct GenerationWalk {
  /// A generation that gets the bytes of some other one, up to `limit`.
  private struct Target {
    var source: Int64
    var limit: Int64
  }

  private let log: LogReader
  private let erased: ErasedRanges
  private var targets: [GenerationKey: [Target]] = [:]
  /// Of the first and last event that matter.
  private var range: ClosedRange<UInt64>?

  /// `generations`: one for each source that is wanted.
  init(_ log: LogReader, _ sync: SyncState, _ generations: [GenerationKey]) {
    self.log = log
    erased = ErasedRanges(sync)
    for wanted in generations {
      var key = wanted
      var limit = Int64.max
      // A base is older than what is built on it, so this ends; damage cannot make it run for ever either.
      for _ in 0...sync.sources.count {
        targets[key, default: []].append(Target(source: wanted.source, limit: limit))
        guard let generation = sync.generation(key) else { break }
        if generation.firstSequence > 0, generation.lastSequence >= generation.firstSequence {
          range =
            min(
              range?.lowerBound ?? .max, generation.firstSequence)...max(
              range?.upperBound ?? 0, generation.lastSequence)
        }
        guard let base = generation.base else { break }
        limit = min(limit, base.length)
        key = GenerationKey(source: base.source, generation: base.generation)
      }
    }
  }

  /// `piece` gets a source's number, an offset in its file and the bytes there; for each source in rising order. What damage has taken along
  /// or is erased is left out. `block` is called after each block. `dropped` is called for a source of which bytes were dropped on request. Memory: a block.
  func run(
    block: () throws -> Void = {}, dropped: (_ source: Int64) throws -> Void = { _ in },
    piece: (_ source: Int64, _ offset: Int64, _ bytes: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard let range else { return }
    try log.forEachBlock(in: range) {
      try walk($0, dropped, piece)
      try block()
    }
  }

  /// Bodies of neighbouring records of one file lie next to each other: they are handed over together.
  private func walk(
    _ block: EventBlock, _ dropped: (Int64) throws -> Void,
    _ piece: (Int64, Int64, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let columns = try BlockColumns(block)
    let sources = try columns.integers(.source)
    let generations = try columns.integers(.generation)
    let offsets = try columns.integers(.offset)
    let droppedBodies = try block.droppedBodies()
    let isErased = try ErasedRows(columns, erased)
    var bodies: BlockBodies?
    var row = 0
    while row < block.count {
      let kind = columns.kind(row)
      guard kind == .record || kind == .piece, !isErased[row], let source = sources[row],
        let generation = generations[row],
        let targets = targets[GenerationKey(source: source, generation: generation)]
      else {
        row += 1
        continue
      }
      let first = row
      while row < block.count, columns.kind(row) == kind, sources[row] == source, generations[row] == generation,
        !isErased[row]
      {
        row += 1
      }
      if let droppedBodies, (first..<row).contains(where: { droppedBodies[$0] != nil }) {
        for target in targets { try dropped(target.source) }
        continue
      }
      let known = try bodies ?? log.bodies(of: block)
      bodies = known
      let isIntact = known.isIntact(first..<row)
      for rows in isIntact ? [first..<row] : (first..<row).map({ $0..<$0 + 1 }) where known.isIntact(rows) {
        let offset = offsets[rows.lowerBound] ?? 0
        try known.withBodies(rows) { bytes in
          for target in targets where offset < target.limit {
            let count = min(Int64(bytes.count), target.limit - offset)
            try piece(target.source, offset, UnsafeRawBufferPointer(rebasing: bytes[..<Int(count)]))
          }
        }
      }
    }
  }
}
