import Bytes
import FileIO
import SystemPackage

/// The note that an export leaves about the directory that it writes to: which files it made, with their sizes and
/// modification times. The next export may replace those that nobody has changed since, and nothing else.
///
/// Notes are kept in a directory of the user's own, so that an export has no other files than those that were exported.
package struct ExportMarker: Sendable {
  private static let firstLine = Array("ccstore export 1\n".utf8)
  private static let lengthMax = 256 << 20

  private struct Stamp: Sendable, Equatable {
    var size, modified: Int64
  }

  private var files: [[UInt8]: Stamp] = [:]

  package init() {}

  /// Returns the path of the note about a directory, which is named by the hash of the directory's path; nil without a
  /// place for notes, or if the directory does not exist.
  private static func path(about directory: FilePath, in notes: FilePath?, _ fileSystem: any FileSystem) -> FilePath? {
    guard let notes, let path = try? fileSystem.resolve(directory) else { return nil }
    var hash = SHA256()
    hash.update(Array(path.string.utf8))
    return notes.appending("exports").appending(hexadecimal(hash.digest.bytes.prefix(16)))
  }

  /// Reads the note about a directory; nil if there is none, or if it cannot be read. `notes` is the directory for
  /// notes; nil if none are kept.
  package init?(about directory: FilePath, in notes: FilePath?, _ fileSystem: any FileSystem) {
    guard let path = Self.path(about: directory, in: notes, fileSystem),
      (try? fileSystem.status(path, followLinks: false))?.kind == .regular,
      let bytes = try? fileSystem.contents(path, limit: Self.lengthMax), bytes.starts(with: Self.firstLine)
    else { return nil }
    for line in bytes[Self.firstLine.count...].split(separator: 0x0a) {
      let parts = line.split(separator: 0x20, maxSplits: 2)
      guard parts.count == 3, let size = Int64(String(decoding: parts[0], as: UTF8.self)),
        let modified = Int64(String(decoding: parts[1], as: UTF8.self))
      else { return nil }
      files[Self.unescaped(parts[2])] = Stamp(size: size, modified: modified)
    }
  }

  /// The file's content: a line for each file, with size, modification time in nanoseconds, and path.
  private var encoded: [UInt8] {
    var bytes = Self.firstLine
    for (path, stamp) in files.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      bytes += "\(stamp.size) \(stamp.modified) ".utf8
      bytes += Self.escaped(path)
      bytes.append(0x0a)
    }
    return bytes
  }

  private static func escaped(_ path: [UInt8]) -> [UInt8] {
    path.flatMap { $0 == 0x0a ? Array("\\n".utf8) : $0 == 0x5c ? Array("\\\\".utf8) : [$0] }
  }

  private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var (path, isEscaped): ([UInt8], Bool) = ([], false)
    for byte in text {
      if isEscaped {
        path.append(byte == 0x6e ? 0x0a : byte)
        isEscaped = false
      } else if byte == 0x5c {
        isEscaped = true
      } else {
        path.append(byte)
      }
    }
    return path
  }

  /// Notes a file that was written, as it is on disk now. `path` is relative to `directory`.
  package mutating func add(_ path: [UInt8], in directory: FilePath, _ inside: any FileSystem) {
    let status = try? inside.status(directory.appending(bytes: path), followLinks: false)
    files[path] = status.map { Stamp(size: $0.size, modified: $0.modified) }
  }

  /// Returns whether the file at `path` is one that an export has made and nobody has changed since.
  package func isUnchanged(_ path: [UInt8], in directory: FilePath, _ inside: any FileSystem) -> Bool {
    guard let known = files[path],
      let status = try? inside.status(directory.appending(bytes: path), followLinks: false), status.kind == .regular
    else { return false }
    return known == Stamp(size: status.size, modified: status.modified)
  }

  /// Writes the note, unless no file is in it. A failure is ignored: the next export then refuses the directory, or
  /// gives other names.
  package func save(about directory: FilePath, in notes: FilePath?, _ fileSystem: any FileSystem) {
    guard !files.isEmpty, let path = Self.path(about: directory, in: notes, fileSystem) else { return }
    let draft = FilePath(path.string + ".partial")
    try? fileSystem.makeDirectories(path.removingLastComponent())
    try? fileSystem.replace(path, draft: draft, isDurable: false) { (file) throws(FileError) in
      try file.write(encoded, at: 0)
    }
  }
}

/// A directory that an export writes files into. A file has a temporary name until it is complete.
package struct ExportDirectory {
  private let target: FilePath
  private let fileSystem: any FileSystem
  /// Reaches what lies below the directory without following links.
  private let inside: any FileSystem
  /// What an earlier export wrote there; nil if none did.
  private var earlier: ExportMarker?
  private var written = ExportMarker()
  private let notes: FilePath?

  /// With `notes`, a directory for notes, a note there says which files were written, and an earlier one is heeded.
  package init(_ target: FilePath, notes: FilePath?, fileSystem: any FileSystem) {
    (self.target, self.fileSystem, self.notes) = (target, fileSystem, notes)
    inside = fileSystem.confined(to: [target])
  }

  private var draft: FilePath { target.appending(".ccstore-export") }

  /// Creates the directory. With `isNew` it throws `targetIsFile` or `targetNotEmpty` when it is a file, or holds
  /// anything that no export has made.
  package mutating func prepare(isNew: Bool = true) throws {
    earlier = ExportMarker(about: target, in: notes, fileSystem)
    if isNew, earlier == nil { try fileSystem.requireNewDirectory(target) }
    try fileSystem.makeDirectories(target)
    written = earlier ?? ExportMarker()
  }

  /// Writes one file, and returns its length in bytes. `body` receives a function that appends bytes to it; when it
  /// throws, nothing of the file is left. The bytes are durable before the file gets its name. A file of that name is
  /// replaced only if an export has made it and nobody has changed it since, and only by a complete one; else
  /// `fileExists` is thrown. Cost: one sync of the file.
  @discardableResult
  package mutating func write(
    _ name: String, _ body: (_ sink: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> Int64 {
    let (path, bytes) = (target.appending(name), Array(name.utf8))
    let isReplaceable = earlier?.isUnchanged(bytes, in: target, inside) == true
    guard try isReplaceable || !inside.exists(path) else {
      throw StoreError(.fileExists, "there is a file \(path) already, which no export has made as it is", path: path)
    }
    if try inside.exists(draft) { try inside.remove(draft) }
    let length = try inside.writeExclusively(path, draft: draft, replaces: isReplaceable) { file in
      try body { try file.append($0) }
    }
    written.add(bytes, in: target, inside)
    return length
  }

  /// Makes the names of the files durable.
  package func finish() throws { try inside.syncDirectory(target) }

  /// Notes which files were written, if there are any. To be called at the end, and after an error, too, so that the
  /// next export may complete them.
  package func save() { written.save(about: target, in: notes, fileSystem) }
}
