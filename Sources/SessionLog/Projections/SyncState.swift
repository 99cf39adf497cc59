import Bytes
import FileIO
import SegmentedLog
import Transcripts

/// The place where the first bytes of a generation are stored, if another source stores them.
package struct GenerationBase: Sendable, Equatable {
  package var source: Int64
  package var generation: Int64
  /// The number of bytes taken from there.
  package var length: Int64

  package init(source: Int64, generation: Int64, length: Int64) {
    (self.source, self.generation, self.length) = (source, generation, length)
  }
}

/// The last records of a generation, after what the latest progress or decision states. A log, or a block of one, can
/// end between records and the event after them.
package struct UnstatedRecords: Sendable, Equatable {
  /// Where they begin in the file.
  package var offset: Int64
  /// True if no event has stated anything of the generation.
  package var areAll: Bool
}

/// One append-only life of a source; it ends when bytes that are stored already change in the file.
package struct Generation: Sendable, Equatable {
  /// The sequence number of its first record; 0 while it has none.
  package var firstSequence: UInt64 = 0
  /// The sequence number of its last record; 0 while it has none.
  package var lastSequence: UInt64 = 0
  /// The number of bytes stored: what the latest progress or decision states, and the records that follow it.
  package var length: Int64 = 0
  /// The number of lines stored.
  package var lines: Int64 = 0
  /// The number of bad lines among them.
  package var badLines: Int64 = 0
  /// The MD5 of the stored bytes; empty before the first progress, after records that no progress or decision follows
  /// yet, and if it must not be known.
  package var md5: [UInt8] = []
  /// True if the last stored line has no newline yet.
  package var endsOpen = false
  /// At most one element. The many generations without rare facts need no memory for them.
  private var rare: [Rare] = []

  /// The facts that few generations have.
  private struct Rare: Sendable, Equatable {
    var keyedMD5: [UInt8] = []
    var lostBytes: Int64 = 0
    var erased = OffsetRanges()
    var erasedUsage = OffsetRanges()
    var base: GenerationBase?
    var sharedPrefix: GenerationBase?
    var repeated: [ClosedRange<UInt64>] = []
    var mendedRepeats = 0
    var unstated: UnstatedRecords?
  }

  /// Changes the rare facts, and frees their memory if none are left.
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

  /// Stands for the MD5 if some of the bytes are erased: see `ErasureKey.seal`.
  package var keyedMD5: [UInt8] {
    get { rare.first?.keyedMD5 ?? [] }
    set { if !newValue.isEmpty || !rare.isEmpty { withRare { $0.keyedMD5 = newValue } } }
  }

  /// The number of bytes that damage destroyed and a repair could not get back.
  package var lostBytes: Int64 {
    get { rare.first?.lostBytes ?? 0 }
    set { if newValue != 0 || !rare.isEmpty { withRare { $0.lostBytes = newValue } } }
  }

  /// The erased bytes among its own.
  package var erased: OffsetRanges { rare.first?.erased ?? OffsetRanges() }

  /// The erased bytes that do not count for usage either.
  package var erasedUsage: OffsetRanges { rare.first?.erasedUsage ?? OffsetRanges() }

  /// Adds erased bytes. `usage` are those among them that do not count for usage either. Offsets from `limit` on are
  /// left out.
  package mutating func erase(_ ranges: OffsetRanges, usage: OffsetRanges = OffsetRanges(), below limit: Int64 = .max) {
    withRare {
      $0.erased.formUnion(ranges, below: limit)
      $0.erasedUsage.formUnion(usage, below: limit)
    }
  }

  /// The base; nil if all bytes are its own.
  package var base: GenerationBase? {
    get { rare.first?.base }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.base = newValue } } }
  }

  /// A generation of a source with another `home` that begins with the same `length` bytes. Both generations store
  /// them.
  package var sharedPrefix: GenerationBase? {
    get { rare.first?.sharedPrefix }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.sharedPrefix = newValue } } }
  }

  /// Ranges of sequence numbers in which its records are ignored, because the same run read the file again from there.
  /// Ascending.
  package var repeated: [ClosedRange<UInt64>] {
    get { rare.first?.repeated ?? [] }
    set { if !newValue.isEmpty || !rare.isEmpty { withRare { $0.repeated = newValue } } }
  }

  /// The number of these ranges that an event acknowledges.
  var mendedRepeats: Int {
    get { rare.first?.mendedRepeats ?? 0 }
    set { if newValue != 0 || !rare.isEmpty { withRare { $0.mendedRepeats = newValue } } }
  }

  /// Its last records, if no progress or decision has stated them yet.
  package var unstated: UnstatedRecords? {
    get { rare.first?.unstated }
    set { if newValue != nil || !rare.isEmpty { withRare { $0.unstated = newValue } } }
  }

  /// True if its first bytes are not its own, and no event has said yet where they are.
  package var lacksStart: Bool { unstated.map { $0.areAll && $0.offset > 0 } ?? false }

  /// The sequence numbers from its first record to its last; nil while it has none.
  package var sequences: ClosedRange<UInt64>? {
    firstSequence > 0 && lastSequence >= firstSequence ? firstSequence...lastSequence : nil
  }
}

