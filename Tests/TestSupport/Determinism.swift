public import FileIO
import Synchronization

/// A clock that shows the time it was set to, and that advances by `step` nanoseconds whenever it is read.
public final class SteppingClock: WallClock {
  private let time: Mutex<Int64>
  private let step: Int64

  /// A clock that starts at `start`, in nanoseconds since 1970 UTC; by default 2025-11-24T16:00:00Z.
  public init(start: Int64 = 1_764_000_000_000_000_000, step: Int64 = 0) {
    time = Mutex(start)
    self.step = step
  }

  public func now() -> Int64 {
    time.withLock { time in
      defer { time += step }
      return time
    }
  }

  /// Returns at once; the clock has advanced.
  public func sleep(_ nanoseconds: Int64) { time.withLock { $0 += max(0, nanoseconds) } }
}

/// Random numbers that are the same every time.
public final class SeededEntropy: Entropy {
  private let random: Mutex<Seeded>

  public init(_ seed: UInt64) { random = Mutex(Seeded(seed)) }

  public func bytes(_ count: Int) -> [UInt8] { random.withLock { $0.bytes(count) } }
}
