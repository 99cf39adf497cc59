import Answers
import Tables

/// An error of JSON-RPC: the request is not carried out.
package struct RPCError: Error, Sendable {
  package var code: Int
  /// One sentence.
  package var message: String
  /// What a program can read of it; nil for nothing.
  package var data: JSON?

  package init(code: Int, _ message: String, data: JSON? = nil) {
    (self.code, self.message, self.data) = (code, message, data)
  }

  /// The message is not JSON.
  static func parse(_ message: String) -> RPCError { RPCError(code: -32700, message) }
  /// The message is JSON, but not a request.
  static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message) }
  static func unknownMethod(_ method: String) -> RPCError {
    RPCError(code: -32601, "there is no method '\(shortened(method))'")
  }
  static func invalidParameters(_ message: String) -> RPCError { RPCError(code: -32602, message) }
  static func `internal`(_ message: String) -> RPCError { RPCError(code: -32603, message) }

  /// The request is of a revision that the server does not know.
  static func unsupportedVersion(_ version: String) -> RPCError {
    RPCError(
      code: -32022, "the protocol version '\(shortened(version))' is not supported",
      data: [
        "supported": .array(ProtocolVersion.all.map { .string($0) }), "requested": .string(shortened(version)),
      ])
  }

  /// The same resource is missing for both eras, but they have different codes for it.
  static func missingResource(_ message: String, _ era: ProtocolEra) -> RPCError {
    RPCError(code: era == .modern ? -32602 : -32002, message)
  }

  /// Returns a text of a request for a message about it: on one line, clean, and not longer than 200 characters.
  static func shortened(_ text: String) -> String {
    let clean = VisibleText.clean(text.prefix(400), for: .line)
    return clean.count > 200 ? clean.prefix(200) + "…" : clean
  }

  var json: JSON {
    .object([("code", JSON(code)), ("message", .string(message))] + (data.map { [("data", $0)] } ?? []))
  }
}
