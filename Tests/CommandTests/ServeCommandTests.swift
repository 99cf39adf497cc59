import Foundation
import TestSupport
import Testing

@Suite("ccstore serve")
struct ServeCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaa.jsonl", lines(0..<30, session: "aaaa"))
    try work.write("p/bbbb.jsonl", lines(100..<110, session: "bbbb"))
    try work.ingest()
  }

  @Test("the dashboard and the API are served, and the server ends with status 0 when it is asked to")
  func serves() throws {
    for signal in [SIGTERM, SIGINT] {
      let served = try Served(work)
      #expect(served.place.keys == ["address", "port", "socket", "token_file", "store", "read_only"])
      #expect(served.place["address"].string == "http://127.0.0.1:\(served.port)/#\(served.token)")
      let page = try served.ask("/")
      #expect(page["content-type"]?.hasPrefix("text/html") == true)
      #expect(page["date"]?.hasSuffix(" GMT") == true)
      #expect(try served.ask("/api/v1/sessions").json["total"].integer == 2)
      let outcome = try served.stop(signal)
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    }
  }

  @Test("an answer that is known is not sent again")
  func notModified() throws {
    let served = try Served(work)
    let first = try served.ask("/api/v1/sessions")
    let tag = try #require(first["etag"])
    #expect(try served.ask("/api/v1/sessions", "GET", ["If-None-Match": tag]).status == 304)
    try work.append("p/aaaa.jsonl", line(200, session: "aaaa"))
    try work.ingest()
    #expect(try served.ask("/api/v1/sessions", "GET", ["If-None-Match": tag]).status == 200)
  }

  @Test("agents are answered at /mcp in both eras of their protocol, with the words of the store")
  func agents() throws {
    let served = try Served(work)
    func ask(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) throws -> JSON {
      try served.ask("/mcp", "POST", fields, body: message).json
    }
    let hello = try ask(
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#
    )
    #expect(hello["result", "serverInfo", "name"].string == "ccstore")
    let meta =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#
    let message =
      #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"sessions","arguments":{},\#(meta)}}"#
    func call(as name: String) throws -> JSON {
      try ask(
        message, ["Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": name])
    }
    let called = try call(as: "sessions")
    #expect(called["result", "content"].array.first?["text"].string?.contains("aaaa") == true, "\(called)")
    #expect(try call(as: "search")["error", "code"].integer == -32020)
  }

  @Test("several requests on one connection have their answers in order")
  func pipeline() throws {
    let served = try Served(work)
    let connection = try served.connect()
    let fields = "Host: \(served.host)\r\nAuthorization: Bearer \(served.token)\r\n"
    connection.send("GET /api/v1 HTTP/1.1\r\n\(fields)\r\nHEAD /api/v1 HTTP/1.1\r\n\(fields)\r\n")
    #expect(try connection.answer().json["name"].string == "ccstore")
    #expect(try connection.receive(until: "\r\n\r\n").contains("200 OK"))
  }

  @Test("bodies, headers and addresses that are too long are refused")
  func lengths() throws {
    let served = try Served(work)
    let big = String(repeating: "x", count: 70_000)
    #expect(try served.ask("/api/v1/runs", "POST", body: big).status == 413)
    let chunked = try served.connect()
    chunked.send(
      "POST /api/v1/runs HTTP/1.1\r\nHost: \(served.host)\r\nAuthorization: Bearer \(served.token)\r\n"
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n\(big)\r\n0\r\n\r\n")
    #expect(try chunked.answer().status == 413)
    #expect(try served.ask("/?" + big.prefix(10_000)).status == 414)
    #expect(try served.ask("/", "GET", ["X": String(big.prefix(17_000))]).status == 431)
  }

  @Test(
    "what is no request is answered with a problem, and the connection closed",
    arguments: [
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET  HTTP/9\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n",
      "GET / HTTP/1.1\r\nA: \u{0}\r\n\r\n",
    ])
  func malformed(request: String) throws {
    let served = try Served(work)
    let connection = try served.connect()
    connection.send(request)
    let answer = try connection.answer()
    // Where a field is there twice, the name of the host is looked at first.
    #expect([400, 403].contains(answer.status) && answer.problem != nil, "\(answer)")
    #expect(try connection.receive().isEmpty)
  }

  @Test("connections beyond 64 are told that there are too many, and others are answered when these have gone")
  func connections() throws {
    let served = try Served(work, ["--port", "0", "--no-token"])
    var open: [RawConnection] = []
    for _ in 0..<64 {
      let connection = try served.connect()
      #expect(try connection.request("GET", "/api/v1", host: served.host).status == 200)
      open.append(connection)
    }
    #expect(try served.connect().request("GET", "/api/v1", host: served.host).problem == "too-many-connections")
    open = []
    var status = 503
    while status == 503 { status = try served.connect().request("GET", "/api/v1", host: served.host).status }
    #expect(status == 200)
  }

  @Test("a taken port, a store that does not exist and a missing server are errors of one sentence")
  func failures() throws {
    let served = try Served(work)
    let taken = try work.run("serve", "--port", "\(served.port)")
    #expect(taken.code == 73 && taken.saysOneSentence && taken.errors.contains("--port 0"), "\(taken)")
    let nowhere = try work.ccstore(["serve", "--port", "0", "--store", work.path + "/none"])
    #expect(nowhere.code == 66 && nowhere.saysOneSentence, "\(nowhere)")
    let lonely = try work.shell(
      #"mkdir "$WORK/bin" && cp "$CCSTORE" "$WORK/bin/ccstore" && "$WORK/bin/ccstore" serve --store "$STORE""#)
    #expect(lonely.code == 1 && lonely.saysOneSentence && lonely.errors.contains("ccstore-serve"), "\(lonely)")
  }

  @Test("the browser is given the name of a page and not the token, which everybody could read")
  func browser() throws {
    let script = work.path + "/browser"
    let pipe = try Served.pipe("shown", in: work)
    try work.writeProgram(script, "#!/bin/sh\necho \"$@\" >'\(pipe)'\n")
    let served = try Served(work, ["--port", "0", "--open"], ["BROWSER": script])
    let shown = Served.line(of: pipe)
    #expect(shown == "\(work.path)/ccstore/serve-\(served.port).html")
    #expect(!shown.contains(served.token))
  }
}
