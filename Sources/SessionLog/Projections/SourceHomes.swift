import Bytes
import SegmentedLog

/// The stores that introduced the sources of a log, for code that reads its events in order and keeps no `SyncState`.
struct SourceHomes {
  /// The stores by source number, without the store that the log belongs to.
  private var homes: [Int64: UUID16] = [:]
  /// The state before the first event.
  private let known: SyncState

  init(after known: SyncState) { self.known = known }

  /// The store that introduced a source; nil for the one that the log belongs to.
  func home(_ number: Int64) -> UUID16? {
    if let home = homes[number] { return home }
    return known.sources.indices.contains(Int(clamping: number)) ? known.sources[Int(number)]?.home : nil
  }

  /// Adds the source that a `source` event introduces.
  mutating func addSource(_ block: BlockColumns, _ row: Int) throws {
    guard let home = try block.home(row), let number = try block.view(integers: .source)[row], self.home(number) == nil
    else { return }
    homes[number] = home
  }

  /// Returns whether an event counts for its source. Events of this store count for any source, those of another store
  /// only for the sources that it introduced. FORMAT.md, Trust.
  func speaks(_ block: BlockColumns, _ row: Int) throws -> Bool {
    guard let home = try block.home(row) else { return true }
    return try block.view(integers: .source)[row].map { self.home($0) == home } ?? false
  }
}
