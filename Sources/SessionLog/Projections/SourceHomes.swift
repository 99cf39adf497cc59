import Bytes
import SegmentedLog

/// Which stores made the sources of a log known, for whoever goes through its events in order and keeps no `SyncState`.
struct SourceHomes {
  /// By number; those of the store itself are not kept.
  private var homes: [Int64: UUID16] = [:]

  /// Takes note of an event that makes a source known.
  mutating func take(_ block: BlockColumns, _ row: Int) throws {
    guard let home = try block.home(row), let number = try block.view(integers: .source)[row], homes[number] == nil
    else { return }
    homes[number] = home
  }

  /// Whether an event may say something of its source: this store of any, another one of those that it made known. FORMAT.md, Trust.
  func speaks(_ block: BlockColumns, _ row: Int) throws -> Bool {
    guard let home = try block.home(row) else { return true }
    return try block.view(integers: .source)[row].map { homes[$0] == home } ?? false
  }
}
