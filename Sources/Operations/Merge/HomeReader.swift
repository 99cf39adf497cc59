import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Determines, for the events of a log block by block in their order, which store made each of them: from its `home`
/// column and from the run of a `foreign` event that it stands in.
struct HomeReader {
  /// The store whose log it is.
  let own: UUID16
  /// Other names of stores, and the names by which they are known here.
  private let names: [UUID16: UUID16]
  /// The store of the current run.
  private var store: UUID16
  /// The number of events of the current run that are still to come.
  private var left: UInt64
  /// The sequence number of the first event that does not fit the runs: it comes from another store and stands outside
  /// any run, or it is not of the store that the `foreign` event before it announced. nil when all runs are as
  /// announced.
  private(set) var breach: UInt64?

  /// `store` and `left` describe the run in whose middle the events begin. By default they begin outside any run.
  init(own: UUID16, names: [UUID16: UUID16] = [:], store: UUID16? = nil, left: UInt64 = 0) {
    (self.own, self.names, self.store, self.left) = (own, names, store ?? own, left)
  }

  /// True when the next event belongs to a run that was announced. A compaction makes commits of their own of the parts
  /// of a run, so that a log, or a snapshot of a part of it, can end there.
  var isInsideRun: Bool { left > 0 }

  /// The name by which a store is known here.
  func name(_ store: UUID16) -> UUID16 { names[store] ?? store }

  /// Returns the store that made each event, by row.
  mutating func homes(_ block: BlockColumns) throws -> [UUID16] {
    let column = try block.bytes(.home)
    let hasNotes = try !block.bytes(.store).isEmpty
    if column.isEmpty, !hasNotes, left == 0 { return [UUID16](repeating: own, count: block.count) }
    let lengths = try block.integers(.length)
    let bodies = try block.block.bodyLengths()
    var known = [UUID16?](repeating: nil, count: column.entryCount)
    var homes: [UUID16] = []
    homes.reserveCapacity(block.count)
    for row in 0..<block.count {
      var home = own
      if let entry = column.entry(row) {
        if known[entry] == nil { known[entry] = name(Self.home(column[row])) }
        home = known[entry]!
      } else if left > 0, isStub(block.kind(row)), lengths[row] != nil, bodies[row] == 0 {
        // A purge by an old version removed the column from erased events.
        home = store
      }
      advance(home, block.block.firstSequence + UInt64(row))
      if home == own, block.kind(row) == .foreign, let note = try ForeignRunEvent(block, row) {
        (store, left) = (name(note.store), note.events)
      }
      homes.append(home)
    }
    return homes
  }

  private func isStub(_ kind: EventKind?) -> Bool { kind == .record || kind == .piece }

  private mutating func advance(_ home: UUID16, _ sequence: UInt64) {
    if left > 0 {
      if home == store {
        left -= 1
        return
      }
      left = 0
    } else if home == own {
      return
    }
    breach = breach ?? sequence
  }

  /// A column with an invalid value names a store that does not exist.
  private static func home(_ bytes: [UInt8]?) -> UUID16 {
    bytes.flatMap { $0.count == 16 ? UUID16($0) : nil } ?? UUID16(high: 0, low: 0)
  }
}
