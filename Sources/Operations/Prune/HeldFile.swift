import Bytes
import FileIO
import SystemPackage

/// An open file that is compared with a stored version, piece by piece, and then deleted.
///
/// While it is open, its bytes can still be read, whatever happens to its name.
struct HeldFile {
  let file: PruneFile
  let handle: any FileHandle
  /// What the file system has to say of the file as long as nobody has changed it.
  var expected: FileStatus
  /// True if the store has dropped the bytes on request.
  var isDropped = false
  /// The number of bytes, from the beginning of the file, that equal the stored ones.
  private var equal: Int64 = 0
  private var isEqual = true
  private var error: FileError?

  /// Opens the file. A symbolic link is refused.
  init(_ file: PruneFile, expecting status: FileStatus) throws(FileError) {
    (self.file, expected) = (file, status)
    handle = try file.source.fileSystem.open(file.path, followLinks: false)
  }

  /// True if the open file is the one that was found, and was not changed since.
  var isUnchanged: Bool { (try? handle.status()) == expected }

  /// Compares the next stored bytes with those of the file.
  mutating func compare(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    guard isEqual, error == nil else { return }
    guard offset == equal else {
      isEqual = false
      return
    }
    do throws(FileError) {
      let found = try handle.bytes(at: offset, count: bytes.count)
      isEqual = found.withUnsafeBytes { $0.hasSameBytes(as: bytes) }
      equal += Int64(isEqual ? bytes.count : zip(found, bytes).prefix(while: ==).count)
    } catch { self.error = error }
  }

  /// The reason why the file must stay after all stored bytes were compared; nil if all are equal.
  var problem: (PruneReport.Kept.Reason, String)? {
    if let error { return (.failed, error.message) }
    if isDropped { return (.lacking, "the store has dropped its text on request") }
    guard isUnchanged else { return (.changed, "it was changed while it was compared") }
    if isEqual, equal == file.status.size { return nil }
    return (.differs, "from byte \(equal) on it is not what is stored; 'ccstore verify --against-sources' says more")
  }

  /// Deletes the file if its name still leads to it and it has not changed. Returns what the file system then says of
  /// the file, which may have other names; nil if it stays. If somebody wrote to the file at the same moment, its bytes
  /// are put back under its name, or a similar name.
  func remove() throws(FileError) -> FileStatus? {
    let fileSystem = file.source.fileSystem
    guard isUnchanged, try fileSystem.status(file.path, followLinks: false) == expected else { return nil }
    try fileSystem.remove(file.path)
    let status = try handle.status()
    if status.size == expected.size, status.modified == expected.modified { return status }
    try putBack(status)
    return nil
  }

  private func putBack(_ status: FileStatus) throws(FileError) {
    let fileSystem = file.source.fileSystem
    var path = file.path
    var copy: (any FileHandle)?
    while copy == nil {
      do throws(FileError) { copy = try fileSystem.create(path) } catch {
        guard error.errno == .fileExists else { throw error }
        path = path.removingLastComponent().appending(bytes: (path.lastComponent?.bytes ?? []) + [0x7e])
      }
    }
    var offset: Int64 = 0
    while true {
      let bytes = try handle.bytes(at: offset, count: 1 << 20)
      if bytes.isEmpty { break }
      try copy!.write(bytes, at: offset)
      offset += Int64(bytes.count)
    }
    try copy!.sync()
    copy!.close()
    try fileSystem.setModified(path, status.modified)
  }
}
