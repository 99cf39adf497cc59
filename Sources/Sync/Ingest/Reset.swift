import FileIO
import SegmentedLog
import SessionLog

extension Store {
  /// Resets the state of syncing under a key, so that the next ingest reads every file. The stored bytes and the
  /// history stay, and nothing will be stored twice. The reset is an event in the log. `retry` is called while another
  /// writer holds the lock; it returns false to give up.
  public func reset(syncKey: String = "default", retry: () -> Bool = { false }) throws {
    try throwingStoreErrors {
      _ = try StoreDirectory.open(path, fileSystem: fileSystem)
      var writer = try openWriter(retry: retry)
      var builder = EventBlockBuilder()
      builder.begin(.reset)
      builder.set(.syncKey, Array(syncKey.utf8))
      builder.set(.time, clock.milliseconds)
      builder.end()
      for block in builder.finish() { try writer.append(block) }
      try writer.commit()
      recordHead(writer.directory)
    }
  }
}
