public import FileIO
public import SystemPackage

/// What can go wrong with a log. Every description says what, where, and what to do.
public enum LogError: Error, Sendable, CustomStringConvertible {
  /// A system call failed.
  case file(FileError)
  /// Bytes of the store are not what they must be.
  case damaged(Finding)
  /// The directory is not a store.
  case notAStore(FilePath)
  /// The directory holds other things and no store.
  case cannotCreate(FilePath, String)
  /// There is something in the store that is not its own, such as a symbolic link: nothing is written to it. The store, and one sentence.
  case foreign(FilePath, String)
  /// Somebody else writes to the store.
  case locked(FilePath)
  /// Where the store lies locks keep nobody out; and why not.
  case unlockable(FilePath, String)
  /// A file that was locked is not in its place any more: somebody else may write to the store, too.
  case displaced(FilePath, file: String)
  /// The store was written by a newer program.
  case unsupported(file: String, String)
  /// There is no room for what is to be written.
  case noSpace(FilePath, needed: Int64, free: Int64)
  /// Stopped on request.
  case interrupted
  /// A limit of the format would be exceeded.
  case limit(String)

  public var description: String {
    switch self {
    case .file(let error): error.description
    case .damaged(let finding):
      "the store is damaged: \(finding); run 'ccstore verify' for the whole extent; nothing was changed"
    case .notAStore(let path): "there is no store at \(path); 'ccstore ingest --store \(path)' makes one"
    case .cannotCreate(let path, let why): "cannot make a store at \(path): \(why)"
    case .foreign(let path, let why): "nothing is written to the store \(path): \(why)"
    case .locked(let path):
      "the store \(path) is locked by another ccstore; try again when it has finished, or use --wait"
    case .unlockable(let path, let why):
      "the store \(path) cannot be kept from other writers: \(why); use a local disk, or say --i-am-alone when no other program and no other machine writes to it"
    case .displaced(let path, let file):
      "\(file) of the store \(path) was removed or replaced while it was being written to, and another ccstore may write to it now: nothing more was stored; run the command again"
    case .unsupported(let file, let what): "\(file) was written by a newer ccstore (\(what)); use that version"
    case .noSpace(let path, let needed, let free):
      "there is no room beside \(path): \(needed / 1_000_000 + 1) MB are needed, \(free / 1_000_000) MB are free; nothing was changed"
    case .interrupted: "stopped; what was finished stays, and the store is in good order"
    case .limit(let what): "cannot store this: \(what)"
    }
  }
}

/// Something found wrong in a store: where, and what.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  /// Whether data is affected (`error`), or only something that is rebuilt or put aside (`notice`), or a file that was stored and is not what it was
  /// (`source`), while the store is intact.
  public enum Severity: String, Sendable { case error, notice, source }

  public var severity: Severity
  /// Path below the store.
  public var file: String
  /// Byte offset in that file.
  public var offset: UInt64
  public var message: String

  public init(_ severity: Severity = .error, file: String, offset: UInt64 = 0, _ message: String) {
    self.severity = severity
    self.file = file
    self.offset = offset
    self.message = message
  }

  public var description: String { "\(file) at byte \(offset): \(message)" }
}

/// Runs file operations and reports their errors as the log's.
func io<Value>(_ body: () throws(FileError) -> Value) throws(LogError) -> Value {
  do throws(FileError) { return try body() } catch { throw .file(error) }
}
