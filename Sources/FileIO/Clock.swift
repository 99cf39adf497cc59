import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time of day. A protocol, so that tests can set the time.
package protocol WallClock: Sendable {
  /// Returns nanoseconds since 1970 UTC.
  func now() -> Int64
  /// Blocks the calling thread for about `nanoseconds`, but no longer than until the process handles a signal; returns
  /// at once when they are not positive.
  func sleep(_ nanoseconds: Int64)
}

extension WallClock {
  /// Milliseconds since 1970 UTC, the unit of times in the log.
  package var milliseconds: Int64 { now() / 1_000_000 }
}

/// The clock of the machine.
package struct SystemClock: WallClock {
  package init() {}

  package func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  package func sleep(_ nanoseconds: Int64) {
    guard nanoseconds > 0 else { return }
    let (seconds, rest) = Self.split(nanoseconds)
    var time = timespec(tv_sec: time_t(clamping: seconds), tv_nsec: Int(rest))
    _ = nanosleep(&time, nil)
  }

  /// Splits a time of 0 or more nanoseconds into whole seconds and the nanoseconds that are left.
  package static func split(_ nanoseconds: Int64) -> (seconds: Int64, rest: Int64) {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return (seconds, rest)
  }
}

/// A source of random bytes. A protocol, so that tests can choose them.
package protocol Entropy: Sendable {
  /// Returns `count` random bytes.
  func bytes(_ count: Int) -> [UInt8]
}

/// Random bytes of the system's generator.
package struct SystemEntropy: Entropy {
  package init() {}

  package func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}

extension UUID16 {
  /// Returns a random UUID (RFC 9562 version 4), made from 16 bytes of `entropy`.
  package static func random(_ entropy: some Entropy) -> UUID16 {
    var uuid = UUID16(entropy.bytes(16))
    uuid.high = uuid.high & ~0xf000 | 0x4000
    uuid.low = uuid.low & ~(3 << 62) | (2 << 62)
    return uuid
  }
}
