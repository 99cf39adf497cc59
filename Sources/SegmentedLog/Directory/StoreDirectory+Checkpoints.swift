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

  /// Returns up to which event the newest checkpoint of a projection reaches, by its name and the first bytes of its
  /// file alone; 0 when there is none, and nil when it is of another version of the projection.
  package func checkpointSequence(of name: String, version: UInt16) -> UInt64? {
    guard let newest = (try? checkpointNames(of: name))?.last,
      let sequence = Checkpoint.sequence(ofName: newest),
      let handle = try? fileSystem.open(file(newest), followLinks: false)
    else { return 0 }
    defer { handle.close() }
    guard let bytes = try? handle.bytes(at: 12, count: 2), bytes.count == 2 else { return 0 }
    return UInt16(bytes[0]) | UInt16(bytes[1]) << 8 == version ? sequence : nil
  }

  /// Returns the paths of a projection's checkpoints relative to the store's directory, oldest first.
  func checkpointNames(of name: String) throws(LogError) -> [String] {
    try names(in: "snap").filter {
      $0.hasPrefix(name + "-") && $0.hasSuffix(".snap") && $0.utf8.count == name.utf8.count + 22
    }
    .map { "snap/" + $0 }
  }
}
