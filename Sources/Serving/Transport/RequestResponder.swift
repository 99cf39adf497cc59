import FileIO
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// What the server does with a request that was let through.
struct ServerRoutes: Sendable {
  /// Answers a request to the API. Runs on a thread that may block. Once `cancellation` is cancelled, the answer is a
  /// problem.
  var api: @Sendable (APIRequest, _ cancellation: Cancellation?) -> APIAnswer
  /// Returns a page or one of its parts; nil where there is none. Must not block.
  var asset: @Sendable (_ path: String, _ headers: [String: String]) -> APIAnswer?
  /// Answers a message of the Model Context Protocol. Runs on a thread that may block.
  var modelContext: ModelContextEndpoint?
}

/// The connection that a request came through.
struct ConnectionContext: Sendable {
  let channel: any Channel
}

/// Answers the requests of one listener: all checks first, then the routes.
struct RequestResponder: Sendable {
  let gate: RequestGate
  let routes: ServerRoutes
  let tickets: DownloadTickets
  let threads: NIOThreadPool
  let state: ServerState

  func respond(to request: Request, context: ConnectionContext) async throws -> Response {
    var answer: APIAnswer
    do throws(TransportProblem) { answer = try await self.answer(request, context) } catch { answer = error.answer }
    if case .bytes(let bytes, _) = answer.body, bytes.count > gate.limits.answer {
      answer = TransportProblem.answerTooLong(limit: gate.limits.answer).answer
    }
    return response(answer, isHead: request.method == .head, context)
  }

  private func answer(_ request: Request, _ context: ConnectionContext) async throws(TransportProblem) -> APIAnswer {
    let passage = try gate.check(Self.head(of: request))
    if state.isStopping { throw .shuttingDown }
    let headers = Self.headers(of: request)
    switch passage {
    case .asset(let path):
      guard let answer = routes.asset(path, headers) else { throw .notFound }
      return answer
    case .modelContext:
      guard let endpoint = routes.modelContext else { throw .notFound }
      let body = try await body(of: request)
      return try await onThread { endpoint.answer(headers, body) }
    case .ticket(let name, let target, let route):
      // A program that first asks how large a file is uses up no ticket.
      let isLast = request.method != .head
      guard tickets.redeem(name, for: target, isLast: isLast) else { throw .badTicket }
      let query = APIRequest("GET", route.path, query: route.query.map { ($0.name, $0.value) }, headers: headers)
      return Self.download(try await answer(query, context))
    case .api(let route):
      let method = request.method == .head ? "GET" : request.method.rawValue
      let body = try await body(of: request)
      let query = APIRequest(
        method, route.path, query: route.query.map { ($0.name, $0.value) }, headers: headers, body: body)
      if route.path == ["tickets"] { return try TicketRoute.answer(query, tickets) }
      return try await answer(query, context)
    }
  }

  /// Answers a request to the API on a thread for that. A search may read all that is stored, so it ends when its reader
  /// has left, and after a while.
  private func answer(_ query: APIRequest, _ context: ConnectionContext) async throws(TransportProblem) -> APIAnswer {
    guard query.path == ["search"] else { return try await onThread { routes.api(query, nil) } }
    let seconds = gate.limits.searchSeconds
    let watch = SearchWatch(context.channel, seconds: seconds, isStopping: { [state] in state.isStopping })
    var answer = try await onThread { routes.api(query, watch.cancellation) }
    guard case .stream(let type, let produce) = answer.body else {
      watch.end()
      if watch.isLate, answer.status == 503 { throw .searchTooLong(seconds: seconds) }
      return answer
    }
    // What stands after the first lines is searched while it is written.
    answer.body = .stream(contentType: type) { writer in
      defer { watch.end() }
      try produce(writer)
    }
    return answer
  }

  // MARK: The request

