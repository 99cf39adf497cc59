import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Tells of the events of a log, block by block in their order, whose each of them is: its `home`, and the run of a `foreign` event that it stands in.
struct HomeReader {
  /// The store whose log it is.
  let own: UUID16
  /// Other names of stores, and what they are called here.
  private let names: [UUID16: UUID16]
  /// The run under way, and how many of its events are still to come.
  private var store: UUID16
  private var left: UInt64
  /// Of the first event that belongs to no run, or to another one than the `foreign` event before it says: where a run is not what was announced.
  private(set) var breach: UInt64?

  /// `store`, `left`: the run in the middle of which the events begin; by default they begin where no run is under way.
  init(own: UUID16, names: [UUID16: UUID16] = [:], store: UUID16? = nil, left: UInt64 = 0) {
    (self.own, self.names, self.store, self.left) = (own, names, store ?? own, left)
  }

  /// What a store is called here.
  func name(_ store: UUID16) -> UUID16 { names[store] ?? store }

  /// By row: the store whose event it is.
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
        // A purge by an old version took the column out of erased events.
        home = store
      }
      take(home, block.block.firstSequence + UInt64(row))
      if home == own, block.kind(row) == .foreign, let note = try ForeignNote(block, row) {
        (store, left) = (name(note.store), note.events)
      }
      homes.append(home)
    }
    return homes
  }

  private func isStub(_ kind: EventKind?) -> Bool { kind == .record || kind == .piece }

  private mutating func take(_ home: UUID16, _ sequence: UInt64) {
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

  /// A column that is none names a store that there is not.
  private static func home(_ bytes: [UInt8]?) -> UUID16 {
    bytes.flatMap { $0.count == 16 ? UUID16($0) : nil } ?? UUID16(high: 0, low: 0)
  }
}
