import FileIO
import SystemPackage
import Times

/// A way to reach the files of a remote. Paths of files on the remote are relative to its place, with `/`. Errors are
/// `StoreError` of the code `remoteFailed`, and say which place it was.
protocol RemoteTransport: Sendable {
  /// Calls `body` with the path and the length in bytes of each file in a folder and below it, in any order. A folder
  /// that does not exist is empty.
  func list(_ folder: String, _ body: (_ path: String, _ bytes: Int64) throws -> Void) throws

  /// Copies files from below a local directory to the same paths on the remote, durably. Files that are there with the
  /// same length stay as they are; others of the name are replaced.
  func upload(_ paths: [String], from directory: FilePath) throws

  /// Copies files from the remote to the same paths below a local directory. A file that is not there is left out. After
  /// an error, those that could be copied are there.
  func download(_ paths: [String], to directory: FilePath) throws

  /// Removes a file. Nothing happens when it is not there.
  func remove(_ path: String) throws

  /// Removes the earlier versions that the provider keeps of removed files in a folder.
  func removeVersions(in folder: String) throws -> VersionRemoval

  /// Makes the place ready to be written to; called once before the first upload.
  func prepare() throws
}

/// What came of removing the earlier versions that a provider keeps of removed files.
enum VersionRemoval: Sendable, Equatable {
  /// None is left.
  case complete
  /// The provider has no versions, or does not tell whether it has any.
  case unknown
  /// This number of them is left, because they are locked, or this account may not remove them. `until` is when the last
  /// of the locks ends; nil where the provider does not say it.
  case kept(Int, until: Instant?)

  /// Returns what came of two removals together.
  func joined(_ other: VersionRemoval) -> VersionRemoval {
    switch (self, other) {
    case (.kept(let a, let one), .kept(let b, let two)):
      .kept(a + b, until: one.flatMap { one in two.map { max(one, $0) } })
    case (.kept, _): self
    case (_, .kept): other
    default: self == .complete ? other : self
    }
  }
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

/// Downloads of objects, some of which may fail: what is wrong with some does not keep the others out.
struct RemoteFetch {
  private let transport: any RemoteTransport
  private let fileSystem: any FileSystem
  private var hasCome = false
  private var failures: [StoreError] = []
  /// The number of calls after which a remote that gives nothing is not asked any more.
  private static let failuresMax = 3

  init(_ transport: any RemoteTransport, _ fileSystem: any FileSystem) {
    (self.transport, self.fileSystem) = (transport, fileSystem)
  }

  /// Downloads objects to a directory that is empty. Returns why some may not have come. Throws this once nothing has
  /// come in three calls.
  mutating func fetch(_ objects: [RemoteObject], to directory: FilePath) throws -> StoreError? {
    do { try transport.download(objects.map(\.path), to: directory) } catch let error as StoreError
      where error.code == .remoteFailed
    {
      failures.append(error)
      for object in objects where (try? fileSystem.exists(directory.appending(object.path))) == true { hasCome = true }
      if !hasCome, failures.count >= Self.failuresMax { throw error }
      return error
    }
    hasCome = true
    return nil
  }

  /// Throws the first failure where nothing has come at all: then the remote is not reached.
  func finish() throws { if !hasCome, let failure = failures.first { throw failure } }
}
