import Bytes
import SegmentedLog

/// A deterministic fold of the events into a state: same log, same state, same bytes.
package protocol Projection: Sendable {
  /// At most 16 ASCII characters.
  static var name: String { get }
  /// Changes with the encoding or the meaning of the state; snapshots of another version are thrown away.
  static var version: UInt16 { get }
  /// Whether it is made of what lines say, so that those of an old store are scanned anew for it.
  static var readsLines: Bool { get }

  /// The state before the first event.
  init()

  /// Folds in the events of a block from `first` on.
  mutating func apply(_ block: BlockColumns, from first: Int) throws

  /// The state, one byte sequence for one state.
  func encode(into writer: inout ByteWriter)

  init(decoding reader: inout ByteReader) throws(ByteError)
}

extension Projection {
  package static var readsLines: Bool { false }

  package func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: 64 << 10)
    encode(into: &writer)
    return writer.bytes
  }
}

/// The columns of a block, decoded once for all projections that ask for them. An integer that is out of the range of its column is not there.
///
/// Views of columns must not outlive it, nor be looked at once its memory is used for another block.
package final class BlockColumns {
  package let block: EventBlock
  package let kinds: IntegerView
  private let memory: ColumnMemory
  private var integers: [UInt8: IntegerColumn] = [:]
  private var bytes: [UInt8: BytesColumn] = [:]
  private var integerViews: [(column: UInt8, view: IntegerView)] = []
  private var bytesViews: [(column: UInt8, view: BytesView)] = []

  package var count: Int { block.count }

  /// `memory`: for views; what was in it is gone.
  package init(_ block: EventBlock, _ memory: ColumnMemory = ColumnMemory()) throws {
    memory.reset()
    self.block = block
    self.memory = memory
    kinds = try block.integers(0, in: memory)
  }

  package func kind(_ row: Int) -> EventKind? { kinds[row].flatMap { UInt8(exactly: $0) }.flatMap(EventKind.init) }

  /// Whether an event came from another store.
  package func isForeign(_ row: Int) throws -> Bool { try view(bytes: .home).entry(row) != nil }

  /// The store that an event came from; nil: it is this one's. A column that is none names a store that there is not.
  package func home(_ row: Int) throws -> UUID16? {
    let column = try view(bytes: .home)
    guard let entry = column.entry(row) else { return nil }
    let bytes = column.bytes(ofEntry: entry)
    return bytes.count == 16 ? UUID16(bytes) : UUID16(high: 0, low: 0)
  }

  /// Whether a source can have this number. They are given in order, but those of files that could not be read are left out, and old versions gave those of
  /// copies late: FORMAT.md, Values of columns. What is kept by number outgrows the log by a bounded number of entries.
  package func isSourceNumber(_ number: Int64, _ row: Int) -> Bool {
    number >= 0 && UInt64(number) < block.firstSequence + UInt64(row) + SourceNumbers.slack
  }

  /// Whether there can be a generation of this number: each has an event of its own, behind that of its source.
  package func isGenerationNumber(_ number: Int64, _ row: Int) -> Bool {
    number >= 0 && UInt64(number) < block.firstSequence + UInt64(row)
  }

  package func integers(_ column: Column) throws -> IntegerColumn {
    if let known = integers[column.rawValue] { return known }
    let decoded = try integers(column.rawValue, column.range)
    integers[column.rawValue] = decoded
    return decoded
  }

  /// What a run counted: `RunCounts.fields[index]`.
  package func counts(_ index: Int) throws -> IntegerColumn {
    try integers(Column.firstCount.rawValue + UInt8(index), Column.firstCount.range)
  }

  /// What is out of its range is not there.
  private func integers(_ column: UInt8, _ range: ClosedRange<Int64>?) throws -> IntegerColumn {
    let decoded = try block.integers(column)
    return range.map(decoded.limited) ?? decoded
  }

  package func bytes(_ column: Column) throws -> BytesColumn {
    if let known = bytes[column.rawValue] { return known }
    let decoded = try block.bytes(column.rawValue)
    bytes[column.rawValue] = decoded
    return decoded
  }

  package func view(integers column: Column) throws -> IntegerView {
    for (known, view) in integerViews where known == column.rawValue { return view }
    var view = try block.integers(column.rawValue, in: memory)
    if let range = column.range { view = view.limited(to: range, in: memory) }
    integerViews.append((column.rawValue, view))
    return view
  }

  package func view(bytes column: Column) throws -> BytesView {
    for (known, view) in bytesViews where known == column.rawValue { return view }
    let view = try block.bytes(column.rawValue, in: memory)
    bytesViews.append((column.rawValue, view))
    return view
  }
}

