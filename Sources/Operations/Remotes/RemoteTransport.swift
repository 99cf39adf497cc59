import FileIO
import SystemPackage

/// A way to reach the files of a remote. Paths of files on the remote are relative to its place, with `/`. Errors are
/// `StoreError` of the code `remoteFailed`, and say which place it was.
protocol RemoteTransport: Sendable {
  /// Calls `body` with the path and the length in bytes of each file in a folder and below it, in any order. A folder
  /// that does not exist is empty.
  func list(_ folder: String, _ body: (_ path: String, _ bytes: Int64) throws -> Void) throws

  /// Copies files from below a local directory to the same paths on the remote, durably. Files that are there with the
  /// same length stay as they are; others of the name are replaced.
  func upload(_ paths: [String], from directory: FilePath) throws

  /// Copies files from the remote to the same paths below a local directory. A file that is not there is left out.
  func download(_ paths: [String], to directory: FilePath) throws

  /// Removes a file. Nothing happens when it is not there.
  func remove(_ path: String) throws

  /// Removes the earlier versions that the provider keeps of removed files in a folder. Returns false when the provider
  /// has no versions, or does not let them be removed: nobody can tell which.
  func removeVersions(in folder: String) throws -> Bool

  /// Makes the place ready to be written to; called once before the first upload.
  func prepare() throws
}

extension RemoteTransport {
  /// Lists everything of one store, or of all of them. Throws `remoteFailed` and `limit`.
  func listing(_ store: String? = nil) throws -> RemoteListing {
    var listing = RemoteListing()
    let folder = store ?? RemoteObject.folder
    try list(folder) { path, bytes in try listing.add(path: path, bytes: bytes) }
    return listing
  }
}
