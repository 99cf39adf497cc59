import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the environment says about long tests.
public enum TestSettings {
  /// The factor for the usual number of random cases: `CCSTORE_TEST_SCALE`, by default 1. A soak run uses 10 or 100.
  public static let scale = max(1, number("CCSTORE_TEST_SCALE").flatMap { Int(exactly: $0) } ?? 1)

  /// The seed of random cases: `CCSTORE_TEST_SEED`, by default always the same.
  public static let seed = number("CCSTORE_TEST_SEED") ?? 20_251_124

  /// One in how many cases an everyday run takes of a test whose cases are all that there are: `usual`, or less with a
  /// greater `scale`, down to 1, which is all of them.
  public static func oneIn(_ usual: Int) -> Int { max(1, usual / scale) }

  public static var processors: Int { Processors.count }

  private static func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
}