  private static func head(of request: Request) -> RequestGate.Head {
    let fields = request.headers
    var hosts = request.head.authority.map { [$0] } ?? []
    if let name = HTTPField.Name("Host") { hosts += fields[values: name] }
    // Fields that must stand once are refused where they differ: joined with a comma they are not what is expected.
    return RequestGate.Head(
      method: request.method.rawValue, target: request.head.path ?? "", hosts: hosts,
      authorization: fields[.authorization], origin: fields[.origin],
      fetchSite: HTTPField.Name("Sec-Fetch-Site").flatMap { fields[$0] }, contentType: fields[.contentType])
  }

  /// The fields that answers depend on, with names in lower case.
  private static let passed = [
    "accept", "if-none-match", "last-event-id", "mcp-protocol-version", "mcp-method", "mcp-name",
  ]

  private static func headers(of request: Request) -> [String: String] {
    var headers: [String: String] = [:]
    for name in passed {
      if let value = HTTPField.Name(name).flatMap({ request.headers[$0] }) { headers[name] = value }
    }
    return headers
  }

  private func body(of request: Request) async throws(TransportProblem) -> [UInt8] {
    let limit = gate.limits.body
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw .bodyTooLong(limit: limit)
    }
    do {
      return Array(try await request.body.collect(upTo: limit).readableBytesView)
    } catch is NIOTooManyBytesError {
      throw .bodyTooLong(limit: limit)
    } catch {
      throw .malformed("The body ends before its end.")
    }
  }

  // MARK: The answer

  private enum Disposition: String {
    case attachment
  }

  /// Runs what may block on a thread for that.
  private func onThread(_ body: @escaping @Sendable () -> APIAnswer) async throws(TransportProblem) -> APIAnswer {
    do { return try await threads.runIfActive { body() } } catch { throw .shuttingDown }
  }

  /// What a link leads to is saved and never shown: a page made of a transcript must not be one of this origin.
  private static func download(_ answer: APIAnswer) -> APIAnswer {
    var answer = answer
    if !answer.headers.contains(where: { $0.name.lowercased() == "content-disposition" }) {
      answer.headers.append(("Content-Disposition", Disposition.attachment.rawValue))
    }
    return answer
  }

  private func response(_ answer: APIAnswer, isHead: Bool, _ context: ConnectionContext) -> Response {
    let status = HTTPResponse.Status(code: answer.status)
    switch answer.body {
    case .none:
      return Response(status: status, headers: AnswerFields.all(of: answer, contentType: nil, count: nil))
    case .bytes(let bytes, let contentType):
      let fields = AnswerFields.all(of: answer, contentType: contentType, count: bytes.count)
      return Response(
        status: status, headers: fields, body: isHead ? .init() : .init(byteBuffer: ByteBuffer(bytes: bytes)))
    case .stream(let contentType, let produce):
      let fields = AnswerFields.all(of: answer, contentType: contentType, count: nil)
      if isHead { return Response(status: status, headers: fields) }
      guard state.beginStream(limit: gate.limits.streams) else {
        return response(TransportProblem.tooManyStreams(limit: gate.limits.streams).answer, isHead: false, context)
      }
      return Response(status: status, headers: fields, body: stream(produce, context))
    }
  }

  private func stream(
    _ produce: @escaping @Sendable (any APIWriter) throws -> Void, _ context: ConnectionContext
  ) -> ResponseBody {
    let pipe = AnswerPipe(onCancel: { [state] in state.wakeStreams() })
    context.channel.closeFuture.whenComplete { _ in pipe.cancel() }
    inBackground { [state] in
      defer { state.endStream() }
      do {
        try produce(pipe)
        pipe.finish(isWhole: true)
      } catch {
        pipe.finish(isWhole: false)
      }
    }
    return ResponseBody { writer in
      defer { pipe.cancel() }
      while let bytes = await pipe.next() { try await writer.write(ByteBuffer(bytes: bytes)) }
      if pipe.isCut { throw CancellationError() }
      try await writer.finish(nil)
    }
  }
}
