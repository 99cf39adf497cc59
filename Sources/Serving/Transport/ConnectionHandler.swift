import FileIO
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Synchronization
import Times

/// The number of open connections of a server.
final class ConnectionCount: Sendable {
  private let number = Atomic(0)

  /// Counts a connection and returns their number.
  func add() -> Int { number.add(1, ordering: .relaxed).newValue }

  func remove() { number.subtract(1, ordering: .relaxed) }
}

/// Keeps one connection within the limits: it answers what is no request with a problem, closes what takes too long, and
/// refuses connections beyond the number allowed.
///
/// hummingbird closes idle connections and half headers. Here stand the cases that it leaves open: half bodies, readers
/// that do not read, and readers of a stream that leave.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ServerLimits
  private let connections: ConnectionCount
  /// True if there are too many connections, and this one is told so.
  private var isRefused = false
  private var isCounted = false
  /// True between the head of a response and its end.
  private var isAnswering = false
  private var isStreaming = false
  private var closesAfterAnswer = false
  private let old = OldClients.Found()
  private var requestDeadline: Scheduled<Void>?
  private var writeDeadline: Scheduled<Void>?
  /// Runs while an answer is made for a reader that sends nothing more.
  private var leaveDeadline: Scheduled<Void>?
  /// The number of requests that have no whole answer yet.
  private var unanswered = 0
  /// The number of whole answers.
  private var answers = 0

  init(_ limits: ServerLimits, _ connections: ConnectionCount) {
    (self.limits, self.connections) = (limits, connections)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    isCounted = true
    let pipeline = context.pipeline.syncOperations
    if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
      try? pipeline.addHandler(OldClients(old), position: .before(codec))
    }
    let number = connections.add()
    isRefused = number > limits.connections
    // Somebody who opens hundreds is not told why.
    if number > 4 * limits.connections { context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func end() {
    if isCounted { connections.remove() }
    isCounted = false
    requestDeadline?.cancel()
    writeDeadline?.cancel()
    leaveDeadline?.cancel()
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      if isRefused { return refuse(context, .tooManyConnections(limit: limits.connections), .serviceUnavailable) }
      unanswered += 1
      requestDeadline?.cancel()
      requestDeadline = deadline(context)
    case .end:
      requestDeadline?.cancel()
      requestDeadline = nil
    case .body: break
    }
    if !isRefused { context.fireChannelRead(data) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
    guard !isAnswering else { return context.close(promise: nil) }
    switch error {
    case .headerOverflow: refuse(context, .headerTooLong(limit: limits.header), .requestHeaderFieldsTooLarge)
    default: refuse(context, .malformed("These bytes are not a request of HTTP/1.1."), .badRequest)
    }
  }

  /// Writes a problem and closes the connection.
  private func refuse(_ context: ChannelHandlerContext, _ problem: TransportProblem, _ status: HTTPResponse.Status) {
    isRefused = true
    let answer = problem.answer
    guard case .bytes(let bytes, let type) = answer.body else { return }
    let fields = AnswerFields.all(of: answer, contentType: type, count: bytes.count)
    context.write(wrapOutboundOut(.head(HTTPResponse(status: status, headerFields: fields))), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelEvent, event == .inputClosed {
      // Whoever closes its end while a stream is written is not there to read it. Whoever does while an answer is made
      // may be: a program that sends no further request.
      if isStreaming { return context.close(promise: nil) }
      if unanswered > 0, !isAnswering { awaitAnswer(context) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      leaveDeadline?.cancel()
      isAnswering = true
      isStreaming = head.headerFields[.contentLength] == nil && head.status.code == 200
      closesAfterAnswer = head.headerFields[.connection] == "close"
    case .end:
      (isAnswering, isStreaming) = (false, false)
      unanswered -= 1
      answers += 1
      if closesAfterAnswer || answers == old.last {
        context.writeAndFlush(data, promise: promise)
        return context.close(promise: nil)
      }
    case .body: break
    }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    writeDeadline?.cancel()
    writeDeadline = context.channel.isWritable ? nil : deadline(context)
    context.fireChannelWritabilityChanged()
  }

  /// Closes the connection of a reader that sends nothing more, unless its answer begins soon.
  private func awaitAnswer(_ context: ChannelHandlerContext) {
    leaveDeadline?.cancel()
    leaveDeadline = deadline(context, seconds: limits.leaveSeconds)
  }

  /// Closes the connection after a while, unless that is cancelled before.
  private func deadline(_ context: ChannelHandlerContext, seconds: Int64? = nil) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: .seconds(seconds ?? limits.idleSeconds)) { channel.close(promise: nil) }
  }
}

/// The header fields of an answer on the wire.
enum AnswerFields {
  /// Those of the answer, and those that every answer has.
  static func all(of answer: APIAnswer, contentType: String?, count: Int?) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in SecurityHeaders.all + answer.headers {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    if let contentType { fields[.contentType] = contentType }
    if let count { fields[.contentLength] = String(count) }
    fields[.date] = Time.http(SystemClock().milliseconds)
    if fields[.cacheControl] == nil { fields[.cacheControl] = SecurityHeaders.cacheControl.value }
    return fields
  }
}
