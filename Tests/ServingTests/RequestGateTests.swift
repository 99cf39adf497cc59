import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Serving

@Suite("what is looked at before a route")
struct RequestGateTests {
  private static let secret = String(repeating: "s3", count: 20)
  private let token = AccessToken(stated: RequestGateTests.secret)!
  private var gate: RequestGate { RequestGate(names: HostNames(port: 4747), token: token) }

  private func head(
    _ target: String, _ method: String = "GET", host: String = "127.0.0.1:4747", token: String? = secret,
    origin: String? = nil, site: String? = nil, type: String? = "application/json"
  ) -> RequestGate.Head {
    RequestGate.Head(
      method: method, target: target, hosts: [host], authorization: token.map { "Bearer \($0)" }, origin: origin,
      fetchSite: site, contentType: type)
  }

  private func refusal(_ head: RequestGate.Head, _ gate: RequestGate? = nil) -> TransportProblem? {
    do throws(TransportProblem) {
      _ = try (gate ?? self.gate).check(head)
      return nil
    } catch { return error }
  }

  @Test(
    "a foreign host is refused on every path, the page included, before anything else is looked at",
    arguments: [
      "/", "/app.js", "/api/v1", "/api/v1/sessions", "/x/../api/v1/sessions", "//api/v1", "/api/v1/health", "/mcp",
      "/nothing", "*", "/%zz",
    ])
  func foreignHost(target: String) {
    for host in [
      "evil.example:4747", "evil.example", "127.0.0.1:80", "127.0.0.1", "localhost:4748", "localhost.evil.example:4747",
      "127.0.0.1.evil.example:4747", "evil.example@127.0.0.1:4747", "127.1:4747", "2130706433:4747", "[::2]:4747",
      "0.0.0.0:4747", "", ":4747", "localhost:", "localhost:04747x", "127.0.0.1:4747, evil.example",
    ] {
      #expect(refusal(head(target, host: host)) == .wrongHost(host), "\(host)")
    }
  }

  @Test("a request without a host or with two of them is refused")
  func numberOfHosts() {
    var none = head("/")
    none.hosts = []
    #expect(refusal(none) == .wrongHost(nil))
    none.hosts = ["127.0.0.1:4747", "127.0.0.1:4747"]
    #expect(refusal(none)?.status == 403)
  }

