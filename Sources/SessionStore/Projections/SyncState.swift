import Bytes
import FileIO
import SegmentedLog
import Transcripts

/// Where the first bytes of a generation are stored, when they are another source's.
struct GenerationBase: Sendable, Equatable {
  var source: Int64
  var generation: Int64
  /// Bytes taken from there.
  var length: Int64
}

/// One append-only life of a source.
struct Generation: Sendable, Equatable {
  /// Of its first and last record; both 0 while it has none.
  var firstSequence: UInt64 = 0
  var lastSequence: UInt64 = 0
  /// Bytes stored.
  var length: Int64 = 0
  /// Lines stored.
  var lines: Int64 = 0
  var badLines: Int64 = 0
  /// Of the bytes stored; empty before the first progress, and where it must not be known.
  var md5: [UInt8] = []
  /// Whether the last line stored has no newline yet.
  var endsOpen = false
  /// None, or one: the many generations that have none of it take no room for it.
  private var rare: [Rare] = []

  /// What few generations have.
  private struct Rare: Sendable, Equatable {
    var keyedMD5: [UInt8] = []
    var lostBytes: Int64 = 0
    var erased = OffsetRanges()
    var erasedUsage = OffsetRanges()
    var base: GenerationBase?
    var twin: GenerationBase?
    var repeated: [ClosedRange<UInt64>] = []
    var mendedRepeats = 0
  }

  /// Leaves no room behind that is not needed any more.
  private mutating func withRare(_ body: (inout Rare) -> Void) {
    if rare.isEmpty { rare.append(Rare()) }
    body(&rare[0])
    if rare[0] == Rare() { rare = [] }
  }

  init(
    firstSequence: UInt64 = 0, lastSequence: UInt64 = 0, length: Int64 = 0, lines: Int64 = 0, badLines: Int64 = 0,
    md5: [UInt8] = []
  ) {
    (self.firstSequence, self.lastSequence, self.length, self.lines) = (firstSequence, lastSequence, length, lines)
    (self.badLines, self.md5) = (badLines, md5)
  }

  /// Stands for the MD5 where some of the bytes are forgotten: see `ErasureKey.seal`.
  var keyedMD5: [UInt8] {
    get { rare.first?.keyedMD5 ?? [] }
    set { if !newValue.isEmpty || !rare.isEmpty { withRare { $0.keyedMD5 = newValue } } }
  }

  /// Bytes that damage has taken, and a repair could not get back.
  var lostBytes: Int64 {
    get { rare.first?.lostBytes ?? 0 }
    set { if newValue != 0 || !rare.isEmpty { withRare { $0.lostBytes = newValue } } }
  }

  /// Which of its own bytes are forgotten.
  var erased: OffsetRanges { rare.first?.erased ?? OffsetRanges() }

  /// Which of those do not count for usage either.
  var erasedUsage: OffsetRanges { rare.first?.erasedUsage ?? OffsetRanges() }

  /// `usage`: which of them do not count for usage either. `limit`: what lies behind it is left out.
  mutating func erase(_ ranges: OffsetRanges, usage: OffsetRanges = OffsetRanges(), below limit: Int64 = .max) {
    withRare {
      $0.erased.formUnion(ranges, below: limit)
      $0.erasedUsage.formUnion(usage, below: limit)
    }
  }

  /// nil: all its bytes are its own.
  var base: GenerationBase? {
    get { rare.first?.base }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.base = newValue } } }
  }

  /// The version of a file of another store that begins with the same bytes, so many, each of them stored here and there.
  var twin: GenerationBase? {
    get { rare.first?.twin }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.twin = newValue } } }
  }

  /// Sequence numbers between which its records count for nothing, because the file was read again from there in the same run. Rising.
  var repeated: [ClosedRange<UInt64>] {
    get { rare.first?.repeated ?? [] }
    set { if !newValue.isEmpty || !rare.isEmpty { withRare { $0.repeated = newValue } } }
  }

  /// How many of these an event says to be known.
  var mendedRepeats: Int {
    get { rare.first?.mendedRepeats ?? 0 }
    set { if newValue != 0 || !rare.isEmpty { withRare { $0.mendedRepeats = newValue } } }
  }

  /// From its first record to its last; nil while it has none.
  var sequences: ClosedRange<UInt64>? {
    firstSequence > 0 && lastSequence >= firstSequence ? firstSequence...lastSequence : nil
  }
}

