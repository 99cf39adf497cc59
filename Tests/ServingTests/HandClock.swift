import FileIO
import Synchronization

/// A clock that a test sets.
final class HandClock: WallClock {
  private let time = Mutex<Int64>(1_700_000_000_000_000_000)

  func now() -> Int64 { time.withLock { $0 } }

  func sleep(_ nanoseconds: Int64) { time.withLock { $0 += max(0, nanoseconds) } }

  func advance(_ seconds: Int64) { time.withLock { $0 += seconds * 1_000_000_000 } }
}
