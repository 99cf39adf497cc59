/// What the API answers to a request, without its transport.
package struct APIAnswer: Sendable {
  package var status: Int
  /// Header fields that the route sets, such as `ETag`; those of every answer are added by the transport.
  package var headers: [(name: String, value: String)]
  package var body: Body

  package enum Body: Sendable {
    /// The whole answer. `contentType` is a media type.
    case bytes([UInt8], contentType: String)
    /// An answer that is written while it is made. The function runs on a thread of its own, writes whole lines, and
    /// returns at the end; what `write` throws ends it (the reader has left, or the server stops).
    case stream(contentType: String, @Sendable (any APIWriter) throws -> Void)
    /// No body, as of 304.
    case none
  }

  package init(_ status: Int, headers: [(name: String, value: String)] = [], _ body: Body) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }
}

/// Takes the bytes of an answer that is written while it is made.
package protocol APIWriter: Sendable {
  /// Waits until the reader has taken enough of what was written before. Throws `CancellationError` where the reader has
  /// left or the server stops.
  func write(_ bytes: some Sequence<UInt8> & Sendable) throws
}
