import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

/// Finds files on disk that still hold the bytes of a stored generation.
struct OriginalFiles {
  private struct Original {
    var file: any FileHandle
    /// The number of bytes at the start of the file that are the same as those stored.
    var length: Int64
  }

  private let known: SyncState
  private let machine: Machine
  private let fileSystem: any FileSystem
  private var last: (key: GenerationKey, original: Original?)?

  init(_ known: SyncState, machine: Machine, fileSystem: any FileSystem) {
    (self.known, self.machine, self.fileSystem) = (known, machine, fileSystem)
  }

  /// Returns an open file whose first bytes are those of the generation, proved by the stored MD5, and at least `end`
  /// of them; nil when there is none. Only the result for the last key is kept: a change of generation reads the file
  /// again.
  mutating func file(of key: GenerationKey, atLeast end: Int64) throws -> (any FileHandle)? {
    if last?.key != key { last = (key, try open(key)) }
    guard let original = last?.original, original.length >= end else { return nil }
    return original.file
  }

  /// Tries the generation's own file, then the files of generations that begin with its bytes.
  private func open(_ key: GenerationKey) throws -> Original? {
    if let original = try verified(key) { return original }
    for (number, source) in known.sources.enumerated() {
      for (index, generation) in (source?.generations ?? []).enumerated() {
        guard let base = generation.base, base.source == key.source, base.generation == key.generation,
          var original = try verified(GenerationKey(source: Int64(number), generation: Int64(index)))
        else { continue }
        original.length = min(original.length, base.length)
        return original
      }
    }
    return nil
  }

  /// Opens the file of a generation when its bytes, up to the stored length, have the stored MD5. Reads all of them.
  private func verified(_ key: GenerationKey) throws -> Original? {
    guard let generation = known.generation(key), generation.md5.count == 16, generation.lostBytes == 0,
      let source = known.sources[Int(key.source)], known.roots[source.root].origin == machine.id
    else { return nil }
    let path = FilePath("").appending(bytes: known.roots[source.root].path).appending(bytes: source.path)
    guard let file = try? fileSystem.open(path, followLinks: false) else { return nil }
    var hasher = RunningMD5()
    var done: Int64 = 0
    while done < generation.length {
      let bytes = try file.bytes(at: done, count: Int(min(1 << 20, generation.length - done)))
      if bytes.isEmpty { return nil }
      bytes.withUnsafeBytes { hasher.update($0) }
      done += Int64(bytes.count)
    }
    return hasher.digest == generation.md5 ? Original(file: file, length: generation.length) : nil
  }
}
