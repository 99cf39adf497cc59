import SegmentedLog

/// What of which generations counts for nothing, as a store says it now: bytes that are forgotten, and records that stand twice in the log.
package struct ErasedRanges: Sendable {
  private var byGeneration: [GenerationKey: OffsetRanges] = [:]
  /// Sequence numbers of the records that stand there again.
  private var repeated: [GenerationKey: [ClosedRange<UInt64>]] = [:]

  package init() {}

  /// `usage`: only what does not count for usage either. `repeats`: whether records that stand there again are meant, too.
  package init(_ sync: SyncState, usage: Bool = false, repeats: Bool = true) {
    for (number, source) in sync.sources.enumerated() {
      for (index, generation) in (source?.generations ?? []).enumerated() {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        let ranges = usage ? generation.erasedUsage : generation.erased
        if !ranges.isEmpty { byGeneration[key] = ranges }
        if repeats, !usage, !generation.repeated.isEmpty { repeated[key] = generation.repeated }
      }
    }
  }

  package var isEmpty: Bool { byGeneration.isEmpty && repeated.isEmpty }

  package func contains(_ key: GenerationKey, _ offset: Int64) -> Bool { byGeneration[key]?.contains(offset) ?? false }

  func isRepeated(_ key: GenerationKey, _ sequence: UInt64) -> Bool {
    !repeated.isEmpty && repeated[key]?.contains { $0.contains(sequence) } ?? false
  }
}

/// Which records and pieces of a block count for nothing: nothing of them is given out. The answer is for rows of these two kinds.
package struct ErasedRows {
  private let ranges: ErasedRanges
  /// Holds what is looked at.
  private let block: BlockColumns
  private let sources, generations, offsets: IntegerView
  private let lengths: IntegerView?

  /// `stubs`: whether a record without its bytes counts wherever it is.
  package init(_ block: BlockColumns, _ ranges: ErasedRanges, stubs: Bool = true) throws {
    self.ranges = ranges
    self.block = block
    sources = try block.view(integers: .source)
    generations = try block.view(integers: .generation)
    offsets = try block.view(integers: .offset)
    lengths = stubs ? try block.view(integers: .length) : nil
  }

  package subscript(row: Int) -> Bool {
    if lengths?[row] != nil { return true }
    guard !ranges.isEmpty, let source = sources[row], let generation = generations[row], let offset = offsets[row]
    else {
      return false
    }
    let key = GenerationKey(source: source, generation: generation)
    return ranges.contains(key, offset) || ranges.isRepeated(key, block.block.firstSequence + UInt64(row))
  }
}

extension SyncState {
  /// Which bytes of a generation are forgotten, those included that it has from the ones it is built on.
  package func erased(in key: GenerationKey) -> OffsetRanges {
    var erased = OffsetRanges()
    for link in lineage(of: key) { erased.formUnion(link.generation.erased, below: link.limit) }
    return erased
  }

  /// Bytes of the latest generation of a source that are given out.
  package func givenBytes(ofSource number: Int64) -> Int64 {
    guard let current = current(number) else { return 0 }
    return current.generation.length &- erased(in: GenerationKey(source: number, generation: current.number)).count
  }

  /// Whether nothing is left of a generation because it was erased: it is not given out, not even as an empty file.
  package func isForgotten(_ key: GenerationKey) -> Bool {
    guard let generation = generation(key) else { return false }
    if generation.length == 0 { return sources[Int(key.source)]?.erasedAt != nil }
    return erased(in: key).gaps(in: 0..<max(0, generation.length)).isEmpty
  }

  /// Whether nothing is left of any generation of a source.
  package func isForgotten(source number: Int) -> Bool {
    guard let source = sources[number], !source.generations.isEmpty else { return false }
    return source.generations.indices.allSatisfy {
      isForgotten(GenerationKey(source: Int64(number), generation: Int64($0)))
    }
  }

  /// When the sessions that a name means by the paths of their files were erased, milliseconds since 1970 UTC; nil where there is none.
  package func erasureTime(ofSession name: String) -> Int64? {
    let prefix = Array(name.utf8)
    guard !prefix.isEmpty else { return nil }
    return sources.indices.compactMap { number -> Int64? in
      guard let source = sources[number], let time = source.erasedAt, TranscriptPath.isMain(source.path),
        TranscriptPath.session(source.path)?.starts(with: prefix) == true, isForgotten(source: number)
      else { return nil }
      return time
    }.max()
  }
}
