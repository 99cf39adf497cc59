public import FileIO
import Synchronization
public import SystemPackage

/// A disk on which the power can fail at any moment, and on which any operation can fail.
///
/// The disk guarantees what FORMAT.md, Assumptions, says and no more: synced data is durable, bytes outside a written
/// range do not change, and a rename within a directory is atomic. A sync of a file says nothing about its name. The
/// disk has no symbolic links.
public final class SimulatedFileSystem: FileSystem {
  /// One call, by the name of the function. The path of a rename is the new one.
  public struct Operation: Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var path: FilePath
    /// True if the operation may change what is on the disk, or what of it is durable.
    public var isChange: Bool
    public var description: String { "\(name) \(path)" }
  }

  /// A failure of the disk.
  public struct Fault: Sendable {
    /// What the failing operation has done all the same. An effect that does not apply to the operation has no
    /// consequence.
    public enum Effect: Sendable {
      case nothing
      /// A write has written the first half of its bytes.
      case half
      /// A write has written all of its bytes.
      case everything
      /// A sync has failed for good: its pages count as clean and never reach the disk.
      case lostWrites
      /// The same, and programs see the old bytes again.
      case droppedPages
    }

    /// The number of operations that succeed before the failure.
    public var index: Int
    public var errno: Errno
    public var effect: Effect
    /// True if everything after the failure fails too, as if the process had been killed.
    public var lasts: Bool

    public init(at index: Int, _ errno: Errno, _ effect: Effect = .nothing, lasts: Bool = false) {
      (self.index, self.errno, self.effect, self.lasts) = (index, errno, effect, lasts)
    }
  }

  /// The disk right before an operation that changes it.
  public struct Moment: Sendable {
    public var volume: SimulatedVolume
    /// The next operation; nil after the last one.
    public var next: Operation?
    /// The `mark` at that time.
    public var mark: Int
  }

  struct State {
    var volume: SimulatedVolume
    var locked: Set<Int> = []
    var locks = DiskLocks.working
    var fault: Fault?
    var isRecording = false
    var moments: [Moment] = []
    var mark = 0
    var operations: [Operation] = []
  }

  let state: Mutex<State>

  public init(_ volume: SimulatedVolume = SimulatedVolume()) { state = Mutex(State(volume: volume)) }

  /// The disk as it is now. Setting it does not affect locks, fault or recording.
  public var volume: SimulatedVolume {
    get { state.withLock { $0.volume } }
    set { state.withLock { $0.volume = newValue } }
  }

  /// A number that the recorder stores with every moment, for use by the test.
  public var mark: Int {
    get { state.withLock { $0.mark } }
    set { state.withLock { $0.mark = newValue } }
  }

  /// The quality of the disk's locks.
  public var locks: DiskLocks {
    get { state.withLock { $0.locks } }
    set { state.withLock { $0.locks = newValue } }
  }

  /// Records from now on every operation, and the disk before each that changes it.
  package func record() { state.withLock { $0.isRecording = true } }

  /// All operations since `record`.
  public var operations: [Operation] { state.withLock { $0.operations } }

  /// The moments since `record`, and the present one.
  public var moments: [Moment] {
    state.withLock { $0.moments + [Moment(volume: $0.volume, next: nil, mark: $0.mark)] }
  }

  /// Sets a fault, which counts operations from now on; nil makes the disk work again.
  package func fail(_ fault: Fault?) { state.withLock { $0.fault = fault } }

  /// The disk itself, since it has no links.
  package func confined(to directories: [FilePath]) -> any FileSystem { self }

  package func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle {
    SimulatedFile(self, path, try read("open", .open, path) { state throws(Errno) in try state.volume.file(path) })
  }

  package func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle {
    SimulatedFile(
      self, path, try read("openForWriting", .open, path) { state throws(Errno) in try state.volume.file(path) })
  }

  package func create(_ path: FilePath) throws(FileError) -> any FileHandle {
    let file = try change("create", .create, path) { state throws(Errno) in try state.volume.makeFile(path) }
    return SimulatedFile(self, path, file)
  }

  package func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus {
    try read("status", .inspect, path) { state throws(Errno) in
      guard let entry = state.volume.entry(path) else { throw .noSuchFileOrDirectory }
      return state.volume.status(entry)
    }
  }

  package func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try read("list", .list, directory) { state throws(Errno) in
      let volume = state.volume
      return volume.directories[try volume.directory(directory)].entries
        .map { DirectoryEntry(name: $0.key, status: volume.status($0.value)) }
        .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
  }

  package func makeDirectory(_ path: FilePath) throws(FileError) {
    try change("makeDirectory", .makeDirectory, path) { state throws(Errno) in try state.volume.makeDirectory(path) }
  }

  package func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try change("rename", .rename, to) { state throws(Errno) in try state.volume.rename(from, to: to) }
  }

  package func remove(_ path: FilePath) throws(FileError) {
    try change("remove", .remove, path) { state throws(Errno) in try state.volume.remove(path) }
  }

  package func removeDirectory(_ path: FilePath) throws(FileError) {
    try change("removeDirectory", .remove, path) { state throws(Errno) in try state.volume.removeDirectory(path) }
  }

  package func syncDirectory(_ path: FilePath) throws(FileError) {
    try change("syncDirectory", .sync, path) { state throws(Errno) in
      state.volume.syncDirectory(try state.volume.directory(path))
    }
  }

  /// The one volume of the disk, which is synced as a whole.
  package func volume(of directory: FilePath) throws(FileError) -> (any FileVolume)? {
    _ = try read("volume", .open, directory) { state throws(Errno) in try state.volume.directory(directory) }
    return SimulatedMount(self, directory)
  }

  package func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError) {
    try change("setModified", .setTimes, path) { state throws(Errno) in
      state.volume.files[try state.volume.file(path)].modified = nanoseconds
    }
  }

  package func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
    let (file, isTaken) = try change("lock", .lock, path) { state throws(Errno) in
      let file = state.volume.entry(path) == nil ? try state.volume.makeFile(path) : try state.volume.file(path)
      return (file, try state.lock(file))
    }
    return isTaken ? SimulatedLock(self, path, file) : nil
  }

  package func resolve(_ path: FilePath) throws(FileError) -> FilePath {
    try read("resolve", .inspect, path) { state throws(Errno) in
      guard state.volume.entry(path) != nil else { throw .noSuchFileOrDirectory }
      return path
    }
  }
}

