import NIOCore
import NIOHTTP1

/// Finds the requests of a connection after which nothing more comes on it, such as those of HTTP/1.0.
///
/// It stands before the handlers that know no versions of the protocol.
final class OldClients: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  /// The requests of a connection.
  final class Found {
    var count = 0
    /// The number of the first such request, from 1.
    var last: Int?
  }

  private let found: Found

  init(_ found: Found) { self.found = found }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data) {
      found.count += 1
      if found.last == nil, !head.isKeepAlive { found.last = found.count }
    }
    context.fireChannelRead(data)
  }
}
