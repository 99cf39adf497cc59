import SegmentedLog

extension GenerationBase {
  /// The generation that the base names.
  package var key: GenerationKey { GenerationKey(source: source, generation: generation) }
}

/// The generations that hold the bytes of a generation: first itself, then its base, the base of that, and so on,
/// whatever became of their files since. The sequence ends even if damage or a stranger has made the bases a cycle.
package struct GenerationLineage: Sequence, IteratorProtocol {
  /// One generation of a lineage.
  package struct Link {
    package var key: GenerationKey
    package var generation: Generation
    /// The offset in the file below which the bytes stored with this generation belong to the lineage. The first link
    /// has no limit: `Int64.max`.
    package var limit: Int64
  }

  private let sources: [SourceState?]
  private var following: GenerationKey?
  private var limit = Int64.max
  /// Brent's algorithm for cycles: a link met before, and the number of links until another one is kept.
  private var met: GenerationKey
  private var steps = 0
  private var stepsMax = 1

  /// Starts the lineage of `key`. It is empty if the state does not have that generation.
  package init(_ key: GenerationKey, in sync: SyncState) { (sources, following, met) = (sync.sources, key, key) }

  /// Returns the next generation of the lineage; nil at its end.
  package mutating func next() -> Link? {
    guard let key = following, let generation = sources.generation(key) else { return nil }
    let link = Link(key: key, generation: generation, limit: limit)
    following = generation.base?.key
    if let base = generation.base { limit = Swift.min(limit, base.length) }
    if following == met { following = nil }
    steps += 1
    if steps == stepsMax { (met, steps, stepsMax) = (key, 0, 2 * stepsMax) }
    return link
  }
}

extension [SourceState?] {
  fileprivate func generation(_ key: GenerationKey) -> Generation? {
    guard key.source >= 0, key.source < count, let source = self[Int(key.source)],
      key.generation >= 0, key.generation < source.generations.count
    else { return nil }
    return source.generations[Int(key.generation)]
  }
}

extension SyncState {
  /// Returns the generation; nil if the state does not have it.
  package func generation(_ key: GenerationKey) -> Generation? { sources.generation(key) }

  /// Returns a generation and all generations that it is built on.
  package func lineage(of key: GenerationKey) -> GenerationLineage { GenerationLineage(key, in: self) }

  /// Returns the latest generation of a source; nil if nothing of the source is stored.
  package func latest(_ source: Int64) -> GenerationKey? {
    guard source >= 0, source < sources.count, let count = sources[Int(source)]?.generations.count, count > 0 else {
      return nil
    }
    return GenerationKey(source: source, generation: Int64(count - 1))
  }

  /// By number of a source, the other sources whose latest generation is built on one of its generations.
  package var heirs: [Int64: [Int64]] {
    var heirs: [Int64: [Int64]] = [:]
    for (number, source) in sources.enumerated() where source?.generations.last?.base != nil {
      guard let key = latest(Int64(number)) else { continue }
      for link in lineage(of: key).dropFirst() { heirs[link.key.source, default: []].append(Int64(number)) }
    }
    return heirs
  }

  /// The ids of the subagents that have a transcript of their own of which something is stored.
  package var subagents: Set<[UInt8]> {
    Set(
      sources.lazy.compactMap { $0 }.filter { !$0.generations.isEmpty }.compactMap { $0.format.subagent(of: $0.path) })
  }

  /// Returns, for each generation that is part of the latest version of a file, the offset up to which it is.
  package func limits(ofLatest: Void) -> [GenerationKey: Int64] {
    limits(sources.indices.compactMap { latest(Int64($0)) })
  }

  /// Returns, for each generation that is part of one in `keys`, the largest offset up to which it is.
  package func limits(_ keys: [GenerationKey]) -> [GenerationKey: Int64] {
    var limits: [GenerationKey: Int64] = [:]
    for key in keys {
      for link in lineage(of: key) { limits[link.key] = max(limits[link.key] ?? 0, link.limit) }
    }
    return limits
  }

  /// Returns whether a repair has found that bytes of a generation, or of one that it is built on, are lost, or no event
  /// has said so far where its first bytes are.
  package func lacksBytes(_ key: GenerationKey) -> Bool {
    lineage(of: key).contains { $0.generation.lostBytes > 0 || $0.generation.lacksStart }
  }
}
