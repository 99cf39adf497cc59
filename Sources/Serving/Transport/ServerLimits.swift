/// What a client may ask of the server.
package struct ServerLimits: Sendable {
  /// The largest body of a request, in bytes.
  package var body = 64 << 10
  /// The largest sum of the header fields of a request, in bytes.
  package var header = 16 << 10
  /// The longest target of a request, path and query, in bytes.
  package var target = 8 << 10
  /// The number of connections that are answered. Further ones receive the status 503.
  package var connections = 64
  /// The number of answers that may be written while they are made, such as streams of events.
  package var streams = 32
  /// The seconds after which a connection is closed that asks nothing, sends half a request, or does not take its answer.
  package var idleSeconds: Int64 = 30
  /// The largest body of an answer that is not a stream, in bytes.
  package var answer = 32 << 20
  /// The number of threads that compute answers. Streams have threads of their own.
  package var threads = 8
  /// The seconds that a search may take.
  package var searchSeconds: Int64 = 60
  /// The seconds for which an answer is still made for a reader that sends nothing more: it may have left.
  package var leaveSeconds: Int64 = 2
  /// The milliseconds that requests have to end when the server stops.
  package var stopMilliseconds: Int64 = 2500

  /// The seconds without a request after which memory is given back that only makes the next answers faster.
  package var forgetSeconds: Int64 = 20

  package init() {}
}
