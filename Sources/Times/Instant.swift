/// A moment, with the precision of a millisecond.
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z; negative before that.
  public var milliseconds: Int64

  /// Creates the moment that many milliseconds after 1970-01-01 UTC.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Parses an RFC 3339 date and time, such as `2026-03-25T01:33:23.371+01:00`; nil when `text` is not one, or its year
  /// is not 0001 to 9999. Digits after the millisecond are cut off.
  public init?(_ text: String) {
    var text = text
    guard let time = text.withUTF8({ Timestamp.parse($0) }) else { return nil }
    milliseconds = time
  }

  /// An RFC 3339 text in UTC with milliseconds: `2026-03-25T00:33:23.371Z`. A moment outside the years 0001 to 9999
  /// gives the nearest one inside.
  public var description: String { Time.rfc3339(milliseconds) }

  public static func < (one: Instant, other: Instant) -> Bool { one.milliseconds < other.milliseconds }
}

extension Int64? {
  /// The moment of a number of milliseconds since 1970 UTC.
  package var instant: Instant? { map(Instant.init(milliseconds:)) }
}
