import SegmentedLog
import SessionLog

/// The sessions of a store, to open several of them.
package struct SessionLibrary {
  private let log: LogReader
  private let sync: SyncState
  private let sessions: SessionsState
  private let heirs: [Int64: [Int64]]

  package init(_ moment: Moment) throws {
    (log, sync) = (moment.log, moment.sync)
    sessions = try SessionsState.current(log, sync)
    heirs = sync.heirs
  }

  /// Throws `NoSuchSession`, which knows of erased ones.
  package func session(named name: String) throws -> SessionState {
    do {
      return try sessions.session(named: name)
    } catch var error as NoSuchSession {
      if error.candidates.isEmpty { error.erasedAt = sync.erasureTime(ofSession: name) }
      throw error
    }
  }

  package func transcript(of name: String, generation: Int? = nil) throws -> SessionTranscript {
    try SessionTranscript(content(of: name, generation: generation))
  }

  package func content(of name: String, generation: Int?) throws -> SessionContent {
    try SessionContent(reader(of: name), generation: generation)
  }

  package func reader(of name: String) throws -> SessionReader {
    SessionReader(log, sync, try session(named: name), heirs: heirs)
  }
}
