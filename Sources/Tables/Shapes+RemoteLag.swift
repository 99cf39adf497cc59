import SegmentedLog
import SessionLog
import Sync

extension Shapes {
  /// What was pushed to a remote, and the end of the log that it is compared with.
  struct RemoteLag: Sendable {
    var remote: PushedRemote
    /// The last event of the store.
    var last: UInt64

    /// The number of events that were not pushed.
    var missing: UInt64 { last > remote.sequence ? last - remote.sequence : 0 }

    /// The remotes of a status, in its order.
    static func all(_ status: StoreStatus) -> [RemoteLag] {
      status.pushed.map { RemoteLag(remote: $0, last: status.head.sequence) }
    }
  }

  static let remoteLag = Shape<RemoteLag>("remote_lag", "What was pushed to a remote, and how far it is behind.") {
    keys(of: pushedRemote) { $0.remote }
    integer("missing_events", "events", "Events of the store that were not pushed to it.") { $0.missing }
  }
}
