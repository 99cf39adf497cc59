import FileIO
import Synchronization

/// What all listeners of a server share: whether it stops, and how many streams are open.
final class ServerState: Sendable {
  private let stopping = Atomic(false)
  private let streams = Atomic(0)
  private let wake: @Sendable () -> Void

  /// `wake` makes the streams that wait look again.
  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// True once the server has begun to stop.
  var isStopping: Bool { stopping.load(ordering: .relaxed) }

  func stop() {
    stopping.store(true, ordering: .relaxed)
    wake()
  }

  /// Counts a stream. Returns false if there are too many.
  func beginStream(limit: Int) -> Bool {
    if streams.add(1, ordering: .relaxed).newValue <= limit { return true }
    endStream()
    return false
  }

  func endStream() { streams.subtract(1, ordering: .relaxed) }

  func wakeStreams() { wake() }
}
