public import FileIO
import Synchronization
public import SystemPackage

/// A disk in memory that counts its operations, records their order, and fails on request.
///
/// It simulates no power cut: what was written is there. It has no symbolic links.
public final class MemoryFileSystem: FileSystem {
  /// One call, by the name of the function. The path of a rename is the new one.
  public struct Operation: Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var path: FilePath
    public var description: String { "\(name) \(path)" }
  }

  /// A failure of the disk.
  public struct Fault: Sendable {
    /// The number of operations that succeed before the failure.
    public var index: Int
    public var errno: Errno
    /// True if everything after the failure fails too.
    public var lasts: Bool
    /// True if a write that fails has written half of its bytes.
    public var isShort: Bool

    public init(at index: Int, _ errno: Errno, lasts: Bool = false, isShort: Bool = false) {
      (self.index, self.errno, self.lasts, self.isShort) = (index, errno, lasts, isShort)
    }
  }

  fileprivate enum Node {
    case directory
    case file(Int)
  }

  fileprivate struct State {
    private(set) var nodes: [FilePath: Node] = ["/": .directory]
    /// The paths of what is in each directory, so that a list need not look at every path of the disk.
    private(set) var children: [FilePath: Set<FilePath>] = [:]
    /// The contents by inode, so that an open file outlives its name.
    var contents: [[UInt8]] = []
    var modified: [Int64] = []
    /// The inode of the first file.
    var firstInode: UInt64 = 1
    /// The inodes of locked files.
    var locked: Set<Int> = []
    var locks = DiskLocks.working
    var log: [Operation] = []
    var fault: Fault?
    var freeBytes: Int64?
    var hook: (index: Int, body: @Sendable () -> Void)?
  }

  fileprivate let state: Mutex<State>

  /// `firstInode` is the inode of the first file that is created. A disk other than that of a store has other inodes.
  public init(firstInode: UInt64 = 1) { state = Mutex(State(firstInode: firstInode)) }

  private init(_ state: State) { self.state = Mutex(state) }

  /// The same files on another disk, without locks, log and fault.
  package func copy() -> MemoryFileSystem {
    state.withLock {
      MemoryFileSystem(
        State(
          nodes: $0.nodes, children: $0.children, contents: $0.contents, modified: $0.modified,
          firstInode: $0.firstInode))
    }
  }

  /// The quality of the disk's locks.
  public var locks: DiskLocks {
    get { state.withLock { $0.locks } }
    set { state.withLock { $0.locks = newValue } }
  }

  /// The operations since the last `clearLog`.
  public var log: [Operation] { state.withLock { $0.log } }

  package func clearLog() { state.withLock { $0.log = [] } }

  /// Sets a fault, which counts operations from now on; nil makes the disk work again.
  package func fail(_ fault: Fault?) { state.withLock { $0.fault = fault } }

  /// The free space that the disk reports; nil where it reports none. Writes ignore it.
  public var freeBytes: Int64? {
    get { state.withLock { $0.freeBytes } }
    set { state.withLock { $0.freeBytes = newValue } }
  }

  /// Calls `body` once, as another program would act, before the operation that comes after `index` others.
  package func beforeOperation(_ index: Int, _ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.hook = (index, body) }
  }

  package func freeSpace(_ path: FilePath) throws(FileError) -> Int64? { freeBytes }

  /// The bytes of a file; nil where there is none. The access is neither counted nor logged. A new value is a new file.
  public subscript(path: FilePath) -> [UInt8]? {
    get { state.withLock { state in state.inode(path).map { state.contents[$0] } } }
    set {
      state.withLock { state in
        state.set(path, nil)
        if let newValue { state.addFile(path, newValue) }
      }
    }
  }

  /// The paths of all files, sorted.
  public var files: [FilePath] {
    state.withLock { state in
      state.nodes.keys.filter { state.inode($0) != nil }.sorted { $0.string < $1.string }
    }
  }

  /// The disk itself, since it has no links.
  package func confined(to directories: [FilePath]) -> any FileSystem { self }

  package func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle {
    MemoryFile(self, path, try perform("open", .open, path) { state throws(Errno) in try state.file(path) })
  }

  package func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle {
    MemoryFile(self, path, try perform("openForWriting", .open, path) { state throws(Errno) in try state.file(path) })
  }

  package func create(_ path: FilePath) throws(FileError) -> any FileHandle {
    let inode = try perform("create", .create, path) { state throws(Errno) in
      guard state.nodes[path] == nil else { throw .fileExists }
      guard state.isDirectory(path.removingLastComponent()) else { throw .noSuchFileOrDirectory }
      return state.addFile(path, [])
    }
    return MemoryFile(self, path, inode)
  }

  package func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus {
    try perform("status", .inspect, path) { state throws(Errno) in try state.status(path) }
  }

  package func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try perform("list", .list, directory) { state throws(Errno) in
      guard state.isDirectory(directory) else { throw .noSuchFileOrDirectory }
      var entries: [DirectoryEntry] = []
      for path in state.children[directory] ?? [] {
        entries.append(DirectoryEntry(name: Array(path.lastComponent!.string.utf8), status: try state.status(path)))
      }
      return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
  }

  package func makeDirectory(_ path: FilePath) throws(FileError) {
    try perform("makeDirectory", .makeDirectory, path) { state throws(Errno) in
      guard state.isDirectory(path.removingLastComponent()) else { throw .noSuchFileOrDirectory }
      if state.nodes[path] == nil { state.set(path, .directory) }
    }
  }

  package func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try perform("rename", .rename, to) { state throws(Errno) in
      _ = try state.file(from)
      guard state.isDirectory(to.removingLastComponent()) else { throw .noSuchFileOrDirectory }
      let node = state.nodes[from]
      state.set(from, nil)
      state.set(to, node)
    }
  }

  package func remove(_ path: FilePath) throws(FileError) {
    try perform("remove", .remove, path) { state throws(Errno) in
      _ = try state.file(path)
      state.set(path, nil)
    }
  }

  package func removeDirectory(_ path: FilePath) throws(FileError) {
    try perform("removeDirectory", .remove, path) { state throws(Errno) in
      guard state.isDirectory(path) else { throw state.inode(path) == nil ? .noSuchFileOrDirectory : .notDirectory }
      guard state.children[path, default: []].isEmpty else { throw .directoryNotEmpty }
      state.set(path, nil)
    }
  }

  package func syncDirectory(_ path: FilePath) throws(FileError) {
    try perform("syncDirectory", .sync, path) { state throws(Errno) in
      guard state.isDirectory(path) else { throw .noSuchFileOrDirectory }
    }
  }

  package func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError) {
    try perform("setModified", .setTimes, path) { state throws(Errno) in
      state.modified[try state.file(path)] = nanoseconds
    }
  }

  package func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
    let (inode, isTaken) = try perform("lock", .lock, path) { state throws(Errno) in
      guard state.isDirectory(path.removingLastComponent()) else { throw .noSuchFileOrDirectory }
      let inode = state.inode(path) ?? state.addFile(path, [])
      return (inode, try state.lock(inode))
    }
    return isTaken ? MemoryLock(self, path, inode) : nil
  }

  package func resolve(_ path: FilePath) throws(FileError) -> FilePath {
    try perform("resolve", .inspect, path) { state throws(Errno) in
      _ = try state.status(path)
      return path
    }
  }

  /// Counts one operation, and lets it happen or fail. `failing` is what still happens when it fails.
  fileprivate func perform<Value>(
    _ name: String, _ operation: FileError.Operation, _ path: FilePath,
    failing: (inout State, Fault) -> Void = { _, _ in }, _ body: (inout State) throws(Errno) -> Value
  ) throws(FileError) -> Value {
    state.withLock { $0.takeHook() }?()
    let result = state.withLock { state -> Result<Value, Errno> in
      state.log.append(Operation(name: name, path: path))
      if let fault = state.nextFault() {
        failing(&state, fault)
        return .failure(fault.errno)
      }
      do throws(Errno) { return .success(try body(&state)) } catch { return .failure(error) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let errno): throw FileError(operation, path, errno)
    }
  }
}

