import Bytes
import FileIO
import SystemPackage

/// The marks that an export leaves, so that the next one into the same directory may replace what it has made, and
/// nothing else. They are extended attributes: an export has no other files than those that were exported.
///
/// The directory is marked before the first file, and a file, before it gets its name, with its length and the checksum
/// of its bytes. So a file is an export's as long as it has the bytes that an export wrote, whatever a power cut
/// leaves, whatever the clock says, and wherever the directory is moved. Where the file system has no attributes,
/// nothing is marked, and a directory with files in it is refused.
package enum ExportMarker {
  /// The name of the attribute.
  package static let attribute = "user.ccstore.export"
  /// The first word of every mark: the version of its form.
  private static let version = "1"

  /// Returns whether an export has marked a directory as one that it writes to.
  static func isMarked(_ directory: FilePath, _ fileSystem: any FileSystem) -> Bool {
    words(directory, fileSystem)?.first == version[...]
  }

  /// Marks a directory. A failure is ignored: the next export then refuses the directory.
  static func mark(directory: FilePath, _ fileSystem: any FileSystem) {
    try? fileSystem.setAttribute(attribute, Array(version.utf8), of: directory)
  }

  /// Marks a file with the length of its bytes and their CRC-32C. A failure is ignored: the next export then keeps the
  /// file, and gives another name to its own.
  static func mark(_ file: FilePath, length: Int64, checksum: UInt32, _ fileSystem: any FileSystem) {
    try? fileSystem.setAttribute(attribute, mark(length, checksum), of: file)
  }

  private static func mark(_ length: Int64, _ checksum: UInt32) -> [UInt8] {
    Array("\(version) \(length) \(String(checksum, radix: 16))".utf8)
  }

  /// Returns whether the file at `path` is one that an export has made and still has the bytes that it wrote. Cost:
  /// reading the file, if it is marked and has the length of its mark. Memory: 1 MB.
  static func isUnchanged(_ path: FilePath, _ fileSystem: any FileSystem) -> Bool {
    guard let status = try? fileSystem.status(path, followLinks: false), status.kind == .regular,
      let words = words(path, fileSystem), words.count == 3, words[1] == "\(status.size)",
      let checksum = try? checksum(path, fileSystem)
    else { return false }
    return mark(status.size, checksum) == Array(words.joined(separator: " ").utf8)
  }

  private static func words(_ path: FilePath, _ fileSystem: any FileSystem) -> [Substring]? {
    guard let value = try? fileSystem.attribute(attribute, of: path) else { return nil }
    return String(decoding: value, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
  }

  private static func checksum(_ path: FilePath, _ fileSystem: any FileSystem) throws(FileError) -> UInt32 {
    let file = try fileSystem.open(path, followLinks: false)
    defer { file.close() }
    var (offset, sum): (Int64, UInt32) = (0, 0)
    while true {
      let bytes = try file.bytes(at: offset, count: 1 << 20)
      if bytes.isEmpty { return sum }
      sum = bytes.withUnsafeBytes { crc32c($0, from: sum) }
      offset += Int64(bytes.count)
    }
  }
}

/// A directory that an export writes files into. A file has a temporary name until it is complete.
package struct ExportDirectory {
  private let target: FilePath
  private let fileSystem: any FileSystem
  /// Reaches what lies below the directory without following links.
  private let inside: any FileSystem
  private let marks: Bool

  /// With `marks`, what is written is marked, and what an earlier export has marked may be replaced.
  package init(_ target: FilePath, marks: Bool, fileSystem: any FileSystem) {
    (self.target, self.marks, self.fileSystem) = (target, marks, fileSystem)
    inside = fileSystem.confined(to: [target])
  }

  private var draft: FilePath { target.appending(".ccstore-export") }

  /// Creates the directory. With `isNew` it throws `targetIsFile` or `targetNotEmpty` when it is a file, or holds
  /// anything and no export has written to it.
  package func prepare(isNew: Bool = true) throws {
    let isMarked = marks && ExportMarker.isMarked(target, inside)
    if isNew, !isMarked { try fileSystem.requireNewDirectory(target) }
    try fileSystem.makeDirectories(target)
    if isNew, marks { ExportMarker.mark(directory: target, inside) }
  }

  /// Writes one file, and returns its length in bytes. `body` receives a function that appends bytes to it; when it
  /// throws, nothing of the file is left. The bytes are durable before the file gets its name. A file of that name is
  /// replaced only if it has the bytes that an export has written, and only by a complete one; else `fileExists` is
  /// thrown. Cost: one sync of the file, and reading the one that is replaced.
  @discardableResult
  package func write(
    _ name: String, _ body: (_ sink: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> Int64 {
    let path = target.appending(name)
    let isReplaceable = marks && ExportMarker.isUnchanged(path, inside)
    guard try isReplaceable || !inside.exists(path) else {
      throw StoreError(.fileExists, "there is a file \(path) already, which no export has made as it is", path: path)
    }
    if try inside.exists(draft) { try inside.remove(draft) }
    return try inside.writeExclusively(path, draft: draft, replaces: isReplaceable) { file in
      var checksum: UInt32 = 0
      try body {
        try file.append($0)
        checksum = $0.withUnsafeBytes { crc32c($0, from: checksum) }
      }
      if marks { ExportMarker.mark(draft, length: file.length, checksum: checksum, inside) }
    }
  }

  /// Makes the names of the files durable.
  package func finish() throws { try inside.syncDirectory(target) }
}