// MARK: - Operations that are counted

extension SimulatedFileSystem {
  func read<Value>(
    _ name: String, _ operation: FileError.Operation, _ path: FilePath, _ body: (inout State) throws(Errno) -> Value
  ) throws(FileError) -> Value {
    try perform(Operation(name: name, path: path, isChange: false), operation, failing: { _, _ in }, body)
  }

  func change<Value>(
    _ name: String, _ operation: FileError.Operation, _ path: FilePath,
    failing: (inout State, Fault.Effect) -> Void = { _, _ in }, _ body: (inout State) throws(Errno) -> Value
  ) throws(FileError) -> Value {
    try perform(Operation(name: name, path: path, isChange: true), operation, failing: failing, body)
  }

  /// Lets one operation happen or fail. `failing` is what still happens when it fails, unless that is everything.
  private func perform<Value>(
    _ operation: Operation, _ kind: FileError.Operation, failing: (inout State, Fault.Effect) -> Void,
    _ body: (inout State) throws(Errno) -> Value
  ) throws(FileError) -> Value {
    let result = state.withLock { state -> Result<Value, Errno> in
      state.note(operation)
      if let fault = state.nextFault() {
        if fault.effect == .everything { _ = try? body(&state) } else { failing(&state, fault.effect) }
        return .failure(fault.errno)
      }
      do throws(Errno) { return .success(try body(&state)) } catch { return .failure(error) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let errno): throw FileError(kind, operation.path, errno)
    }
  }
}

extension SimulatedFileSystem.State {
  mutating func note(_ operation: SimulatedFileSystem.Operation) {
    guard isRecording else { return }
    operations.append(operation)
    if operation.isChange {
      moments.append(SimulatedFileSystem.Moment(volume: volume, next: operation, mark: mark))
    }
  }

