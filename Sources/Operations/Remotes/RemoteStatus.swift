public import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// What a remote holds, from one listing.
public struct RemoteStatus: Sendable {
  /// One store on the remote.
  public struct Part: Sendable {
    /// The id of the store.
    public var store: UUID16
    /// True when it is the store that was asked.
    public var isOwn: Bool
    /// The number of the epoch that counts, from 1.
    public var epoch: Int
    /// The number of whole objects, of all epochs.
    public var objects: Int
    /// Their length in bytes.
    public var bytes: Int64
    /// The number of files that an interrupted upload has left.
    public var tornObjects: Int
    /// The last event that the remote has of it.
    public var sequence: UInt64
    /// The last event of it that is here.
    public var sequenceHere: UInt64
    /// The number of other ends of its history: it was copied, and both copies were pushed.
    public var forks: Int
  }

  /// The place of the remote, without what may be a password or a key in it.
  public var remote: String
  /// Each store, in the order of the ids.
  public var parts: [Part]
  /// The number of files that are no objects.
  public var otherFiles: Int
}

extension Store {
  /// Lists a remote, and compares what it holds with this store, which need not exist. Throws `remoteFailed` and
  /// `noRemoteProgram`. Cost: one listing of everything, and reading the envelopes of this store.
  public func status(of remote: Remote) throws -> RemoteStatus {
    try throwingStoreErrors {
      try remote.requireOtherPlace(than: self)
      let listing = try remote.transport(self).listing()
      let log = try existingLog()
      let known: [UUID16: ImportEvent] = try log.map { try FoldedProvenance($0).origins.heads } ?? [:]
      let states = listing.stores.values.sorted { ($0.store.high, $0.store.low) < ($1.store.high, $1.store.low) }
      let parts = states.map { state in
        let isOwn = state.store == log?.directory.uuid
        let history = state.current
        return RemoteStatus.Part(
          store: state.store, isOwn: isOwn, epoch: history?.epoch ?? 1, objects: state.all.count, bytes: state.bytes,
          tornObjects: state.torn.count, sequence: history?.head.sequence ?? 0,
          sequenceHere: isOwn ? log?.head.sequence ?? 0 : known[state.store]?.sequence ?? 0,
          forks: history?.forks.count ?? 0)
      }
      return RemoteStatus(remote: remote.place.shown, parts: parts, otherFiles: listing.others)
    }
  }
}
