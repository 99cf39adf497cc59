import SegmentedLog

extension GenerationBase {
  package var key: GenerationKey { GenerationKey(source: source, generation: generation) }
}

/// Where the bytes of a generation are stored: with itself, and with those that it is built on, one after the other, whatever became of their files since.
/// Itself first. Bases that damage or a stranger has put in a circle come to an end all the same.
package struct GenerationLineage: Sequence, IteratorProtocol {
  package struct Link {
    package var key: GenerationKey
    package var generation: Generation
    /// Offset in the file below which the bytes stored with this generation belong to it; of the first one there is none.
    package var limit: Int64
  }

  private let sources: [SourceState?]
  private var following: GenerationKey?
  private var limit = Int64.max
  /// Brent's way to find a circle: a link met before, and how many links until another is kept.
  private var met: GenerationKey
  private var steps = 0
  private var stepsMax = 1

  package init(_ key: GenerationKey, in sync: SyncState) { (sources, following, met) = (sync.sources, key, key) }

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
  package func generation(_ key: GenerationKey) -> Generation? { sources.generation(key) }

  /// Of a generation, itself and what it is built on.
  package func lineage(of key: GenerationKey) -> GenerationLineage { GenerationLineage(key, in: self) }

  /// The latest generation of a source; nil where nothing of it is stored.
  package func latest(_ source: Int64) -> GenerationKey? {
    guard source >= 0, source < sources.count, let count = sources[Int(source)]?.generations.count, count > 0 else {
      return nil
    }
    return GenerationKey(source: source, generation: Int64(count - 1))
  }

  /// By number of a source: others whose latest generation is built on one of its generations.
  package var heirs: [Int64: [Int64]] {
    var heirs: [Int64: [Int64]] = [:]
    for (number, source) in sources.enumerated() where source?.generations.last?.base != nil {
      guard let key = latest(Int64(number)) else { continue }
      for link in lineage(of: key).dropFirst() { heirs[link.key.source, default: []].append(Int64(number)) }
    }
    return heirs
  }

  /// The ids of subagents with a transcript of their own, of which something is stored.
  package var subagents: Set<[UInt8]> {
    Set(sources.lazy.compactMap { $0 }.filter { !$0.generations.isEmpty }.compactMap { TranscriptPath.agent($0.path) })
  }

  /// Up to which offset each generation is part of the latest version of a file.
  package func limits(ofLatest: Void) -> [GenerationKey: Int64] {
    limits(sources.indices.compactMap { latest(Int64($0)) })
  }

  /// Up to which offset each generation is part of one of those named, through what they are built on.
  package func limits(_ keys: [GenerationKey]) -> [GenerationKey: Int64] {
    var limits: [GenerationKey: Int64] = [:]
    for key in keys {
      for link in lineage(of: key) { limits[link.key] = max(limits[link.key] ?? 0, link.limit) }
    }
    return limits
  }

  /// Whether a repair has found that bytes of a generation, or of what it is built on, are lost.
  package func lacksBytes(_ key: GenerationKey) -> Bool { lineage(of: key).contains { $0.generation.lostBytes > 0 } }
}
