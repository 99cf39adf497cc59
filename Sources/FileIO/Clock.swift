#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time of day, so that a test can be the clock.
public protocol WallClock: Sendable {
  /// Nanoseconds since 1970 UTC.
  func now() -> Int64
  /// Sleeps so many nanoseconds.
  func sleep(_ nanoseconds: Int64)
}

extension WallClock {
  /// Milliseconds since 1970 UTC, as the log keeps times.
  public var milliseconds: Int64 { now() / 1_000_000 }
}

public struct SystemClock: WallClock {
  public init() {}

  public func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  public func sleep(_ nanoseconds: Int64) {
    guard nanoseconds > 0 else { return }
    usleep(UInt32(clamping: nanoseconds / 1000 + 1))
  }
}

/// Random bytes, so that a test can be the dice.
public protocol Entropy: Sendable {
  func bytes(_ count: Int) -> [UInt8]
}

public struct SystemEntropy: Entropy {
  public init() {}

  public func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}
