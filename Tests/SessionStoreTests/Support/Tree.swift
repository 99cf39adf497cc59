import FileIO
import Foundation
import SystemPackage
import Transcripts

/// Files below one root, and what people and programs do to them. Paths are relative to the root.
struct Tree: Sendable {
  /// The absolute path, with links resolved.
  let root: FilePath

  private var files: POSIXFileSystem { POSIXFileSystem() }

  /// Creates the directory, with a `projects` folder in it.
  init(_ root: FilePath) throws {
    try POSIXFileSystem().makeDirectories(root.appending("projects"))
    self.root = try POSIXFileSystem().resolve(root)
  }

  /// The root that an ingest reads.
  var transcripts: TranscriptRoot { TranscriptRoot(path: root, scope: "projects") }

  func path(_ name: String) -> FilePath { root.appending(name) }

  func exists(_ name: String) -> Bool { (try? files.exists(path(name))) == true }

  func bytes(_ name: String) throws -> [UInt8] { try files.contents(path(name)) }

  func status(_ name: String) throws -> FileStatus { try files.status(path(name), followLinks: false) }

  /// Replaces the contents; an existing file keeps its inode.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try files.makeDirectories(path(name).removingLastComponent())
    let handle = exists(name) ? try files.openForWriting(path(name)) : try files.create(path(name))
    defer { handle.close() }
    try handle.write(bytes, at: 0)
    try cut(name, to: bytes.count)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func append(_ name: String, _ bytes: [UInt8]) throws {
    let handle = try files.openForWriting(path(name))
    defer { handle.close() }
    try handle.write(bytes, at: try handle.status().size)
  }

  func append(_ name: String, _ text: String) throws { try append(name, Array(text.utf8)) }

  /// Changes bytes in place.
  func overwrite(_ name: String, at offset: Int64, _ bytes: [UInt8]) throws {
    let handle = try files.openForWriting(path(name))
    defer { handle.close() }
    try handle.write(bytes, at: offset)
  }

  func cut(_ name: String, to length: Int) throws {
    guard truncate(path(name).string, off_t(length)) == 0 else { throw Broken("cannot cut \(name)") }
  }

  func remove(_ name: String) throws { try files.remove(path(name)) }

  func move(_ name: String, to other: String) throws {
    try files.makeDirectories(path(other).removingLastComponent())
    try files.rename(path(name), to: path(other))
  }

  /// Copies to another name in this tree or in another one.
  func copy(_ name: String, to other: String, of tree: Tree? = nil) throws {
    try (tree ?? self).write(other, try bytes(name))
  }

  /// Sets the modification time, in nanoseconds since 1970 UTC.
  func setModified(_ name: String, _ time: Int64) throws { try files.setModified(path(name), time) }

  /// Changes the mode and nothing else, so that only the ctime changes.
  func changeMode(_ name: String, _ mode: mode_t = 0o600) throws {
    guard chmod(path(name).string, mode) == 0 else { throw Broken("cannot change the mode of \(name)") }
  }

  /// Every file below the root with its bytes, by path.
  func contents() throws -> [String: [UInt8]] { try contentsOfTree(root) }
}

/// Every file below a directory with its bytes, by path; empty where there is no directory.
func contentsOfTree(_ directory: FilePath) throws -> [String: [UInt8]] {
  let files = POSIXFileSystem()
  guard try files.exists(directory) else { return [:] }
  var found: [String: [UInt8]] = [:]
  for entry in try files.list(directory) {
    let name = String(decoding: entry.name, as: UTF8.self)
    if entry.status.kind == .directory {
      for (path, bytes) in try contentsOfTree(directory.appending(name)) { found[name + "/" + path] = bytes }
    } else {
      found[name] = try files.contents(directory.appending(name))
    }
  }
  return found
}

/// A situation in which a test cannot continue.
struct Broken: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
