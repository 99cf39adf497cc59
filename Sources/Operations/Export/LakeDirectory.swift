import Answers
import Bytes
import FileIO
import SegmentedLog
import SystemPackage
import Transcripts

/// The files of one store in the directory of a lake. Those of other stores, and whatever else is there, are left alone.
struct LakeDirectory {
  /// How far the files of a store go.
  struct Commit: Equatable {
    /// The version of the columns.
    var version: Int64
    /// The last event before those in the lake.
    var since: UInt64
    /// The last event in the lake.
    var head: UInt64
    /// The chain hash after `head`.
    var chain: Digest
  }

  /// A file of the store: its path below the lake, and the last event before those in it.
  struct File {
    var path: String
    var since: UInt64
  }

  let target: FilePath
  private let store: UUID16
  /// Reaches what lies below the directory without following links.
  private let inside: any FileSystem
  /// The volume of the lake, to make many files durable with one call.
  private var volumes = FileVolumes()
  /// Keeps other exports of the store out; nil where the file system has no locks.
  private let lock: (any FileLock)?

  /// The folder for what is no table. Engines pass over names that begin like this.
  private static let notes = "_ccstore"

  /// Throws `targetIsFile`, `targetNotEmpty` for a store, and `lakeLocked` while another export of the store writes
  /// there.
  init(_ target: FilePath, _ store: UUID16, _ fileSystem: any FileSystem) throws {
    (self.target, self.store) = (target, store)
    if let found = try? fileSystem.status(target, followLinks: true), found.kind != .directory {
      throw StoreError(.targetIsFile, "\(target) is a file", path: target)
    }
    if try fileSystem.exists(target.appending(StoreDirectory.identityFile)) {
      throw StoreError(.targetNotEmpty, "\(target) is a store", path: target)
    }
    try fileSystem.makeDirectories(target)
    try volumes.open(target, fileSystem)
    inside = fileSystem.confined(to: [target])
    let notes = target.appending(Self.notes)
    try inside.makeDirectories(notes)
    do {
      guard let lock = try inside.lock(notes.appending("\(store).lock")) else {
        throw StoreError(.lakeLocked, "another export of this store writes to \(target)", path: target)
      }
      self.lock = lock
    } catch let error as FileError where error.errno == .noLocks {
      lock = nil
    }
  }

  /// Keeps all exports out of a lake that has been written to, until what is returned is released; empty where the file
  /// system has no locks. Throws `lakeLocked` while one writes there.
  static func lockAll(_ target: FilePath, _ inside: any FileSystem) throws -> [any FileLock] {
    let notes = target.appending(Self.notes)
    return try entries(notes, .regular, inside).filter { $0.hasSuffix(".lock") }.sorted().compactMap {
      name -> (any FileLock)? in
      do {
        guard let lock = try inside.lock(notes.appending(name)) else {
          throw StoreError(
            .lakeLocked, "the lake is written, but not as Parquet: another export writes to \(target)", path: target)
        }
        return lock
      } catch let error as FileError where error.errno == .noLocks {
        return nil
      }
    }
  }

  private var folder: FilePath { target.appending(Self.notes) }
  private var commitPath: FilePath { folder.appending("\(store).json") }
  /// Where files are written before they get their names.
  private var drafts: FilePath { folder.appending("\(store).partial") }

  // MARK: The commit file

