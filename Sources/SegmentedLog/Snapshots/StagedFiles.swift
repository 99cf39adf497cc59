import FileIO
import SystemPackage

/// A read-only view of files of a store that are not in their final place or are parts of another file: the files
/// inside a snapshot, and those of a store as an import will leave it.
struct StagedFiles: FileSystem {
  enum Content: Sendable {
    case bytes([UInt8])
    /// A part of a file, presented as a file of its own.
    case part(any FileHandle, length: UInt64)
    /// The file of `base` with this path.
    case path(FilePath)
  }

  /// The file system that supplies all other files; nil: there are none.
  let base: (any FileSystem)?
  private var files: [FilePath: Content] = [:]
  private var hidden = Set<FilePath>()

  init(over base: (any FileSystem)? = nil) { self.base = base }

  mutating func add(_ path: FilePath, _ content: Content) { files[path] = content }

  /// Hides a file of `base`.
  mutating func hide(_ path: FilePath) { hidden.insert(path) }

  private func below(_ path: FilePath, _ operation: FileError.Operation) throws(FileError) -> any FileSystem {
    guard let base, !hidden.contains(path) else { throw FileError(operation, path, .noSuchFileOrDirectory) }
    return base
  }

  func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle {
    switch files[path] {
    case .bytes(let bytes): StagedBytes(path, bytes)
    case .part(let file, _): file
    case .path(let place): try below(place, .open).open(place, followLinks: followLinks)
    case nil: try below(path, .open).open(path, followLinks: followLinks)
    }
  }

  func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus {
    switch files[path] {
    case .bytes(let bytes): return Self.status(Int64(bytes.count))
    case .part(_, let length): return Self.status(Int64(length))
    case .path(let place): return try below(place, .inspect).status(place, followLinks: followLinks)
    case nil:
      if files.keys.contains(where: { $0 != path && $0.starts(with: path) }) {
        return FileStatus(kind: .directory, size: 0, modified: 0, changed: 0, inode: 0, device: 0)
      }
      return try below(path, .inspect).status(path, followLinks: followLinks)
    }
  }

  fileprivate static func status(_ size: Int64) -> FileStatus {
    FileStatus(kind: .regular, size: size, modified: 0, changed: 0, inode: 0, device: 0)
  }

  func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    var entries: [[UInt8]: FileStatus] = [:]
    do throws(FileError) {
      for entry in try below(directory, .list).list(directory) {
        guard !hidden.contains(directory.appending(String(decoding: entry.name, as: UTF8.self))) else { continue }
        entries[entry.name] = entry.status
      }
    } catch { if error.errno != .noSuchFileOrDirectory { throw error } }
    for path in files.keys where path.removingLastComponent() == directory {
      guard let name = path.lastComponent else { continue }
      entries[Array(name.string.utf8)] = try status(path, followLinks: true)
    }
    return entries.map { DirectoryEntry(name: $0.key, status: $0.value) }
      .sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  func resolve(_ path: FilePath) throws(FileError) -> FilePath { path }

  /// Returns this file system: everything outside of it does not exist or is confined already.
  func confined(to directories: [FilePath]) -> any FileSystem { self }

  // MARK: Refused

  func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle { throw Self.refusal(.open, path) }
  func create(_ path: FilePath) throws(FileError) -> any FileHandle { throw Self.refusal(.create, path) }
  func makeDirectory(_ path: FilePath) throws(FileError) { throw Self.refusal(.makeDirectory, path) }
  func rename(_ from: FilePath, to: FilePath) throws(FileError) { throw Self.refusal(.rename, to) }
  func remove(_ path: FilePath) throws(FileError) { throw Self.refusal(.remove, path) }
  func removeDirectory(_ path: FilePath) throws(FileError) { throw Self.refusal(.remove, path) }
  func syncDirectory(_ path: FilePath) throws(FileError) { throw Self.refusal(.sync, path) }
  func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError) {
    throw Self.refusal(.setTimes, path)
  }
  func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? { throw Self.refusal(.lock, path) }
  func lockDoubt(_ path: FilePath) throws(FileError) -> String? { nil }

  fileprivate static func refusal(_ operation: FileError.Operation, _ path: FilePath) -> FileError {
    FileError(operation, path, .readOnlyFileSystem)
  }
}

/// A file that exists in memory only.
private final class StagedBytes: FileHandle {
  let path: FilePath
  private let bytes: [UInt8]

  init(_ path: FilePath, _ bytes: [UInt8]) { (self.path, self.bytes) = (path, bytes) }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
    guard offset >= 0, offset < Int64(bytes.count) else { return 0 }
    let count = min(buffer.count, bytes.count - Int(offset))
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset) + count]))
    }
    return count
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    throw StagedFiles.refusal(.write, path)
  }

  func sync() throws(FileError) {}
  func status() throws(FileError) -> FileStatus { StagedFiles.status(Int64(bytes.count)) }
  func lock() throws(FileError) -> Bool { throw StagedFiles.refusal(.lock, path) }
  func close() {}
}

extension StoreSnapshot {
  /// Returns the log inside a whole snapshot, which must have been verified, as if its parts were files of their own.
  package func log() throws -> LogReader {
    precondition(since.sequence == 0, "a part of a log cannot be read by itself")
    let store: FilePath = "/snapshot"
    var files = StagedFiles()
    files.add(store.appending(StoreDirectory.identityFile), .bytes(identity))
    files.add(store.appending(Manifest.path(manifest.generation)), .bytes(manifest.encoded()))
    for part in contents.parts where part.kind == .segment {
      files.add(store.appending(part.id.path), .part(slice(part), length: part.length))
    }
    return try LogReader(
      StoreDirectory(path: store, fileSystem: files, uuid: self.store, cancellation: cancellation))
  }
}

extension StoreDirectory {
  /// Returns the log of this store as it will be when a manifest names `segments` after those of `manifest`, whose
  /// active segment they replace. `segments` are sealed, and some of them may still be in `tmp/`.
  package func log(
    _ manifest: Manifest, with segments: [Manifest.Segment], created: Int64
  ) throws(LogError) -> LogReader {
    guard let last = segments.last, manifest.generation < .max else { throw .limit("the store has no number left") }
    let active = Manifest.Segment(
      id: SegmentID(ordinal: last.lastOrdinal + 1, generation: 0), lastOrdinal: last.lastOrdinal + 1, state: .active,
      length: UInt64(SegmentHeader.length), firstSequence: last.nextSequence, nextSequence: last.nextSequence,
      chainBefore: last.chainAfter, chainAfter: last.chainAfter)
    var next = manifest
    next.generation += 1
    next.segments = manifest.segments.dropLast() + segments + [active]
    var files = StagedFiles(over: fileSystem)
    files.hide(file(AcknowledgedEnd.file))
    files.add(file(Manifest.path(next.generation)), .bytes(next.encoded()))
    files.add(file(active.id.path), .bytes(active.header(store: uuid, created: created).encoded()))
    for segment in segments { files.add(file(segment.id.path), .path(draft(segment.id))) }
    return try LogReader(
      StoreDirectory(path: path, fileSystem: files, uuid: uuid, cancellation: cancellation))
  }
}
