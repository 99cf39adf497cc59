import CChecksum

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The pipes between this process and a program that it starts: what the program reads, prints, and prints as errors.
/// No other program that this process starts inherits them.
package struct ProgramPipes: ~Copyable {
  package typealias Ends = (read: Int32, write: Int32)

  /// The ends that the program gets as 0, 1 and 2; empty once it has been started.
  private var given: [Int32]
  /// The ends of this process: of the input, the output and the errors. -1 once one is closed, or where there is none.
  private var own: [Int32]

  /// Makes the pipes; nil when the system has no descriptors left. Without input the program reads from an empty file.
  init?(hasInput: Bool) {
    var made: [Ends] = []
    for standard in 0...2 {
      guard let ends = standard > 0 || hasInput ? Self.pipe() : Self.nothing() else {
        Self.closeAll(made.flatMap { [$0.read, $0.write] })
        return nil
      }
      made.append(ends)
    }
    given = [made[0].read, made[1].write, made[2].write]
    own = [made[0].write, made[1].read, made[2].read]
  }

  deinit { Self.closeAll(descriptors) }

  /// The descriptors of this process that are open for the pipes.
  var descriptors: [Int32] { (given + own).filter { $0 >= 0 } }

  /// Starts a program with these pipes, see `ChildProcess`; nil when there is none of that name, or none can be started.
  mutating func start(_ words: [String], isUntranslated: Bool = false) -> ChildProcess? {
    let connections = (0..<3).map { ChildProcess.Redirection.connect(given[$0], standard: Int32($0)) }
    let process = ChildProcess(words[0], words, redirections: connections, isUntranslated: isUntranslated)
    Self.closeAll(given)
    given = []
    return process
  }

  /// Writes `input`, and calls `body` with what comes out of both pipes until both have ended. With `interval`, `body`
  /// is also called with nothing after that many milliseconds at the latest, and then `isOver`, which ends the transfer
  /// by returning true; `isQuiet` says that nothing has come in this time. A program that reads no more loses the rest
  /// of its input. Memory: 64 KiB.
  mutating func transfer(
    _ input: [UInt8] = [], interval: Int32 = -1, until isOver: (_ isQuiet: Bool) -> Bool = { _ in false },
    _ body: (_ isOutput: Bool, _ bytes: ArraySlice<UInt8>) -> Void
  ) {
    var written = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    if own[0] >= 0 { _ = fcntl(own[0], F_SETFL, O_NONBLOCK) }
    if input.isEmpty { end(0) }
    while own.contains(where: { $0 >= 0 }) {
      var polled = own.enumerated().map { index, descriptor in
        pollfd(fd: descriptor, events: Int16(index == 0 ? POLLOUT : POLLIN), revents: 0)
      }
      let ready = poll(&polled, nfds_t(polled.count), interval)
      if ready < 0, errno != EINTR { return }
      if interval >= 0 {
        body(true, [])
        if isOver(ready == 0) { return }
      }
      guard ready > 0 else { continue }
      for index in 1...2 where own[index] >= 0 && polled[index].revents != 0 {
        let count = read(own[index], &buffer, buffer.count)
        if count > 0 { body(index == 1, buffer[..<count]) } else if count == 0 || errno != EINTR { end(index) }
      }
      if own[0] >= 0, polled[0].revents != 0 {
        let count = input[written...].withUnsafeBytes { write(polled[0].fd, $0.baseAddress, $0.count) }
        if count > 0 { written += count } else if errno != EINTR, errno != EAGAIN { end(0) }
        if written == input.count { end(0) }
      }
    }
  }

  private mutating func end(_ index: Int) {
    Self.closeAll([own[index]])
    own[index] = -1
  }

  // MARK: System calls

  /// Makes a pipe that no program inherits; nil when the system has no descriptors left.
  package static func pipe() -> Ends? {
    var ends: [Int32] = [0, 0]
    guard ccs_pipe(&ends) == 0 else { return nil }
    ends = ends.map(raised)
    guard ends[0] >= 0, ends[1] >= 0 else {
      closeAll(ends)
      return nil
    }
    return (ends[0], ends[1])
  }

  /// Opens a file that is empty for whoever reads it.
  private static func nothing() -> Ends? {
    let descriptor = raised(open("/dev/null", O_RDONLY | O_CLOEXEC))
    return descriptor < 0 ? nil : (descriptor, -1)
  }

  /// Gives a descriptor a number above those of the standard ones, which a process that was started without them has
  /// free: connecting one end would close another otherwise. Returns -1 when the system has none left.
  private static func raised(_ descriptor: Int32) -> Int32 {
    guard (0...2).contains(descriptor) else { return descriptor }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    close(descriptor)
    return copy
  }

  /// Closes descriptors; those that are negative are none.
  package static func closeAll(_ descriptors: [Int32]) {
    for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
  }
}
