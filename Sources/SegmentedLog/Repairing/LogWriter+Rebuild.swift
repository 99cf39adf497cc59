import Bytes
import FileIO
import LineCodecs
import SystemPackage

/// The result of rebuilding the manifest.
package struct ManifestRebuildReport: Sendable {
  /// The path of the new manifest, relative to the store's directory.
  package var manifest: String
  package var segments: Int
  /// The end of the log according to the new manifest.
  package var head: LogHead
  /// The paths of the manifests that could not be read. They are in `quarantine/` now.
  package var quarantined: [String]
}

extension LogWriter {
  /// Writes a new manifest from the segments when no manifest can be read or the newest one lacks segments. Changes no
  /// segment. Returns nil when the manifest is in good order. Throws `damaged` when the segments do not follow each
  /// other.
  package static func rebuildManifest(
    at path: FilePath, fileSystem: any FileSystem = POSIXFileSystem(), clock: any WallClock = SystemClock(),
    isAlone: Bool = false
  ) throws(LogError) -> ManifestRebuildReport? {
    guard try io({ () throws(FileError) in try fileSystem.exists(path) }) else { throw .notAStore(path) }
    let inside = fileSystem.confined(to: [path])
    try StoreDirectory.refuseForeign(path, fileSystem: inside)
    guard
      let sole = try SoleWriter.claim(path, fileSystem: fileSystem, entropy: SystemEntropy(), isAlone: isAlone)
    else { throw .locked(path) }
    defer { withExtendedLifetime(sole) {} }
    let directory = try StoreDirectory.open(path, fileSystem: fileSystem)
    if try directory.hasUsableManifest() { return nil }
    var rebuild = ManifestRebuild(directory)
    guard var manifest = try rebuild.run() else { throw .damaged(Finding(file: "seg", "there are no segments")) }
    if let loss = rebuild.losses.first { throw .damaged(loss.finding) }
    let generations = try directory.manifestGenerations()
    manifest.generation = (generations.last ?? 0) + 1
    manifest.created = clock.milliseconds
    manifest.versions = try directory.versions(ofManifests: generations).afterWriting()
    _ = try Manifest.decode(manifest.encoded(), file: Manifest.path(manifest.generation))
    // The manifest promises that its segments are durable, so they must be.
    for entry in manifest.segments {
      try io { () throws(FileError) in
        let file = try inside.openForWriting(directory.file(entry.id.path))
        try file.sync()
        file.close()
      }
    }
    let quarantined = try directory.quarantineInvalidManifests()
    if quarantined.isEmpty, let last = generations.last {
      manifest.predecessor = try directory.digest(ofManifest: last)
    }
    try directory.install(manifest)
    let last = manifest.segments[manifest.segments.count - 1]
    return ManifestRebuildReport(
      manifest: Manifest.path(manifest.generation), segments: manifest.segments.count,
      head: LogHead(sequence: last.nextSequence - 1, chain: last.chainAfter), quarantined: quarantined)
  }
}

extension LogReader {
  /// Opens a store even when its identity or its manifest is damaged, and reads as much as its segments allow. The
  /// damage is recorded in `losses`.
  package static func salvaging(
    _ path: FilePath, fileSystem: any FileSystem, losses: LossLog
  ) throws(LogError) -> LogReader {
    let directory = try StoreDirectory.salvaging(path, fileSystem: fileSystem, losses: losses)
    if try directory.hasUsableManifest() { return try LogReader(directory, losses: losses) }
    var rebuild = ManifestRebuild(directory)
    guard let manifest = try rebuild.run() else { throw .damaged(Finding(file: "seg", "there are no segments")) }
    losses.add(.nothing, Finding(file: "manifest", "no manifest names all segments; they were taken as they are"))
    for loss in rebuild.losses { losses.add(loss.extent, loss.finding) }
    return try LogReader(directory, manifest: manifest, losses: losses)
  }
}

extension StoreDirectory {
  /// Opens a store even when its identity is damaged: then the first segment with a valid header supplies the UUID, and
  /// the damage is recorded in `losses`.
  package static func salvaging(
    _ path: FilePath, fileSystem: any FileSystem, losses: LossLog
  ) throws(LogError) -> StoreDirectory {
    do throws(LogError) { return try open(path, fileSystem: fileSystem) } catch {
      guard case .damaged(let finding) = error else { throw error }
      let fileSystem = fileSystem.confined(to: [path])
      let nameless = StoreDirectory(path: path, fileSystem: fileSystem, uuid: UUID16(high: 0, low: 0))
      for name in try nameless.names(in: "seg") {
        let bytes = try io { () throws(FileError) in
          let file = try fileSystem.open(nameless.file("seg/" + name), followLinks: true)
          defer { file.close() }
          return try file.bytes(at: 0, count: SegmentHeader.length)
        }
        guard let header = try? SegmentHeader.decode(bytes, file: name) else { continue }
        losses.add(.nothing, finding)
        return StoreDirectory(path: path, fileSystem: fileSystem, uuid: header.store)
      }
      throw error
    }
  }

  /// Returns true when the newest manifest can be read and no newer one is missing.
  func hasUsableManifest() throws(LogError) -> Bool {
    do throws(LogError) {
      guard let manifest = try manifest(), let entry = manifest.segments.last else { return false }
      _ = try promise(entry, acknowledgedEnd())
      return true
    } catch {
      guard case .damaged = error else { throw error }
      return false
    }
  }

  /// Moves manifests that cannot be read to `quarantine/`; returns their former paths.
  func quarantineInvalidManifests() throws(LogError) -> [String] {
    var moved: [String] = []
    for generation in try manifestGenerations() {
      let name = Manifest.path(generation)
      let bytes = try io { () throws(FileError) in try fileSystem.contents(file(name)) }
      if let manifest = try? Manifest.decode(bytes, file: name), manifest.generation == generation,
        manifest.store == uuid
      {
        continue
      }
      try io { () throws(FileError) in
        try fileSystem.makeDirectory(file("quarantine"))
        try fileSystem.rename(file(name), to: file("quarantine/" + name.dropFirst("manifest/".count)))
        try fileSystem.syncDirectory(file("quarantine"))
      }
      moved.append(name)
    }
    return moved
  }

  /// Returns the versions that the last of the readable manifests states. Throws `unsupported` when one of them needs a
  /// later program.
  func versions(ofManifests generations: [UInt64]) throws(LogError) -> StatedVersions {
    var last = StatedVersions()
    for generation in generations {
      let name = Manifest.path(generation)
      let bytes = try io { () throws(FileError) in try fileSystem.contents(file(name)) }
      do throws(LogError) { last = try Manifest.decode(bytes, file: name).versions } catch {
        guard case .damaged = error else { throw error }
      }
    }
    return last
  }

  /// Returns the SHA-256 of the file of a manifest.
  package func digest(ofManifest generation: UInt64) throws(LogError) -> Digest {
    Digest(of: try io { () throws(FileError) in try fileSystem.contents(file(Manifest.path(generation))) })
  }
}

extension SegmentID {
  /// Parses a path such as `seg/0000000a-00000001.ccs`; nil when it is not the path of a segment.
  package init?(path: String) {
    let digits = path.utf8.dropFirst(4)
    guard path.utf8.count == 25, let ordinal = UInt32(String(decoding: digits.prefix(8), as: UTF8.self), radix: 16),
      let generation = UInt32(String(decoding: digits.dropFirst(9).prefix(8), as: UTF8.self), radix: 16)
    else { return nil }
    self.init(ordinal: ordinal, generation: generation)
    if self.path != path { return nil }
  }
}
