import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The signals SIGINT and SIGTERM as a state that can be read and waited for, and as a cancellation that loops ask. A
/// second signal ends the process at once.
public final class StopSignal: @unchecked Sendable {
  let readEnd: Int32
  /// The end of the pipe that `raise` writes to; nil for the signals of the process.
  private let ownEnd: Int32?

  /// The only instance of the process. The first use installs the signal handlers.
  public static let shared = StopSignal()

  /// The end of a pipe that the handlers write to: a signal handler can reach only global variables.
  nonisolated(unsafe) private static var writeEnd: Int32 = -1
  /// Handlers may not make these values, so they exist before the first signal.
  private static let flag = Cancellation()
  private static let received = Atomic<Int32>(0)

  /// Cancelled by the first signal.
  public var cancellation: Cancellation { Self.flag }

  /// The number of the first signal; nil before it.
  public var number: Int32? {
    let number = Self.received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  private init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, ownEnd) = (ends[0], nil)
    Self.writeEnd = ends[1]
    _ = Self.flag.isCancelled
    Self.received.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        StopSignal.received.store(number, ordering: .relaxed)
        StopSignal.flag.cancel()
        var byte: UInt8 = 1
        _ = write(StopSignal.writeEnd, &byte, 1)
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
      }
    }
  }

  /// Makes a stop of its own, for a part of the program that ends before the process does. No signal raises it, and
  /// `cancellation` and `number` remain those of the process.
  package init(ofPart name: String) {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, ownEnd) = (ends[0], ends[1])
  }

  deinit {
    guard let ownEnd else { return }
    _ = close(readEnd)
    _ = close(ownEnd)
  }

  /// Ends every wait of a stop that `init(ofPart:)` has made.
  package func raise() {
    guard let ownEnd else { return }
    var byte: UInt8 = 1
    _ = write(ownEnd, &byte, 1)
  }

  /// Blocks until it is raised.
  package func wait() {
    var polled = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    while poll(&polled, 1, -1) <= 0 {}
  }

  /// True after the first signal.
  public var isRaised: Bool {
    var polled = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, 0) > 0
  }

  /// Waits until standard input can be read from, or has ended. Returns false if a signal came first.
  public func waitForInput() -> Bool {
    while true {
      var polled = [
        pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0), pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polled, 2, -1)
      if polled[0].revents != 0 || Self.flag.isCancelled { return false }
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return true }
    }
  }
}
