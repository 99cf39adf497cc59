import Bytes
import FileIO

/// Compares a file on disk with a stored version in two forms: as it originally was, and as a restore writes it,
/// without the erased bytes.
struct FileComparison {
  let file: RestoreFile
  /// The size of the file on disk, in bytes.
  var size: Int64 = 0
  var isDropped = false
  /// The number of bytes that a restore would have written so far.
  private var given: Int64 = 0
  private var isAsItWas = true
  private var isAsGiven = true
  /// The first error of the file on disk. It ends the comparison of this file only.
  private var error: FileError?

  enum Result {
    case same, differs, dropped
    case unreadable(FileError)
  }

  init(_ file: RestoreFile) { self.file = file }

  /// Takes the size of the file on disk.
  mutating func inspect(_ fileSystem: any FileSystem) {
    do throws(FileError) { size = try fileSystem.status(file.path, followLinks: false).size } catch {
      self.error = error
    }
  }

  mutating func compare(_ bytes: UnsafeRawBufferPointer, at offset: Int64, _ fileSystem: any FileSystem) {
    defer { given += Int64(bytes.count) }
    guard isAsItWas || isAsGiven, !isDropped, error == nil else { return }
    do throws(FileError) {
      let handle = try fileSystem.open(file.path, followLinks: false)
      defer { handle.close() }
      if isAsItWas { isAsItWas = try handle.has(bytes, at: offset) }
      if file.erased.isEmpty {
        isAsGiven = isAsItWas
      } else if isAsGiven {
        isAsGiven = try handle.has(bytes, at: given)
      }
    } catch {
      self.error = error
    }
  }

  var result: Result {
    if let error { return .unreadable(error) }
    if isDropped { return .dropped }
    if isAsItWas, size == file.length || (size > file.length && file.isLatest) { return .same }
    return isAsGiven && size == given && given == file.givenLength ? .same : .differs
  }
}

/// Compares bytes of a file with given bytes.
extension FileHandle {
  fileprivate func has(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) -> Bool {
    let found = try self.bytes(at: offset, count: bytes.count)
    return found.withUnsafeBytes { $0.hasSameBytes(as: bytes) }
  }
}
