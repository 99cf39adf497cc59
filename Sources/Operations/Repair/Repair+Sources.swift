import SegmentedLog
import SessionLog
import Sync

/// The events that a repair adds for what is lost of sources and generations.
extension Repair {
  /// Writes a `source` event for a source whose own event is lost: from what is known of it, or under a placeholder
  /// path.
  mutating func addSource(_ number: Int64) {
    guard generations[number] == nil else { return }
    generations[number] = 0
    let source = known.sources.indices.contains(Int(number)) ? known.sources[Int(number)] : nil
    let root = source.map { known.roots[$0.root] } ?? known.roots.first
    if source == nil { report.namelessSources.append(number) }
    builder.begin(.source)
    builder.set(.source, number)
    builder.set(.origin, root?.origin ?? machine.id)
    builder.set(.root, root?.path ?? Array("/".utf8))
    builder.set(.path, source?.path ?? Array(Self.placeholder(number).utf8))
    builder.set(.form, (source?.form ?? .lines).rawValue)
    builder.set(.host, root?.host ?? machine.name)
    builder.end()
  }

  /// The path of a source of which nothing is known.
  static func placeholder(_ number: Int64) -> String { "recovered/source-\(number).jsonl" }

  /// Adds empty generations for those before `key` of which nothing is left, because generations are numbered without
  /// gaps.
  mutating func addGenerations(before key: GenerationKey) {
    let next = generations[key.source] ?? 0
    guard key.generation >= next else { return }
    for number in next..<key.generation {
      addProgress(GenerationKey(source: key.source, generation: number), Position(length: 0))
    }
    generations[key.source] = key.generation + 1
  }

  /// Completes all generations up to their known lengths, including generations all of whose events are lost.
  mutating func endGenerations() throws {
    for (number, source) in known.sources.enumerated() {
      guard let source else { continue }
      addSource(Int64(number))
      for (index, generation) in source.generations.enumerated() {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        addGenerations(before: key)
        if positions[key] == nil { try completeBase(of: key, before: nil) }
        var position = positions[key] ?? Position(length: generation.base?.length ?? 0)
        try fill(key, to: generation.length, lines: generation.lines, before: nil, &position)
        positions[key] = position
      }
    }
    for key in known.unmended where !repeats.contains(key) {
      builder.begin(.mended)
      builder.set(.source, key.source)
      builder.set(.generation, key.generation)
      builder.end()
    }
    let untold = positions.filter { !$0.value.isTold && $0.value.length > 0 }.keys
    for key in untold.sorted() {
      addProgress(key, positions[key]!)
    }
  }

  mutating func addProgress(_ key: GenerationKey, _ position: Position) {
    let base = known.generation(key)?.base
    // The bytes of the base are not hashed. Without an MD5 the next ingest compares nothing and stores the file again.
    builder.begin(
      .progress, of: key, length: position.length, lines: position.lines, endsOpen: position.endsOpen,
      md5: position.isWhole && base == nil ? position.hasher.digest : nil)
    if let base {
      builder.set(.related, base.source)
      builder.set(.relatedGeneration, base.generation)
      builder.set(.baseLength, base.length)
    }
    builder.end()
  }
}
