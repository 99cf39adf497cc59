import Bytes
import FileIO
import SegmentedLog
import SystemPackage
import Transcripts

extension SyncState {
  /// Bytes of all generations.
  package var storedBytes: Int64 { sources.reduce(0) { $0 &+ ($1?.generations.reduce(0) { $0 &+ $1.length } ?? 0) } }

  /// Absolute path of a source.
  package func path(_ number: Int64) -> String? {
    guard number >= 0, number < sources.count, let source = sources[Int(number)] else { return nil }
    return roots[source.root].path.text + "/" + source.path.text
  }

  /// Generations that were replaced by a later one, and that nothing which is kept is built on.
  package var supersededGenerations: Set<GenerationKey> {
    var superseded = Set<GenerationKey>()
    var kept: [GenerationKey] = []
    for (number, source) in sources.enumerated() {
      let generations = source?.generations ?? []
      var isReplaced = false
      for index in generations.indices.reversed() {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        if isReplaced { superseded.insert(key) } else { kept.append(key) }
        if generations[index].length > 0, !lacksBytes(key) { isReplaced = true }
      }
    }
    for key in kept {
      for link in lineage(of: key).dropFirst() { superseded.remove(link.key) }
    }
    return superseded
  }

  /// The numbers of all files that hold records of the sessions, their own or from what they are built on, or lie where the sessions keep their
  /// subagents and the results of their tools.
  package func sources(of sessions: [SessionState]) -> Set<Int64> {
    let heirs = heirs
    let parts = sessions.flatMap { $0.parts.map(\.source) }
    var numbers = Set(parts + parts.flatMap { heirs[$0] ?? [] })
    let ids = Set(sessions.map(\.id))
    for (number, source) in sources.enumerated() {
      guard let source, !numbers.contains(Int64(number)) else { continue }
      let names = source.path.split(separator: 0x2f).dropLast()
      if TranscriptPath.session(source.path).map(ids.contains) ?? false
        || names.contains(where: { ids.contains(Array($0)) })
      {
        numbers.insert(Int64(number))
      }
    }
    return numbers
  }

  /// Without those whose bytes another part has as well: the same file of two stores counts once.
  package func withoutTwins(_ parts: [SessionPart]) -> [SessionPart] {
    /// By source: the one that has its bytes.
    var holders: [Int64: Int64] = [:]
    func cover(_ source: Int64, by other: Int64) {
      var holder = other
      while let next = holders[holder] { holder = next }
      if holder != source, holders[source] == nil { holders[source] = other }
    }
    let keys = Set(parts.map { GenerationKey(source: $0.source, generation: $0.generation) })
    for part in parts {
      guard let generation = generation(GenerationKey(source: part.source, generation: part.generation)),
        let twin = generation.twin,
        keys.contains(twin.key)
      else { continue }
      let other = self.generation(GenerationKey(source: twin.source, generation: twin.generation))
      if twin.length >= generation.length {
        cover(part.source, by: twin.source)
      } else if let other, twin.length >= other.length {
        cover(twin.source, by: part.source)
      }
    }
    return holders.isEmpty ? parts : parts.filter { holders[$0.source] == nil }
  }

  /// The latest generation of every source, and those that it has its first bytes from.
  package var currentGenerations: Set<GenerationKey> {
    var current = Set<GenerationKey>()
    for (number, source) in sources.enumerated() {
      guard let source, !source.generations.isEmpty else { continue }
      var key = GenerationKey(source: Int64(number), generation: Int64(source.generations.count - 1))
      while current.insert(key).inserted, let base = generation(key)?.base {
        key = GenerationKey(source: base.source, generation: base.generation)
      }
    }
    return current
  }

  /// Empty where the source is not known.
  package func path(ofSource number: Int64) -> [UInt8] {
    sources.indices.contains(Int(clamping: number)) ? sources[Int(number)]?.path ?? [] : []
  }

  /// Sources that another file on disk is a copy of, or a copy of a copy: moved, or found a second time.
  package var sourcesWithCopies: Set<Int64> {
    var copied = Set<Int64>()
    for (number, source) in sources.enumerated() where source?.generations.last?.base != nil && !source!.isMissing {
      guard let key = latest(Int64(number)) else { continue }
      for link in lineage(of: key).dropFirst() { copied.insert(link.key.source) }
    }
    return copied
  }

  /// The machine of each source by number; its host's name, with the beginning of its id where two have the same.
  package var machineNames: [String] {
    var hosts: [String: [UInt8]] = [:]
    var names: [[UInt8]: String] = [:]
    for root in roots where names[root.origin] == nil {
      let host = root.host.isEmpty ? hexadecimal(root.origin) : root.host.text
      names[root.origin] = hosts[host] == nil ? host : "\(host) (\(hexadecimal(root.origin.prefix(4))))"
      hosts[host] = root.origin
    }
    return sources.map { source in source.flatMap { names[roots[$0.root].origin] } ?? "" }
  }

  /// The current generation of a source, if anything of it is stored.
  package func current(_ number: Int64) -> StoredGeneration? {
    guard let generations = sources[Int(number)]?.generations, let last = generations.last else { return nil }
    let key = GenerationKey(source: number, generation: Int64(generations.count) - 1)
    return StoredGeneration(
      source: number, number: key.generation, generation: last,
      erased: lastErasure == 0 ? OffsetRanges() : erased(in: key))
  }

  /// Paths of the roots of a machine of which transcripts are stored.
  package func transcriptRoots(of origin: [UInt8]) -> [FilePath] {
    let used = Set(sources.lazy.compactMap { $0 }.filter { $0.form == .lines && !$0.isForeign }.map(\.root))
    return roots.indices.filter { used.contains($0) && roots[$0].origin == origin }.map {
      FilePath("").appending(bytes: roots[$0].path)
    }
  }
}
