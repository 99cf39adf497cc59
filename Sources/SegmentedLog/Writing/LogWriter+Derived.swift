import FileIO
import LineCodecs

extension LogWriter {
  /// Saves a checkpoint of a projection and removes its older ones. The file is not synced: a torn one is discarded
  /// when it is read.
  package func save(_ checkpoint: Checkpoint) throws(LogError) {
    try directory.replace(checkpoint.path, with: checkpoint.encoded(store: directory.uuid), durable: false)
    for file in try directory.checkpointNames(of: checkpoint.name) where file != checkpoint.path {
      try io { () throws(FileError) in try directory.fileSystem.remove(directory.file(file)) }
    }
  }
}

extension LogWriter {
  /// Removes all checkpoints, durably. They are derived from the log.
  package func removeCheckpoints() throws(LogError) { try directory.removeCheckpoints() }
}

extension LogWriter {
  /// Removes all indexes, durably. They are derived from the log.
  package func removeIndexes() throws(LogError) { try directory.removeIndexes(except: []) }
}
