import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// How far a source has been read and hashed.
package struct SourceCursor {
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
  private var hash: MD5
  /// Where the window begins that is gone through.
  private var windowStart: Int64 = 0

  /// `marks`: what is known of the file's MD5.
  init(item: WorkItem, size: Int64, marks: MD5Marks?) {
    (self.item, self.size) = (item, size)
    hash = MD5(ahead: marks)
  }

  /// Of the bytes behind the cursor, which has been settled.
  var md5: [UInt8] {
    precondition(hash.length == length, "the hash is behind the cursor")
    return hash.digest
  }

  /// Begins a window at the cursor, which then goes through it: `pass`, `settle`, and `leave` at the end.
  mutating func look(ahead window: UnsafeRawBufferPointer) {
    windowStart = length
    hash.look(ahead: window)
  }

  /// Passes over bytes of the window.
  mutating func pass(_ count: Int) { length += Int64(count) }

  /// Passes over bytes of the window that are not stored because they are forgotten.
  mutating func pass(erased count: Int) {
    erased.insert(length..<length + Int64(count))
    pass(count)
  }

  /// Brings the hash to where the cursor is in the window.
  mutating func settle(in window: UnsafeRawBufferPointer) {
    let done = Int(hash.length - windowStart)
    hash.advance(to: Int(length - windowStart) - done, in: UnsafeRawBufferPointer(rebasing: window[done...]))
  }

  /// The same, before what is behind the cursor is dropped from the window.
  mutating func leave(_ window: UnsafeRawBufferPointer) {
    settle(in: window)
    windowStart = length
  }

  /// Passes over a whole window.
  mutating func advance(over window: UnsafeRawBufferPointer) {
    look(ahead: window)
    pass(window.count)
    leave(window)
  }

  /// Whether the last of the bytes behind the cursor is forgotten.
  var endsErased: Bool { length > 0 && erased.contains(length - 1) }

  mutating func advance(overErased window: UnsafeRawBufferPointer) {
    erased.insert(length..<length + Int64(window.count))
    advance(over: window)
  }

  /// What is behind the cursor turned out to be `stored`.
  mutating func adopt(_ stored: StoredGeneration) {
    generation = stored.number
    lines = stored.generation.lines
    endsOpen = stored.generation.endsOpen
    base = stored.generation.base
    erased = stored.erased
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
      path: item.displayPath, modifiedTime: status.modified, size: status.size,
      isNew: item.stored == nil || item.isUnfinished,
      isUpdated: false)
  }
}
