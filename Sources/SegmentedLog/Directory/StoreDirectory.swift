import Bytes
import FileIO
import SystemPackage
import Times

/// The directory of a store: its identity, and access to its files.
package struct StoreDirectory: Sendable {
  package let path: FilePath
  /// The file system, confined to `path`: a store has no links, and nothing in it leads outside.
  package let fileSystem: any FileSystem
  package let uuid: UUID16
  /// True when a log that ends before what was acknowledged is accepted as it is, like that of a copy.
  package var acceptsEarlier = false
  /// Readers that are opened in the directory end their loops when it is cancelled; nil: they cannot be cancelled.
  package var cancellation: Cancellation?
  /// Told by readers that are opened in the directory how far a pass over the log has come: the number of the event,
  /// and that of the last one. May be called on any thread.
  package var reading: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)?

  /// The name of the file that every store has.
  package static let identityFile = "CCSTORE"
  static let lockFile = "LOCK"
  /// The names of the folders that every store has.
  package static let folders = ["manifest", "seg", "idx", "snap", "quarantine", "tmp"]

  /// Returns the path of a file of the store, whose name is relative to the store's directory.
  package func file(_ name: String) -> FilePath { path.appending(name) }

  /// Opens an existing store. Throws `notAStore`, `damaged`, `unsupported` or `file`.
  package static func open(_ path: FilePath, fileSystem: any FileSystem) throws(LogError) -> StoreDirectory {
    let fileSystem = fileSystem.confined(to: [path])
    let identity = path.appending(identityFile)
    guard try io({ () throws(FileError) in try fileSystem.exists(identity) }) else {
      let nameless = StoreDirectory(path: path, fileSystem: fileSystem, uuid: UUID16(high: 0, low: 0))
      // `CCSTORE` is written before the first manifest and the first segment, so one of these without it is damage.
      let generations = try nameless.manifestGenerations()
      let segment = try nameless.segmentWithData()
      if segment != nil || !generations.isEmpty {
        throw .damaged(Finding(file: identityFile, "this file is missing"))
      }
      throw .notAStore(path)
    }
    let text = try io { () throws(FileError) in try fileSystem.contents(identity, limit: 4096) }
    return StoreDirectory(path: path, fileSystem: fileSystem, uuid: try decodeIdentity(text))
  }

  /// Opens a store, or creates one in an empty or absent directory. The caller must hold the lock. `identity` is the
  /// content of `CCSTORE` for a new store; nil: a new random identity.
  static func openOrCreate(
    _ path: FilePath, fileSystem: any FileSystem, clock: any WallClock, entropy: any Entropy, identity: [UInt8]? = nil
  ) throws(LogError) -> StoreDirectory {
    do throws(LogError) {
      return try open(path, fileSystem: fileSystem)
    } catch .notAStore {
      let identity = identity ?? encodeIdentity(UUID16.random(entropy), created: clock.milliseconds)
      return try create(path, fileSystem: fileSystem, identity: identity)
    }
  }

  /// Throws `cannotCreate` when a directory that is not a store holds other things, and `foreign` when anything in a
  /// store is neither a plain file nor a directory, or belongs to another user. Changes nothing. Cost: a `stat` for
  /// every file of the store.
  static func refuseForeign(_ path: FilePath, fileSystem: any FileSystem) throws(LogError) {
    let entries = try io { () throws(FileError) in try fileSystem.list(path) }
    if entries.contains(where: { $0.name.elementsEqual(identityFile.utf8) }) {
      return try refuseForeign(entries, path, fileSystem)
    }
    let known = Set(folders + [lockFile, AcknowledgedEnd.file]).map { Array($0.utf8) }
    guard let foreign = entries.first(where: { !known.contains($0.name) }) else { return }
    let name = String(decoding: foreign.name, as: UTF8.self)
    throw .occupied(path, "the directory is not empty (\(name)) and not a store")
  }

  private static func refuseForeign(
    _ entries: [DirectoryEntry], _ path: FilePath, _ fileSystem: any FileSystem
  ) throws(LogError) {
    let owner = try io { () throws(FileError) in try fileSystem.status(path, followLinks: true) }.owner
    let known = Set(folders + [identityFile, lockFile, AcknowledgedEnd.file])
    func check(_ entry: DirectoryEntry, _ name: String, isKnown: Bool) throws(LogError) {
      switch entry.status.kind {
      case .symbolicLink:
        throw .foreign(path, "\(name) in it is a symbolic link, and a store has none", .link)
      case .other:
        throw .foreign(path, "\(name) in it is neither a file nor a directory", .special)
      case .regular, .directory:
        guard isKnown, ![owner, Users.current, 0].contains(entry.status.owner) else { return }
        throw .foreign(
          path,
          "\(name) in it belongs to another user (number \(entry.status.owner))", .owner
        )
      }
    }
    for entry in entries {
      let name = String(decoding: entry.name, as: UTF8.self)
      try check(entry, name, isKnown: known.contains(name))
      guard entry.status.kind == .directory, folders.contains(name) else { continue }
      for inner in try io({ () throws(FileError) in try fileSystem.list(path.appending(name)) }) {
        try check(inner, name + "/" + String(decoding: inner.name, as: UTF8.self), isKnown: true)
      }
    }
  }

  private static func create(
    _ path: FilePath, fileSystem outside: any FileSystem, identity: [UInt8]
  ) throws(LogError) -> StoreDirectory {
    let uuid = try decodeIdentity(identity)
    let fileSystem = outside.confined(to: [path])
    try io { () throws(FileError) in
      for folder in folders { try fileSystem.makeDirectory(path.appending(folder)) }
      // A store exists as soon as `CCSTORE` does, so everything it needs, and the path to it, must be durable before.
      try fileSystem.syncDirectory(path)
      try syncParents(of: path, outside)
      try fileSystem.replace(path.appending(identityFile), draft: path.appending("tmp/\(identityFile)")) {
        (file) throws(FileError) in try file.write(identity, at: 0)
      }
    }
    return StoreDirectory(path: path, fileSystem: fileSystem, uuid: uuid)
  }

  /// Makes the directory entries along a path durable, up to the root of its file system: the parents may be as new as
  /// the directory itself. A parent that may not be read was not made for the store, so the walk ends there.
  private static func syncParents(of path: FilePath, _ fileSystem: any FileSystem) throws(FileError) {
    let device = try fileSystem.status(path, followLinks: true).device
    var directory = path
    while !directory.isEmpty, directory.removeLastComponent() {
      let parent = directory.isEmpty ? "." : directory
      guard try fileSystem.status(parent, followLinks: true).device == device else { return }
      do throws(FileError) {
        try fileSystem.syncDirectory(parent)
      } catch  where error.errno == .permissionDenied {
        return
      }
    }
  }

  /// Returns the content of `CCSTORE`. `created` is in milliseconds since 1970-01-01 UTC.
  package static func encodeIdentity(_ uuid: UUID16, created: Int64) -> [UInt8] {
    let text = Array("ccstore 1\nstore \(uuid)\ncreated \(Time.rfc3339(created))\n".utf8)
    return text + Array("crc32c \(hexadecimal(crc32c(text).bigEndianBytes))\n".utf8)
  }

  /// Returns the UUID of a store from the content of `CCSTORE`. Throws `damaged` or `unsupported`.
  package static func decodeIdentity(_ bytes: [UInt8]) throws(LogError) -> UUID16 {
    let damaged = LogError.damaged(Finding(file: identityFile, "this is not the identity of a store"))
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    guard lines.count == 5, lines[4].isEmpty else { throw damaged }
    let covered = Array(bytes[..<lines[3].startIndex])
    guard lines[3].elementsEqual("crc32c \(hexadecimal(crc32c(covered).bigEndianBytes))".utf8) else { throw damaged }
    guard lines[0].elementsEqual("ccstore 1".utf8) else {
      throw .unsupported(file: identityFile, StatedVersions().refusal("another format version"))
    }
    guard lines[1].starts(with: "store ".utf8), lines[2].starts(with: "created ".utf8),
      let uuid = UUID16(String(decoding: lines[1].dropFirst(6), as: UTF8.self)), isTime(lines[2].dropFirst(8))
    else { throw damaged }
    return uuid
  }

  /// Returns true when a text has the form of `2025-11-24T16:00:00.000Z`.
  private static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    let shape = Array("0000-00-00T00:00:00.000Z".utf8)
    return text.count == shape.count
      && zip(text, shape).allSatisfy { $1 == 0x30 ? (0x30...0x39).contains($0) : $0 == $1 }
  }

  /// Writes a file so that it is either complete or absent: it is written in `tmp/`, then renamed. With `durable`, file
  /// and directory are synced, too. A derived file only has to be complete, so the syncs are saved.
  package func replace(_ name: String, with bytes: [UInt8], durable: Bool) throws(LogError) {
    try io { () throws(FileError) in
      let draft = file("tmp/" + name.split(separator: "/").joined(separator: "-"))
      try fileSystem.replace(file(name), draft: draft, isDurable: durable) { (handle) throws(FileError) in
        try handle.write(bytes, at: 0)
      }
    }
  }

  /// Returns the path of a new segment before it is renamed into place.
  func draft(_ id: SegmentID) -> FilePath { file("tmp/" + id.path.dropFirst(4)) }

  /// Creates the draft of a new segment and writes its header.
  func createDraft(_ header: SegmentHeader) throws(LogError) -> any FileHandle {
    let bytes = header.encoded()
    return try io { () throws(FileError) in
      let file = try fileSystem.createDraft(draft(header.id))
      try file.write(bytes, at: 0)
      return file
    }
  }

  /// Renames segments, which are complete and durable, from their drafts to their names, durably.
  func publishSegments(_ ids: [SegmentID]) throws(LogError) {
    try io { () throws(FileError) in
      for id in ids { try fileSystem.rename(draft(id), to: file(id.path)) }
      try fileSystem.syncDirectory(file("seg"))
    }
  }

  /// Returns the names of the plain files in a folder of the store, sorted; an empty array when the folder is missing,
  /// is not a directory or is a symbolic link.
  package func names(in folder: String) throws(LogError) -> [String] {
    try entries(in: folder).filter { $0.status.kind == .regular }.map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// Returns the paths, relative to the store's directory, of everything in its folders that is not a plain file.
  /// ccstore creates no such things there and never touches them.
  package func foreignEntries() throws(LogError) -> [String] {
    var foreignEntries: [String] = []
    for folder in Self.folders {
      for entry in try entries(in: folder) where entry.status.kind != .regular {
        foreignEntries.append(folder + "/" + String(decoding: entry.name, as: UTF8.self))
      }
    }
    return foreignEntries
  }

  private func entries(in folder: String) throws(LogError) -> [DirectoryEntry] {
    do throws(FileError) {
      return try fileSystem.list(folder.isEmpty ? path : file(folder))
    } catch {
      if [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(error.errno) { return [] }
      throw .file(error)
    }
  }

  /// Returns the path of a segment that is longer than its header; nil when there is none.
  func segmentWithData() throws(LogError) -> String? {
    for name in try names(in: "seg") {
      let length = try io { () throws(FileError) in
        try fileSystem.status(file("seg/" + name), followLinks: true)
      }.size
      if length > Int64(SegmentHeader.length) { return "seg/" + name }
    }
    return nil
  }

  /// Removes the files that an interrupted command left in `tmp/`.
  func clearTemporary() throws(LogError) {
    for name in try names(in: "tmp") {
      try io { () throws(FileError) in try fileSystem.remove(file("tmp/" + name)) }
    }
  }

  /// Returns the total length of all files of the store in bytes.
  package func size() throws(LogError) -> Int64 {
    var total: Int64 = 0
    for folder in [""] + Self.folders {
      for entry in try entries(in: folder) where entry.status.kind == .regular { total += entry.status.size }
    }
    return total
  }
}
