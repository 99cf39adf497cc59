import FileIO
import LineCodecs

extension LogWriter {
  /// Saves a checkpoint of a projection and removes its older ones. The file is not synced: a torn one is discarded
  /// when it is read.
  package func save(_ checkpoint: Checkpoint) throws(LogError) { try directory.replace(with: checkpoint) }
}

extension LogWriter {
  /// Removes all checkpoints, durably. They are derived from the log.
  package func removeCheckpoints() throws(LogError) { try directory.removeCheckpoints() }
}

extension LogWriter {
  /// Removes all indexes, durably. They are derived from the log.
  package func removeIndexes() throws(LogError) { try directory.removeIndexes(except: []) }
}
