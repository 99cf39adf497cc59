import Answers
import FileIO
import SystemPackage

/// Writes the tables of a lake as Parquet, with a program of the user that reads SQL: DuckDB.
package struct LakeParquet {
  private let target: FilePath
  private let inside: any FileSystem

  /// The name of the program.
  package static let program = "duckdb"

  /// The failure of the program.
  package enum Problem: Error, Sendable, Equatable {
    /// There is no such program.
    case missing
    /// The path of the lake has characters that stand for others in a pattern.
    case pattern
    /// It has ended with this status, and says this.
    case failed(status: Int32, reason: String)
  }

  /// `target` is the absolute path of the lake.
  package init(_ target: FilePath, _ fileSystem: any FileSystem = POSIXFileSystem()) {
    (self.target, inside) = (target, fileSystem.confined(to: [target]))
  }

  /// Returns the tables that have files in the lake at `target`.
  package static func tables(
    of target: FilePath, _ fileSystem: any FileSystem = POSIXFileSystem()
  ) throws -> Set<LakeTable> {
    try LakeDirectory.tables(in: target, fileSystem.confined(to: [target]))
  }

  /// Removes the files that an earlier call has written, and writes all of them again. `script` gives the script for
  /// the path of the lake, as it stands in a text of SQL in front of the names. No export writes to the lake meanwhile.
  /// Throws `Problem`, `FileError`, and `StoreError` of the code `lakeLocked` while another export writes there.
  package func write(_ script: (_ base: String) -> String, _ commands: any CommandRunner) throws {
    let path = target.string
    guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || "*?[]{}\\".unicodeScalars.contains($0) }) else {
      throw Problem.pattern
    }
    let locks = try LakeDirectory.lockAll(target, inside)
    defer { withExtendedLifetime(locks) {} }
    for table in LakeTable.allCases { try removeFiles(of: table) }
    let folder = target.appending("parquet")
    try inside.makeDirectories(folder)
    let text = script(path.replacing("'", with: "''") + "/")
    guard let result = commands.run([Self.program, "-batch", "-bail"], input: Array(text.utf8)) else {
      throw Problem.missing
    }
    guard result.status == 0 else { throw Problem.failed(status: result.status, reason: result.reason ?? "") }
  }

  private func removeFiles(of table: LakeTable) throws {
    let folder = target.appending("parquet").appending(table.rawValue)
    guard try inside.exists(folder) else { return }
    for month in try inside.list(folder) where month.status.kind == .directory && month.name.starts(with: "month=".utf8)
    {
      let place = folder.appending(bytes: month.name)
      for file in try inside.list(place) where file.status.kind == .regular && Self.isOwn(file.name) {
        try inside.remove(place.appending(bytes: file.name))
      }
    }
  }

  /// Returns whether the script gives files such names: `ccstore_0.parquet`.
  private static func isOwn(_ name: [UInt8]) -> Bool {
    let (start, end) = (Array("ccstore_".utf8), Array(".parquet".utf8))
    guard name.starts(with: start), name.count > start.count + end.count, name.suffix(end.count).elementsEqual(end)
    else {
      return false
    }
    return name.dropFirst(start.count).dropLast(end.count).allSatisfy { (0x30...0x39).contains($0) }
  }
}
