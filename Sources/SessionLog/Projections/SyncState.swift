import Bytes
import FileIO
import SegmentedLog
import Transcripts

/// Where the first bytes of a generation are stored, when they are another source's.
package struct GenerationBase: Sendable, Equatable {
  package var source: Int64
  package var generation: Int64
  /// Bytes taken from there.
  package var length: Int64

  package init(source: Int64, generation: Int64, length: Int64) {
    (self.source, self.generation, self.length) = (source, generation, length)
  }
}

/// One append-only life of a source.
package struct Generation: Sendable, Equatable {
  /// Of its first and last record; both 0 while it has none.
  package var firstSequence: UInt64 = 0
  package var lastSequence: UInt64 = 0
  /// Bytes stored.
  package var length: Int64 = 0
  /// Lines stored.
  package var lines: Int64 = 0
  package var badLines: Int64 = 0
  /// Of the bytes stored; empty before the first progress, and where it must not be known.
  package var md5: [UInt8] = []
  /// Whether the last line stored has no newline yet.
  package var endsOpen = false
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

  package init(
    firstSequence: UInt64 = 0, lastSequence: UInt64 = 0, length: Int64 = 0, lines: Int64 = 0, badLines: Int64 = 0,
    md5: [UInt8] = []
  ) {
    (self.firstSequence, self.lastSequence, self.length, self.lines) = (firstSequence, lastSequence, length, lines)
    (self.badLines, self.md5) = (badLines, md5)
  }

  /// Stands for the MD5 where some of the bytes are forgotten: see `ErasureKey.seal`.
  package var keyedMD5: [UInt8] {
    get { rare.first?.keyedMD5 ?? [] }
    set { if !newValue.isEmpty || !rare.isEmpty { withRare { $0.keyedMD5 = newValue } } }
  }

  /// Bytes that damage has taken, and a repair could not get back.
  package var lostBytes: Int64 {
    get { rare.first?.lostBytes ?? 0 }
    set { if newValue != 0 || !rare.isEmpty { withRare { $0.lostBytes = newValue } } }
  }

  /// Which of its own bytes are forgotten.
  package var erased: OffsetRanges { rare.first?.erased ?? OffsetRanges() }

  /// Which of those do not count for usage either.
  package var erasedUsage: OffsetRanges { rare.first?.erasedUsage ?? OffsetRanges() }

  /// `usage`: which of them do not count for usage either. `limit`: what lies behind it is left out.
  package mutating func erase(_ ranges: OffsetRanges, usage: OffsetRanges = OffsetRanges(), below limit: Int64 = .max) {
    withRare {
      $0.erased.formUnion(ranges, below: limit)
      $0.erasedUsage.formUnion(usage, below: limit)
    }
  }

  /// nil: all its bytes are its own.
  package var base: GenerationBase? {
    get { rare.first?.base }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.base = newValue } } }
  }

  /// The version of a file of another store that begins with the same bytes, so many, each of them stored here and there.
  package var twin: GenerationBase? {
    get { rare.first?.twin }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.twin = newValue } } }
  }

  /// Sequence numbers between which its records count for nothing, because the file was read again from there in the same run. Rising.
  package var repeated: [ClosedRange<UInt64>] {
    get { rare.first?.repeated ?? [] }
    set { if !newValue.isEmpty || !rare.isEmpty { withRare { $0.repeated = newValue } } }
  }

  /// How many of these an event says to be known.
  var mendedRepeats: Int {
    get { rare.first?.mendedRepeats ?? 0 }
    set { if newValue != 0 || !rare.isEmpty { withRare { $0.mendedRepeats = newValue } } }
  }

  /// From its first record to its last; nil while it has none.
  package var sequences: ClosedRange<UInt64>? {
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
package struct FileStamp: Sendable, Equatable {
  /// Bytes.
  package var size: Int64
  /// Nanoseconds since 1970 UTC.
  package var modified: Int64
  /// Nanoseconds since 1970 UTC.
  package var changed: Int64
  package var inode: UInt64
  package var device: UInt64

  /// As whatever a file looks like next, it has to be read: size and time are those that it had.
  package static func unsettled(size: Int64, modified: Int64) -> FileStamp {
    FileStamp(size: size, modified: modified, changed: 0, inode: 0, device: 0)
  }

  package init(_ status: FileStatus) {
    self.init(
      size: status.size, modified: status.modified, changed: status.changed, inode: status.inode, device: status.device)
  }

  package init(size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }
}

/// A root on some machine.
package struct RootState: Sendable, Equatable {
  /// 16 bytes that name the machine.
  package var origin: [UInt8]
  /// Absolute path.
  package var path: [UInt8]
  package var host: [UInt8]
}

/// What is known of one source.
package struct SourceState: Sendable, Equatable {
  /// Index into `SyncState.roots`.
  package var root: Int
  /// Below the root.
  package var path: [UInt8]
  package var form: SourceForm
  /// The last one is current.
  package var generations: [Generation] = []
  /// As of the last decision; nil: it must be read again.
  package var stamp: FileStamp?
  package var isMissing = false
  /// The store that has read it: what is known of it comes from there, and only from there. nil: this one.
  package var home: UUID16?
  /// When something of it was last erased, milliseconds since 1970 UTC; nil: never.
  package var erasedAt: Int64?

  package var isForeign: Bool { home != nil }
}

/// Projection: every source with its generations, every root, the latest runs.
package struct SyncState: Projection, Equatable {
  package static let name = "sync"
  package static let version: UInt16 = 6

  /// How many runs are remembered. The log has them all.
  static let runsMax = 64

  package var roots: [RootState] = []
  /// By source number; numbers that were never used are nil.
  package var sources: [SourceState?] = []
  package var runs: [RunState] = []
  /// Runs ever begun.
  package var runCount: Int64 = 0
  /// One a sync key, in the order in which they were first used.
  package var metadata: [SyncMetadata] = []
  /// Sequence number of the latest erasure; 0: there was none.
  package var lastErasure: UInt64 = 0
  /// Of the latest record at which a file was read again in one run; 0: there was none.
  var lastRepeat: UInt64 = 0
  /// Not part of the encoding.
  var readings = GenerationReadings()

  package init() {}

  /// Sequence number of the latest event that made something count for nothing that stands before it.
  package var lastForgotten: UInt64 { max(lastErasure, lastRepeat) }

  package var nextRun: Int64 { min(runCount + 1, Column.numberMax) }

  /// Whether any run has completed, whatever was reset since.
  package var hasEverCompleted: Bool { runCount > runs.count || runs.contains { $0.status == .completed } }

  /// Whether a run under this key has completed since the last reset.
  package func hasCompleted(_ key: String) -> Bool {
    metadata.contains { $0.syncKey == key && $0.lastSyncTimestamp != nil }
  }
}
