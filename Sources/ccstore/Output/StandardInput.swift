import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What another program writes to standard input.
enum StandardInput {
  /// Returns what can be read: up to its end, or until `limit` bytes are there, or until `milliseconds` have passed.
  /// Nothing is read from a terminal. An error ends what is returned.
  static func available(limit: Int, milliseconds: Int) -> [UInt8] {
    guard !Terminal.standardInput.isTerminal else { return [] }
    let descriptor = Terminal.standardInput.descriptor
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .milliseconds(milliseconds))
    var input: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while input.count < limit {
      let left = clock.now.duration(to: deadline).components
      let wait = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&asked, 1, Int32(max(0, wait)))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { break }
      let count = read(descriptor, &buffer, min(buffer.count, limit - input.count))
      guard count > 0 else { break }
      input += buffer[..<count]
    }
    return input
  }

  /// Calls `body` with pieces of standard input up to its end. Throws `CancellationError` when a signal comes, and a
  /// failure when it cannot be read.
  static func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      guard StopSignal.shared.waitForInput() else { throw CancellationError() }
      let count = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress!, $0.count) }
      if count == 0 { return }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw Failure("cannot read standard input: \(String(cString: strerror(errno)))", code: ExitStatus.inputOutput)
      }
      try body(Array(buffer[..<count]))
    }
  }
}
