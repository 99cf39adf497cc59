import Testing
import Transcripts

@testable import Serving

@Suite("the description of the API")
struct DescriptionTests {
  let served: ServedStore
  let api: API

  init() throws {
    served = try ServedStore()
    try served.add(1, ["What is a <script>?", "And then?"])
    try served.add(2, ["Build the site"], model: "claude-opus-4-1", branch: "topic")
    try served.notePush(to: "/media/disk/copy", last: 3)
    api = served.api()
  }

  private func document() throws -> JSONValue { try api.get("openapi.json").json }

  /// An address for each route that answers from the store.
  private static let addresses: [(String, KeyValuePairs<String, String>)] = {
    let one = "sessions/\(ServedStore.id(1))"
    return [
      ("", [:]), ("health", [:]), ("status", [:]), ("status", ["as_of": "3"]), ("facets", [:]),
      ("facets", ["since": "2026-02"]), ("sessions", [:]), ("sessions", ["all": "true", "limit": "1"]),
      ("sessions", ["subagents": "true", "state": "missing"]),
      ("sessions", ["state": "expiring", "tz": "Europe/Berlin"]),
      (one, [:]), ("\(one)/outline", [:]), ("\(one)/turns", [:]), ("\(one)/turns", ["tail": "1", "parts": "text"]),
      ("\(one)/turns", ["entry": "1", "max_chars": "3", "generation": "0"]), ("\(one)/versions", [:]),
      ("\(one)/diff", [:]), ("\(one)/lineage", [:]), ("search", ["q": "answer"]),
      ("search", ["q": "answer", "sort": "relevance", "context": "2", "exchange": "true", "limit": "1"]),
      ("files", [:]), ("usage", [:]),
      ("usage", ["by": "hour-of-week", "fill": "true", "compare": "previous", "since": "2026-01"]),
      ("usage", ["by": "block"]), ("usage", ["by": "session", "split": "model", "limit": "1"]), ("tools", [:]),
      ("conflicts", [:]), ("drift", [:]), ("doctor", [:]), ("preview", [:]),
    ]
  }()

  @Test("every answer in JSON is as the schema of its route says")
  func answers() throws {
    let document = try document()
    var tested: Set<String> = []
    for (path, query) in Self.addresses {
      let segments = path.split(separator: "/").map(String.init)
      let route = try #require(api.routes.first { $0.method == "GET" && $0.match(segments) != nil })
      tested.insert(route.operation)
      let answer = api.get(path, query)
      #expect(answer.status == 200, "\(path) \(query): \(answer.shown)")
      #expect(answer.contentType == "application/json")
      let schema = try #require(
        document["paths"]?[route.template]?["get"]?["responses"]?["200"]?["content"]?["application/json"]?["schema"])
      #expect(SchemaChecker.faults(try answer.json, schema, in: document) == [], "\(path) \(query)")
    }
    let untested: Set = ["getDescription", "getSessionRecord", "getSessionExport"]
    let all = Set(api.routes.filter { $0.method == "GET" }.map(\.operation))
    #expect(all.subtracting(tested) == untested)
  }

  @Test("every problem is as its schema says, and has a status that the description names for the route")
  func problems() throws {
    let document = try document()
    let schema = try #require(document["components"]?["schemas"]?["problem"])
    let wrong: [(String, KeyValuePairs<String, String>)] = [
      ("sessions", ["limit": "0", "colour": "red"]), ("sessions/none", [:]), ("search", [:]), ("usage", ["by": "moon"]),
      ("sessions/0000", [:]), ("sessions", ["as_of": "99999999"]),
    ]
    for (path, query) in wrong {
      let segments = path.split(separator: "/").map(String.init)
      let route = try #require(api.routes.first { $0.match(segments) != nil })
      let answer = api.get(path, query)
      #expect(answer.contentType == "application/problem+json")
      #expect(SchemaChecker.faults(try answer.json, schema, in: document) == [], "\(path)")
      #expect(try answer.json["status"]?.intValue == answer.status)
      #expect(document["paths"]?[route.template]?["get"]?["responses"]?["\(answer.status)"] != nil, "\(path)")
    }
  }

  @Test("the schema checker finds a missing key, a key too many, a wrong type and a wrong time")
  func checker() throws {
    let document = try document()
    let schema = try #require(document["components"]?["schemas"]?["head"])
    func faults(_ text: String) throws -> Int {
      let value = try #require(Array(text.utf8).withUnsafeBufferPointer { JSONValue.parse($0) })
      return SchemaChecker.faults(value, schema, in: document).count
    }
    #expect(try faults(#"{"seq":1,"chain":"00"}"#) == 0)
    #expect(try faults(#"{"seq":1}"#) == 1)
    #expect(try faults(#"{"seq":1,"chain":"00","more":1}"#) == 1)
    #expect(try faults(#"{"seq":"1","chain":"00"}"#) == 1)
    #expect(try faults(#"{"seq":1.5,"chain":"00"}"#) == 1)
    let time = try #require(document["components"]?["schemas"]?["health"])
    let health = try api.get("health").text
    #expect(health.contains(#""time":"2026-"#))
    let wrong = health.replacing(/"time":"[^"]*"/, with: #""time":"today""#)
    let value = try #require(Array(wrong.utf8).withUnsafeBufferPointer { JSONValue.parse($0) })
    #expect(SchemaChecker.faults(value, time, in: document).count == 1)
  }

  @Test("operations, parameters and routes have names of their own and a sentence each")
  func names() {
    let routes = api.routes
    #expect(Set(routes.map(\.operation)).count == routes.count)
    #expect(Set(routes.map { "\($0.method) \($0.template)" }).count == routes.count)
    for route in routes {
      #expect(route.summary.hasSuffix("."), "\(route.operation)")
      #expect(Set(route.parameters.map(\.name)).count == route.parameters.count, "\(route.operation)")
      for parameter in route.parameters { #expect(parameter.summary.hasSuffix("."), "\(parameter.name)") }
      let inPath = route.path.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
      #expect(route.parameters.filter { $0.place == .path }.map(\.name) == inPath, "\(route.operation)")
    }
  }
}
