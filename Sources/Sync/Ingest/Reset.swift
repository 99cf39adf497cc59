import SegmentedLog
import SessionLog

extension Store {
  /// Forgets the state of syncing under a key: the next ingest looks into every file. What is stored and the history stay; nothing will be
  /// stored twice. It is an event like any other.
  public func reset(syncKey: String = "default", retry: () -> Bool = { false }) throws {
    _ = try StoreDirectory.open(path, fileSystem: fileSystem)
    var writer = try openWriter(retry: retry)
    var builder = EventBlockBuilder()
    builder.begin(.reset)
    builder.set(.syncKey, Array(syncKey.utf8))
    builder.set(.time, clock.milliseconds)
    builder.end()
    for block in builder.finish() { try writer.append(block) }
    try writer.commit()
    remember(writer.directory)
  }
}
