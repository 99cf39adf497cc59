import Tables
import Transcripts

/// The id of a request: a string or a number, which the answer repeats as it was written.
package enum RequestID: Hashable, Sendable {
  case text(String)
  /// A number by its digits.
  case number(String)

  /// Reads an id; nil if the value cannot be one. A number must be one that a double can hold, because the other side
  /// may read it as such.
  init?(_ value: JSONValue?) {
    switch value {
    case .string(let text): self = .text(text)
    case .number(let digits):
      guard digits.utf8.count <= 64, let number = Double(digits), number.isFinite else { return nil }
      self = .number(digits)
    case .null, .bool, .array, .object, nil: return nil
    }
  }

  var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .number(let digits): .decimal(digits)
    }
  }
}

/// A request, which gets exactly one answer unless it is cancelled.
package struct RPCRequest: Sendable {
  package var id: RequestID
  package var method: String
  /// An object; nil if there are none.
  package var parameters: JSONValue?

  /// The metadata of the request; nil without any.
  package var meta: JSONValue? { parameters?["_meta"] }

  /// What the client wants to be told progress under; nil if it does not want to be told.
  var progressToken: RequestID? { RequestID(meta?[ProtocolVersion.Key.progress]) }
}

/// A message of the client.
package enum RPCMessage: Sendable {
  case request(RPCRequest)
  /// A message that gets no answer.
  case notification(method: String, JSONValue?)
  /// An answer to a request of the server. The server sends none, so there is nothing to do.
  case response
  /// A message that cannot be carried out. `id` is nil where it has none that could be read.
  case invalid(RPCError, id: RequestID?)

  /// The largest length of a message in bytes. A longer one is refused unread.
  package static let lengthMax = 4 << 20

  /// Reads a message without its newline. Of keys that occur twice the last one counts, as in JavaScript.
  ///
  /// An array is refused. Only the revision 2025-03-26 knew batches of messages, the next one took them out again, and
  /// no client is known that sends any; a server without state could not tell which revision a batch is of.
  package init(_ bytes: [UInt8]) {
    guard bytes.count <= Self.lengthMax else {
      self = .invalid(.invalidRequest("a message has at most \(Self.lengthMax) bytes"), id: nil)
      return
    }
    guard let value = bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }) else {
      self = .invalid(
        .parse("the message is not valid JSON in UTF-8 of at most \(LineScanner.maximumDepth) levels"), id: nil)
      return
    }
    self.init(value)
  }

  private init(_ value: JSONValue) {
    guard case .object(let members) = value else {
      let isBatch = value.arrayValue != nil
      self = .invalid(
        .invalidRequest(isBatch ? "batches are not supported; send each message on its own" : "a message is an object"),
        id: nil)
      return
    }
    let id = RequestID(value["id"])
    let hasID = members.contains { $0.key == "id" }
    func refuse(_ message: String) -> RPCMessage { .invalid(.invalidRequest(message), id: id) }
    guard value["jsonrpc"]?.stringValue == "2.0" else {
      self = refuse("'jsonrpc' must be \"2.0\"")
      return
    }
    guard let method = value["method"] else {
      let isResponse = members.contains { $0.key == "result" || $0.key == "error" }
      self = isResponse ? .response : refuse("a request has a 'method'")
      return
    }
    guard let method = method.stringValue else {
      self = refuse("'method' must be a string")
      return
    }
    let parameters = value["params"]
    if let parameters {
      guard case .object = parameters else {
        self = refuse("'params' must be an object")
        return
      }
    }
    guard hasID else {
      self = .notification(method: method, parameters)
      return
    }
    guard let id else {
      self = refuse("'id' must be a string or a number")
      return
    }
    self = .request(RPCRequest(id: id, method: method, parameters: parameters))
  }

  /// The id of the request that a client does not want an answer to any more; nil for other messages.
  package var cancelled: RequestID? {
    guard case .notification("notifications/cancelled", let parameters) = self else { return nil }
    return RequestID(parameters?["requestId"])
  }
}