  @Test(
    "the addresses and names of this machine are answered", arguments: ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
  func ownHost(name: String) { #expect(refusal(head("/api/v1/sessions", host: "\(name):4747")) == nil) }

  @Test("names that were exposed are answered, with their port")
  func exposed() throws {
    let hosts = try ["box.example", "proxy.example:8443", "192.168.1.5"].map { try #require(HostNames.Host($0)) }
    let gate = RequestGate(names: HostNames(port: 4747, exposed: hosts), token: token)
    for host in ["box.example:4747", "box.example", "proxy.example:8443", "192.168.1.5:4747", "localhost:4747"] {
      #expect(refusal(head("/", host: host), gate) == nil, "\(host)")
    }
    for host in ["box.example:80", "proxy.example", "proxy.example:4747", "192.168.1.6:4747", "evil.example"] {
      #expect(refusal(head("/", host: host), gate) == .wrongHost(host), "\(host)")
    }
  }

  @Test("who listens at every address answers to addresses in digits, and to no other name")
  func everyAddress() throws {
    let gate = RequestGate(
      names: HostNames(port: 4747, exposed: [try #require(HostNames.Host("0.0.0.0"))]), token: token)
    for host in ["10.1.2.3:4747", "[fe80::1]:4747"] { #expect(refusal(head("/", host: host), gate) == nil, "\(host)") }
    for host in ["evil.example:4747", "10.1.2.3", "10.1.2.3:80", "10.1.2:4747", "010.1.2.3:4747"] {
      #expect(refusal(head("/", host: host), gate) == .wrongHost(host), "\(host)")
    }
  }

  @Test(
    "the API answers nothing without the token",
    arguments: [
      "/api/v1", "/api/v1/", "/api/v1/health", "/api/v1/openapi.json", "/api/v1/events", "/api/v1/nothing", "/api",
      "/api/v2", "/mcp", "/%61pi/v1/sessions",
    ])
  func noToken(target: String) {
    let secret = Self.secret
    for token in [nil, "", secret.uppercased(), String(secret.dropLast()), secret + "s", " " + secret, secret + secret]
    {
      #expect(refusal(head(target, token: token)) == .noToken, "\(token ?? "none")")
      #expect(refusal(head(target, "POST", token: token)) == .noToken, "\(token ?? "none")")
    }
    for authorization in [secret, "Basic \(secret)", "Bearer", "Bearer\(secret)"] {
      var head = head(target)
      head.authorization = authorization
      #expect(refusal(head) == .noToken, "\(authorization)")
    }
  }

  @Test("the page and its parts need no token, because they hold nothing of the store")
  func page() { #expect(refusal(head("/", token: nil)) == nil) }

  @Test("pages of other sites are not answered, with the token or without one", arguments: ["GET", "POST", "DELETE"])
  func foreignOrigin(method: String) {
    for gate in [gate, RequestGate(names: HostNames(port: 4747), token: nil)] {
      for origin in ["http://evil.example", "null", "http://127.0.0.1:4748", "file://", "", "127.0.0.1:4747"] {
        let refused = refusal(head("/api/v1/runs", method, origin: origin), gate)
        #expect(refused == .foreignOrigin(origin), "\(origin)")
      }
      for site in ["cross-site", "same-site", "x"] {
        #expect(refusal(head("/api/v1/runs", method, site: site), gate) == .foreignOrigin(site))
      }
      let own = head("/api/v1/runs", method, origin: "http://127.0.0.1:4747", site: "same-origin")
      #expect(refusal(own, gate) == nil)
    }
  }

  @Test("a body that a form can send is refused")
  func formTypes() {
    for type in [nil, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"] {
      #expect(refusal(head("/api/v1/runs", "POST", type: type)) == .notJSON)
      #expect(refusal(head("/mcp", "POST", type: type)) == .notJSON)
    }
    for type in ["application/json", "Application/JSON; charset=utf-8"] {
      #expect(refusal(head("/api/v1/runs", "POST", type: type)) == nil)
    }
  }

  @Test("a server that changes nothing refuses all methods that do, and still gives tickets")
  func readOnly() {
    let gate = RequestGate(names: HostNames(port: 4747), token: token, isReadOnly: true)
    for (method, target) in [("POST", "/api/v1/runs"), ("POST", "/api/v1/verify"), ("DELETE", "/api/v1/sync/default")] {
      #expect(refusal(head(target, method), gate) == .readOnly)
    }
    #expect(refusal(head("/api/v1/tickets", "POST"), gate) == nil)
    #expect(refusal(head("/api/v1/sessions"), gate) == nil)
  }

  @Test(
    "methods that nothing takes are refused with those that are taken",
    arguments: ["PUT", "PATCH", "OPTIONS", "TRACE", "X"])
  func methods(method: String) {
    #expect(refusal(head("/", method)) == .wrongMethod(allowed: "GET, HEAD"))
    #expect(refusal(head("/mcp", method)) == .wrongMethod(allowed: "POST"))
    #expect(refusal(head("/api/v1/sessions", method))?.status == 405)
  }

  @Test("long and malformed addresses are refused")
  func targets() {
    #expect(refusal(head("/" + String(repeating: "a", count: 9000))) == .targetTooLong(limit: 8192))
    for target in [
      "", "x", "http://127.0.0.1:4747/", "/%", "/%4", "/%zz", "/%00", "/%ff", "/?a=%", "/api/v1/sessions/%c3",
    ] {
      #expect(refusal(head(target))?.status == 400, "\(target)")
    }
  }

  @Test("a path keeps its segments, and parameters their order")
  func target() throws {
    let target = try #require(RequestTarget("/api/v1/a%2Fb/../%C3%A9?q=a+b%26&q=%2B&x"))
    #expect(target.path == ["api", "v1", "a/b", "..", "é"])
    #expect(target.query.map(\.name) == ["q", "q", "x"])
    #expect(target.query.map(\.value) == ["a b&", "+", ""])
  }

  @Test("a ticket stands for the rest of its address, and only in place of a token")
  func ticket() throws {
    let target = "/api/v1/sessions/x/export?format=html"
    guard case .ticket(let name, let rest, let route) = try gate.check(head(target + "&ticket=0a1b", token: nil)) else {
      Issue.record("no ticket")
      return
    }
    #expect(name == "0a1b" && rest == target)
    #expect(route.path == ["sessions", "x", "export"] && route.query.map(\.name) == ["format"])
    #expect(refusal(head(target + "&ticket=0a1b", "POST", token: nil)) == .noToken)
    #expect(refusal(head(target + "&ticket=zz", token: nil)) == .noToken)
    #expect(refusal(head("/mcp?ticket=0a1b", token: nil)) == .noToken)
  }
}

@Suite("tokens and tickets")
struct AccessTokenTests {
  @Test("a token has 256 bits, and no two are equal")
  func random() {
    let tokens = Set((0..<50).map { _ in AccessToken.random().text })
    #expect(tokens.count == 50)
    #expect(tokens.allSatisfy { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) })
  }

  @Test("a stated token has at least 32 characters, all of them fit for an address")
  func stated() {
    #expect(AccessToken(stated: String(repeating: "a", count: 31)) == nil)
    #expect(AccessToken(stated: String(repeating: "a", count: 32)) != nil)
    for character in ["#", " ", "\n", "é", "/", "%", "\"", "<"] {
      #expect(AccessToken(stated: String(repeating: "a", count: 40) + character) == nil)
    }
  }

  @Test("a file with a token that others can write is replaced by one that they cannot, and their directory is refused")
  func tokenFiles() throws {
    let directory = try ScratchDirectory()
    let file = directory.path.appending("serve-7.token")
    let token = AccessToken.random()
    try "theirs".write(toFile: file.string, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file.string)
    #expect(try TokenFiles(token, port: 7, in: directory.path).file == file)
    #expect(try directory.fileSystem.status(file, followLinks: false).permissions == 0o600)
    #expect(try String(contentsOfFile: file.string, encoding: .utf8) == token.text + "\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: directory.path.string)
    #expect(throws: ServerError.self) { try TokenFiles(token, port: 8, in: directory.path) }
    #expect(try directory.fileSystem.exists(directory.path.appending("serve-8.token")) == false)
  }

  @Test("a ticket is for one address, once")
  func once() {
    let tickets = DownloadTickets()
    let first = tickets.issue(for: "/api/v1/a")
    #expect(!tickets.redeem(first, for: "/api/v1/b"))
    #expect(!tickets.redeem(first, for: "/api/v1/a"), "a wrong use is a use")
    let second = tickets.issue(for: "/api/v1/a")
    #expect(tickets.redeem(second, for: "/api/v1/a"))
    #expect(!tickets.redeem(second, for: "/api/v1/a"))
    #expect(!tickets.redeem("", for: "/api/v1/a"))
    let third = tickets.issue(for: "/api/v1/a")
    #expect(tickets.redeem(third, for: "/api/v1/a", isLast: false), "HEAD uses it up only where it is wrong")
    #expect(tickets.redeem(third, for: "/api/v1/a"))
    let fourth = tickets.issue(for: "/api/v1/a")
    #expect(!tickets.redeem(fourth, for: "/api/v1/b", isLast: false))
    #expect(!tickets.redeem(fourth, for: "/api/v1/a"))
  }

  @Test("a ticket is valid for a minute")
  func minute() {
    let clock = HandClock()
    let tickets = DownloadTickets(clock)
    let early = tickets.issue(for: "/a")
    let late = tickets.issue(for: "/a")
    clock.advance(59)
    #expect(tickets.redeem(early, for: "/a"))
    clock.advance(1)
    #expect(!tickets.redeem(late, for: "/a"))
  }

  @Test("unused tickets do not pile up")
  func many() {
    let tickets = DownloadTickets()
    let first = tickets.issue(for: "/a")
    for _ in 0..<64 { _ = tickets.issue(for: "/a") }
    #expect(!tickets.redeem(first, for: "/a"))
  }
}