/// The beginning of the records that the present run has stored of a generation.
struct GenerationReading: Sendable {
  var offset: Int64
  /// The sequence number of the first of them.
  var sequence: UInt64
  /// The number of bad lines of the generation before them.
  var badLines: Int64
}

/// The readings of the present run. They say nothing about the state between runs, so all values are equal.
struct GenerationReadings: Sendable, Equatable {
  var byGeneration: [GenerationKey: GenerationReading] = [:]

  static func == (a: GenerationReadings, b: GenerationReadings) -> Bool { true }
}

/// The properties that tell, without reading a file, whether it is unchanged.
package struct FileStamp: Sendable, Equatable {
  /// The size in bytes.
  package var size: Int64
  /// The modification time in nanoseconds since 1970-01-01 UTC.
  package var modified: Int64
  /// The time of the last status change in nanoseconds since 1970-01-01 UTC.
  package var changed: Int64
  package var inode: UInt64
  package var device: UInt64

  /// Returns a stamp that equals that of no file, so that the file must be read again. Size and time are those that it
  /// had.
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

/// A root on a machine.
package struct RootState: Sendable, Equatable {
  /// The 16 bytes that identify the machine.
  package var origin: [UInt8]
  /// The absolute path.
  package var path: [UInt8]
  /// The name of the machine, for people.
  package var host: [UInt8]
}

/// The state of one source.
package struct SourceState: Sendable, Equatable {
  /// The index in `SyncState.roots`.
  package var root: Int
  /// The path below the root.
  package var path: [UInt8]
  package var form: SourceForm
  /// The generations in order; the last one is current.
  package var generations: [Generation] = []
  /// The stamp at the last decision; nil if the file must be read again.
  package var stamp: FileStamp?
  /// True if the file was not found the last time that an ingest looked for it.
  package var isMissing = false
  /// True if the last thing known of the file is that a prune deleted it, or was about to.
  package var isPruned = false
  /// The store that has read the source; nil for this one. All facts about the source come from that store alone.
  package var home: UUID16?
  /// The time of the latest erasure in it, in milliseconds since 1970-01-01 UTC; nil if nothing was erased.
  package var erasedAt: Int64?

  /// True if another store has read the source.
  package var isForeign: Bool { home != nil }
}

/// The part of a generation that was erased after the position of a state.
package struct LaterErasure: Sendable, Equatable {
  package var ranges: OffsetRanges
  /// The part that does not count for usage either.
  package var usage: OffsetRanges
}

/// The projection of every source with its generations, every root, and the latest runs.
package struct SyncState: Projection, Equatable {
  package static let name = "sync"
  package static let version: UInt16 = 8

  /// In a state of an earlier position, what has been erased since, by generation, also of generations that the state
  /// does not know yet. It is set by `applyErasures(of:)` and not part of the encoding.
  package internal(set) var laterErasures: [GenerationKey: LaterErasure] = [:]

  /// The number of runs that are kept. The log has all of them.
  static let runsMax = 64

  /// All roots in the order in which they were first seen.
  package var roots: [RootState] = []
  /// The sources by number; nil for numbers that were never used.
  package var sources: [SourceState?] = []
  /// The latest runs, oldest first.
  package var runs: [RunState] = []
  /// The largest number of a run so far.
  package var runCount: Int64 = 0
  /// One entry per sync key, in the order in which the keys were first used.
  package var metadata: [SyncMetadata] = []
  /// The sequence number of the latest erasure; 0 if there was none.
  package var lastErasure: UInt64 = 0
  /// The sequence number of the latest record at which a file was read again in one run; 0 if there was none.
  var lastRepeat: UInt64 = 0
  /// Not part of the encoding.
  var readings = GenerationReadings()

  package init() {}

  /// The sequence number of the latest event that makes earlier content ignored.
  package var lastExclusion: UInt64 { max(lastErasure, lastRepeat) }

  /// The number for the next run.
  package var nextRun: Int64 { min(runCount + 1, Column.numberMax) }

  /// True if any run has completed, whatever was reset since. A completed run that found no file does not count any
  /// more after a reset and `runsMax` further runs.
  package var hasEverCompleted: Bool {
    runs.contains { $0.status == .completed }
      || metadata.contains { $0.lastSyncTimestamp != nil || $0.filesProcessed > 0 }
  }

  /// Returns whether a run under this key has completed since the last reset.
  package func hasCompleted(_ key: String) -> Bool {
    metadata.contains { $0.syncKey == key && $0.lastSyncTimestamp != nil }
  }
}
