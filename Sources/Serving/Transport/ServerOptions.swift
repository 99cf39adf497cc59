import FileIO
import NIOCore
import Sync
import SystemPackage

/// Where a server listens, and what it lets whom do.
package struct ServerOptions: Sendable {
  /// The port at the addresses of this machine; 0 takes a free one, nil listens at none.
  package var port: Int? = 4747
  /// The socket file to listen at; nil for none. Whoever can open it needs no token.
  package var socket: FilePath?
  /// Further addresses to listen at, and further names to answer under.
  package var exposed: [HostNames.Host] = []
  /// The token that requests must show; nil where none is needed.
  package var token: AccessToken?
  /// True to ingest whenever something changes.
  package var watches = false
  package var limits = ServerLimits()
  /// The options of ingests: where the transcripts are. Throws `StoreError`.
  package var ingest: @Sendable () throws -> SyncOptions

  /// What the API knows of the program and the user.
  package var context: APIContext
  /// Answers a message of the Model Context Protocol, and returns nil for one that gets no answer; nil: there is no
  /// such endpoint. Runs on a thread that may block.
  package var modelContext: (@Sendable (_ message: [UInt8]) -> [UInt8]?)?

  package init(_ context: APIContext, ingest: @escaping @Sendable () throws -> SyncOptions) {
    (self.context, self.ingest) = (context, ingest)
  }

  /// The addresses to listen at, each with whether it is no matter if it cannot be had.
  var addresses: [(address: String, isOptional: Bool)] {
    var addresses = [("127.0.0.1", false), ("::1", true)]
    for host in exposed where host.isAddress && !addresses.contains(where: { $0.0 == host.address }) {
      addresses.append((host.address, false))
    }
    // Who listens at all addresses of a kind listens at its own one, too.
    if addresses.contains(where: { $0.0 == "0.0.0.0" || $0.0 == "::" }) { addresses.removeAll { $0.0 == "127.0.0.1" } }
    if addresses.contains(where: { $0.0 == "::" }) { addresses.removeAll { $0.0 == "::1" || $0.0 == "0.0.0.0" } }
    return addresses
  }
}

/// A reason why a server cannot start.
package struct ServerError: Error {
  package enum Reason: Sendable {
    /// The address is taken, or is none of this machine.
    case address
    /// Another server listens at the socket file, or it cannot be made.
    case socket
    /// Others could read or replace the file with the token.
    case token
  }

  package var reason: Reason
  /// One sentence with what to do.
  package var message: String

  /// Returns why a socket could not be had, in a few words.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: FileError.reason(Errno(rawValue: error.errnoCode))
    case SocketAddressError.unixDomainSocketPathTooLong: "a socket may have a path of about 100 bytes"
    default: String(describing: error)
    }
  }
}
