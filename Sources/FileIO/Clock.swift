import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time of day, so that a test can be the clock.
package protocol WallClock: Sendable {
  /// Nanoseconds since 1970 UTC.
  func now() -> Int64
  /// Sleeps so many nanoseconds.
  func sleep(_ nanoseconds: Int64)
}

extension WallClock {
  /// Milliseconds since 1970 UTC, as the log keeps times.
  package var milliseconds: Int64 { now() / 1_000_000 }
}

package struct SystemClock: WallClock {
  package init() {}

  package func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  package func sleep(_ nanoseconds: Int64) {
    guard nanoseconds > 0 else { return }
    usleep(UInt32(clamping: nanoseconds / 1000 + 1))
  }
}

/// Random bytes, so that a test can be the dice.
package protocol Entropy: Sendable {
  func bytes(_ count: Int) -> [UInt8]
}

package struct SystemEntropy: Entropy {
  package init() {}

  package func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}

extension UUID16 {
  /// A random one (RFC 9562 version 4).
  package static func random(_ entropy: some Entropy) -> UUID16 {
    var uuid = UUID16(entropy.bytes(16))
    uuid.high = uuid.high & ~0xf000 | 0x4000
    uuid.low = uuid.low & ~(3 << 62) | (2 << 62)
    return uuid
  }
}
