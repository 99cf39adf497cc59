import SessionLog
import Sync

extension StoreView {
  /// The state of syncing with the presence of files on disk, looked up once per view. For a view of an earlier
  /// position it is the state as recorded at that position.
  var syncWithFiles: SyncState {
    get throws {
      if position != nil { return try sync }
      return try derived.value("sync with files") { store.checkedOnDisk(try sync) }
    }
  }

  /// The short ids; see `SessionsState.shortIDs`.
  package var shortIDs: [[UInt8]: String] {
    get throws { try derived.value("short ids") { try sessionsState.shortIDs } }
  }

  /// The responses by session; see `UsageState.claims`.
  var claims: ResponseClaims {
    get throws {
      try derived.value("claims") {
        try checkCancellation()
        return ResponseClaims(try projections(.usage))
      }
    }
  }
}

/// The responses, each counted for one session, and the origins of sessions.
struct ResponseClaims: Sendable {
  let responses: ClaimedResponses
  /// The number of the session from which each session was forked, by number of the session.
  let parents: [UInt32: UInt32]

  init(_ projections: Projections) {
    (responses, parents) = projections.usage.state.claims(projections.sync.state)
  }
}
