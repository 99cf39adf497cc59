import FileIO
import ModelContext
import SegmentedLog
import Serving
import SessionLog
import SystemPackage
import Transcripts

/// The server of the Model Context Protocol, mounted in the HTTP server.
enum AgentEndpoint {
  /// Returns the function that answers a message. No session's own directory is known here, so that no session is left
  /// out of the answers unless it is named.
  static func answers(to path: FilePath, _ context: APIContext) -> @Sendable (_ message: [UInt8]) -> [UInt8]? {
    let server = ModelContextServer(
      ServerSettings(
        store: Store(at: path, stateDirectory: nil, losses: LossLog()), version: context.version, workingDirectory: "",
        home: context.home, configuredRoots: ConfiguredRoots(environment: context.environment).paths,
        zone: context.zone, storeWords: ["--store", path.string]))
    return { server.respond(to: $0, cancellation: Cancellation()) }
  }
}
