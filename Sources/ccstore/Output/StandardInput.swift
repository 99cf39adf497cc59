import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard input as a stream of bytes.
enum StandardInput {
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
