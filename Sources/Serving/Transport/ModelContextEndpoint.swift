import Tables
import Transcripts

/// The endpoint of the Model Context Protocol, `POST /mcp`: a message in the body of the request, and its answer in that
/// of the response. There are no sessions and no streams.
struct ModelContextEndpoint: Sendable {
  /// Answers a message, and returns nil for one that gets no answer.
  let respond: @Sendable ([UInt8]) -> [UInt8]?

  /// The key of the metadata of a request in which its revision stands.
  private static let versionKey = "io.modelcontextprotocol/protocolVersion"
  /// The error of a message whose header fields say something else than its body.
  private static let mismatch = -32020

  func answer(_ headers: [String: String], _ body: [UInt8]) -> APIAnswer {
    let message = body.withUnsafeBufferPointer { JSONValue.parse($0) }
    if let message, let detail = Self.contradiction(headers, message) {
      return Self.refusal(detail, message["id"])
    }
    guard let answer = respond(body) else { return APIAnswer(202, .none) }
    return APIAnswer(200, headers: [("Cache-Control", "no-store")], .bytes(answer, contentType: APIAnswer.json))
  }

  /// Returns what the header fields say other than the body; nil if they agree. Whoever decides by a field, such as a
  /// proxy, must not be told another thing than the server does. Requests that state their revision must have the fields;
  /// older ones had none but that of the revision, which `initialize` had agreed on.
  private static func contradiction(_ headers: [String: String], _ message: JSONValue) -> String? {
    let parameters = message["params"]
    let version = parameters?["_meta"]?[versionKey]?.stringValue
    let method = message["method"]?.stringValue
    let subject = parameters?["name"]?.stringValue ?? parameters?["uri"]?.stringValue
    let isNamed = ["tools/call", "prompts/get", "resources/read"].contains(method)
    let isModern = version != nil
    for (field, stated, isNeeded) in [
      ("mcp-protocol-version", version, isModern), ("mcp-method", method, isModern),
      ("mcp-name", subject, isModern && isNamed),
    ] {
      guard let given = headers[field] else {
        if isNeeded { return "the header field \(field) is missing" }
        continue
      }
      if field == "mcp-protocol-version", !isModern { continue }
      if given != stated { return "the header field \(field) says something else than the body" }
    }
    return nil
  }

  private static func refusal(_ detail: String, _ id: JSONValue?) -> APIAnswer {
    var members: [(String, JSON)] = [("jsonrpc", "2.0")]
    switch id {
    case .string(let text)?: members.append(("id", .string(text)))
    case .number(let digits)?: members.append(("id", .decimal(digits)))
    default: break
    }
    members.append(("error", ["code": JSON(mismatch), "message": .string(detail)]))
    return APIAnswer(
      400, .bytes(Array(JSON.object(members).text(pretty: false).utf8), contentType: APIAnswer.json))
  }
}
