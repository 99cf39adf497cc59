import Bytes
import FileIO
public import SegmentedLog
import SessionLog
public import SystemPackage

/// What a snapshot holds, or what of it was imported.
public struct SnapshotReport: Sendable {
  /// Of the store.
  public var store: UUID16
  /// Of the snapshot's file, bytes.
  public var bytes: Int64
  /// Events that it holds.
  public var events: UInt64
  /// The last event before the first one, and the last one.
  public var since: LogHead
  public var head: LogHead
}

/// A snapshot cannot be written where it was asked for.
public struct SnapshotTargetError: Error, CustomStringConvertible {
  public var description: String
}

extension Store {
  /// What a snapshot as of `position` (nil: now) of the events behind `since` (nil: all) consists of. Both are moved back to the end of a commit. Throws
  /// `NoSuchPosition`, and `LogError` where the store is damaged.
  public func snapshotPlan(since: LogPosition? = nil, asOf position: LogPosition? = nil) throws -> SnapshotPlan {
    let log = try intactLog()
    let last = try position.map { try log.sequence(at: $0) } ?? log.head.sequence
    let first = try since.map { try log.sequence(at: $0) } ?? 0
    return try SnapshotPlan(log, since: first, upTo: last)
  }

  /// The log, of which nothing is known to be missing at its end. Damage elsewhere is thrown when it is met with.
  func intactLog() throws(LogError) -> LogReader {
    let log = try LogReader(try StoreDirectory.open(path, fileSystem: fileSystem))
    if let damage = log.damage { throw .damaged(damage) }
    return log
  }

  /// Writes a snapshot to a file that must not be there yet. It appears whole and durable, or not at all. 500 MB/s; memory: a few megabytes.
  public func exportSnapshot(
    to file: FilePath, since: LogPosition? = nil, asOf position: LogPosition? = nil,
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> SnapshotReport {
    let target = file.lexicallyNormalized()
    guard let name = target.lastComponent else {
      throw SnapshotTargetError(description: "\(file) is not the name of a file")
    }
    func refuse() -> SnapshotTargetError {
      SnapshotTargetError(description: "there is a file \(file) already; name another one, nothing is overwritten")
    }
    if try fileSystem.exists(target) { throw refuse() }
    let plan = try snapshotPlan(since: since, asOf: position)
    let draft = target.removingLastComponent().appending(
      ".\(name.string).\(hexadecimal(entropy.bytes(4))).partial")
    do {
      try write(plan, to: draft, progress)
      do throws(FileError) { try fileSystem.renameExclusively(draft, to: target) } catch {
        throw error.errno == .fileExists ? refuse() : error as any Error
      }
    } catch {
      try? fileSystem.remove(draft)
      throw error
    }
    let folder = target.removingLastComponent()
    try fileSystem.syncDirectory(folder.isEmpty ? "." : folder)
    return plan.report
  }

  private func write(_ plan: SnapshotPlan, to draft: FilePath, _ progress: (Int64, Int64) -> Void) throws {
    let handle = try fileSystem.create(draft)
    defer { handle.close() }
    var position: Int64 = 0
    try plan.write(
      to: {
        try handle.write($0, at: position)
        position += Int64($0.count)
      }, progress: progress)
    try handle.sync()
  }
}

extension SnapshotPlan {
  public var report: SnapshotReport {
    SnapshotReport(
      store: store, bytes: Int64(length), events: head.sequence - since.sequence, since: since, head: head)
  }
}

extension StoreSnapshot {
  public var report: SnapshotReport {
    SnapshotReport(
      store: store, bytes: Int64(length), events: head.sequence - since.sequence, since: since, head: head)
  }
}
