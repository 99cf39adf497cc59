import Bytes
import SegmentedLog

/// A deterministic fold of the events of a log into a state: the same log gives the same state and the same bytes.
package protocol Projection: Sendable {
  /// The name in the files of the store: at most 16 ASCII characters.
  static var name: String { get }
  /// The version of the encoding and of the meaning of the state. Checkpoints of another version are ignored.
  static var version: UInt16 { get }
  /// True if the state depends on the contents of lines. The lines of an old store are then scanned again before they
  /// are folded.
  static var readsLines: Bool { get }

  /// Makes the state before the first event.
  init()

  /// Folds in the events of a block from row `first` on. Throws if a column cannot be decoded.
  mutating func apply(_ block: BlockColumns, from first: Int) throws

  /// Writes the state; equal states give equal bytes.
  func encode(into writer: inout ByteWriter)

  /// Reads a state that `encode` wrote. Throws `malformed` if the bytes cannot be one.
  init(decoding reader: inout ByteReader) throws(ByteError)
}

extension Projection {
  package static var readsLines: Bool { false }

  /// Returns the bytes that `encode` writes.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: 64 << 10)
    encode(into: &writer)
    return writer.bytes
  }
}

/// The columns of a block, decoded once for all projections that ask for them. An integer out of the range of its
/// column counts as absent.
///
/// The views of columns must not be used after this object is released, nor after its memory is used for another block.
package final class BlockColumns {
  package let block: EventBlock
  /// The kinds of the events as stored; `kind(_:)` decodes one.
  package let kinds: IntegerView
  /// What the calls of tools in its records name, where a reader of files has seen it; nil where the bodies tell it.
  package var touches: BlockTouches?
  private let memory: ColumnMemory
  private let log: LogReader?
  private var loadedBodies: BlockBodies?
  private var integers: [UInt8: IntegerColumn] = [:]
  private var bytes: [UInt8: BytesColumn] = [:]
  private var integerViews: [(column: UInt8, view: IntegerView)] = []
  private var bytesViews: [(column: UInt8, view: BytesView)] = []

  /// The number of events.
  package var count: Int { block.count }

  /// Decodes the kinds of the events in `block`; other columns are decoded on demand. `memory` is the memory for views;
  /// views made in it before become invalid. `log` gives the bodies; nil for a block whose bodies nobody asks for.
  package init(_ block: EventBlock, _ memory: ColumnMemory = ColumnMemory(), _ log: LogReader? = nil) throws {
    memory.reset()
    self.block = block
    self.memory = memory
    self.log = log
    kinds = try block.integers(0, in: memory)
  }

  /// Returns the kind of an event; nil if this version does not know it.
  package func kind(_ row: Int) -> EventKind? { kinds[row].flatMap { UInt8(exactly: $0) }.flatMap(EventKind.init) }

  /// Returns the bodies of the events, of which some may not be intact; nil without a log. The first call reads and
  /// decodes them. Throws `LogError`.
  package func bodies() throws -> BlockBodies? {
    if loadedBodies == nil { loadedBodies = try log?.bodies(of: block) }
    return loadedBodies
  }

  /// Returns whether an event came from another store.
  package func isForeign(_ row: Int) throws -> Bool { try view(bytes: .home).entry(row) != nil }

  /// Returns the store that an event came from; nil for this one. A malformed column gives the UUID of zeros, which no
  /// store has.
  package func home(_ row: Int) throws -> UUID16? {
    let column = try view(bytes: .home)
    guard let entry = column.entry(row) else { return nil }
    let bytes = column.bytes(ofEntry: entry)
    return bytes.count == 16 ? UUID16(bytes) : UUID16(high: 0, low: 0)
  }

  /// Returns whether a source can have this number. Numbers are given in order, but those of files that could not be
  /// read are left out, and old versions gave those of copies late: FORMAT.md, Values of columns. The bound limits the
  /// size of tables by number to the number of events plus 2^19.
  package func isSourceNumber(_ number: Int64, _ row: Int) -> Bool {
    number >= 0 && UInt64(number) < block.firstSequence + UInt64(row) + SourceNumbers.slack
  }

  /// Returns whether a generation can have this number. Each generation has an event of its own after that of its
  /// source.
  package func isGenerationNumber(_ number: Int64, _ row: Int) -> Bool {
    number >= 0 && UInt64(number) < block.firstSequence + UInt64(row)
  }

  /// Returns a column of integers with a copy of its values, which stays valid.
  package func integers(_ column: Column) throws -> IntegerColumn {
    if let known = integers[column.rawValue] { return known }
    let decoded = try block.integers(column.rawValue, in: column.range)
    integers[column.rawValue] = decoded
    return decoded
  }

  /// Returns the column of `RunCounts.fields[index]`.
  package func counts(_ index: Int) throws -> IntegerColumn {
    try block.integers(Column.firstCount.rawValue + UInt8(index), in: Column.firstCount.range)
  }

  /// Returns a column of byte strings with a copy of its values, which stays valid.
  package func bytes(_ column: Column) throws -> BytesColumn {
    if let known = bytes[column.rawValue] { return known }
    let decoded = try block.bytes(column.rawValue)
    bytes[column.rawValue] = decoded
    return decoded
  }

  /// Returns a view of a column of integers. The first call for a column decodes it.
  package func view(integers column: Column) throws -> IntegerView {
    for (known, view) in integerViews where known == column.rawValue { return view }
    var view = try block.integers(column.rawValue, in: memory)
    if let range = column.range { view = view.limited(to: range, in: memory) }
    integerViews.append((column.rawValue, view))
    return view
  }

  /// Returns a view of a column of byte strings. The first call for a column decodes it.
  package func view(bytes column: Column) throws -> BytesView {
    for (known, view) in bytesViews where known == column.rawValue { return view }
    let view = try block.bytes(column.rawValue, in: memory)
    bytesViews.append((column.rawValue, view))
    return view
  }
}

