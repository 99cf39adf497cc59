import Bytes
import SessionLog
import SessionStore
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Serving

@Suite("attacks on the API")
struct APIAttackTests {
  let served: ServedStore
  let api: API

  init() throws {
    served = try ServedStore()
    try served.add(1, ["First", "Second", "Third"])
    try served.add(2, ["Other"])
    api = served.api()
  }

  private func expectProblem(
    _ answer: APIAnswer, _ status: Int, _ type: String, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(answer.status == status, "\(comment): \(answer.shown)", sourceLocation: sourceLocation)
    #expect(answer.contentType == "application/problem+json", sourceLocation: sourceLocation)
    #expect(try answer.json["type"]?.stringValue == type, sourceLocation: sourceLocation)
    #expect(try answer.json["instance"]?.stringValue?.hasPrefix("/api/v1") == true, sourceLocation: sourceLocation)
  }

  private static let names = [
    "", "..", "../..", "a/b", "/etc/passwd", "..%2f..", "\u{0}", "a\u{0}b", "\u{202e}txt", "𝔘𝔫𝔦", "é", "e\u{301}", "*",
    "@1",
    "'; DROP TABLE", "<script>alert(1)</script>", "%s%n", "\r\nSet-Cookie: a=b", "CON", "\u{feff}",
    String(repeating: "a", count: 10_000), String(repeating: "🧨", count: 3_000),
  ]

  @Test("an id that names no session is not found, whatever is in it", arguments: names.indices)
  func ids(_ number: Int) throws {
    let name = Self.names[number]
    for rest in [[], ["outline"], ["turns"], ["versions"], ["diff"], ["lineage"], ["records", "1"]] as [[String]] {
      try expectProblem(api.answer(APIRequest("GET", ["sessions", name] + rest)), 404, "not-found", "\(rest)")
    }
    let export = APIRequest("GET", ["sessions", name, "export"], query: [("format", "html")])
    try expectProblem(api.answer(export), 404, "not-found")
    for path in ["usage", "tools", "files", "sessions", "drift"] {
      let answer = api.get(path, ["session": name])
      #expect([400, 404].contains(answer.status), "\(path): \(answer.shown)")
    }
  }

  @Test("a path that no route has is not found, and another method is refused with those that there are")
  func paths() throws {
    for path in [
      ["."], [".."], ["sessions", "..", "status"], ["", "sessions"], ["sessions", ""], ["SESSIONS"],
      ["sessions", "a", "b", "c"],
      ["\u{0}"], Array(repeating: "a", count: 5_000),
    ] {
      try expectProblem(api.answer(APIRequest("GET", path)), 404, "not-found", "\(path.prefix(4))")
    }
    for method in ["POST", "PUT", "DELETE", "TRACE", "get", ""] {
      let answer = api.answer(APIRequest(method, ["sessions"]))
      try expectProblem(answer, 405, "wrong-method", method)
      #expect(answer.header("Allow") == "GET, HEAD")
    }
    #expect(api.answer(APIRequest("HEAD", ["sessions"])).status == 200)
  }

  @Test(
    "a wrong parameter is refused by its name",
    arguments: [
      ("sessions", "limit", "0"), ("sessions", "limit", "1001"), ("sessions", "limit", "-1"),
      ("sessions", "limit", "+5"),
      ("sessions", "limit", " 5"), ("sessions", "limit", "5.0"), ("sessions", "limit", "1e2"),
      ("sessions", "limit", "٥"),
      ("sessions", "limit", "99999999999999999999"), ("sessions", "limit", ""), ("sessions", "sort", "id"),
      ("sessions", "reverse", "yes"), ("sessions", "reverse", ""), ("sessions", "state", "gone"),
      ("sessions", "since", "soon"),
      ("sessions", "since", "2026-13"), ("sessions", "tz", "../../etc/passwd"), ("sessions", "tz", "/etc/localtime"),
      ("sessions", "tz", "Europe"), ("sessions", "tz", "Mars/Olympus"), ("sessions", "tz", ".."),
      ("sessions", "as_of", "18446744073709551616"),
      ("sessions", "as_of", "tomorrow"), ("sessions", "cursor", "00"), ("sessions", "cursor", "zz"),
      ("sessions", "unknown", "1"), ("sessions", "Limit", "1"), ("sessions", "limit\u{0}", "1"),
      ("search", "role", "root"), ("search", "context", "101"), ("usage", "by", "day,week"),
      ("usage", "split", "block"),
      ("tools", "cursor", "00"), ("files", "path", ""), ("status", "limit", "1"),
    ])
  func parameters(_ path: String, _ name: String, _ value: String) throws {
    var query = [(name: name, value: value)]
    if path == "search" { query.append(("q", "a")) }
    let answer = api.answer(APIRequest("GET", [path], query: query))
    try expectProblem(answer, 400, "bad-parameter", "\(name)=\(value)")
    #expect(try answer.json["errors"]?.arrayValue?.compactMap { $0["parameter"]?.stringValue } == [name])
  }

