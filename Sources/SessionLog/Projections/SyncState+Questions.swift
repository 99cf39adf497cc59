import Bytes
import FileIO
import SegmentedLog
import SystemPackage
import Transcripts

extension SyncState {
  /// The number of bytes of all generations.
  package var storedBytes: Int64 { sources.reduce(0) { $0 &+ ($1?.generations.reduce(0) { $0 &+ $1.length } ?? 0) } }

  /// Returns the absolute path of a source; nil if the source is not known.
  package func path(_ number: Int64) -> String? {
    guard number >= 0, number < sources.count, let source = sources[Int(number)] else { return nil }
    return roots[source.root].path.text + "/" + source.path.text
  }

  /// The generations that a later one replaced and on which no kept generation is built.
  package var supersededGenerations: Set<GenerationKey> {
    var superseded = Set<GenerationKey>()
    var kept: [GenerationKey] = []
    for (number, source) in sources.enumerated() {
      let generations = source?.generations ?? []
      var isReplaced = false
      for index in generations.indices.reversed() {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        if isReplaced { superseded.insert(key) } else { kept.append(key) }
        // Of a version of which no event has stated anything, more may be missing than is here.
        let isStated = generations[index].unstated?.areAll != true
        if generations[index].length > 0, isStated, !lacksBytes(key) { isReplaced = true }
      }
    }
    for key in kept {
      for link in lineage(of: key).dropFirst() { superseded.remove(link.key) }
    }
    return superseded
  }

  /// Returns the numbers of all files that hold records of the sessions, in their own bytes or in those of their bases,
  /// and of all files in the folders where the sessions keep their subagents and the results of their tools.
  package func sources(of sessions: [SessionState]) -> Set<Int64> {
    let heirs = heirs
    let parts = sessions.flatMap { $0.parts.map(\.source) }
    var numbers = Set(parts + parts.flatMap { heirs[$0] ?? [] })
    let ids = Set(sessions.map(\.id))
    for (number, source) in sources.enumerated() {
      guard let source, !numbers.contains(Int64(number)) else { continue }
      let names = source.path.split(separator: 0x2f).dropLast()
      if source.session.map(ids.contains) ?? false
        || names.contains(where: { ids.contains(Array($0)) })
      {
        numbers.insert(Int64(number))
      }
    }
    return numbers
  }

  /// Returns `parts` without those whose bytes another part has as well, so that one file read by several stores counts
  /// once.
  package func withoutTwins(_ parts: [SessionPart]) -> [SessionPart] {
    let keys = Set(parts.map { GenerationKey(source: $0.source, generation: $0.generation) })
    /// By generation, others that have all of its bytes, too.
    var holders: [GenerationKey: [GenerationKey]] = [:]
    for key in keys {
      guard let one = generation(key), let shared = one.sharedPrefix, keys.contains(shared.key),
        let other = generation(shared.key)
      else { continue }
      if shared.length >= one.length { holders[key, default: []].append(shared.key) }
      if shared.length >= other.length { holders[shared.key, default: []].append(key) }
    }
    if holders.isEmpty { return parts }
    func all(_ key: GenerationKey) -> Set<GenerationKey> {
      var (found, next) = (Set<GenerationKey>(), [key])
      while let key = next.popLast() {
        for holder in holders[key] ?? [] where found.insert(holder).inserted { next.append(holder) }
      }
      return found
    }
    return parts.filter { part in
      let key = GenerationKey(source: part.source, generation: part.generation)
      // Of equal ones, the first is kept.
      return !all(key).contains { $0 != key && ($0 < key || !all($0).contains(key)) }
    }
  }

  /// The latest generation of every source, with the generations that it is built on.
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

  /// Returns the path of a source below its root; empty if the source is not known.
  package func path(ofSource number: Int64) -> [UInt8] {
    sources.indices.contains(Int(clamping: number)) ? sources[Int(number)]?.path ?? [] : []
  }

  /// Returns whether a source is the main transcript of a session; false if it is not known.
  package func isMain(source number: Int64) -> Bool {
    sources.indices.contains(Int(clamping: number)) && sources[Int(number)]?.isMain == true
  }

  /// Returns the agent that has written a source.
  package func agent(ofSource number: Int64) -> Agent {
    sources.indices.contains(Int(clamping: number)) ? sources[Int(number)]?.agent ?? .unstated : .unstated
  }

  /// The sources of which another file on disk is a copy, or a copy of a copy: they were moved, or found a second time.
  package var sourcesWithCopies: Set<Int64> {
    var copied = Set<Int64>()
    for (number, source) in sources.enumerated() where source?.generations.last?.base != nil && !source!.isMissing {
      guard let key = latest(Int64(number)) else { continue }
      for link in lineage(of: key).dropFirst() { copied.insert(link.key.source) }
    }
    return copied
  }

  /// The name of the machine of each source, by source number: the host name, followed by the beginning of the
  /// machine's id if another machine has the same host name.
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

  /// Returns the current generation of a source; nil if nothing of it is stored, or the source is not known.
  package func current(_ number: Int64) -> StoredGeneration? {
    guard let key = latest(number), let last = generation(key) else { return nil }
    return StoredGeneration(
      source: number, number: key.generation, generation: last,
      erased: lastErasure == 0 ? OffsetRanges() : erased(in: key))
  }

  /// Returns the paths of the roots of a machine of which this store has ingested transcripts.
  package func transcriptRoots(of origin: [UInt8]) -> [FilePath] {
    let used = Set(sources.lazy.compactMap { $0 }.filter { $0.form == .lines && !$0.isForeign }.map(\.root))
    return roots.indices.filter { used.contains($0) && roots[$0].origin == origin }.map {
      FilePath("").appending(bytes: roots[$0].path)
    }
  }
}
