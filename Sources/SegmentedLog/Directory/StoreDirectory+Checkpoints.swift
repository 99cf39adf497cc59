import Bytes
import FileIO
import LineCodecs

extension StoreDirectory {
  /// Removes all checkpoints, durably.
  package func removeCheckpoints() throws(LogError) {
    let names = try names(in: "snap")
    guard !names.isEmpty else { return }
    try io { () throws(FileError) in
      for name in names { try fileSystem.remove(file("snap/" + name)) }
      try fileSystem.syncDirectory(file("snap"))
    }
  }

  /// Saves a checkpoint of a projection and removes its older ones. The file is not synced: a torn one is discarded
  /// when it is read.
  func replace(with checkpoint: Checkpoint) throws(LogError) {
    try replace(checkpoint.path, with: checkpoint.encoded(store: uuid), durable: false)
    for name in try checkpointNames(of: checkpoint.name) where name != checkpoint.path {
      try io { () throws(FileError) in try fileSystem.remove(file(name)) }
    }
  }

  /// Returns the sequence numbers up to which a projection's checkpoints are, by their names alone, ascending.
  package func checkpointSequences(of name: String) throws(LogError) -> [UInt64] {
    try checkpointNames(of: name).compactMap(Checkpoint.sequence(ofName:))
  }

  /// Returns the paths of a projection's checkpoints relative to the store's directory, oldest first.
  func checkpointNames(of name: String) throws(LogError) -> [String] {
    try names(in: "snap").filter {
      $0.hasPrefix(name + "-") && $0.hasSuffix(".snap") && $0.utf8.count == name.utf8.count + 22
    }
    .map { "snap/" + $0 }
  }
}
