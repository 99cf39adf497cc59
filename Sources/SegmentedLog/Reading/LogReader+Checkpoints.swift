import Bytes
import FileIO
import LineCodecs

extension LogReader {
  /// Returns the newest checkpoint of a projection that fits this log; nil when there is none. Checkpoints that are
  /// damaged, have another version or do not fit are ignored.
  package func checkpoint(_ name: String, version: UInt16) throws(LogError) -> Checkpoint? {
    for file in try directory.checkpointNames(of: name).reversed() {
      guard let bytes = try? directory.fileSystem.contents(directory.file(file)),
        let checkpoint = try? Checkpoint.decode(bytes, file: file, store: directory.uuid),
        checkpoint.version == version, checkpoint.head.sequence <= head.sequence,
        try chain(at: checkpoint.head.sequence) == checkpoint.head.chain
      else { continue }
      return checkpoint
    }
    return nil
  }

  /// Saves a checkpoint of a projection that was folded up to the end of this log, and removes its older ones. Returns
  /// false, and does nothing, when another writer is active or has written since, or when HEAD does not say that the
  /// end is durable: a checkpoint proves that its events were stored, so it must not outlive them.
  package func keep(_ checkpoint: Checkpoint) throws(LogError) -> Bool {
    guard let end = directory.acknowledgedEnd(), end.nextSequence > checkpoint.head.sequence else { return false }
    return try whileUnchanged { () throws(LogError) in try directory.replace(with: checkpoint) }
  }

  /// Calls `store`, which stores what was derived from this log, while no writer can write. Returns false, and does
  /// nothing, when another writer is active or has written since the log was opened: an erasure may have come in
  /// between.
  func whileUnchanged(_ store: () throws(LogError) -> Void) throws(LogError) -> Bool {
    let lock = try io { () throws(FileError) in
      try directory.fileSystem.lock(directory.file(StoreDirectory.lockFile))
    }
    guard lock != nil else { return false }
    defer { _ = consume lock }
    let now = try LogReader(directory)
    guard now.head == head, now.manifest.generation == manifest.generation else { return false }
    try store()
    return true
  }
}
