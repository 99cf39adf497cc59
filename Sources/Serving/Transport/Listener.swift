import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// One address at which a server listens.
struct Listener: Sendable {
  /// The port; nil for a socket file.
  let port: Int?
  private let group: ServiceGroup
  private let task: Task<Void, any Error>

  /// Starts to listen. `gate` is asked for once the port is known, before the first connection is answered. Throws what
  /// the system says.
  static func open(
    _ address: BindAddress, _ limits: ServerLimits, _ connections: ConnectionCount,
    responder: @escaping @Sendable (_ port: Int?) -> RequestResponder
  ) async throws -> Listener {
    let (ports, continuation) = AsyncThrowingStream.makeStream(of: Optional<Int>.self)
    let late = LateResponder()
    let logger = Logger(label: "ccstore") { _ in SwiftLogNoOpLogHandler() }
    var configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionHandler(limits, connections)],
      idleTimeout: .seconds(limits.idleSeconds))
    configuration.httpDecoder.maxHeaderFieldSize = limits.header
    configuration.httpDecoder.maxHeaderListSize = limits.header
    configuration.httpDecoder.maxHeaderFieldCount = 100
    let application = Application(
      responder: late, server: .http1(configuration: configuration),
      configuration: ApplicationConfiguration(address: address, backlog: 128),
      onServerRunning: { channel in
        let port = channel.localAddress?.port
        late.set(responder(port))
        continuation.yield(port)
      }, logger: logger)
    let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
    let task = Task {
      do {
        try await group.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
        throw error
      }
    }
    for try await port in ports { return Listener(port: port, group: group, task: task) }
    throw CancellationError()
  }

  /// Accepts no more connections, and waits until those that are open have their answers.
  func close() async {
    await group.triggerGracefulShutdown()
    _ = await task.result
  }
}

/// Answers once the port of its listener is known, on which the answers depend.
private final class LateResponder: HTTPResponder {
  private let responder = Mutex<RequestResponder?>(nil)

  func set(_ responder: RequestResponder) { self.responder.withLock { $0 = responder } }

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    guard let responder = responder.withLock({ $0 }) else { throw HTTPError(.serviceUnavailable) }
    return try await responder.respond(to: request, context: context)
  }
}
