import FileIO
import SegmentedLog
import SystemPackage

/// A snapshot that is read from standard input. It is kept in a file, because its end says what is in it.
enum SnapshotInput {
  /// Copies standard input to a file in a directory, which is removed at the end, and calls `body` with it.
  static func withFile(
    in directory: FilePath, _ common: CommonOptions, purpose: String, _ body: (FilePath) throws -> Void
  ) throws {
    guard !Terminal.standardInput.isTerminal else {
      throw Failure(
        "a snapshot is not read from a terminal; name a file, or send one to standard input", code: ExitStatus.usage)
    }
    let fileSystem = POSIXFileSystem()
    try fileSystem.makeDirectories(directory)
    let name = SystemEntropy().bytes(8).map { String($0, radix: 16) }.joined()
    let copy = directory.appending(".ccstore-\(purpose)-\(name).partial")
    let handle = try fileSystem.create(copy)
    defer {
      handle.close()
      try? fileSystem.remove(copy)
    }
    let line = common.progress()
    var length: Int64 = 0
    try StandardInput.forEachPiece { bytes in
      try handle.write(bytes, at: length)
      length += Int64(bytes.count)
      line?.show(written: length)
    }
    line?.end()
    guard length > 0 else { throw Failure("there is nothing on standard input", code: ExitStatus.noInput) }
    do { try body(copy) } catch {
      let known = error as? StoreError ?? (error as? any StoreErrorConvertible)?.storeError
      guard let known, known.code != .interrupted else { throw error }
      // The file has a name only for the time being.
      throw Failure(known.withAdvice.replacing(copy.string, with: "standard input"), code: known.code.exitStatus)
    }
  }
}
