import FileIO
import SessionLog

/// The state of one file during an export.
struct ExportFile {
  /// The path below the target.
  var path: [UInt8]
  var generation: Int64
  /// Bytes of the generation.
  var length: Int64
  /// Nanoseconds since 1970-01-01 UTC; nil when unknown.
  var modified: Int64?
  /// Bytes written to the exported file.
  var written: Int64 = 0
  /// The CRC-32C of the bytes that were written.
  var checksum: UInt32 = 0
  /// The offset in the generation up to which it has been handled, in bytes: written, erased or lost.
  var position: Int64 = 0
  var lost: [Range<Int64>] = []
  /// The erased ranges, which are not written.
  var erased = OffsetRanges()
  /// True when a repair has recorded that bytes are lost.
  var isKnownIncomplete = false
  /// True when bytes of it were dropped on request.
  var isDropped = false
  /// True when the source was gone at the last ingest.
  var isMissing: Bool
  var handle: (any FileHandle)?
  var isFinished = false
  /// True when it cannot be written.
  var isFailed = false

  init(path: [UInt8], generation: Int64, length: Int64, modified: Int64?, isMissing: Bool) {
    (self.path, self.generation, self.length, self.modified) = (path, generation, length, modified)
    self.isMissing = isMissing
  }
}
