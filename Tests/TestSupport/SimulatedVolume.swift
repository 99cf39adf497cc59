import SystemPackage

/// The state of a simulated disk at one moment: what programs see, and how much of it is durable.
///
/// It is a value: a copy costs little, and shares the bytes of every file until one of the two changes it.
public struct SimulatedVolume: Sendable {
  /// What a name in a directory stands for: an index into `files` or `directories`.
  enum Entry: Sendable, Equatable {
    case file(Int)
    case directory(Int)
  }

  /// Bytes that were written since the last sync of their file.
  struct Write: Sendable {
    /// The position among all operations that change the disk.
    var order: Int
    var offset: Int
    var bytes: [UInt8]
  }

  struct File: Sendable {
    var contents: [UInt8] = []
    /// The bytes that a power cut cannot lose.
    var durable: [UInt8] = []
    /// The unsynced writes, oldest first.
    var writes: [Write] = []
    /// True if a failed sync has dropped writes, so that `contents` shows bytes that will never reach the disk.
    var hasLostWrites = false
    /// The modification time in nanoseconds since 1970 UTC.
    var modified: Int64
    var changed: Int64
    var attributes = SimulatedAttributes()
  }

  /// The changes that one operation makes to the names of one directory: all or nothing.
  struct Change: Sendable {
    var order: Int
    var names: [(name: [UInt8], entry: Entry?)]
  }

  struct Directory: Sendable {
    var entries: [[UInt8]: Entry] = [:]
    var durable: [[UInt8]: Entry] = [:]
    /// The changes since the last sync of the directory, oldest first.
    var changes: [Change] = []
    var attributes = SimulatedAttributes()
  }

  var files: [File] = []
  /// The directories, of which the first one is the root.
  var directories = [Directory()]
  /// The position of the next operation that changes the disk.
  private var order = 0
  /// The time of the last change, in nanoseconds since 1970 UTC; it advances by 20 ms with each change.
  private(set) var time: Int64 = 1_764_000_000_000_000_000

  public init() {}

  mutating func tick() -> Int {
    order += 1
    time += 20_000_000
    return order
  }
}

// MARK: - Names

extension SimulatedVolume {
  func entry(_ path: FilePath) -> Entry? {
    var entry = Entry.directory(0)
    for name in path.names {
      guard case .directory(let directory) = entry, let next = directories[directory].entries[name] else { return nil }
      entry = next
    }
    return entry
  }

  func directory(_ path: FilePath) throws(Errno) -> Int {
    switch entry(path) {
    case .directory(let directory): return directory
    case .file: throw .notDirectory
    case nil: throw .noSuchFileOrDirectory
    }
  }

  func file(_ path: FilePath) throws(Errno) -> Int {
    switch entry(path) {
    case .file(let file): return file
    case .directory: throw .isDirectory
    case nil: throw .noSuchFileOrDirectory
    }
  }

  /// The directory that contains a path, and the last component of the path.
  func parent(_ path: FilePath) throws(Errno) -> (directory: Int, name: [UInt8]) {
    guard let name = path.names.last else { throw .invalidArgument }
    return (try directory(path.removingLastComponent()), name)
  }

  /// The bytes of a file as programs see them; nil where there is none.
  public func contents(_ path: FilePath) -> [UInt8]? {
    if case .file(let file) = entry(path) { files[file].contents } else { nil }
  }

  /// Every file below a directory with its bytes, by path below the directory; empty where there is no directory.
  public func tree(_ path: FilePath) -> [String: [UInt8]] {
    guard case .directory(let directory) = entry(path) else { return [:] }
    var found: [String: [UInt8]] = [:]
    collect(directory, "", into: &found)
    return found
  }

  private func collect(_ directory: Int, _ prefix: String, into found: inout [String: [UInt8]]) {
    for (name, entry) in directories[directory].entries {
      let path = prefix + String(decoding: name, as: UTF8.self)
      switch entry {
      case .file(let file): found[path] = files[file].contents
      case .directory(let directory): collect(directory, path + "/", into: &found)
      }
    }
  }
}

// MARK: - Changes

extension SimulatedVolume {
  /// Records the changes that one operation makes to the names of a directory.
  mutating func set(_ names: [(name: [UInt8], entry: Entry?)], in directory: Int, order: Int) {
    for (name, entry) in names { directories[directory].entries[name] = entry }
    directories[directory].changes.append(Change(order: order, names: names))
  }

  mutating func makeFile(_ path: FilePath) throws(Errno) -> Int {
    let (directory, name) = try parent(path)
    guard directories[directory].entries[name] == nil else { throw .fileExists }
    let order = tick()
    files.append(File(modified: time, changed: time))
    set([(name, .file(files.count - 1))], in: directory, order: order)
    return files.count - 1
  }

