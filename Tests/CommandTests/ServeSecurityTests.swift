import Foundation
import TestSupport
import Testing

@Suite("the security of a server")
struct ServeSecurityTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaa.jsonl", lines(0..<30, session: "aaaa"))
    try work.ingest()
  }

  private static let paths = ["/", "/app.js", "/api/v1", "/api/v1/sessions", "/x/../api/v1/sessions", "/none", "/mcp"]

  @Test("a request under a foreign name is refused on every path, whatever it shows")
  func host() throws {
    let served = try Served(work)
    for path in Self.paths {
      for host in ["evil.example:\(served.port)", "127.0.0.1", "127.0.0.1:1"] {
        let answer = try served.connect().request(
          "GET", path, host: host, ["Authorization": "Bearer \(served.token)", "X-Forwarded-Host": served.host])
        #expect(answer.status == 403 && answer.problem == "wrong-host", "\(path) \(host) \(answer)")
      }
    }
    let connection = try served.connect()
    connection.send("GET / HTTP/1.1\r\n\r\n")
    #expect(try connection.answer().status == 403)
    let twice = try served.connect()
    twice.send("GET / HTTP/1.1\r\nHost: \(served.host)\r\nHost: evil.example\r\n\r\n")
    #expect([400, 403].contains(try twice.answer().status))
  }

  @Test("the API answers nobody without the token, and never says it")
  func token() throws {
    let served = try Served(work)
    #expect(served.token.utf8.count == 64)
    for path in ["/api/v1", "/api/v1/health", "/api/v1/sessions", "/api/v1/events", "/api/v1/openapi.json", "/mcp"] {
      for fields: KeyValuePairs<String, String> in [
        [:], ["Authorization": "Bearer x"], ["Authorization": "Basic \(served.token)"],
        ["Cookie": "token=\(served.token)"], ["X-Forwarded-For": "127.0.0.1"],
      ] {
        let answer = try served.connect().request("GET", path, host: served.host, fields)
        #expect(answer.status == 401 && answer.problem == "no-token", "\(path) \(answer)")
        #expect(answer["www-authenticate"] == "Bearer")
      }
      let query = try served.connect().request("GET", "\(path)?token=\(served.token)", host: served.host)
      #expect(query.status == 401)
    }
    for path in ["/", "/api/v1", "/api/v1/health", "/api/v1/status"] {
      let answer = try served.ask(path)
      #expect(answer.status == 200, "\(answer)")
      #expect(!answer.text.contains(served.token) && !"\(answer.fields)".contains(served.token))
    }
  }

  @Test("every answer has the fields that protect it, and none that opens it to other sites")
  func fields() throws {
    let served = try Served(work)
    let connection = try served.connect()
    connection.send("no request at all\r\n\r\n")
    let long = String(repeating: "a", count: 20_000)
    let answers = [
      try connection.answer(), try served.ask("/"), try served.ask("/api/v1/sessions"), try served.ask("/none"),
      try served.ask("/api/v1/none"), try served.ask("/", "PUT"), try served.ask("/\(String(long.prefix(9000)))"),
      try served.ask("/", "GET", ["X": long]), try served.ask("/api/v1/sessions", "OPTIONS", ["Origin": "http://x"]),
      try served.ask("/api/v1/sessions", "GET", ["Origin": "http://evil.example"]),
      try served.ask("/api/v1/verify", "POST", ["Content-Type": "text/plain"]),
      try served.connect().request("GET", "/", host: "evil.example"),
    ]
    #expect(answers.map(\.status) == [400, 200, 200, 404, 404, 405, 414, 431, 403, 403, 415, 403])
    for answer in answers {
      #expect(
        answer["content-security-policy"]?.hasPrefix("default-src 'none'; script-src 'self'") == true, "\(answer)")
      #expect(answer["content-security-policy"]?.contains("require-trusted-types-for 'script'") == true)
      #expect(answer["x-content-type-options"] == "nosniff" && answer["x-frame-options"] == "DENY")
      #expect(answer["referrer-policy"] == "no-referrer")
      #expect(answer["cross-origin-opener-policy"] == "same-origin")
      #expect(answer["cross-origin-resource-policy"] == "same-origin")
      #expect(answer["cache-control"] != nil)
      #expect(!answer.fields.contains { $0.name.hasPrefix("access-control") || $0.name == "set-cookie" })
      if answer.status >= 400 { #expect(answer.problem != nil, "\(answer)") }
    }
  }

  @Test("pages of other sites start nothing, with the token or where none is needed")
  func foreignPages() throws {
    for options in [["--port", "0"], ["--port", "0", "--no-token"]] {
      let served = try Served(work, options)
      #expect(try served.ask("/api/v1/sessions").status == 200)
      for fields: KeyValuePairs<String, String> in [
        ["Origin": "http://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
        ["Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"],
      ] {
        #expect(try served.ask("/api/v1/runs", "POST", fields).problem == "foreign-origin")
        #expect(try served.ask("/api/v1/sync/default", "DELETE", fields).problem == "foreign-origin")
      }
    }
  }

  @Test("a socket without a name in the file system of others: only its owner can open it")
  func socketFile() throws {
    let path = work.path + "/s"
    let served = try Served(work, ["--socket", path])
    #expect((status(Array(path.utf8))?.st_mode ?? 0) & 0o777 == 0o600)
    #expect(served.place["address"].string == nil && served.place["socket"].string == path)
    let answer = try RawConnection(socket: path).request("GET", "/api/v1/sessions", host: "localhost")
    #expect(answer.status == 200)
    let foreign = try RawConnection(socket: path).request("GET", "/api/v1/sessions", host: "evil.example")
    #expect(foreign.problem == "wrong-host")
    let second = try work.run("serve", "--socket", path)
    #expect(second.code == 73 && second.saysOneSentence, "\(second)")
    #expect(try served.stop().code == 0)
    #expect(status(Array(path.utf8)) == nil)
  }

  @Test("a socket that a killed server has left is replaced, and a file is not")
  func staleSocket() throws {
    let path = work.path + "/s"
    try Served(work, ["--socket", path]).kill()
    #expect(status(Array(path.utf8)) != nil)
    let served = try Served(work, ["--socket", path])
    #expect(try RawConnection(socket: path).request("GET", "/api/v1", host: "localhost").status == 200)
    _ = try served.stop()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    let refused = try work.run("serve", "--socket", path)
    #expect(refused.code == 73 && refused.saysOneSentence, "\(refused)")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test("the file with the token is for its owner only, and goes with the server")
  func tokenFile() throws {
    let served = try Served(work)
    let file = try #require(served.place["token_file"].string)
    #expect(file == "\(work.path)/ccstore/serve-\(served.port).token")
    for path in [file, String(file.dropLast(5)) + "html"] {
      #expect((status(Array(path.utf8))?.st_mode ?? 0) & 0o777 == 0o600)
      #expect(try String(contentsOfFile: path, encoding: .utf8).contains(served.token))
    }
    #expect((status(Array("\(work.path)/ccstore".utf8))?.st_mode ?? 0) & 0o777 == 0o700)
    #expect(try served.stop(SIGINT).code == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path + "/ccstore") == [])
  }

  @Test("a token is not written where others could put another one in its place", arguments: [0o777, 0o775, 0o720])
  func openDirectory(mode: Int) throws {
    let directory = work.path + "/ccstore"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory)
    let refused = try work.ccstore(
      ["serve", "--port", "0", "--store", work.store], ["XDG_RUNTIME_DIR": work.path])
    #expect(refused.code == 73 && refused.saysOneSentence && refused.errors.contains("chmod go-w"), "\(refused)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
  }

  @Test("a connection of HTTP/1.0 ends with its answer, and so does one that asks for another site")
  func oldClients() throws {
    let served = try Served(work)
    let host = "Host: \(served.host)\r\n"
    for request in [
      "GET / HTTP/1.0\r\n\(host)\r\n", "GET /api/v1 HTTP/1.0\r\n\(host)\r\n",
      "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    ] {
      let connection = try served.connect()
      // What stands after it is no request any more.
      connection.send(request + request)
      let text = String(decoding: try connection.receive(), as: UTF8.self)
      #expect(text.components(separatedBy: "HTTP/1.1 ").count == 2, "\(request)")
    }
  }

  @Test("a name is answered once it is exposed, and only with a token of 32 characters")
  func exposed() throws {
    let stated = String(repeating: "Zz", count: 16)
    let served = try Served(work, ["--port", "0", "--expose", "box.example"], ["CCSTORE_SERVE_TOKEN": stated])
    #expect(served.token == stated)
    let host = "box.example:\(served.port)"
    let fields: KeyValuePairs = ["Authorization": "Bearer \(stated)"]
    #expect(try served.connect().request("GET", "/api/v1", host: host, fields).status == 200)
    #expect(try served.connect().request("GET", "/api/v1", host: host).status == 401)
    let short = try work.ccstore(
      ["serve", "--port", "0", "--expose", "box.example", "--store", work.store],
      ["CCSTORE_SERVE_TOKEN": String(stated.dropLast())])
    #expect(short.code == 64 && short.saysOneSentence, "\(short)")
    for options in [["--expose", "a", "--no-token"], ["--port", "70000"], ["--expose", "a b"], ["--socket", ""]] {
      let refused = try work.ccstore(["serve", "--store", work.store] + options)
      #expect(refused.code == 64, "\(refused)")
    }
  }

  @Test("a socket or an address that cannot be had is refused with its reason, in words for people")
  func unavailable() throws {
    let long = work.path + "/" + String(repeating: "x", count: 150)
    for (options, reason) in [
      (["--socket", long], "a socket may have a path of about 100 bytes"),
      (["--socket", work.path + "/none/s"], "there is no such file or directory"),
      (["--port", "0", "--expose", "203.0.113.7"], "cannot listen at 203.0.113.7"),
    ] {
      let refused = try work.ccstore(["serve", "--store", work.store] + options)
      #expect(refused.code == 73 && refused.saysOneSentence && refused.errors.contains(reason), "\(refused)")
      #expect(!refused.errors.contains("bind(") && !refused.errors.contains("errno"), "\(refused)")
    }
    let name = try work.ccstore(["serve", "--store", work.store, "--expose", "a b"])
    #expect(name.code == 64 && name.errors.contains("'a b'"), "\(name)")
  }

  @Test("a server that changes nothing says so")
  func readOnly() throws {
    let served = try Served(work, ["--port", "0", "--read-only"])
    #expect(served.place["read_only"].bool == true)
    #expect(try served.ask("/api/v1/runs", "POST").problem == "read-only")
    #expect(try served.ask("/api/v1/verify", "POST").problem == "read-only")
    #expect(try served.ask("/api/v1/sync/default", "DELETE").problem == "read-only")
    #expect(try served.ask("/api/v1/sessions").status == 200)
  }

  @Test("a link is followed with a ticket, once, and only to be saved")
  func tickets() throws {
    let served = try Served(work)
    let target = "/api/v1/sessions/aaaa/export?format=html"
    let made = try served.ask("/api/v1/tickets", "POST", body: #"{"target":"\#(target)"}"#)
    #expect(made.status == 201, "\(made)")
    let link = try #require(made.json["target"].string)
    let other = link.replacingOccurrences(of: "html", with: "jsonl")
    let first = try served.connect().request("GET", link, host: served.host)
    #expect(first.status == 200 && first["content-disposition"]?.hasPrefix("attachment") == true, "\(first)")
    #expect(try served.connect().request("GET", link, host: served.host).problem == "bad-ticket")
    #expect(try served.connect().request("GET", other, host: served.host).problem == "bad-ticket")
    for body in ["", "{}", #"{"target":"http://evil.example/"}"#, #"{"target":"/etc/passwd"}"#, "[]", "nonsense"] {
      #expect(try served.ask("/api/v1/tickets", "POST", body: body).status == 400, "\(body)")
    }
  }

  @Test("no request names a path: neither an ingest nor a file of the server")
  func paths() throws {
    let served = try Served(work)
    let roots = try served.ask("/api/v1/runs", "POST", body: #"{"roots":["/etc"]}"#)
    #expect(roots.problem == "bad-body", "\(roots)")
    for path in ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/app.js/..", "/Dashboard/app.js"] {
      #expect(try served.ask(path).status == 404, "\(path)")
    }
    let upgrade = try served.ask("/api/v1", "GET", ["Upgrade": "websocket", "Sec-WebSocket-Key": "eA=="])
    #expect(upgrade.status != 101)
  }
}
