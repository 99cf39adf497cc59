import Tables

/// Writes the messages of the server: each is one line of JSON without its newline, in which characters that nobody
/// sees are escaped.
package enum RPCReply {
  static func result(_ result: JSON, id: RequestID) -> [UInt8] {
    bytes([("jsonrpc", "2.0"), ("id", id.json), ("result", result)])
  }

  /// `id` is left out where it could not be read: the protocol allows no null.
  package static func error(_ error: RPCError, id: RequestID?) -> [UInt8] {
    bytes([("jsonrpc", "2.0")] + (id.map { [("id", $0.json)] } ?? []) + [("error", error.json)])
  }

  /// The keys of a notification about progress.
  private enum ProgressKey: String {
    case progressToken, progress, message
  }

  /// `progress` must grow from one notification of a request to the next.
  static func progress(_ progress: Int, _ message: String, token: RequestID) -> [UInt8] {
    bytes([
      ("jsonrpc", "2.0"), ("method", "notifications/progress"),
      (
        "params",
        .object([
          (ProgressKey.progressToken.rawValue, token.json), (ProgressKey.progress.rawValue, JSON(progress)),
          (ProgressKey.message.rawValue, .string(message)),
        ])
      ),
    ])
  }

  private static func bytes(_ members: [(String, JSON)]) -> [UInt8] {
    Array(JSON.object(members).text(pretty: false).utf8)
  }
}
