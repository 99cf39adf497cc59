import FileIO
import SessionLog

extension StoreView {
  /// The word that stands for the latest session in the place of an id.
  package static let latestSessionName = "last"

  /// Returns the session with the latest record, of those that hold a prompt or a response. Sessions that claim to be
  /// in the future do not come before others. Throws `noSuchSession` when there is none.
  package func latestSession() throws -> SessionState {
    var query = SessionQuery()
    query.excludesSilent = true
    guard let latest = try sessions(query).first, let index = try sessionsState.index(of: Array(latest.id.utf8)) else {
      throw StoreError(.noSuchSession, "the store holds no session with a prompt or a response")
    }
    return try sessionsState.sessions[index]
  }
}
