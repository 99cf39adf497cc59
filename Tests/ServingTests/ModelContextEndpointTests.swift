import Testing
import Transcripts

@testable import Serving

@Suite("the endpoint of the Model Context Protocol")
struct ModelContextEndpointTests {
  private let endpoint = ModelContextEndpoint { message in
    message.isEmpty ? nil : Array("{\"answer\":\(message.count)}".utf8)
  }
  private let call = #"""
    {"jsonrpc":"2.0","id":"a\u0007","method":"tools/call","params":{"name":"search",
    "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
    """#
  private let fields = ["mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "search"]

  @Test("a message whose fields say what it says is answered")
  func agreeing() throws {
    let answer = endpoint.answer(fields, Array(call.utf8))
    #expect(answer.status == 200 && answer.contentType == "application/json")
    #expect(endpoint.answer([:], []).status == 202)
  }

  @Test("a message whose fields are missing or say something else is refused, and not answered")
  func contradicting() throws {
    for (field, value) in [
      ("mcp-protocol-version", "2025-11-25"), ("mcp-method", "tools/list"), ("mcp-name", "read"), ("mcp-name", ""),
      ("mcp-protocol-version", nil), ("mcp-method", nil), ("mcp-name", nil),
    ] {
      var other = fields
      other[field] = value
      let answer = endpoint.answer(other, Array(call.utf8))
      #expect(answer.status == 400, "\(field)")
      let json = try answer.json
      #expect(json["error"]?["code"]?.intValue == -32020 && json["id"]?.stringValue == "a\u{7}")
    }
  }

  @Test("a message of an older revision needs no fields, but must not contradict those that it has")
  func older() {
    let message = Array(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#.utf8)
    #expect(endpoint.answer([:], message).status == 200)
    #expect(endpoint.answer(["mcp-protocol-version": "2025-11-25"], message).status == 200)
    #expect(endpoint.answer(["mcp-method": "tools/call"], message).status == 400)
    #expect(endpoint.answer([:], Array("no JSON".utf8)).status == 200)
  }
}
