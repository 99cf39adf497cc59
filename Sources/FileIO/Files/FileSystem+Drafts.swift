import SystemPackage

/// Files that appear complete or not at all: they are written under a temporary name, the draft, and renamed.
extension FileSystem {
  /// Creates a temporary file. One that an interrupted call has left under this name is removed first.
  package func createDraft(_ path: FilePath) throws(FileError) -> any FileHandle {
    if try exists(path) { try remove(path) }
    return try create(path)
  }

  /// Opens a file for reading and writing, and creates it when it is missing.
  package func openOrCreate(_ path: FilePath) throws(FileError) -> any FileHandle {
    try exists(path) ? try openForWriting(path) : try create(path)
  }

  /// Writes a file so that its name always leads to all of the old contents or to all of the new ones.
  ///
  /// `draft` is the temporary name, on the same file system; a file that is left under it is replaced. `body` writes
  /// the contents. With `isDurable`, the contents are synced before the file gets its name, and its directory
  /// afterwards; without, a power cut may take the file. After an error the draft may be left. Cost when durable: two
  /// syncs.
  package func replace(
    _ path: FilePath, draft: FilePath, isDurable: Bool = true, _ body: (any FileHandle) throws(FileError) -> Void
  ) throws(FileError) {
    let file = try createDraft(draft)
    try body(file)
    if isDurable { try file.sync() }
    file.close()
    try rename(draft, to: path)
    if isDurable { try syncDirectory(path.removingLastComponent()) }
  }

  /// Writes a file that must not exist yet so that it is complete under its name, or absent. Returns its length in
  /// bytes. With `replaces`, a file of that name is replaced when the new one is complete, and stays until then.
  ///
  /// `draft` is the temporary name, on the same file system, which must be free. `body` appends the contents. They are
  /// synced before the file gets its name; the name is durable once the caller has synced the directory. After an error
  /// nothing is left. Throws what `body` throws, and `fileExists` of the operation `rename` when the name is taken.
  /// Cost: one sync.
  package func writeExclusively(
    _ path: FilePath, draft: FilePath, replaces: Bool = false, _ body: (inout FileAppender) throws -> Void
  ) throws -> Int64 {
    let file = try create(draft)
    do {
      var output = FileAppender(file)
      try body(&output)
      try file.sync()
      file.close()
      if replaces { try rename(draft, to: path) } else { try renameExclusively(draft, to: path) }
      return output.length
    } catch {
      file.close()
      try? remove(draft)
      throw error
    }
  }

  /// Renames a file within one file system. Returns false, and changes nothing, when the target exists.
  package func renameIfFree(_ from: FilePath, to: FilePath) throws(FileError) -> Bool {
    do throws(FileError) { try renameExclusively(from, to: to) } catch {
      guard error.errno == .fileExists || error.errno == .isDirectory else { throw error }
      return false
    }
    return true
  }
}

/// Appends bytes to a file that is being written.
package struct FileAppender {
  private let file: any FileHandle
  /// The number of bytes that were appended.
  package private(set) var length: Int64 = 0

  fileprivate init(_ file: any FileHandle) { self.file = file }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try file.write(bytes, at: length)
    length += Int64(bytes.count)
  }

  package mutating func append(_ bytes: [UInt8]) throws(FileError) {
    try file.write(bytes, at: length)
    length += Int64(bytes.count)
  }
}
