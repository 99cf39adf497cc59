import Bytes
import FileIO
import LineCodecs

extension LogReader {
  /// Returns the newest checkpoint of a projection that fits this log; nil when there is none. Checkpoints that are
  /// damaged, have another version or do not fit are ignored.
  package func snapshot(_ name: String, version: UInt16) throws(LogError) -> ProjectionSnapshot? {
    for file in try directory.snapshotNames(of: name).reversed() {
      guard let bytes = try? directory.fileSystem.contents(directory.file(file)),
        let snapshot = try? ProjectionSnapshot.decode(bytes, file: file, store: directory.uuid),
        snapshot.version == version, snapshot.head.sequence <= head.sequence,
        try chain(at: snapshot.head.sequence) == snapshot.head.chain
      else { continue }
      return snapshot
    }
    return nil
  }
}