/// Where the records begin that the run under way has stored of a generation.
struct GenerationReading: Sendable {
  var offset: Int64
  /// Of the first of them.
  var sequence: UInt64
  /// Of the generation before them.
  var badLines: Int64
}

/// Matters within a run only, and says nothing about a state between runs.
struct GenerationReadings: Sendable, Equatable {
  var byGeneration: [GenerationKey: GenerationReading] = [:]

  static func == (a: GenerationReadings, b: GenerationReadings) -> Bool { true }
}

/// What tells, without reading it, whether a file is as it was.
struct FileStamp: Sendable, Equatable {
  /// Bytes.
  var size: Int64
  /// Nanoseconds since 1970 UTC.
  var modified: Int64
  /// Nanoseconds since 1970 UTC.
  var changed: Int64
  var inode: UInt64
  var device: UInt64

  /// As whatever a file looks like next, it has to be read: size and time are those that it had.
  static func unsettled(size: Int64, modified: Int64) -> FileStamp {
    FileStamp(size: size, modified: modified, changed: 0, inode: 0, device: 0)
  }

  init(_ status: FileStatus) {
    self.init(
      size: status.size, modified: status.modified, changed: status.changed, inode: status.inode, device: status.device)
  }

  init(size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }
}

/// A root on some machine.
struct RootState: Sendable, Equatable {
  /// 16 bytes that name the machine.
  var origin: [UInt8]
  /// Absolute path.
  var path: [UInt8]
  var host: [UInt8]
}

/// What is known of one source.
struct SourceState: Sendable, Equatable {
  /// Index into `SyncState.roots`.
  var root: Int
  /// Below the root.
  var path: [UInt8]
  var form: SourceForm
  /// The last one is current.
  var generations: [Generation] = []
  /// As of the last decision; nil: it must be read again.
  var stamp: FileStamp?
  var isMissing = false
  /// The store that has read it: what is known of it comes from there, and only from there. nil: this one.
  var home: UUID16?
  /// When something of it was last erased, milliseconds since 1970 UTC; nil: never.
  var erasedAt: Int64?

  var isForeign: Bool { home != nil }
}

/// Projection: every source with its generations, every root, the latest runs.
struct SyncState: Projection, Equatable {
  static let name = "sync"
  static let version: UInt16 = 6

  /// How many runs are remembered. The log has them all.
  static let runsMax = 64

  var roots: [RootState] = []
  /// By source number; numbers that were never used are nil.
  var sources: [SourceState?] = []
  var runs: [RunState] = []
  /// Runs ever begun.
  var runCount: Int64 = 0
  /// One a sync key, in the order in which they were first used.
  var metadata: [SyncMetadata] = []
  /// Sequence number of the latest erasure; 0: there was none.
  var lastErasure: UInt64 = 0
  /// Of the latest record at which a file was read again in one run; 0: there was none.
  var lastRepeat: UInt64 = 0
  /// Not part of the encoding.
  var readings = GenerationReadings()

  init() {}

  /// Sequence number of the latest event that made something count for nothing that stands before it.
  var lastForgotten: UInt64 { max(lastErasure, lastRepeat) }

  var nextRun: Int64 { min(runCount + 1, Column.numberMax) }

  /// Whether any run has completed, whatever was reset since.
  var hasEverCompleted: Bool { runCount > runs.count || runs.contains { $0.status == .completed } }

  /// Whether a run under this key has completed since the last reset.
  func hasCompleted(_ key: String) -> Bool { metadata.contains { $0.syncKey == key && $0.lastSyncTimestamp != nil } }
}
