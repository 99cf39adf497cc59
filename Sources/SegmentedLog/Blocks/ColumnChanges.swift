import Bytes

/// The column values of one event that are to be replaced or removed.
package struct ColumnChanges: Sendable {
  package enum Value: Sendable {
    case integer(Int64)
    case bytes([UInt8])
  }

  /// The new value of one column.
  package struct Change: Sendable {
    package var column: UInt8
    /// The new value; nil removes the event's value.
    package var value: Value?
  }

  /// The changes, by rising column id, at most one for each column.
  package private(set) var changes: [Change] = []

  package init() {}

  /// Sets a column to an integer. A later change of the same column replaces an earlier one.
  package mutating func set(_ column: UInt8, _ value: Int64) { add(Change(column: column, value: .integer(value))) }

  /// Sets a column to a byte string. A later change of the same column replaces an earlier one.
  package mutating func set(_ column: UInt8, _ value: [UInt8]) { add(Change(column: column, value: .bytes(value))) }

  /// Removes the event's value in a column.
  package mutating func remove(_ column: UInt8) { add(Change(column: column, value: nil)) }

  private mutating func add(_ change: Change) {
    let index = changes.firstIndex { $0.column >= change.column } ?? changes.count
    if index < changes.count, changes[index].column == change.column { changes.remove(at: index) }
    changes.insert(change, at: index)
  }
}
