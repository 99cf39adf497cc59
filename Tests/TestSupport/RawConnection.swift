#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A connection that sends what a test says, also what no client would send.
public final class RawConnection {
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// An answer of a server.
  public struct Answer: CustomStringConvertible {
    public var status: Int
    /// The header fields with names in lower case, in their order.
    public var fields: [(name: String, value: String)]
    public var body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }
    public var description: String { "\(status) \(fields) \(text.prefix(500))" }

    /// The value of a header field that stands once; nil where it stands not at all or several times.
    public subscript(name: String) -> String? {
      let values = fields.filter { $0.name == name }.map(\.value)
      return values.count == 1 ? values[0] : nil
    }
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects to a port of 127.0.0.1.
  public init(port: Int) throws {
    descriptor = socket(AF_INET, Self.kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    try finish(result)
  }

  /// Connects to a socket file.
  public init(socket path: String) throws {
    descriptor = socket(AF_UNIX, Self.kind, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    try finish(result)
  }

  /// A program that another test starts must not inherit the connection: it would count against the descriptors of that
  /// program, and a server would not notice that its reader has left.
  private static var kind: Int32 {
    #if canImport(Darwin)
      SOCK_STREAM
    #else
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #endif
  }

  private func finish(_ result: Int32) throws {
    guard result == 0 else { throw Failure(description: "cannot connect: \(String(cString: strerror(errno)))") }
    var time = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends bytes. What the other side does not want any more is no error.
  public func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      #if canImport(Darwin)
        let flags: Int32 = 0
      #else
        let flags = Int32(MSG_NOSIGNAL)
      #endif
      let count = bytes.withUnsafeBytes { systemSend(descriptor, $0.baseAddress!, $0.count, flags) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Receives until `end` says that it is enough. Returns what came; all of it where the other side has closed.
  @discardableResult
  public func receive(until end: ([UInt8]) -> Bool = { _ in false }) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !end(received) {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 { break }
      if count < 0 {
        if errno == ECONNRESET { break }
        throw Failure(description: "nothing comes any more: \(String(cString: strerror(errno)))")
      }
      received += buffer[..<count]
    }
    return received
  }

  /// Receives until a text has come.
  @discardableResult
  public func receive(until text: String) throws -> String {
    let wanted = Array(text.utf8)
    let bytes = try receive { $0.count >= wanted.count && $0.contains(wanted) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Receives an answer with a stated length, or one that ends when the connection does.
  public func answer() throws -> Answer {
    let mark = Array("\r\n\r\n".utf8)
    try receive { $0.contains(mark) }
    guard let place = received.firstRange(of: mark) else {
      throw Failure(description: "no answer, but \(received.count) bytes")
    }
    let lines = String(decoding: received[..<place.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let fields = lines.dropFirst().map { line -> (name: String, value: String) in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (parts[0].lowercased(), parts.count < 2 ? "" : String(parts[1].drop { $0 == " " }))
    }
    guard let status = lines.first.flatMap({ $0.split(separator: " ").dropFirst().first }).flatMap({ Int($0) }) else {
      throw Failure(description: "no status in \(lines)")
    }
    var answer = Answer(status: status, fields: fields, body: [])
    let start = place.upperBound
    if let length = answer["content-length"].flatMap({ Int($0) }) {
      try receive { $0.count >= start + length }
      answer.body = Array(received[start...].prefix(length))
      received = Array(received.dropFirst(start + length))
    } else if status != 304, status != 204 {
      try receive()
      answer.body = Array(received[start...])
      received = []
    } else {
      received = Array(received[start...])
    }
    return answer
  }

  /// Sends a request and receives its answer.
  public func request(
    _ method: String, _ target: String, host: String, _ fields: KeyValuePairs<String, String> = [:], body: String = ""
  ) throws -> Answer {
    var text = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n"
    for (name, value) in fields { text += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" { text += "Content-Length: \(body.utf8.count)\r\n" }
    send("\(text)\r\n\(body)")
    return try answer()
  }
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int, _ flags: Int32) -> Int {
  #if canImport(Darwin)
    Darwin.send(descriptor, bytes, count, flags)
  #else
    Glibc.send(descriptor, bytes, count, flags)
  #endif
}

extension Array where Element == UInt8 {
  fileprivate func contains(_ bytes: [UInt8]) -> Bool { firstRange(of: bytes) != nil }

  fileprivate func firstRange(of bytes: [UInt8]) -> Range<Int>? {
    guard count >= bytes.count else { return nil }
    for start in 0...(count - bytes.count) where self[start] == bytes[0] {
      if self[start..<start + bytes.count].elementsEqual(bytes) { return start..<start + bytes.count }
    }
    return nil
  }
}