  mutating func makeDirectory(_ path: FilePath) throws(Errno) {
    let (parent, name) = try parent(path)
    switch directories[parent].entries[name] {
    case .directory: return
    case .file: throw .fileExists
    case nil: break
    }
    directories.append(Directory())
    set([(name, .directory(directories.count - 1))], in: parent, order: tick())
  }

  /// Renames a file: within a directory one change, and between two directories one change in each, which a power cut
  /// may separate.
  mutating func rename(_ from: FilePath, to: FilePath) throws(Errno) {
    let (source, target) = (try parent(from), try parent(to))
    guard let entry = directories[source.directory].entries[source.name] else { throw .noSuchFileOrDirectory }
    if source == target { return }
    let order = tick()
    if source.directory == target.directory {
      set([(source.name, nil), (target.name, entry)], in: source.directory, order: order)
    } else {
      set([(target.name, entry)], in: target.directory, order: order)
      set([(source.name, nil)], in: source.directory, order: order)
    }
    if case .file(let file) = entry { files[file].changed = time }
  }

  mutating func remove(_ path: FilePath) throws(Errno) {
    _ = try file(path)
    let (directory, name) = try parent(path)
    set([(name, nil)], in: directory, order: tick())
  }

  mutating func removeDirectory(_ path: FilePath) throws(Errno) {
    guard directories[try directory(path)].entries.isEmpty else { throw .directoryNotEmpty }
    let (parent, name) = try parent(path)
    set([(name, nil)], in: parent, order: tick())
  }

  mutating func write(_ bytes: [UInt8], at offset: Int, to file: Int) {
    files[file].writes.append(Write(order: tick(), offset: offset, bytes: bytes))
    files[file].contents.replace(at: offset, with: bytes[...])
    (files[file].modified, files[file].changed) = (time, time)
  }

  mutating func sync(_ file: Int) {
    if files[file].hasLostWrites {
      for write in files[file].writes { files[file].durable.replace(at: write.offset, with: write.bytes[...]) }
    } else {
      files[file].durable = files[file].contents
    }
    files[file].writes = []
    files[file].attributes.sync()
  }

  mutating func syncDirectory(_ directory: Int) {
    directories[directory].attributes.sync()
    directories[directory].durable = directories[directory].entries
    directories[directory].changes = []
  }

  /// Makes a sync fail, after which the system takes its pages for clean: what was written since the last sync will
  /// never reach the disk. Programs still see it, or what the disk holds where the pages have been dropped.
  mutating func loseWrites(of file: Int, dropsPages: Bool) {
    let size = files[file].contents.count
    files[file].writes = []
    files[file].hasLostWrites = true
    guard dropsPages else { return }
    files[file].contents = Array(files[file].durable.prefix(size))
    files[file].contents.append(contentsOf: repeatElement(0, count: size - files[file].contents.count))
  }

  /// Gives a file these bytes, as another program would; nil removes the file. An existing file keeps its inode and
  /// its attributes; missing directories are created. The file and the directories on its path become durable.
  public mutating func put(_ bytes: [UInt8]?, at path: FilePath) throws {
    var above = FilePath("/")
    for name in path.removingLastComponent().components {
      above.append(name)
      if entry(above) == nil { try makeDirectory(above) }
    }
    if let bytes {
      let file = entry(path) == nil ? try makeFile(path) : try file(path)
      _ = tick()
      files[file] = File(
        contents: bytes, durable: bytes, modified: time, changed: time, attributes: files[file].attributes)
    } else {
      try remove(path)
    }
    var directory = 0
    syncDirectory(directory)
    for name in path.removingLastComponent().names {
      guard case .directory(let next) = directories[directory].entries[name] else { throw Errno.notDirectory }
      directory = next
      syncDirectory(directory)
    }
  }

  /// Makes everything below a directory durable, including its name and its parents.
  public mutating func settle(below path: FilePath = "/") throws {
    var above = 0
    for name in path.names {
      guard let entry = directories[above].entries[name] else { throw Errno.noSuchFileOrDirectory }
      directories[above].durable[name] = entry
      guard case .directory(let next) = entry else { throw Errno.notDirectory }
      above = next
    }
    settle(above)
  }

  /// Makes everything durable.
  mutating func settleAll() { settle(0) }

  private mutating func settle(_ directory: Int) {
    syncDirectory(directory)
    for entry in directories[directory].entries.values {
      switch entry {
      case .file(let file): sync(file)
      case .directory(let directory): settle(directory)
      }
    }
  }
}

extension FilePath {
  var names: [[UInt8]] {
    withPlatformString { text in
      UnsafeRawBufferPointer(start: text, count: length).split(separator: 0x2f).map { [UInt8]($0) }
    }
  }
}

extension [UInt8] {
  /// Overwrites bytes; a gap before them becomes zero.
  mutating func replace(at offset: Int, with bytes: ArraySlice<UInt8>) {
    if offset > count { append(contentsOf: repeatElement(0, count: offset - count)) }
    replaceSubrange(offset..<Swift.min(count, offset + bytes.count), with: bytes)
  }
}