  /// Returns what was committed last; nil if nothing was. Throws `lakeUnreadable`.
  func commit() throws -> Commit? {
    guard try inside.exists(commitPath) else { return nil }
    let bytes = try inside.contents(commitPath, limit: 1 << 16)
    func number(_ value: JSONValue, _ key: String) -> UInt64? { value[key]?.intValue.flatMap { UInt64(exactly: $0) } }
    guard let value = bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }), let version = number(value, "version"),
      let since = number(value, "since"), let head = number(value, "head"), since <= head,
      value["store"]?.stringValue == "\(store)",
      let chain = value["chain"]?.stringValue.flatMap({ Bytes.bytes(hexadecimal: $0) }), chain.count == 32
    else {
      throw StoreError(
        .lakeUnreadable,
        "\(commitPath) is not what an export writes there, so that it is not known what the lake holds",
        path: commitPath)
    }
    return Commit(version: Int64(clamping: version), since: since, head: head, chain: Digest(bytes: chain))
  }

  /// Says durably what the lake holds.
  func write(_ commit: Commit) throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("version")
    writer.literal("\(commit.version)")
    writer.key("store")
    writer.string("\(store)")
    writer.key("since")
    writer.literal("\(commit.since)")
    writer.key("head")
    writer.literal("\(commit.head)")
    writer.key("chain")
    writer.string("\(commit.chain)")
    writer.endObject()
    writer.endLine()
    try replace(commitPath, writer.bytes)
  }

  private func replace(_ path: FilePath, _ bytes: [UInt8]) throws {
    try inside.replace(path, draft: folder.appending(".\(path.lastComponent!.string).partial")) {
      file throws(FileError) in
      try file.write(bytes, at: 0)
    }
  }

  // MARK: Files

  /// The files of the store that are in place, in the order of their paths.
  func files() throws -> [File] {
    var files: [File] = []
    for table in LakeTable.allCases {
      for day in try entries(table.rawValue, .directory) where day.hasPrefix("day=") {
        for name in try entries("\(table.rawValue)/\(day)", .regular) {
          guard let since = Self.since(of: name, store) else { continue }
          files.append(File(path: "\(table.rawValue)/\(day)/\(name)", since: since))
        }
      }
    }
    return files
  }

  /// The tables that have a file of any store.
  func tables() throws -> Set<LakeTable> { try Self.tables(in: target, inside) }

  static func tables(in target: FilePath, _ inside: any FileSystem) throws -> Set<LakeTable> {
    Set(
      try LakeTable.allCases.filter { table in
        let folder = target.appending(table.rawValue)
        return try entries(folder, .directory, inside).contains { day in
          try day.hasPrefix("day=")
            && entries(folder.appending(day), .regular, inside).contains { $0.hasSuffix(Self.ending) }
        }
      })
  }

  private func entries(_ path: String, _ kind: FileStatus.Kind) throws -> [String] {
    try Self.entries(target.appending(path), kind, inside)
  }

  private static func entries(
    _ directory: FilePath, _ kind: FileStatus.Kind, _ inside: any FileSystem
  ) throws -> [String] {
    guard (try? inside.status(directory, followLinks: false))?.kind == .directory else { return [] }
    return try inside.list(directory).filter { $0.status.kind == kind }.map { String(decoding: $0.name, as: UTF8.self) }
  }

  private static let ending = ".ndjson.gz"

  /// The name of a file with the events after `since` up to `head`.
  func name(since: UInt64, head: UInt64) -> String {
    "\(store)-\(Self.digits(since))-\(Self.digits(head))\(Self.ending)"
  }

  private static func digits(_ number: UInt64) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 12 - text.utf8.count)) + text
  }

  /// Returns the event after which a file of the store begins; nil for any other name.
  private static func since(of name: String, _ store: UUID16) -> UInt64? {
    guard name.hasPrefix("\(store)-"), name.hasSuffix(ending) else { return nil }
    let parts = name.dropFirst("\(store)-".count).dropLast(ending.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count >= 12 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    return UInt64(parts[0])
  }

  /// Removes files of the store. Their folders stay, because new files may come there.
  func remove(_ files: [File]) throws {
    for file in files { try inside.remove(target.appending(file.path)) }
    try inside.syncDirectories(folders(of: files), on: volumes)
  }

  /// Removes the folders of these files that are empty. To be called when no file will come there any more.
  func removeEmptyFolders(of files: [File]) throws {
    for folder in folders(of: files) where try inside.list(folder).isEmpty { try inside.removeDirectory(folder) }
  }

  private func folders(of files: [File]) -> [FilePath] {
    Set(files.map { target.appending($0.path).removingLastComponent() }).sorted { $0.string < $1.string }
  }

  // MARK: Drafts

  /// Makes an empty folder for drafts.
  func prepareDrafts() throws {
    try removeDrafts()
    try inside.makeDirectory(drafts)
  }

  func removeDrafts() throws {
    if try inside.exists(drafts) { try inside.removeTree(drafts) }
  }

  /// Appends to a draft; the first bytes make it.
  func append(_ bytes: [UInt8], to number: Int, at offset: Int64) throws {
    let path = drafts.appending("\(number)")
    let file = try offset == 0 ? inside.create(path) : inside.openForWriting(path)
    defer { file.close() }
    try file.write(bytes, at: offset)
  }

  /// Makes drafts durable.
  func syncDrafts(_ numbers: [Int]) throws {
    try inside.syncFiles(numbers.sorted().map { drafts.appending("\($0)") }, on: volumes)
  }

  /// Gives drafts, which are durable, their places below the lake, and makes these durable.
  func place(_ named: [(draft: Int, path: String)]) throws {
    var folders = Set<FilePath>()
    for (number, path) in named {
      let place = target.appending(path)
      let day = place.removingLastComponent()
      if folders.insert(day).inserted { try inside.makeDirectories(day) }
      try inside.rename(drafts.appending("\(number)"), to: place)
    }
    try inside.syncDirectories(folders.sorted { $0.string < $1.string }, on: volumes)
    let tables = Set(folders.map { $0.removingLastComponent() })
    try inside.syncDirectories(tables.sorted { $0.string < $1.string })
    try inside.syncDirectory(target)
  }

  // MARK: Scripts

  /// Writes scripts. Returns the names of those that are not what an export has written, which stay as they are.
  func write(_ scripts: [(name: String, text: String)]) throws -> [String] {
    var foreign: [String] = []
    for (name, text) in scripts {
      let (path, bytes) = (folder.appending(name), Array(text.utf8))
      if try inside.exists(path) {
        let known = try inside.contents(path, limit: 1 << 20)
        if known == bytes { continue }
        guard known.prefix(while: { $0 != 0x0a }) == bytes.prefix(while: { $0 != 0x0a }) else {
          foreign.append(name)
          continue
        }
      }
      try replace(path, bytes)
    }
    return foreign
  }
}
