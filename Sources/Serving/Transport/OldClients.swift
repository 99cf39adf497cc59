import NIOCore
import NIOHTTP1

/// Finds the requests of a connection after which nothing more comes on it, such as those of HTTP/1.0.
///
/// It stands before the handlers that know no versions of the protocol.
final class OldClients: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  /// Whether such a request has come.
  final class Found {
    var isLast = false
  }

  private let found: Found

  init(_ found: Found) { self.found = found }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data), !head.isKeepAlive { found.isLast = true }
    context.fireChannelRead(data)
  }
}
