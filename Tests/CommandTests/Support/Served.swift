import Foundation
import TestSupport

/// A server that `ccstore serve` has started. It is killed when the test has ended.
final class Served {
  let running: Running
  let work: Workspace
  /// What it has printed about its place.
  let place: JSON
  private let output: Int32
  private var hasEnded = false

  /// Starts a server of the workspace's store at a free port, and waits until it listens.
  init(_ work: Workspace, _ options: [String] = ["--port", "0"], _ variables: [String: String] = [:]) throws {
    self.work = work
    let pipe = "\(work.path)/place-\(UUID().uuidString)"
    guard mkfifo(pipe, 0o600) == 0 else { throw Unexpected("cannot make \(pipe)") }
    defer { unlink(pipe) }
    let environment = work.environment.merging(["XDG_RUNTIME_DIR": work.path]) { $1 }.merging(variables) { $1 }
    running = try Running(
      "/bin/sh",
      [
        "-c", #"pipe=$1; shift; exec "$@" >"$pipe""#, "sh", pipe, Workspace.binary, "serve", "--json", "--store",
        work.store,
      ] + options, environment: environment, in: work.path + "/captured")
    output = open(pipe, O_RDONLY)
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1, byte != 0x0a { line.append(byte) }
    guard !line.isEmpty else {
      hasEnded = true
      throw Unexpected("the server has not started: \(try running.outcome())")
    }
    place = JSON(value: try JSONSerialization.jsonObject(with: Data(line)))
  }

  /// Makes a pipe with a name, and returns its path.
  static func pipe(_ name: String, in work: Workspace) throws -> String {
    let path = "\(work.path)/\(name)"
    guard mkfifo(path, 0o600) == 0 else { throw Unexpected("cannot make \(path)") }
    return path
  }

  /// Waits until somebody writes a line into a pipe, and returns it.
  static func line(of pipe: String) -> String {
    let file = open(pipe, O_RDONLY)
    defer { close(file) }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(file, &byte, 1) == 1, byte != 0x0a { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
  }

  deinit {
    close(output)
    guard !hasEnded else { return }
    running.kill()
    _ = try? running.outcome()
  }

  var port: Int { place["port"].integer ?? 0 }

  var token: String { place["address"].string?.split(separator: "#").dropFirst().first.map(String.init) ?? "" }

  /// The name under which it answers.
  var host: String { "127.0.0.1:\(port)" }

  func connect() throws -> RawConnection { try RawConnection(port: port) }

  /// Sends a request with the token on a connection of its own.
  func ask(
    _ target: String, _ method: String = "GET", _ fields: KeyValuePairs<String, String> = [:], body: String = ""
  ) throws -> RawConnection.Answer {
    let connection = try connect()
    var text = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token)\r\n"
    for (name, value) in fields { text += "\(name): \(value)\r\n" }
    if method == "POST" { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
    connection.send("\(text)Connection: close\r\n\r\n\(body)")
    return try connection.answer()
  }

  /// Sends a request for a stream and leaves it open.
  func follow(_ target: String, _ fields: KeyValuePairs<String, String> = [:]) throws -> RawConnection {
    let connection = try connect()
    var text = "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token)\r\n"
    for (name, value) in fields { text += "\(name): \(value)\r\n" }
    connection.send("\(text)\r\n")
    return connection
  }

  /// Asks it to stop, and waits until it has.
  func stop(_ signal: Int32 = SIGTERM) throws -> Outcome {
    hasEnded = true
    running.signal(signal)
    return try running.outcome()
  }

  /// Kills it as a power cut would.
  func kill() throws {
    hasEnded = true
    running.kill()
    _ = try running.outcome()
  }
}

extension RawConnection.Answer {
  /// The body as JSON.
  var json: JSON { JSON(value: try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)) }

  /// The type of a problem; nil where the answer is none.
  var problem: String? { self["content-type"] == "application/problem+json" ? json["type"].string : nil }
}
