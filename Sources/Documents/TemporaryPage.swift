import Answers
import Bytes
import FileIO
import SessionLog
public import SystemPackage
public import Times

/// A session that was written as a page for a browser.
public struct TemporaryPage: Sendable {
  /// The id of the session.
  public var session: String
  /// The absolute path of the page.
  public var path: FilePath
  /// The number of bytes of the page.
  public var bytes: Int64
}

extension Store {
  /// Writes a session as a page into a new directory that only its owner can enter.
  ///
  /// `name` is an id or the beginning of one. `directory` is the directory for temporary files, which others may write
  /// to. `time` shows a moment as text. The page is not removed: a browser may read it at any time. Throws
  /// `noSuchSession`, `versionDropped`, or `cannotCreate`.
  public func temporaryPage(
    of name: String, in directory: FilePath, time: @escaping (Instant) -> String
  ) throws -> TemporaryPage {
    try throwingStoreErrors {
      let transcript = try transcript(of: name)
      // Nobody can guess the name, and so make the directory first.
      let folder = directory.appending("ccstore-" + hexadecimal(entropy.bytes(16)))
      do throws(FileError) {
        try fileSystem.makeDirectory(folder)
      } catch {
        throw StoreError(.cannotCreate, error.message, path: error.path, underlying: error.errno)
      }
      let file = try fileSystem.create(folder.appending("session.html"))
      defer { file.close() }
      var length: Int64 = 0
      try transcript.write(.html, time: time) { bytes in
        try file.write(bytes, at: length)
        length += Int64(bytes.count)
      }
      return TemporaryPage(session: transcript.id, path: file.path, bytes: length)
    }
  }
}
