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
}
