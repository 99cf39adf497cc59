/// A request to the API, without its transport: what has been checked before routing (host, token, size) is not in it.
package struct APIRequest: Sendable {
  /// `GET`, `POST` or `DELETE`.
  package var method: String
  /// The segments of the path after `/api/v1/`, percent-decoded; none for `/api/v1` itself.
  package var path: [String]
  /// The parameters in the order of the address, percent-decoded.
  package var query: [(name: String, value: String)]
  /// The header fields that answers depend on, with names in lower case: `accept`, `if-none-match`, `last-event-id`.
  package var headers: [String: String]
  /// The body, at most 64 kB.
  package var body: [UInt8]

  package init(
    _ method: String, _ path: [String], query: [(name: String, value: String)] = [], headers: [String: String] = [:],
    body: [UInt8] = []
  ) {
    (self.method, self.path, self.query, self.headers, self.body) = (method, path, query, headers, body)
  }
}
