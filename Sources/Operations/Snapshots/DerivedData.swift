import SegmentedLog
import SessionLog

/// What an import does about the data that is derived from the log: checkpoints and indexes. It does so when everything
/// is durable, and it is no error where there is no room for them; readers then only have to read more.
enum DerivedData {
  case renewed
  /// Renewed only where much has come since they were made, because more is going to come.
  case renewedWhenFarBehind
  /// Not made, because nobody will read the store.
  case left

  func renew(_ writer: inout LogWriter) {
    if self == .left { return }
    let reached = CheckpointAge(writer.directory).sequence
    if self == .renewedWhenFarBehind, !CheckpointAge.isFarBehind(reached, writer.head) { return }
    if reached < writer.head.sequence { writer.renewCheckpoints() }
    writer.renewIndexes()
  }
}
