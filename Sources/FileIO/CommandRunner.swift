#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The output of a program, and the way in which it has ended.
package struct CommandResult: Sendable, Equatable {
  /// The exit code, or 128 plus the number of the signal that ended the program.
  package var status: Int32
  package var output: [UInt8]
  package var errors: [UInt8]

  package init(status: Int32, output: [UInt8] = [], errors: [UInt8] = []) {
    (self.status, self.output, self.errors) = (status, output, errors)
  }

  /// The last line that is not blank of what the program has printed as errors; nil when there is none.
  package var reason: String? {
    String(decoding: errors, as: UTF8.self).split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
      .map(String.init)
  }
}

/// Runs programs of the machine. A protocol, so that tests can answer instead of them.
package protocol CommandRunner: Sendable {
  /// Runs a program with arguments, and waits for its end. `words` begin with its name, which is looked for in `PATH`;
  /// no shell reads them. `input` is what it reads. Returns nil when there is no such program, or none can be started.
  func run(_ words: [String], input: [UInt8]) -> CommandResult?
}

extension CommandRunner {
  /// Runs a program that reads nothing.
  package func run(_ words: [String]) -> CommandResult? { run(words, input: []) }
}

/// The programs of the operating system. They run in the environment of this process, except that their messages are
/// untranslated. The process must ignore SIGPIPE, because a program may end before it has read its input.
package struct SystemCommands: CommandRunner {
  package init() {}

  package func run(_ words: [String], input: [UInt8]) -> CommandResult? {
    guard let pipes = Pipes() else { return nil }
    guard let process = start(words, pipes) else {
      pipes.close()
      return nil
    }
    for end in [pipes.input.read, pipes.output.write, pipes.errors.write] { _ = Self.close(end) }
    let (output, errors) = transfer(pipes, input)
    return CommandResult(status: process.wait() ?? 0, output: output, errors: errors)
  }

  /// The two ends of three pipes.
  private struct Pipes {
    typealias Ends = (read: Int32, write: Int32)
    var input, output, errors: Ends

    init?() {
      var made: [Ends] = []
      for _ in 0..<3 {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
          for ends in made { _ = (SystemCommands.close(ends.read), SystemCommands.close(ends.write)) }
          return nil
        }
        made.append((ends[0], ends[1]))
      }
      (input, output, errors) = (made[0], made[1], made[2])
    }

    var all: [Int32] { [input.read, input.write, output.read, output.write, errors.read, errors.write] }

    func close() { for end in all { _ = SystemCommands.close(end) } }
  }

  private static func close(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #elseif canImport(Musl)
      Musl.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }

  private func start(_ words: [String], _ pipes: Pipes) -> ChildProcess? {
    let connections: [ChildProcess.Redirection] = [
      .connect(pipes.input.read, standard: 0), .connect(pipes.output.write, standard: 1),
      .connect(pipes.errors.write, standard: 2),
    ]
    let closed = pipes.all.filter { $0 > 2 }.map { ChildProcess.Redirection.close($0) }
    return ChildProcess(words[0], words, redirections: connections + closed, isUntranslated: true)
  }

  /// Writes the input and reads both outputs until they end. Closes this side of the pipes.
  private func transfer(_ pipes: Pipes, _ input: [UInt8]) -> (output: [UInt8], errors: [UInt8]) {
    var texts: [[UInt8]] = [[], []]
    var written = 0
    var open = [
      pollfd(fd: pipes.output.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipes.errors.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipes.input.write, events: Int16(POLLOUT), revents: 0),
    ]
    _ = fcntl(pipes.input.write, F_SETFL, O_NONBLOCK)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    func end(_ index: Int) {
      _ = Self.close(open[index].fd)
      open[index].fd = -1
    }
    if input.isEmpty { end(2) }
    while open.contains(where: { $0.fd >= 0 }) {
      if poll(&open, nfds_t(open.count), -1) < 0 {
        if errno == EINTR { continue }
        break
      }
      for index in 0..<2 where open[index].fd >= 0 && open[index].revents != 0 {
        let count = read(open[index].fd, &buffer, buffer.count)
        if count > 0 { texts[index] += buffer[..<count] } else if count == 0 || errno != EINTR { end(index) }
      }
      if open[2].fd >= 0, open[2].revents != 0 {
        let count = input[written...].withUnsafeBytes { write(open[2].fd, $0.baseAddress, $0.count) }
        if count > 0 { written += count } else if errno != EINTR && errno != EAGAIN { end(2) }
        if written == input.count { end(2) }
      }
    }
    for index in open.indices where open[index].fd >= 0 { end(index) }
    return (texts[0], texts[1])
  }
}