extension MemoryFileSystem.State {
  func inode(_ path: FilePath) -> Int? {
    if case .file(let inode) = nodes[path] { inode } else { nil }
  }

  /// The inode of a directory: FNV-1a of its path, far above the inodes of files.
  static func inode(of directory: FilePath) -> UInt64 {
    directory.string.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } | 1 << 63
  }

  func isDirectory(_ path: FilePath) -> Bool {
    if case .directory = nodes[path] { true } else { false }
  }

  func file(_ path: FilePath) throws(Errno) -> Int {
    guard let inode = inode(path) else { throw isDirectory(path) ? .isDirectory : .noSuchFileOrDirectory }
    return inode
  }

  func status(_ path: FilePath) throws(Errno) -> FileStatus {
    if isDirectory(path) {
      return FileStatus(kind: .directory, size: 0, modified: 0, changed: 0, inode: Self.inode(of: path), device: 1)
    }
    return status(try file(path))
  }

  func status(_ inode: Int) -> FileStatus {
    FileStatus(
      kind: .regular, size: Int64(contents[inode].count), modified: modified[inode], changed: modified[inode],
      inode: firstInode + UInt64(inode), device: 1)
  }

  /// Gives a path to a file or a directory; nil takes the path away.
  mutating func set(_ path: FilePath, _ node: MemoryFileSystem.Node?) {
    nodes[path] = node
    let parent = path.removingLastComponent()
    if node == nil { children[parent]?.remove(path) } else { children[parent, default: []].insert(path) }
  }

  @discardableResult
  mutating func addFile(_ path: FilePath, _ bytes: [UInt8]) -> Int {
    set(path, .file(contents.count))
    contents.append(bytes)
    modified.append(0)
    return contents.count - 1
  }

  mutating func lock(_ inode: Int) throws(Errno) -> Bool {
    switch locks {
    case .working: return locked.insert(inode).inserted
    case .missing: throw .noLocks
    case .pretended: return true
    }
  }

  mutating func takeHook() -> (@Sendable () -> Void)? {
    guard let due = hook else { return nil }
    if due.index > 0 {
      hook!.index -= 1
      return nil
    }
    hook = nil
    return due.body
  }

  mutating func nextFault() -> MemoryFileSystem.Fault? {
    guard let due = fault else { return nil }
    if due.index > 0 {
      fault!.index -= 1
      return nil
    }
    if !due.lasts { fault = nil }
    return due
  }

  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int, _ inode: Int) {
    let gap = offset + bytes.count - contents[inode].count
    if gap > 0 { contents[inode].append(contentsOf: repeatElement(0, count: gap)) }
    contents[inode].replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}

