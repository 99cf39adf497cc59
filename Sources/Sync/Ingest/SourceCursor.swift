import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Transcripts

/// The position up to which a source has been read and hashed.
package struct SourceCursor {
  let item: WorkItem
  /// The format of its lines. It is asked for once for every line, and the item is large.
  let format: any AgentFormat.Type
  /// The number of bytes of the file that are read: its size when it was opened.
  let size: Int64
  var generation: Int64 = 0
  /// The number of bytes before the cursor. They are stored, or were found to be equal to stored bytes.
  private(set) var length: Int64 = 0
  /// The number of lines before the cursor.
  var lines: Int64 = 0
  /// True if the last of these lines has no newline yet.
  var endsOpen = false
  /// The place of the first bytes, if another source stores them.
  var base: GenerationBase?
  /// The source of the same session that this one is a copy of or differs from.
  var related: StoredGeneration?
  /// The number of bytes of a last line that is not complete yet.
  var waitingBytes: Int64 = 0
  /// The erased bytes before the cursor.
  var erased = OffsetRanges()
  private var hash: MD5
  /// The offset in the file where the present window begins.
  private var windowStart: Int64 = 0

  /// Starts at the beginning of a file. `marks` are the known states of its MD5.
  init(item: WorkItem, size: Int64, marks: MD5Checkpoints?) {
    (self.item, self.size, format) = (item, size, item.format)
    hash = MD5(ahead: marks)
  }

  /// The MD5 of the bytes before the cursor. Requires that `updateHash` or `endWindow` has brought the hash to the
  /// cursor.
  var md5: [UInt8] {
    precondition(hash.length == length, "the hash has not reached the cursor")
    return hash.digest
  }

  /// Begins a window at the cursor. Then call `advance(by:)` for its bytes, `updateHash` when the MD5 is needed, and
  /// `endWindow` at its end.
  mutating func beginWindow(_ window: UnsafeRawBufferPointer) {
    windowStart = length
    hash.prefetch(window)
  }

  /// Moves the cursor over bytes of the window.
  mutating func advance(by count: Int) { length += Int64(count) }

  /// Moves the cursor over bytes of the window that are not stored because they are erased.
  mutating func advance(byErased count: Int) {
    erased.insert(length..<length + Int64(count))
    advance(by: count)
  }

  /// Brings the hash to the position of the cursor in the window.
  mutating func updateHash(in window: UnsafeRawBufferPointer) {
    let done = Int(hash.length - windowStart)
    hash.advance(to: Int(length - windowStart) - done, in: UnsafeRawBufferPointer(rebasing: window[done...]))
  }

  /// Does the same before the bytes before the cursor are dropped from the window.
  mutating func endWindow(_ window: UnsafeRawBufferPointer) {
    updateHash(in: window)
    windowStart = length
  }

  /// Moves the cursor over a whole window.
  mutating func advance(over window: UnsafeRawBufferPointer) {
    beginWindow(window)
    advance(by: window.count)
    endWindow(window)
  }

  /// True if the last byte before the cursor is erased.
  var endsErased: Bool { length > 0 && erased.contains(length - 1) }

  /// Moves the cursor over a whole window whose bytes are erased.
  mutating func advance(overErased window: UnsafeRawBufferPointer) {
    erased.insert(length..<length + Int64(window.count))
    advance(over: window)
  }

  /// Takes over the state of `stored`, after the bytes before the cursor were found to be its bytes.
  mutating func resume(from stored: StoredGeneration) {
    generation = stored.number
    lines = stored.generation.lines
    endsOpen = stored.generation.endsOpen
    base = stored.generation.base
    erased = stored.erased
  }

  /// The stored state of the source when the cursor has come to its end.
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
