import Bytes
import FileIO
import SystemPackage
import Times

/// The directory that is a store: its identity, and where its files lie.
package struct StoreDirectory: Sendable {
  package let path: FilePath
  /// Confined to `path`: a store has no links, and nothing in it leads outside.
  package let fileSystem: any FileSystem
  package let uuid: UUID16
  /// Whether a log that ends before what was acknowledged is taken as it is, as that of a copy is.
  package var acceptsEarlier = false

  static let identityFile = "CCSTORE"
  static let lockFile = "LOCK"
  package static let folders = ["manifest", "seg", "idx", "snap", "quarantine", "tmp"]

  /// Path of a file of the store, given below it.
  package func file(_ name: String) -> FilePath { path.appending(name) }

  /// Opens an existing store. Throws `notAStore`, `damaged`, `unsupported`, `file`.
  package static func open(_ path: FilePath, fileSystem: any FileSystem) throws(LogError) -> StoreDirectory {
    let fileSystem = fileSystem.confined(to: [path])
    let identity = path.appending(identityFile)
    guard try io({ () throws(FileError) in try fileSystem.exists(identity) }) else {
      let nameless = StoreDirectory(path: path, fileSystem: fileSystem, uuid: UUID16(high: 0, low: 0))
      // It is written before anything else.
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

  /// Opens a store, or makes one of an empty or absent directory. The caller holds the lock.
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

  /// Throws `cannotCreate` where a directory that is no store holds other things, `foreign` where anything in a store is neither a plain file nor a
  /// directory, or was put there by another user. Touches nothing. Cost: a `stat` for every file of the store.
  static func refuseForeign(_ path: FilePath, fileSystem: any FileSystem) throws(LogError) {
    let entries = try io { () throws(FileError) in try fileSystem.list(path) }
    if entries.contains(where: { $0.name.elementsEqual(identityFile.utf8) }) {
      return try refuseForeign(entries, path, fileSystem)
    }
    let known = Set(folders + [lockFile, AcknowledgedEnd.file]).map { Array($0.utf8) }
    guard let foreign = entries.first(where: { !known.contains($0.name) }) else { return }
    let name = String(decoding: foreign.name, as: UTF8.self)
    throw .cannotCreate(path, "the directory is not empty (\(name)) and not a store; name another one with --store")
  }

  private static func refuseForeign(
    _ entries: [DirectoryEntry], _ path: FilePath, _ fileSystem: any FileSystem
  ) throws(LogError) {
    let owner = try io { () throws(FileError) in try fileSystem.status(path, followLinks: true) }.owner
    let known = Set(folders + [identityFile, lockFile, AcknowledgedEnd.file])
    func check(_ entry: DirectoryEntry, _ name: String, isKnown: Bool) throws(LogError) {
      switch entry.status.kind {
      case .symbolicLink:
        throw .foreign(
          path,
          "\(name) in it is a symbolic link, and a store has none; put what it leads to in its place, or remove it")
      case .other:
        throw .foreign(path, "\(name) in it is neither a file nor a directory; remove it")
      case .regular, .directory:
        guard isKnown, ![owner, Users.current, 0].contains(entry.status.owner) else { return }
        throw .foreign(
          path,
          "\(name) in it belongs to another user (number \(entry.status.owner)); see who made it, and give it to yourself with 'chown', or remove it"
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
      // A store is there when `CCSTORE` is: what it needs and the way to it must be durable before.
      try fileSystem.syncDirectory(path)
      try syncParents(of: path, outside)
      let draft = path.appending("tmp/\(identityFile)")
      if try fileSystem.exists(draft) { try fileSystem.remove(draft) }
      let file = try fileSystem.create(draft)
      try file.write(identity, at: 0)
      try file.sync()
      file.close()
      try fileSystem.rename(draft, to: path.appending(identityFile))
      try fileSystem.syncDirectory(path)
    }
    return StoreDirectory(path: path, fileSystem: fileSystem, uuid: uuid)
  }

  /// Makes the names on the way to a directory durable, up to where its file system begins: they may be as new as it is. One that
  /// may not be read was not made for the store.
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

  package static func encodeIdentity(_ uuid: UUID16, created: Int64) -> [UInt8] {
    let text = Array("ccstore 1\nstore \(uuid)\ncreated \(Time.rfc3339(created))\n".utf8)
    return text + Array("crc32c \(hexadecimal(crc32c(text).bigEndianBytes))\n".utf8)
  }

  package static func decodeIdentity(_ bytes: [UInt8]) throws(LogError) -> UUID16 {
    let damaged = LogError.damaged(Finding(file: identityFile, "this is not the identity of a store"))
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    guard lines.count == 5, lines[4].isEmpty else { throw damaged }
    let covered = Array(bytes[..<lines[3].startIndex])
    guard lines[3].elementsEqual("crc32c \(hexadecimal(crc32c(covered).bigEndianBytes))".utf8) else { throw damaged }
    guard lines[0].elementsEqual("ccstore 1".utf8) else {
      throw .unsupported(file: identityFile, "another format version")
    }
    guard lines[1].starts(with: "store ".utf8), lines[2].starts(with: "created ".utf8),
      let uuid = UUID16(String(decoding: lines[1].dropFirst(6), as: UTF8.self)), isTime(lines[2].dropFirst(8))
    else { throw damaged }
    return uuid
  }

  /// Whether this has the shape of `2025-11-24T16:00:00.000Z`.
  private static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    let shape = Array("0000-00-00T00:00:00.000Z".utf8)
    return text.count == shape.count
      && zip(text, shape).allSatisfy { $1 == 0x30 ? (0x30...0x39).contains($0) : $0 == $1 }
  }

  /// Writes a file so that it is there whole and durable, or not there: written in `tmp/`, synced, renamed.
  /// A derived file need not be durable, only whole, and saves the syncs.
  package func replace(_ name: String, with bytes: [UInt8], durable: Bool) throws(LogError) {
    try io { () throws(FileError) in
      let draft = file("tmp/" + name.split(separator: "/").joined(separator: "-"))
      if try fileSystem.exists(draft) { try fileSystem.remove(draft) }
      let handle = try fileSystem.create(draft)
      try handle.write(bytes, at: 0)
      if durable { try handle.sync() }
      handle.close()
      try fileSystem.rename(draft, to: file(name))
      if durable { try fileSystem.syncDirectory(file(name).removingLastComponent()) }
    }
  }

  /// Names of the files in a folder of the store, sorted; none where the folder is missing, or no directory of the store's own. What is no plain file
  /// is left out.
  package func names(in folder: String) throws(LogError) -> [String] {
    try entries(in: folder).filter { $0.status.kind == .regular }.map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// Paths below the store of what lies in its folders and is no plain file: ccstore puts nothing else there, and leaves it alone.
  package func strangers() throws(LogError) -> [String] {
    var strangers: [String] = []
    for folder in Self.folders {
      for entry in try entries(in: folder) where entry.status.kind != .regular {
        strangers.append(folder + "/" + String(decoding: entry.name, as: UTF8.self))
      }
    }
    return strangers
  }

  private func entries(in folder: String) throws(LogError) -> [DirectoryEntry] {
    do throws(FileError) {
      return try fileSystem.list(folder.isEmpty ? path : file(folder))
    } catch {
      if [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(error.errno) { return [] }
      throw .file(error)
    }
  }

  /// The path of a segment that is more than a header, if there is one.
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

  /// Bytes of all files of the store.
  package func size() throws(LogError) -> Int64 {
    var total: Int64 = 0
    for folder in [""] + Self.folders {
      for entry in try entries(in: folder) where entry.status.kind == .regular { total += entry.status.size }
    }
    return total
  }
}
