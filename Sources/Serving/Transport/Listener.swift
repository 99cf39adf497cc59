import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
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
    // The application of hummingbird would wake up once a second to know the date.
    let server = try HTTPServerBuilder.http1(configuration: configuration).buildServer(
      configuration: ServerConfiguration(address: address, backlog: 128),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger
    ) { (request, writer: consuming ResponseWriter, channel) in
      let response = try await late.respond(to: request, context: ConnectionContext(channel: channel))
      do {
        try await writer.write(response: response.head, body: response.body)
      } catch is HTTPParserError {
        // What follows the request is no request; this answer has begun, so no other one can say that.
        throw CancellationError()
      }
    } onServerRunning: { channel in
      let port = channel.localAddress?.port
      late.set(responder(port))
      continuation.yield(port)
    }
    let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
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

/// Answers once the port of its listener is known, on which the answers depend. A request that comes before, from a page
/// that waits for the server, waits for that moment.
private final class LateResponder: Sendable {
  private enum State {
    case waiting([CheckedContinuation<RequestResponder, Never>])
    case known(RequestResponder)
  }
  private let state = Mutex(State.waiting([]))

  func set(_ responder: RequestResponder) {
    let waiting = state.withLock { state -> [CheckedContinuation<RequestResponder, Never>] in
      defer { state = .known(responder) }
      if case .waiting(let requests) = state { return requests }
      return []
    }
    for request in waiting { request.resume(returning: responder) }
  }

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    let responder = await withCheckedContinuation { continuation in
      let known = state.withLock { state -> RequestResponder? in
        switch state {
        case .known(let responder): return responder
        case .waiting(let requests):
          state = .waiting(requests + [continuation])
          return nil
        }
      }
      if let known { continuation.resume(returning: known) }
    }
    return try await responder.respond(to: request, context: context)
  }
}
