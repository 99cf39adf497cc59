public import FileIO
public import SystemPackage

/// An error of the log. Every description says what failed, where, and what the user can do.
public enum LogError: Error, Sendable, CustomStringConvertible {
  /// A system call failed.
  case file(FileError)
  /// Bytes of the store differ from what the format requires.
  case damaged(Finding)
  /// The directory is not a store.
  case notAStore(FilePath)
  /// The directory holds other things and no store. The text says what was found.
  case cannotCreate(FilePath, String)
  /// The store contains something that does not belong to it, such as a symbolic link, so nothing is written to it. The
  /// text is one sentence.
  case foreign(FilePath, String)
  /// Another writer has the store open.
  case locked(FilePath)
  /// Locks at the place of the store do not keep other writers out. The text says why.
  case unlockable(FilePath, String)
  /// A file that was locked is no longer in its place, so another program may be writing to the store too.
  case displaced(FilePath, file: String)
  /// The store was written by a newer program.
  case unsupported(file: String, String)
  /// The disk lacks room for what is to be written. Both sizes are in bytes.
  case noSpace(FilePath, needed: Int64, free: Int64)
  /// The operation was stopped on request.
  case interrupted
  /// The operation would exceed a limit of the format.
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

/// One thing found wrong in a store: the file, the place in it and a message.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  /// How serious a finding is. `error`: data of the store is affected. `notice`: only something is affected that is
  /// rebuilt or put aside. `source`: a file that was stored has changed since, while the store is intact.
  public enum Severity: String, Sendable { case error, notice, source }

  public var severity: Severity
  /// The path of the file, relative to the store's directory.
  public var file: String
  /// The offset of the finding in that file, in bytes.
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

/// Runs file operations and wraps their errors in `LogError.file`.
func io<Value>(_ body: () throws(FileError) -> Value) throws(LogError) -> Value {
  do throws(FileError) { return try body() } catch { throw .file(error) }
}
