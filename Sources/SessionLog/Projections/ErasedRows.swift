import SegmentedLog

/// The content of all generations that is ignored in the present state of a store: bytes that are erased, and records
/// that a second reading replaced.
package struct ErasedRanges: Sendable {
  private var byGeneration: [GenerationKey: OffsetRanges] = [:]
  /// The sequence numbers of the records that a second reading replaced.
  private var repeated: [GenerationKey: [ClosedRange<UInt64>]] = [:]

  /// Makes a value under which nothing is ignored.
  package init() {}

  /// Takes the ignored content from `sync`. With `usage`, only bytes that are ignored for usage, too, are taken.
  /// `repeats` says whether records that a second reading replaced are taken; they never are with `usage`.
  package init(_ sync: SyncState, usage: Bool = false, repeats: Bool = true) {
    for (number, source) in sync.sources.enumerated() {
      for (index, generation) in (source?.generations ?? []).enumerated() {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        let ranges = usage ? generation.erasedUsage : generation.erased
        if !ranges.isEmpty { byGeneration[key] = ranges }
        if repeats, !usage, !generation.repeated.isEmpty { repeated[key] = generation.repeated }
      }
    }
    for (key, later) in sync.laterErasures {
      let ranges = usage ? later.usage : later.ranges
      if !ranges.isEmpty { byGeneration[key, default: OffsetRanges()].formUnion(ranges) }
    }
  }

  /// Takes only the records that a second reading replaced.
  init(repeatsOf sync: SyncState) {
    self.init(sync)
    byGeneration = [:]
  }

  /// True if nothing is ignored.
  package var isEmpty: Bool { byGeneration.isEmpty && repeated.isEmpty }

  /// Returns whether the byte at `offset` of a generation is erased. O(log number of ranges).
  package func contains(_ key: GenerationKey, _ offset: Int64) -> Bool { byGeneration[key]?.contains(offset) ?? false }

  /// Returns whether the record with this sequence number was replaced by a second reading.
  func isRepeated(_ key: GenerationKey, _ sequence: UInt64) -> Bool {
    !repeated.isEmpty && repeated[key]?.contains { $0.contains(sequence) } ?? false
  }
}

/// Tells which records and pieces of a block are ignored, so that nothing of them is returned. Ask only about rows of
/// these two kinds.
package struct ErasedRows {
  private let ranges: ErasedRanges
  /// Keeps the memory alive that the views refer to.
  private let block: BlockColumns
  private let sources, generations, offsets: IntegerView
  private let lengths: IntegerView?

  /// With `hidesDropped`, a record without its bytes is ignored in any generation.
  package init(_ block: BlockColumns, _ ranges: ErasedRanges, hidesDropped: Bool = true) throws {
    self.ranges = ranges
    self.block = block
    sources = try block.view(integers: .source)
    generations = try block.view(integers: .generation)
    offsets = try block.view(integers: .offset)
    lengths = hidesDropped ? try block.view(integers: .length) : nil
  }

  /// True if the record or piece in `row` is ignored.
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
  /// Returns the erased bytes of a generation, including those in the part that it takes from its bases.
  package func erased(in key: GenerationKey) -> OffsetRanges {
    var erased = OffsetRanges()
    for link in lineage(of: key) { erased.formUnion(link.generation.erased, below: link.limit) }
    return erased
  }

  /// Returns the number of bytes of the latest generation of a source that readers return.
  package func givenBytes(ofSource number: Int64) -> Int64 {
    guard let current = current(number) else { return 0 }
    return current.generation.length &- erased(in: GenerationKey(source: number, generation: current.number)).count
  }

  /// Returns whether erasure has left nothing of a generation. Such a generation is not returned, not even as an empty
  /// file.
  package func isErased(_ key: GenerationKey) -> Bool {
    guard let generation = generation(key) else { return false }
    if generation.length == 0 { return sources[Int(key.source)]?.erasedAt != nil }
    return erased(in: key).gaps(in: 0..<max(0, generation.length)).isEmpty
  }

  /// Returns whether erasure has left nothing of any generation of a source; false if the source is not known.
  package func isErased(source number: Int) -> Bool {
    guard sources.indices.contains(number), let source = sources[number], !source.generations.isEmpty else {
      return false
    }
    return source.generations.indices.allSatisfy {
      isErased(GenerationKey(source: Int64(number), generation: Int64($0)))
    }
  }

  /// Returns when the sessions were erased that `name`, an id or the beginning of one, selects by the paths of their
  /// files: the latest time in milliseconds since 1970-01-01 UTC. Returns nil if no such session is erased.
  package func erasureTime(ofSession name: String) -> Int64? {
    let prefix = Array(name.utf8)
    guard !prefix.isEmpty else { return nil }
    return sources.indices.compactMap { number -> Int64? in
      guard let source = sources[number], let time = source.erasedAt, source.isMain,
        source.session?.starts(with: prefix) == true, isErased(source: number)
      else { return nil }
      return time
    }.max()
  }
}
