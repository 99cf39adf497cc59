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
}
