import Answers
import Bytes
import FileIO
public import SegmentedLog
import SessionLog
import Sync
public import SystemPackage
import Transcripts

/// The result of giving a store another identity.
public struct ForkReport: Sendable {
  /// The id of the store before.
  public var former: UUID16
  /// The id of the store now.
  public var store: UUID16
  /// The head of the log, which is the same as before.
  public var head: LogHead
  /// The directory that holds the former files of the store, unchanged.
  public var kept: FilePath
}

extension Store {
  /// Gives the store a new UUID; meant for one of two copies that both continue. All events stay, with their numbers
  /// and chain hashes. The files are written again next to the store and take its place; the former ones are kept under
  /// another name.
  ///
  /// Needs disk space for the store twice. A failure leaves the store as it was. A crash does so, too, or, between two
  /// renames, leaves both versions next to its place: the former one under the name that the report would give, the new
  /// one in a hidden folder that ends with `.ccstore-fork`. What else a crash has left there is removed by the next
  /// call. Throws `StoreError`. Speed: 100 MB/s.
  public func forkIdentity(
    retry: () -> Bool = { false }, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ForkReport {
    try throwingStoreErrors {
      let former = try StoreDirectory.open(path, fileSystem: fileSystem).uuid
      let place = try fileSystem.resolve(path)
      // The writer holds the lock, and has recovered what there was to recover.
      let writer = try openWriter(retry: retry)
      let log = try LogReader(writer.directory)
      if let damage = log.damage { throw LogError.damaged(damage) }
      let folder = ForkFolder(of: place, mark: hexadecimal(entropy.bytes(4)), fileSystem)
      guard let folder else { throw LogError.cannotCreate(place, "it has no name") }
      folder.removeLeftovers()
      try fileSystem.makeDirectory(folder.path)
      defer { folder.remove() }
      let here = Store(at: place, fileSystem: fileSystem, clock: clock, entropy: entropy, machine: machine)
      _ = try here.exportSnapshot(to: folder.snapshot)
      let snapshot = try StoreSnapshot(folder.snapshot, fileSystem: fileSystem)
      try snapshot.verify()
      let store = try Self.rewrite(snapshot, at: folder.store, self, progress)
      try fileSystem.rename(place, to: folder.kept)
      do {
        try fileSystem.rename(folder.store, to: place)
      } catch {
        try? fileSystem.rename(folder.kept, to: place)
        throw error
      }
      try fileSystem.syncDirectory(folder.path)
      try fileSystem.syncDirectory(place.removingLastComponent())
      if let directory = try? StoreDirectory.open(place, fileSystem: fileSystem) { recordHead(directory) }
      return ForkReport(former: former, store: store, head: writer.head, kept: folder.kept)
    }
  }

  /// Writes the events of a snapshot to a new store. Returns its id.
  private static func rewrite(
    _ snapshot: StoreSnapshot, at path: FilePath, _ other: Store, _ progress: (Int64, Int64) -> Void
  ) throws -> UUID16 {
    var writer = try LogWriter.open(
      at: path, fileSystem: other.fileSystem, clock: other.clock, entropy: other.entropy, isAlone: other.isAlone)
    try writer.copy(snapshot, progress: progress)
    writer.renewCheckpoints()
    return writer.directory.uuid
  }
}

/// The hidden folder next to a store in which its files are written again, and everything that has a name made from the
/// same mark. No such name is one that a person gives: whoever keeps snapshots next to a store keeps them.
private struct ForkFolder {
  private static let suffix = Array(".ccstore-fork".utf8)

  let path: FilePath
  /// The name that the former files of the store get.
  let kept: FilePath
  var snapshot: FilePath { path.appending("snapshot") }
  var store: FilePath { path.appending("store") }

  private let parent: FilePath
  /// The name of the store.
  private let name: [UInt8]
  /// Follows no link below the directory of the store.
  private let inside: any FileSystem

  /// `mark` makes the names unique. Returns nil when the store's directory has no name.
  init?(of place: FilePath, mark: String, _ fileSystem: any FileSystem) {
    (parent, name) = (place.removingLastComponent(), Array(place.bytes.name))
    guard !name.isEmpty else { return nil }
    inside = fileSystem.confined(to: [parent])
    path = parent.appending(bytes: [0x2e] + name + [0x2e] + Array(mark.utf8) + Self.suffix)
    kept = Self.kept(name, Array(mark.utf8)[...], parent)
  }

  private static func kept(_ name: [UInt8], _ mark: ArraySlice<UInt8>, _ parent: FilePath) -> FilePath {
    parent.appending(bytes: name + [0x2e] + mark + Array(".before-fork".utf8))
  }

  /// Removes the folder, unless it has the new store while the former one has its other name already.
  func remove() { remove(path, kept: kept) }

  /// Removes the folders that calls for the same store have left. The caller must hold the lock of the store, so that
  /// no such call is running.
  func removeLeftovers() {
    let prefix = [0x2e] + name + [0x2e]
    for entry in (try? inside.list(parent)) ?? [] {
      let mark = entry.name.dropFirst(prefix.count).dropLast(Self.suffix.count)
      guard entry.status.kind == .directory, entry.name.elementsEqual(prefix + mark + Self.suffix), mark.count == 8,
        mark.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
      else { continue }
      remove(parent.appending(bytes: entry.name), kept: Self.kept(name, mark, parent))
    }
  }

  private func remove(_ folder: FilePath, kept: FilePath) {
    guard !isThere(kept) || !isThere(folder.appending("store")) else { return }
    // Whatever cannot be removed is tried again next time.
    try? inside.removeTree(folder)
  }

  private func isThere(_ path: FilePath) -> Bool {
    do throws(FileError) {
      _ = try inside.status(path, followLinks: false)
      return true
    } catch {
      return error.errno != .noSuchFileOrDirectory
    }
  }
}
