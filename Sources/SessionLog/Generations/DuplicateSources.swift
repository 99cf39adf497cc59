/// The relation of a source to another one that represents the same file. A file of a machine has several sources if
/// two stores have read it, or if one store has it under two numbers; each has its own versions of it.
package enum DuplicateSource {
  /// The other source has the same bytes.
  case same
  /// The other source has a version that is newer or longer.
  case other
}

extension SyncState {
  /// Returns, by number, the sources that do not represent their file because another source does. The source that this
  /// store has read itself takes precedence; among others the one with the latest modification time and, at equal
  /// times, the longer one. `wanted` returns the index of the requested generation of a source; nil if it has none.
  package func duplicates(_ wanted: (SourceState) -> Int?) -> [Int64: DuplicateSource] {
    guard sources.contains(where: { $0?.isForeign == true || $0?.generations.first?.base != nil }) else { return [:] }
    struct Place: Hashable {
      var root: Int
      var path: [UInt8]
    }
    struct Version: Comparable {
      var isOwn: Bool
      var modified, length: Int64
      var md5: [UInt8]

      static func < (a: Version, b: Version) -> Bool {
        if a.isOwn != b.isOwn { return b.isOwn }
        if (a.modified, a.length) != (b.modified, b.length) { return (a.modified, a.length) < (b.modified, b.length) }
        return a.md5.lexicographicallyPrecedes(b.md5)
      }
    }
    var best: [Place: (number: Int64, version: Version)] = [:]
    var own: [Place: Int64] = [:]
    var duplicates: [Int64: DuplicateSource] = [:]
    for (number, source) in sources.enumerated() {
      guard let source, let index = wanted(source) else { continue }
      let generation = source.generations[index]
      let place = Place(root: source.root, path: source.path)
      // An old version gave a file two sources when two roots led to it; only the later one continues to grow.
      if !source.isForeign, let other = own.updateValue(Int64(number), forKey: place) {
        duplicates[other] = source.generations[0].base?.source == other ? .same : .other
        best[place] = nil
      }
      let version = Version(
        isOwn: !source.isForeign, modified: source.stamp?.modified ?? .min, length: generation.length,
        md5: generation.md5)
      guard let known = best[place] else {
        best[place] = (Int64(number), version)
        continue
      }
      let isSame = !version.md5.isEmpty && version.md5 == known.version.md5 && version.length == known.version.length
      if known.version < version {
        duplicates[known.number] = isSame ? .same : .other
        best[place] = (Int64(number), version)
      } else {
        duplicates[Int64(number)] = isSame ? .same : .other
      }
    }
    return duplicates
  }
}
