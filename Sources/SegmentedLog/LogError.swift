import FileIO
import SystemPackage

/// An error of the log. It leaves the library as a `StoreError`.
package enum LogError: Error, Sendable, CustomStringConvertible {
  /// The kinds of files that a store contains although they do not belong to it.
  package enum Foreign: Sendable { case link, special, owner }

  /// A system call failed.
  case file(FileError)
  /// Bytes of the store differ from what the format requires.
  case damaged(Finding)
  /// The directory is not a store.
  case notAStore(FilePath)
  /// No store can be made there. The text says why, and the number is that of the operating system's error.
  case cannotCreate(FilePath, String, Errno? = nil)
  /// The directory holds other things and no store. The text says what was found.
  case occupied(FilePath, String)
  /// The store contains something that does not belong to it, such as a symbolic link, so nothing is written to it. The
  /// text is one sentence.
  case foreign(FilePath, String, Foreign)
  /// Another writer has the store open.
  case locked(FilePath)
  /// Locks at the place of the store do not keep other writers out. The text says why.
  case unlockable(FilePath, String)
  /// A file that was locked is no longer in its place, so another program may be writing to the store too.
  case displaced(FilePath, file: String)
  /// A file was written by a newer program. The text is the end of a sentence that begins with the file, and names the
  /// version that is needed where the file does.
  case unsupported(file: String, String)
  /// The disk lacks room for what is to be written. Both sizes are in bytes.
  case noSpace(FilePath, needed: Int64, free: Int64)
  /// The operation was stopped on request.
  case interrupted
  /// The operation would exceed a limit of the format.
  case limit(String)
  /// An earlier write failed; the text says of what.
  case writerFailed(String)

  package var description: String { storeError.message }
}

extension LogError: StoreErrorConvertible {
  package var storeError: StoreError {
    switch self {
    case .file(let error): error.storeError
    case .damaged(let finding):
      StoreError(.damaged, "the store is damaged: \(finding)", path: FilePath(finding.file), offset: finding.offset)
    case .notAStore(let path): StoreError(.notAStore, "there is no store at \(path)", path: path)
    case .cannotCreate(let path, let why, let errno):
      StoreError(.cannotCreateStore, "cannot make a store at \(path): \(why)", path: path, underlying: errno)
    case .occupied(let path, let why):
      StoreError(.occupied, "cannot make a store at \(path): \(why)", path: path)
    case .foreign(let path, let why, let foreign):
      StoreError(foreign.code, "nothing is written to the store \(path): \(why)", path: path)
    case .locked(let path): StoreError(.locked, "the store \(path) is locked by another ccstore", path: path)
    case .unlockable(let path, let why):
      StoreError(.unlockable, "the store \(path) cannot be protected from other writers: \(why)", path: path)
    case .displaced(let path, let file):
      StoreError(
        .displaced,
        "\(file) of the store \(path) was removed or replaced while it was being written to, and another ccstore may write to it now: nothing more was stored",
        path: path)
    case .unsupported(let file, let what):
      StoreError(
        .unsupported, "\(file.hasPrefix("manifest/") ? "the store" : file) \(what)", path: FilePath(file))
    case .noSpace(let path, let needed, let free):
      StoreError(
        .noSpace,
        "there is no room on the disk of \(path): \(needed / 1_000_000 + 1) MB are needed, \(free / 1_000_000) MB are free; nothing was changed",
        path: path)
    case .interrupted: StoreError(.interrupted, "stopped; what was finished stays, and the store is in good order")
    case .limit(let what): StoreError(.limit, "cannot store this: \(what)")
    case .writerFailed(let what): StoreError(.writerFailed, "cannot store this: an earlier write to \(what) failed")
    }
  }
}

extension LogError.Foreign {
  fileprivate var code: StoreError.Code {
    switch self {
    case .link: .foreignLink
    case .special: .foreignFile
    case .owner: .foreignOwner
    }
  }
}

/// One thing found wrong in a store: the file, the place in it and a message.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  /// The degrees of seriousness. `error`: data of the store is affected. `notice`: only something is affected that is
  /// rebuilt or put aside. `source`: a file that was stored has changed since, while the store is intact.
  public enum Severity: String, Sendable { case error, notice, source }

  /// The seriousness of the finding.
  public var severity: Severity
  /// The path of the file, relative to the store's directory.
  public var file: String
  /// The offset of the finding in that file, in bytes.
  public var offset: UInt64
  /// The fault, in one sentence.
  public var message: String

  /// Creates a finding about a byte of a file of the store.
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