private final class MemoryFile: FileHandle {
  let path: FilePath
  private let disk: MemoryFileSystem
  private let inode: Int
  private let isLocked = Mutex(false)

  init(_ disk: MemoryFileSystem, _ path: FilePath, _ inode: Int) {
    (self.disk, self.path, self.inode) = (disk, path, inode)
  }

  deinit { close() }

  func lock() throws(FileError) -> Bool {
    let inode = inode
    let isTaken = try disk.perform("lockOfHandle", .lock, path) { state throws(Errno) in try state.lock(inode) }
    isLocked.withLock { $0 = isTaken }
    return isTaken
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
    let (inode, limit) = (inode, buffer.count)
    let found = try disk.perform("read", .read, path) { state throws(Errno) in
      state.contents[inode].dropFirst(Int(offset)).prefix(limit)
    }
    buffer.copyBytes(from: found)
    return found.count
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    let (inode, bytes, offset) = (inode, [UInt8](bytes), Int(offset))
    try disk.perform("write", .write, path) { state, fault in
      if fault.isShort { state.write(bytes.prefix(bytes.count / 2), at: offset, inode) }
    } _: { state throws(Errno) in
      state.write(bytes[...], at: offset, inode)
    }
  }

  func sync() throws(FileError) { try disk.perform("sync", .sync, path) { _ throws(Errno) in } }

  func status() throws(FileError) -> FileStatus {
    let inode = inode
    return try disk.perform("statusOfHandle", .inspect, path) { state throws(Errno) in state.status(inode) }
  }

  func close() {
    let wasLocked = isLocked.withLock { isLocked in
      defer { isLocked = false }
      return isLocked
    }
    if wasLocked { disk.state.withLock { _ = $0.locked.remove(inode) } }
  }
}

private final class MemoryLock: FileLock {
  private let disk: MemoryFileSystem
  private let path: FilePath
  private let inode: Int

  init(_ disk: MemoryFileSystem, _ path: FilePath, _ inode: Int) {
    (self.disk, self.path, self.inode) = (disk, path, inode)
  }

  func isInPlace() throws(FileError) -> Bool {
    let (path, inode) = (path, inode)
    return try disk.perform("placeOfLock", .inspect, path) { state throws(Errno) in state.inode(path) == inode }
  }

  deinit { disk.state.withLock { _ = $0.locked.remove(inode) } }
}
