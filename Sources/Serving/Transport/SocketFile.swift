import FileIO
import NIOCore
import NIOPosix
import SystemPackage

/// The socket file of a server.
enum SocketFile {
  /// Makes sure that a socket can be made at `path`: nothing is there, or a socket at which nobody listens. Throws
  /// `ServerError`.
  static func check(_ path: FilePath) async throws {
    let fileSystem = POSIXFileSystem()
    let status: FileStatus
    do throws(FileError) { status = try fileSystem.status(path, followLinks: false) } catch {
      if error.errno == .noSuchFileOrDirectory { return }
      throw ServerError(reason: .socket, message: "cannot make the socket \(path): \(error.description)")
    }
    guard status.kind == .other else {
      throw ServerError(
        reason: .socket, message: "\(path) is a file and no socket; nothing is overwritten, name another one")
    }
    // A socket that somebody listens at answers, and one that is left over refuses. Anything else is not touched.
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(unixDomainSocketPath: path.string).get()
      try? await channel.close()
    } catch let error as IOError where error.errnoCode == Errno.connectionRefused.rawValue {
      return
    } catch let error as NIOConnectionError
      where error.connectionErrors.contains(where: {
        ($0.error as? IOError)?.errnoCode == Errno.connectionRefused.rawValue
      })
    {
      return
    } catch {
      throw ServerError(
        reason: .socket,
        message: "\(path) is not a socket that can be replaced (\(ServerError.reason(error))); name another one")
    }
    throw ServerError(reason: .socket, message: "another server listens at \(path); stop it, or name another one")
  }

  /// The identity of the socket that was made; nil if it has disappeared.
  static func identity(_ path: FilePath) -> FileIdentity? { try? POSIXFileSystem().identity(path) }

  /// Removes the socket file, if it is still the one that was made.
  static func remove(_ path: FilePath, _ identity: FileIdentity?) {
    guard let identity, self.identity(path) == identity else { return }
    try? POSIXFileSystem().remove(path)
  }
}
