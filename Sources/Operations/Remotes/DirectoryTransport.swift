import Bytes
import FileIO
import SystemPackage

/// A remote in a directory of this machine. Files appear under their names complete and durable, or not at all. No
/// symbolic link below the directory is followed.
struct DirectoryTransport: RemoteTransport {
  let directory: FilePath
  /// The file system, for the files that are copied.
  let outside: any FileSystem
  let entropy: any Entropy
  let cancellation: Cancellation?
  /// The file system, confined to `directory`.
  private let inside: any FileSystem

  private static let pieceLength = 1 << 20
  /// The end of the names of files that are being written.
  static let draftSuffix = ".partial"

  init(_ directory: FilePath, _ fileSystem: any FileSystem, _ entropy: any Entropy, _ cancellation: Cancellation?) {
    (self.directory, outside, self.entropy, self.cancellation) = (directory, fileSystem, entropy, cancellation)
    inside = fileSystem.confined(to: [directory])
  }

  private func failed(_ error: FileError) -> StoreError {
    StoreError(.remoteFailed, error.message, path: error.path, underlying: error.errno)
  }

  private func reaching<Value>(_ body: () throws(FileError) -> Value) throws -> Value {
    do throws(FileError) { return try body() } catch { throw failed(error) }
  }

  /// Makes the directory where its parent exists: a disk that is not mounted must not be replaced by a folder.
  func prepare() throws {
    let parent = directory.removingLastComponent()
    guard try reaching({ () throws(FileError) in try outside.exists(parent) }) else {
      throw StoreError(
        .remoteFailed,
        "there is no directory \(parent), in which \(directory.lastComponent?.string ?? "it") would be made: make it, or mount its disk",
        path: parent)
    }
    try reaching { () throws(FileError) in
      if try !outside.exists(directory) {
        try outside.makeDirectory(directory)
        try outside.syncDirectory(directory.removingLastComponent())
      }
    }
  }

  func list(_ folder: String, _ body: (String, Int64) throws -> Void) throws {
    // A place that is not there is an error, and one without any store is not.
    guard try reaching({ () throws(FileError) in try outside.exists(directory) }) else {
      throw StoreError(
        .remoteFailed, "there is no directory \(directory): nothing was pushed to it yet, or its disk is not mounted",
        path: directory)
    }
    let kind = try reaching { () throws(FileError) in try outside.status(directory, followLinks: true).kind }
    guard kind == .directory else {
      throw StoreError(.remoteFailed, "\(directory) is a file, and a remote is a directory", path: directory)
    }
    try list(folder, depth: 0, body)
  }