/// A state and the event up to which it has been folded.
package struct Projected<State: Projection>: Sendable {
  package var state: State
  /// The sequence number of the last event folded; 0 before the first.
  package var sequence: UInt64
  /// The sequence number of the checkpoint that the fold started from; 0 without one.
  package var checkpointSequence: UInt64

  /// Folds the state at the head of `log`: the newest checkpoint that fits, then the events after it.
  package init(_ log: LogReader, useCheckpoint: Bool = true) throws {
    var folded = Self.start(log, useCheckpoint: useCheckpoint)
    try folded.catchUp(log)
    self = folded
  }

  /// Folds in all events of `log` that are new.
  package mutating func catchUp(_ log: LogReader) throws {
    guard sequence < log.head.sequence else { return }
    let memory = ColumnMemory()
    let range = sequence + 1...log.head.sequence
    if State.readsLines {
      try log.forEachScannedBlock(in: range) { try apply(try BlockColumns($0, memory, log)) }
    } else {
      try log.forEachBlock(in: range) { try apply(try BlockColumns($0, memory)) }
    }
  }

  /// Returns the newest checkpoint of `log` that fits, or the empty state.
  package static func start(_ log: LogReader, useCheckpoint: Bool) -> Projected {
    Projected(useCheckpoint ? checkpoint(log) : nil)
  }

  /// Reads the newest checkpoint of `log` that fits, which is not decoded yet; nil if there is none.
  static func checkpoint(_ log: LogReader) -> Checkpoint? { try? log.checkpoint(State.name, version: State.version) }

  /// Decodes a checkpoint. Without one, or when it is none of this state, this is the state before the first event.
  init(_ checkpoint: Checkpoint?) {
    let state = checkpoint?.state.withUnsafeBytes { buffer -> State? in
      var reader = ByteReader(buffer)
      guard let state = try? State(decoding: &reader), reader.remaining == 0 else { return nil }
      return state
    }
    guard let checkpoint, let state else {
      self.init()
      return
    }
    self.init(state: state, sequence: checkpoint.head.sequence, checkpointSequence: checkpoint.head.sequence)
  }

  /// Makes the state before the first event.
  package init() { self.init(state: State(), sequence: 0, checkpointSequence: 0) }

  private init(state: State, sequence: UInt64, checkpointSequence: UInt64) {
    (self.state, self.sequence, self.checkpointSequence) = (state, sequence, checkpointSequence)
  }

  /// Folds in the events of a block that are new.
  package mutating func apply(_ columns: BlockColumns) throws {
    let sequences = columns.block.sequences
    guard sequences.upperBound > sequence + 1 else { return }
    let first = sequence + 1 > sequences.lowerBound ? Int(sequence + 1 - sequences.lowerBound) : 0
    try withExtendedLifetime(columns) { try state.apply(columns, from: first) }
    sequence = sequences.upperBound - 1
  }

  /// The SHA-256 of the encoded state.
  package var digest: Digest { Digest(of: state.encoded()) }
}

/// A projection for which erased content counts as if it had never existed. `exclude` must be called before the first
/// `apply`: content that has been folded already stays in the state.
package protocol ErasureAwareProjection: Projection {
  /// Makes later calls of `apply` ignore everything that `sync` says is erased.
  mutating func exclude(_ sync: SyncState)
}

extension ErasureAwareProjection {
  package static var readsLines: Bool { true }
}

extension Projected where State: ErasureAwareProjection {
  /// Folds the state at the head of `log` without the content that is erased there. `sync` is the state of syncing at
  /// that head. If something was erased, or replaced by a second reading, after the newest checkpoint, the fold starts
  /// at the first event.
  package init(_ log: LogReader, _ sync: SyncState) throws {
    var folded = Self.start(log, useCheckpoint: true)
    if sync.lastExclusion > folded.sequence { folded = .start(log, useCheckpoint: false) }
    folded.state.exclude(sync)
    try folded.catchUp(log)
    self = folded
  }
}

extension [UInt8] {
  /// The text of the bytes, for people; invalid UTF-8 is replaced by U+FFFD.
  package var text: String { String(decoding: self, as: UTF8.self) }
}

/// The bound on the numbers of sources.
enum SourceNumbers {
  /// A number exceeds the sequence number of the event that gives it by less than this.
  static let slack: UInt64 = 1 << 19
}