  mutating func lock(_ file: Int) throws(Errno) -> Bool {
    switch locks {
    case .working: return locked.insert(file).inserted
    case .missing: throw .noLocks
    case .pretended: return true
    }
  }

  mutating func nextFault() -> SimulatedFileSystem.Fault? {
    guard let due = fault else { return nil }
    if due.index > 0 {
      fault!.index -= 1
      return nil
    }
    if due.lasts { fault!.effect = .nothing } else { fault = nil }
    return due
  }
}

extension SimulatedVolume {
  func status(_ entry: Entry) -> FileStatus {
    switch entry {
    case .directory(let index):
      FileStatus(kind: .directory, size: 0, modified: 0, changed: 0, inode: 1 << 32 | UInt64(index), device: 1)
    case .file(let index): status(file: index)
    }
  }

  fileprivate func status(file index: Int) -> FileStatus {
    FileStatus(
      kind: .regular, size: Int64(files[index].contents.count), modified: files[index].modified,
      changed: files[index].changed, inode: UInt64(index) + 1, device: 1)
  }
}

// MARK: - Handles

private final class SimulatedFile: FileHandle {
  let path: FilePath
  private let disk: SimulatedFileSystem
  private let file: Int
  private let isLocked = Mutex(false)

  init(_ disk: SimulatedFileSystem, _ path: FilePath, _ file: Int) {
    (self.disk, self.path, self.file) = (disk, path, file)
  }

  deinit { close() }

  func lock() throws(FileError) -> Bool {
    let file = file
    let isTaken = try disk.read("lockOfHandle", .lock, path) { state throws(Errno) in try state.lock(file) }
    isLocked.withLock { $0 = isTaken }
    return isTaken
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
    let (file, limit) = (file, buffer.count)
    let found = try disk.read("read", .read, path) { state throws(Errno) in
      state.volume.files[file].contents.dropFirst(Int(offset)).prefix(limit)
    }
    buffer.copyBytes(from: found)
    return found.count
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    let (file, bytes, offset) = (file, [UInt8](bytes), Int(offset))
    try disk.change("write", .write, path) { state, effect in
      if effect == .half { state.volume.write(Array(bytes.prefix(bytes.count / 2)), at: offset, to: file) }
    } _: { state throws(Errno) in
      state.volume.write(bytes, at: offset, to: file)
    }
  }

  func sync() throws(FileError) {
    let file = file
    try disk.change("sync", .sync, path) { state, effect in
      switch effect {
      case .lostWrites: state.volume.loseWrites(of: file, dropsPages: false)
      case .droppedPages: state.volume.loseWrites(of: file, dropsPages: true)
      case .nothing, .half, .everything: break
      }
    } _: { state throws(Errno) in
      state.volume.sync(file)
    }
  }

  func status() throws(FileError) -> FileStatus {
    let file = file
    return try disk.read("statusOfHandle", .inspect, path) { state throws(Errno) in state.volume.status(file: file) }
  }

  func close() {
    let wasLocked = isLocked.withLock { isLocked in
      defer { isLocked = false }
      return isLocked
    }
    if wasLocked { disk.state.withLock { _ = $0.locked.remove(file) } }
  }
}

private final class SimulatedMount: FileVolume {
  private let disk: SimulatedFileSystem
  private let path: FilePath

  init(_ disk: SimulatedFileSystem, _ path: FilePath) { (self.disk, self.path) = (disk, path) }

  func device() throws(FileError) -> UInt64 { 1 }

  func sync() throws(FileError) {
    try disk.change("syncVolume", .sync, path) { state throws(Errno) in state.volume.settleAll() }
  }
}

private final class SimulatedLock: FileLock {
  private let disk: SimulatedFileSystem
  private let path: FilePath
  private let file: Int

  init(_ disk: SimulatedFileSystem, _ path: FilePath, _ file: Int) {
    (self.disk, self.path, self.file) = (disk, path, file)
  }

  func isInPlace() throws(FileError) -> Bool {
    let (path, file) = (path, file)
    return try disk.read("placeOfLock", .inspect, path) { state throws(Errno) in
      if case .file(file) = state.volume.entry(path) { true } else { false }
    }
  }

  deinit { disk.state.withLock { _ = $0.locked.remove(file) } }
}