  private func list(_ folder: String, depth: Int, _ body: (String, Int64) throws -> Void) throws {
    try cancellation?.check()
    let entries: [DirectoryEntry]
    do throws(FileError) { entries = try inside.list(directory.appending(folder)) } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
        || error.errno == .tooManySymbolicLinkLevels
      {
        return
      }
      throw failed(error)
    }
    for entry in entries {
      let path = folder + "/" + String(decoding: entry.name, as: UTF8.self)
      switch entry.status.kind {
      case .directory where depth < 2: try list(path, depth: depth + 1, body)
      case .regular: try body(path, entry.status.size)
      default: continue
      }
    }
  }

  func upload(_ paths: [String], from local: FilePath) throws {
    var folders: Set<FilePath> = []
    for path in paths {
      let target = directory.appending(path)
      let folder = target.removingLastComponent()
      try reaching { () throws(FileError) in try makeFolders(folder) }
      let source = try outside.open(local.appending(path), followLinks: false)
      defer { source.close() }
      if try status(target)?.size == source.status().size { continue }
      let draft = FilePath(target.string + "." + hexadecimal(entropy.bytes(4)) + Self.draftSuffix)
      try? inside.remove(draft)
      do {
        _ = try inside.writeExclusively(target, draft: draft, replaces: true) { file in
          try Self.copy(source, cancellation) { bytes, _ in try file.append(bytes) }
        }
      } catch let error as FileError {
        // Another push of the same store may have completed the file, and removed this draft as a leftover.
        guard error.errno == .noSuchFileOrDirectory, try status(target)?.size == source.status().size else {
          throw failed(error)
        }
      }
      folders.insert(folder)
    }
    for folder in folders { try reaching { () throws(FileError) in try inside.syncDirectory(folder) } }
    try removeDrafts(folders, of: paths)
  }

  /// Removes what interrupted uploads have left of files that are complete now.
  private func removeDrafts(_ folders: Set<FilePath>, of paths: [String]) throws {
    let complete = paths.compactMap { FilePath($0).lastComponent?.string }
    for folder in folders {
      let drafts = try reaching { () throws(FileError) in try inside.list(folder) }.map(\.name).filter {
        $0.suffix(Self.draftSuffix.utf8.count).elementsEqual(Self.draftSuffix.utf8)
      }
      for draft in drafts where complete.contains(where: { draft.starts(with: Array(($0 + ".").utf8)) }) {
        try? inside.remove(folder.appending(bytes: draft))
      }
    }
  }

  private func status(_ path: FilePath) throws -> FileStatus? {
    do throws(FileError) { return try inside.status(path, followLinks: false) } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
      throw failed(error)
    }
  }

  private func makeFolders(_ folder: FilePath) throws(FileError) {
    guard folder != directory, try inside.identity(folder) == nil else { return }
    let parent = folder.removingLastComponent()
    try makeFolders(parent)
    try inside.makeDirectory(folder)
    try inside.syncDirectory(parent)
  }

  func download(_ paths: [String], to local: FilePath) throws {
    // One that cannot be read does not keep the others out.
    var failure: FileError?
    for path in paths {
      let source: any FileHandle
      do throws(FileError) { source = try inside.open(directory.appending(path), followLinks: false) } catch {
        if error.errno != .noSuchFileOrDirectory { failure = failure ?? error }
        continue
      }
      defer { source.close() }
      let target = local.appending(path)
      try outside.makeDirectories(target.removingLastComponent())
      let file = try outside.createDraft(target)
      defer { file.close() }
      do {
        try Self.copy(source, cancellation) { bytes, offset in try file.write(bytes, at: offset) }
      } catch let error as FileError where error.operation == .read {
        failure = failure ?? error
        // What has come of it is no file of the remote.
        try outside.remove(target)
      }
    }
    if let failure { throw failed(failure) }
  }

  private static func copy(
    _ source: any FileHandle, _ cancellation: Cancellation?, _ body: (UnsafeRawBufferPointer, Int64) throws -> Void
  ) throws {
    var offset: Int64 = 0
    while true {
      try cancellation?.check()
      let bytes = try source.bytes(at: offset, count: pieceLength)
      if bytes.isEmpty { return }
      let position = offset
      try bytes.withUnsafeBytes { try body($0, position) }
      offset += Int64(bytes.count)
    }
  }

  func remove(_ path: String) throws {
    do throws(FileError) { try inside.remove(directory.appending(path)) } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw failed(error) }
    }
  }

  func removeVersions(in folder: String) throws -> VersionRemoval {
    let path = directory.appending(folder)
    // What interrupted uploads have left there holds parts of the same events.
    for entry in (try? inside.list(path)) ?? [] where entry.status.kind == .regular {
      let name = String(decoding: entry.name, as: UTF8.self)
      if Self.isDraft(name, in: folder) { try remove("\(folder)/\(name)") }
    }
    // The folder of an epoch that has no object any more says nothing.
    try? inside.removeDirectory(path)
    try? inside.syncDirectory(path.removingLastComponent())
    return .complete
  }

  /// True for the name of a file that an interrupted upload of an object has left in a folder.
  private static func isDraft(_ name: String, in folder: String) -> Bool {
    guard name.hasSuffix(draftSuffix) else { return false }
    // After the name of the object stand a dot and 8 digits.
    return RemoteObject(path: "\(folder)/\(name.dropLast(draftSuffix.count + 9))") != nil
  }
}
