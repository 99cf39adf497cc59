import Crypto
import FileIO

/// How far a source has been read and hashed.
struct SourceCursor {
  let item: WorkItem
  /// Bytes of the file that are looked at: what it had when it was opened.
  let size: Int64
  var generation: Int64 = 0
  /// Bytes behind the cursor: stored, or found to be what is stored.
  private(set) var length: Int64 = 0
  /// Lines behind the cursor.
  var lines: Int64 = 0
  /// Whether the last of them has no newline yet.
  var endsOpen = false
  /// Where the first bytes are stored, when that is with another source.
  var base: GenerationBase?
  /// The source of the same session that this one is a copy of or differs from.
  var relative: StoredGeneration?
  /// Bytes of a last line that is not complete yet.
  var waitingBytes: Int64 = 0
  /// Which of the bytes behind the cursor are forgotten.
  var erased = OffsetRanges()
  private var hasher = Insecure.MD5()

  init(item: WorkItem, size: Int64) {
    (self.item, self.size) = (item, size)
  }

  /// Of the bytes behind the cursor.
  var md5: [UInt8] { Array(hasher.finalize()) }

  mutating func advance(over bytes: UnsafeRawBufferPointer) {
    hasher.update(bufferPointer: bytes)
    length += Int64(bytes.count)
  }

  /// Whether the last of the bytes behind the cursor is forgotten.
  var endsErased: Bool { length > 0 && erased.contains(length - 1) }

  /// Passes over bytes that are not stored because they are forgotten.
  mutating func advance(overErased bytes: UnsafeRawBufferPointer) {
    erased.insert(length..<length + Int64(bytes.count))
    advance(over: bytes)
  }

  /// What is stored of the source when the cursor has come to its end.
  var stored: StoredGeneration {
    var state = Generation(length: length, lines: lines, md5: md5)
    state.endsOpen = endsOpen
    state.base = base
    return StoredGeneration(source: item.number, number: generation, generation: state, erased: erased)
  }
}

extension FileInfo {
  init(_ item: WorkItem, _ status: FileStatus) {
    self.init(
      path: item.displayPath, modifiedTime: status.modified, size: status.size, isNew: item.stored == nil,
      isUpdated: false)
  }
}
