import Answers
import Bytes
public import SegmentedLog
import SessionLog
public import SystemPackage

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
  /// Needs disk space for the store twice. A crash leaves the store as it was or, between two renames, both versions
  /// next to its place under names that the error and the report give. Throws `LogError`. Speed: 100 MB/s.
  public func forkIdentity(
    retry: () -> Bool = { false }, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ForkReport {
    let former = try StoreDirectory.open(path, fileSystem: fileSystem).uuid
    let place = try fileSystem.resolve(path)
    // The writer holds the lock, and has recovered what there was to recover.
    let writer = try openWriter(retry: retry)
    let log = try LogReader(writer.directory)
    if let damage = log.damage { throw LogError.damaged(damage) }
    let mark = hexadecimal(entropy.bytes(4))
    guard let name = place.lastComponent?.string else { throw LogError.cannotCreate(place, "it has no name") }
    let parent = place.removingLastComponent()
    let file = parent.appending("\(name).\(mark).ccsnap")
    let draft = parent.appending("\(name).\(mark).new")
    let kept = parent.appending("\(name).\(mark).before-fork")
    let here = Store(at: place, fileSystem: fileSystem, clock: clock, entropy: entropy, machine: machine)
    defer { try? fileSystem.remove(file) }
    _ = try here.exportSnapshot(to: file)
    let snapshot = try StoreSnapshot(file, fileSystem: fileSystem)
    try snapshot.verify()
    let store = try Self.rewrite(snapshot, at: draft, self, progress)
    do {
      try fileSystem.rename(place, to: kept)
      do {
        try fileSystem.rename(draft, to: place)
      } catch {
        try? fileSystem.rename(kept, to: place)
        throw error
      }
      try fileSystem.syncDirectory(parent)
    }
    if let directory = try? StoreDirectory.open(place, fileSystem: fileSystem) { remember(directory) }
    return ForkReport(former: former, store: store, head: writer.head, kept: kept)
  }

  /// Writes the events of a snapshot to a new store. Returns its id.
  private static func rewrite(
    _ snapshot: StoreSnapshot, at path: FilePath, _ other: Store, _ progress: (Int64, Int64) -> Void
  ) throws -> UUID16 {
    var writer = try LogWriter.open(
      at: path, fileSystem: other.fileSystem, clock: other.clock, entropy: other.entropy, isAlone: other.isAlone)
    try writer.copy(snapshot, progress: progress)
    if let projections = try? Projections(LogReader(writer.directory)) {
      for snapshot in projections.snapshots(writer.head) { try? writer.save(snapshot) }
    }
    return writer.directory.uuid
  }
}