  @Test("a parameter that is given twice is refused, and all that is wrong is said at once")
  func repeated() throws {
    let query = [("limit", "1"), ("limit", "1"), ("sort", "x"), ("colour", "red")].map { (name: $0.0, value: $0.1) }
    let answer = api.answer(APIRequest("GET", ["sessions"], query: query))
    try expectProblem(answer, 400, "bad-parameter")
    #expect(
      try answer.json["errors"]?.arrayValue?.compactMap { $0["parameter"]?.stringValue } == ["limit", "sort", "colour"])
    let many = (0..<5_000).map { (name: "p\($0)", value: "") }
    #expect(try api.answer(APIRequest("GET", ["sessions"], query: many)).json["errors"]?.arrayValue?.count == 20)
    try expectProblem(api.get("sessions", ["on": "2026", "since": "2025"]), 400, "bad-parameter")
    try expectProblem(api.get("search", ["q": "a", "q": ""]), 400, "bad-parameter")
  }

  @Test("a forged, cut, changed or strange cursor is refused")
  func cursors() throws {
    let next = try #require(try api.get("sessions", ["limit": "1"]).json["next"]?.stringValue)
    for place in stride(from: 0, to: next.count, by: 7) {
      var digits = Array(next)
      digits[place] = digits[place] == "0" ? "1" : "0"
      try expectProblem(api.get("sessions", ["limit": "1", "cursor": String(digits)]), 400, "bad-parameter")
    }
    for length in stride(from: 0, to: next.count, by: 9) {
      try expectProblem(api.get("sessions", ["cursor": String(next.prefix(length))]), 400, "bad-parameter")
    }
    try expectProblem(api.get("sessions", ["cursor": String(repeating: "0", count: 100_000)]), 400, "bad-parameter")
    for path in ["files", "conflicts"] { try expectProblem(api.get(path, ["cursor": next]), 400, "bad-parameter") }
    try expectProblem(api.get("sessions", ["cursor": next, "sort": "cost"]), 400, "bad-parameter")
    try expectProblem(api.get("sessions", ["limit": "1", "cursor": next, "as_of": "3"]), 400, "bad-parameter")
    let head = try #require(try api.get("").json["head"]?["seq"]?.intValue)
    #expect(api.get("sessions", ["limit": "1", "cursor": next, "as_of": "\(head)"]).status == 200)
    let other = try ServedStore()
    try other.add(5, ["Of another store"])
    try other.add(6, ["Of another store"])
    let foreign = try #require(try other.api().get("sessions", ["limit": "1"]).json["next"]?.stringValue)
    #expect([400, 410].contains(api.get("sessions", ["limit": "1", "cursor": foreign]).status))
  }

  @Test("places and lengths at the ends of their ranges are answered or refused, and never more than asked for")
  func extremes() throws {
    let turns = "sessions/\(ServedStore.id(1))/turns"
    let most = String(Int64.max)
    for query in [
      ["at": most], ["at": "0"], ["entry": most], ["entry": "2147483647"], ["entry": "6"], ["tail": "0"],
      ["tail": "401"],
      ["before": "201"], ["after": "201"], ["max_chars": "1000001"], ["generation": "1000001"], ["parts": ""],
      ["parts": "text,text"], ["parts": "all"], ["at": "5", "entry": "1"],
    ] as [KeyValuePairs<String, String>] {
      #expect([400, 404].contains(api.get(turns, query).status), "\(query)")
    }
    #expect(api.get(turns, ["max_chars": "0"]).status == 200)
    #expect(api.get(turns, ["max_chars": "1000000"]).status == 200)
    #expect(try api.get(turns, ["after": "0"]).json["turns"]?.arrayValue?.count == 1)
    for seq in ["0", most, "18446744073709551615", "1.0", "x", ""] {
      let answer = api.answer(APIRequest("GET", ["sessions", ServedStore.id(1), "records", seq]))
      #expect(answer.status == 404, "\(seq)")
    }
    try expectProblem(
      api.get("usage", ["by": "hour", "fill": "true", "since": "0001", "until": "9999"]), 400, "bad-parameter")
    for word in ["0001", "9999", "100000w", "0m", "now", "0000-01-01", "9999-12-31"] {
      #expect([200, 400].contains(api.get("usage", ["since": word, "compare": "previous"]).status), "\(word)")
      #expect([200, 400].contains(api.get("usage", ["as_of": word]).status), "\(word)")
    }
  }

  @Test(
    "a regular expression that would take too much memory or time is refused before it is compiled",
    arguments: [
      "(a{1,255}){1,255}", "((a{100}){100}){100}", "a{32767}", "(.*)\\1", "(a|b)*\\2", "a{1,1000}{2}",
      "a{99999999999999999999}",
      String(repeating: "(", count: 201), "[", "(", "a{2,1}", "*a{", "\\",
    ])
  func expressions(_ text: String) throws {
    let answer = api.get("search", ["q": text, "regex": "true"])
    #expect([200, 400].contains(answer.status), "\(text)")
    if SearchLimits.fault(text) != nil { try expectProblem(answer, 400, "bad-parameter") }
  }

  @Test("ordinary regular expressions are not taken for dangerous ones")
  func ordinary() {
    for text in ["TODO|FIXME", "a{3}", "[0-9]{4}-[0-9]{2}", "\\bword\\b", "x{1,20}y{1,20}", "\\{[0-9]+\\}", "a\\\\1"] {
      #expect(SearchLimits.fault(text) == nil, "\(text)")
    }
  }

  @Test("text of transcripts stands in an answer as text: nothing invisible, and no line feed ends a line")
  func text() throws {
    try served.add(3, ["a\u{202e}b\u{7}c\u{200b}\u{2028}d</script><!--"])
    for path in ["sessions", "sessions/\(ServedStore.id(3))/turns", "sessions/\(ServedStore.id(3))/outline", "facets"] {
      let text = try api.get(path).text
      #expect(
        !text.unicodeScalars.contains { $0.value < 0x20 || [0x202e, 0x200b, 0x2028, 0x7].contains($0.value) }, "\(path)"
      )
    }
    let lines = try api.get("search", ["q": "script"], headers: ["accept": "application/x-ndjson"]).text
    #expect(lines.split(separator: "\n").count == 2)
  }

  @Test("an id of several sessions is refused with the ids that may be meant")
  func ambiguous() throws {
    let answer = api.get("sessions/0000")
    try expectProblem(answer, 409, "ambiguous-session")
    #expect(
      try answer.json["candidates"]?.arrayValue?.compactMap(\.stringValue) == [ServedStore.id(1), ServedStore.id(2)])
  }

  @Test("a damaged store gives what is intact, says what is lost, and is healthy no more")
  func damage() throws {
    let fileSystem = served.directory.fileSystem
    let segments = served.store.path.appending("seg")
    for entry in try fileSystem.list(segments) {
      let path = FilePath(platformBytes: segments, entry.name)
      let file = try fileSystem.openForWriting(path)
      // The middle of the file, away from its header and its end.
      try file.write(Array(repeating: 0xa5, count: 16), at: entry.status.size / 2)
      file.close()
    }
    let fresh = Fresh(store: Store(at: served.store.path))
    let api = API(fresh, APIContext(version: "1"))
    var isLost = false
    for path in ["sessions", "usage", "facets", "search", "sessions/\(ServedStore.id(1))/turns"] {
      let answer = path == "search" ? api.get(path, ["q": "answer"]) : api.get(path)
      #expect([200, 404, 503].contains(answer.status), "\(path): \(answer.shown)")
      guard answer.status == 200, let lost = answer.header("X-Ccstore-Lost") else { continue }
      isLost = true
      #expect(answer.header("ETag") == nil)
      #expect(try answer.json["lost"]?.arrayValue?.count == Int(lost))
    }
    let health = api.get("health")
    #expect(isLost || health.status == 503)
    if health.status == 200 { #expect(try health.json["damaged"]?.boolValue == true) }
  }

  /// A store that is opened anew.
  private struct Fresh: StoreMoments {
    let store: Store

    func current() throws -> StoreView { try store.view() }

    func view(at position: LogPosition) throws -> StoreView { try store.view(at: position) }
  }

  @Test("a store that has disappeared is a problem that says so")
  func disappeared() throws {
    let api = API(Fresh(store: Store(at: FilePath("/nowhere/store"))), APIContext(version: "1"))
    for path in ["", "health", "status", "sessions", "doctor"] {
      try expectProblem(api.get(path), 503, "store-missing", path)
    }
    #expect(api.get("openapi.json").status == 200)
  }

  @Test("what writes is refused by a server that only reads")
  func readOnly() throws {
    var context = served.api().context
    context.isReadOnly = true
    let write = APIRoute("POST", "runs", "postRuns", "Writes.", basis: .everything, contents: []) { _ in
      Issue.record("it was called")
      return APIAnswer(202, .none)
    }
    let api = API(served, context, more: [write])
    try expectProblem(api.answer(APIRequest("POST", ["runs"])), 403, "read-only")
  }
}
