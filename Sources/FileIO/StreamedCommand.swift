#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program of the machine whose output is handed on while it runs, however long it gets.
package enum StreamedCommand {
  /// The number of bytes that are kept of what a program prints as errors: the last ones.
  package static let errorsMax = 16 << 10

  /// Runs a program with arguments, and waits for its end. `words` begin with its name, which is looked for in `PATH`
  /// where it has no slash; no shell reads them. The program reads nothing. `output` gets what it prints, in pieces.
  ///
  /// Returns the exit status and the end of what was printed as errors; nil when there is no such program, or none can
  /// be started. Once `cancellation` is cancelled, or `output` throws, the program is asked to end (SIGTERM), and when
  /// it has ended, `CancellationError` or that error is thrown. Memory: 80 KiB.
  package static func run(
    _ words: [String], cancellation: Cancellation? = nil, output: (ArraySlice<UInt8>) throws -> Void = { _ in }
  ) throws -> CommandResult? {
    try cancellation?.check()
    guard let pipes = Pipes() else { return nil }
    let process = ChildProcess(
      words[0], words,
      redirections: [
        .connect(pipes.nothing, standard: 0), .connect(pipes.output.write, standard: 1),
        .connect(pipes.errors.write, standard: 2),
      ])
    pipes.closeWritten()
    guard let process else {
      pipes.closeRead()
      return nil
    }
    var errors: [UInt8] = []
    var failure: (any Error)?
    pipes.read { isOutput, bytes in
      if cancellation?.isCancelled == true, failure == nil {
        failure = CancellationError()
        process.terminate()
      }
      if isOutput {
        guard failure == nil else { return }
        do { try output(bytes) } catch {
          failure = error
          process.terminate()
        }
      } else {
        errors += bytes
        if errors.count > errorsMax { errors.removeFirst(errors.count - errorsMax) }
      }
    }
    let status = process.wait() ?? 0
    pipes.closeRead()
    if let failure { throw failure }
    try cancellation?.check()
    return CommandResult(status: status, errors: errors)
  }

  /// Two pipes, and a file that has nothing to read. No other program that this process starts inherits them.
  private struct Pipes {
    typealias Ends = (read: Int32, write: Int32)
    var nothing: Int32
    var output: Ends
    var errors: Ends

    init?() {
      guard let output = Self.pipe() else { return nil }
      guard let errors = Self.pipe() else {
        Self.close([output.read, output.write])
        return nil
      }
      nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
      (self.output, self.errors) = (output, errors)
      guard nothing >= 0 else {
        Self.close([output.read, output.write, errors.read, errors.write])
        return nil
      }
    }

    private static func pipe() -> Ends? {
      var ends: [Int32] = [0, 0]
      #if canImport(Glibc)
        guard Glibc.pipe(&ends) == 0 else { return nil }
      #elseif canImport(Musl)
        guard Musl.pipe(&ends) == 0 else { return nil }
      #else
        guard Darwin.pipe(&ends) == 0 else { return nil }
      #endif
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }

    private static func close(_ descriptors: [Int32]) {
      for descriptor in descriptors {
        #if canImport(Glibc)
          _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
          _ = Musl.close(descriptor)
        #else
          _ = Darwin.close(descriptor)
        #endif
      }
    }

    func closeWritten() { Self.close([nothing, output.write, errors.write]) }

    func closeRead() { Self.close([output.read, errors.read]) }

    /// Calls `body` with what comes out of either pipe until both have ended, and five times a second with nothing.
    func read(_ body: (_ isOutput: Bool, _ bytes: ArraySlice<UInt8>) -> Void) {
      var open = [output.read, errors.read].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while open.contains(where: { $0.fd >= 0 }) {
        let ready = poll(&open, nfds_t(open.count), 200)
        if ready < 0, errno != EINTR { return }
        body(true, [])
        guard ready > 0 else { continue }
        for index in open.indices where open[index].fd >= 0 && open[index].revents != 0 {
          let descriptor = open[index].fd
          let count = buffer.withUnsafeMutableBytes {
            #if canImport(Glibc)
              Glibc.read(descriptor, $0.baseAddress, $0.count)
            #elseif canImport(Musl)
              Musl.read(descriptor, $0.baseAddress, $0.count)
            #else
              Darwin.read(descriptor, $0.baseAddress, $0.count)
            #endif
          }
          if count > 0 {
            body(index == 0, buffer[..<count])
          } else if count == 0 || errno != EINTR {
            open[index].fd = -1
          }
        }
      }
    }
  }
}
