import SegmentedLog
import SessionLog

/// What imports into one store leave to the next one, so that each costs what is new in it.
struct ImportSeries {
  /// A writer that several imports use.
  final class OpenWriter {
    var writer: LogWriter

    init(_ writer: consuming LogWriter) { self.writer = writer }
  }

  /// True when the store stays locked between two imports, until `unlock`.
  var keepsLock = false
  var basis: MergeBasis?
  private var open: OpenWriter?

  /// Returns the writer of the import before, else a new one.
  mutating func takeWriter(_ make: () throws -> LogWriter) rethrows -> OpenWriter {
    // An import that fails leaves a writer that may not be used any more.
    defer { open = nil }
    return try open ?? OpenWriter(try make())
  }

  /// Keeps a writer for the next import. One that has found that events are missing notes them once only.
  mutating func keep(_ writer: OpenWriter) {
    open = keepsLock && writer.writer.shortfall == nil ? writer : nil
  }

  /// Lets other programs write to the store.
  mutating func unlock() { open = nil }
}

/// What an import does about the data that is derived from the log: checkpoints and indexes. It does so when everything
/// is durable, and it is no error where there is no room for them; readers then only have to read more.
enum DerivedData {
  case renewed
  /// Renewed only where much has come since they were made, because more is going to come.
  case renewedWhenLarge
  /// Not made, because nobody will read the store.
  case left

  func renew(_ writer: inout LogWriter) {
    if self == .left { return }
    let reached = CheckpointAge(writer.directory).sequence
    if self == .renewedWhenLarge, !CheckpointAge.isFarBehind(reached, writer.head) { return }
    if reached < writer.head.sequence { writer.renewCheckpoints() }
    writer.renewIndexes()
  }
}
