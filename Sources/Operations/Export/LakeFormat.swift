import Answers
import Bytes
import SegmentedLog

/// How the rows of a lake are written. The columns stand in `Tables`, which is above.
package struct LakeFormat: Sendable {
  /// The version of the columns. A lake of another version is written anew.
  package var version: Int64
  /// Writes a row as a line.
  package var write: @Sendable (_ row: LakeRow, _ context: Context, _ line: inout LakeLine) -> Void
  /// Returns the scripts that read a lake in which these tables have files: their names, and their text, whose first
  /// line says that every export replaces them.
  package var scripts: @Sendable (_ tables: Set<LakeTable>) -> [(name: String, text: String)]

  package init(
    version: Int64, write: @escaping @Sendable (LakeRow, Context, inout LakeLine) -> Void,
    scripts: @escaping @Sendable (Set<LakeTable>) -> [(name: String, text: String)]
  ) {
    (self.version, self.write, self.scripts) = (version, write, scripts)
  }

  /// What all rows of an export have in common.
  package struct Context: Sendable {
    /// The id of the store.
    package var store: [UInt8]
    /// The last event that the export knows.
    package var head: UInt64
  }
}

/// What an export has written to a lake.
package struct LakeReport: Sendable {
  /// What an export has written to a table.
  package struct Table: Sendable {
    package var name: String
    package var files = 0
    package var rows: Int64 = 0
    /// The length of its files in bytes.
    package var bytes: Int64 = 0
  }

  package var store: UUID16
  /// The last event before those that were written; the lake had these already, or begins after them.
  package var since: UInt64
  package var head: LogHead
  /// True if all files of the store were replaced.
  package var isRewritten = false
  package var tables: [Table] = []
  /// Scripts that were left as they are, because they are not those that an export writes.
  package var foreignScripts: [String] = []

  package var bytes: Int64 { tables.reduce(0) { $0 + $1.bytes } }
  package var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }
}
