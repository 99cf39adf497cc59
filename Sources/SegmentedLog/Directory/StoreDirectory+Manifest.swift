import Bytes
import FileIO
import LineCodecs

extension StoreDirectory {
  /// Returns the generations of the manifests in the store, rising.
  func manifestGenerations() throws(LogError) -> [UInt64] {
    try names(in: "manifest").compactMap { name in
      guard name.hasSuffix(".mf"), name.utf8.count == 19 else { return nil }
      guard let generation = UInt64(name.dropLast(3), radix: 16), Manifest.path(generation) == "manifest/" + name else {
        return nil
      }
      return generation
    }.sorted()
  }

  /// Returns the newest manifest; nil when there is none. Throws `damaged` when it is invalid: an older one is never
  /// used instead, because it may name data that has been erased since.
  package func manifest() throws(LogError) -> Manifest? {
    var newest: (generation: UInt64, bytes: [UInt8])?
    while newest == nil {
      guard let generation = try manifestGenerations().last else { return nil }
      do throws(FileError) {
        newest = (generation, try fileSystem.contents(file(Manifest.path(generation)), limit: 256 << 20))
      } catch {
        // A writer has replaced it with newer ones in the meantime, so look again.
        if error.errno == .noSuchFileOrDirectory, try manifestGenerations().last != generation { continue }
        throw .file(error)
      }
    }
    let (generation, bytes) = newest!
    let name = Manifest.path(generation)
    let manifest = try Manifest.decode(bytes, file: name)
    guard manifest.store == uuid, manifest.generation == generation else {
      throw .damaged(Finding(file: name, "this manifest belongs to another store or generation"))
    }
    return manifest
  }

  /// Makes a manifest the newest one, durably, and removes those older than its predecessor.
  package func install(_ manifest: Manifest) throws(LogError) {
    try replace(Manifest.path(manifest.generation), with: manifest.encoded(), durable: true)
    for generation in try manifestGenerations() where generation + 1 < manifest.generation {
      try io { () throws(FileError) in try fileSystem.remove(file(Manifest.path(generation))) }
    }
  }
}
