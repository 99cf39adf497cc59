import Bytes

/// Values that an event gets in the place of its own.
package struct ColumnChanges: Sendable {
  package enum Value: Sendable {
    case integer(Int64)
    case bytes([UInt8])
  }

  package struct Change: Sendable {
    package var column: UInt8
    /// nil: the event has none.
    package var value: Value?
  }

  /// By rising column.
  package private(set) var changes: [Change] = []

  package init() {}

  package mutating func set(_ column: UInt8, _ value: Int64) { add(Change(column: column, value: .integer(value))) }

  package mutating func set(_ column: UInt8, _ value: [UInt8]) { add(Change(column: column, value: .bytes(value))) }

  package mutating func remove(_ column: UInt8) { add(Change(column: column, value: nil)) }

  private mutating func add(_ change: Change) {
    let index = changes.firstIndex { $0.column >= change.column } ?? changes.count
    if index < changes.count, changes[index].column == change.column { changes.remove(at: index) }
    changes.insert(change, at: index)
  }
}