/// A projection and the event up to which it has been folded.
package struct Folded<State: Projection>: Sendable {
  package var state: State
  /// Of the last event folded.
  package var sequence: UInt64
  /// Of the snapshot that it began with; 0 without one.
  package var snapshotSequence: UInt64

  /// The state at the head of `log`: the newest snapshot that fits, and the events after it.
  package init(_ log: LogReader, useSnapshot: Bool = true) throws {
    self = Self.start(log, useSnapshot: useSnapshot)
    if sequence < log.head.sequence {
      var folded = self
      try folded.catchUp(log)
      self = folded
    }
  }

  /// Folds in all events of `log` that are new.
  fileprivate mutating func catchUp(_ log: LogReader) throws {
    let memory = ColumnMemory()
    let range = sequence + 1...log.head.sequence
    if State.readsLines {
      try log.forEachScannedBlock(in: range) { try apply(try BlockColumns($0, memory)) }
    } else {
      try log.forEachBlock(in: range) { try apply(try BlockColumns($0, memory)) }
    }
  }

  /// The newest snapshot that fits, or the empty state.
  package static func start(_ log: LogReader, useSnapshot: Bool) -> Folded {
    if useSnapshot, let snapshot = try? log.snapshot(State.name, version: State.version) {
      let state = snapshot.state.withUnsafeBytes { buffer -> State? in
        var reader = ByteReader(buffer)
        guard let state = try? State(decoding: &reader), reader.remaining == 0 else { return nil }
        return state
      }
      if let state {
        return Folded(state: state, sequence: snapshot.head.sequence, snapshotSequence: snapshot.head.sequence)
      }
    }
    return Folded()
  }

  /// Before the first event.
  package init() { self.init(state: State(), sequence: 0, snapshotSequence: 0) }

  private init(state: State, sequence: UInt64, snapshotSequence: UInt64) {
    (self.state, self.sequence, self.snapshotSequence) = (state, sequence, snapshotSequence)
  }

  /// Folds in what of a block is new.
  package mutating func apply(_ columns: BlockColumns) throws {
    let sequences = columns.block.sequences
    guard sequences.upperBound > sequence + 1 else { return }
    let first = sequence + 1 > sequences.lowerBound ? Int(sequence + 1 - sequences.lowerBound) : 0
    try withExtendedLifetime(columns) { try state.apply(columns, from: first) }
    sequence = sequences.upperBound - 1
  }

  /// SHA-256 of the encoded state.
  package var digest: Digest { Digest(of: state.encoded()) }
}

/// A projection for which what is erased counts as if it had never been. It is told so before it folds; what it has folded already stays.
package protocol ForgetfulProjection: Projection {
  /// From now on, what `sync` says is erased is passed over.
  mutating func forget(_ sync: SyncState)
}

extension ForgetfulProjection {
  package static var readsLines: Bool { true }
}

extension Folded where State: ForgetfulProjection {
  /// The state at the head of `log`, without what is erased by then. `sync`: the state of syncing there.
  package init(_ log: LogReader, _ sync: SyncState) throws {
    var folded = Self.start(log, useSnapshot: true)
    if sync.lastForgotten > folded.sequence { folded = .start(log, useSnapshot: false) }
    folded.state.forget(sync)
    if folded.sequence < log.head.sequence { try folded.catchUp(log) }
    self = folded
  }
}

extension [UInt8] {
  /// As text, for people; invalid UTF-8 repaired.
  package var text: String { String(decoding: self, as: UTF8.self) }
}

/// How sources are numbered.
enum SourceNumbers {
  /// By so much a number can exceed the sequence number of the event that gives it.
  static let slack: UInt64 = 1 << 19
}
