import Bytes
import FileIO
public import SegmentedLog
import SessionLog
public import SystemPackage

/// The contents of a snapshot that was written or imported.
public struct SnapshotReport: Sendable {
  /// The id of the store.
  public var store: UUID16
  /// The size of the snapshot's file in bytes.
  public var bytes: Int64
  /// The number of events that it holds.
  public var events: UInt64
  /// The last event before the first one in the snapshot; 0 in a whole snapshot.
  public var since: LogHead
  /// The last event in the snapshot.
  public var head: LogHead
}

extension Store {
  /// Plans a snapshot as of `position` (nil: now) of the events after `since` (nil: all). Both are moved back to the
  /// end of a commit. Throws `noSuchPosition`, and `damaged` when the store is.
  public func snapshotPlan(since: LogPosition? = nil, asOf position: LogPosition? = nil) throws -> SnapshotPlan {
    try throwingStoreErrors {
      let log = try intactLog()
      let last = try position.map { try log.sequence(at: $0) } ?? log.head.sequence
      let first = try since.map { try log.sequence(at: $0) } ?? 0
      return try SnapshotPlan(log, since: first, upTo: last)
    }
  }

  /// Opens the log, and throws when something is known to be missing at its end. Damage elsewhere is thrown when it is
  /// read.
  func intactLog() throws(LogError) -> LogReader {
    let log = try LogReader(try openDirectory())
    if let damage = log.damage { throw .damaged(damage) }
    return log
  }

  /// Writes a snapshot to a file that must not exist yet. The file appears complete and durable, or not at all. Throws
  /// `fileExists`, `notAFileName` or `noSuchPosition`. Speed: 500 MB/s. Memory: a few megabytes.
  public func exportSnapshot(
    to file: FilePath, since: LogPosition? = nil, asOf position: LogPosition? = nil,
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> SnapshotReport {
    try throwingStoreErrors {
      let target = file.lexicallyNormalized()
      guard let name = target.lastComponent else {
        throw StoreError(.notAFileName, "\(file) is not the name of a file", path: file)
      }
      func refuse() -> StoreError {
        StoreError(.fileExists, "there is a file \(file) already", path: file)
      }
      if try fileSystem.exists(target) { throw refuse() }
      let plan = try snapshotPlan(since: since, asOf: position)
      let draft = target.removingLastComponent().appending(
        ".\(name.string).\(hexadecimal(entropy.bytes(4))).partial")
      do {
        _ = try fileSystem.writeExclusively(target, draft: draft) { file in
          try plan.write(
            to: {
              try cancellation?.check()
              try file.append($0)
            }, progress: progress)
        }
      } catch let error as FileError where error.operation == .rename && error.errno == .fileExists {
        throw refuse()
      }
      let folder = target.removingLastComponent()
      try fileSystem.syncDirectory(folder.isEmpty ? "." : folder)
      return plan.report
    }
  }

}

extension SnapshotPlan {
  /// The contents of the snapshot that this plan writes.
  public var report: SnapshotReport {
    SnapshotReport(
      store: store, bytes: Int64(length), events: head.sequence - since.sequence, since: since, head: head)
  }
}

extension StoreSnapshot {
  /// The contents of this snapshot.
  public var report: SnapshotReport {
    SnapshotReport(
      store: store, bytes: Int64(length), events: head.sequence - since.sequence, since: since, head: head)
  }
}
