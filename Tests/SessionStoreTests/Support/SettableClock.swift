import FileIO
import Synchronization

/// A clock that stands still until it is set; sleeping moves it.
final class SettableClock: WallClock {
  private let time: Mutex<Int64>

  /// Starts `seconds` seconds ahead of the time of day.
  init(ahead seconds: Int64) { time = Mutex(SystemClock().now() + seconds * 1_000_000_000) }

  func now() -> Int64 { time.withLock { $0 } }

  func sleep(_ nanoseconds: Int64) { time.withLock { $0 += nanoseconds } }

  func advance(seconds: Int64) { sleep(seconds * 1_000_000_000) }
}
