/// A time zone, given by its offset from UTC at any time.
public struct Zone: Sendable {
  /// The name for people, such as `UTC` or `Europe/Berlin`.
  public var name: String
  private let offset: @Sendable (_ seconds: Int64) -> Int64

  /// Creates a zone. `offset` takes seconds since 1970 UTC and returns how many seconds clocks in the zone are ahead of
  /// UTC at that time, at most a day in either direction.
  public init(name: String, offset: @escaping @Sendable (Int64) -> Int64) {
    (self.name, self.offset) = (name, offset)
  }

  /// UTC, with the offset 0 at all times.
  public static let utc = Zone(name: "UTC") { _ in 0 }

  /// Returns the time that clocks in the zone show, in seconds since 1970-01-01 00:00 on those clocks. `milliseconds`
  /// counts from 1970 UTC.
  package func local(_ milliseconds: Int64) -> Int64 {
    let seconds = milliseconds.quotientRoundedDown(by: 1000)
    return seconds &+ offset(seconds)
  }

  /// Returns the date that calendars in the zone show, in days since 1970-01-01. `milliseconds` counts from 1970 UTC.
  package func day(_ milliseconds: Int64) -> Int64 { local(milliseconds).quotientRoundedDown(by: 86_400) }

  /// Returns the milliseconds since 1970 UTC at which a day begins. Where clocks skip midnight, this is the moment at
  /// which they skip it.
  package func start(ofDay day: Int64) -> Int64 { time(ofLocal: day &* 86_400) }

  /// Returns the milliseconds since 1970 UTC at which clocks in the zone show `seconds` since 1970.
  ///
  /// Where clocks show that time twice, this is the first time; where they skip it, the moment at which they do.
  package func time(ofLocal seconds: Int64) -> Int64 {
    // No zone is more than a day from UTC, so these are the offsets before and after any change near that time.
    let offsets = [offset(seconds &- 86_400), offset(seconds &+ 86_400)]
    let (first, last) = (seconds &- offsets.max()!, seconds &- offsets.min()!)
    for time in [first, last] where time &+ offset(time) == seconds { return time &* 1000 }
    // The time is skipped between the two: search for the first second at which clocks show a later one.
    var (before, after) = (first, last)
    while after &- before > 1 {
      let middle = before &+ (after &- before) / 2
      if middle &+ offset(middle) >= seconds { after = middle } else { before = middle }
    }
    return (before &+ offset(before) >= seconds ? before : after) &* 1000
  }
}

/// Converts many times one after the other. Offsets change on quarter hours only, so the zone is asked only when a time
/// lies in another quarter hour than the time before.
package struct ZoneClock {
  private let zone: Zone
  private var quarter = Int64.min
  private var offset: Int64 = 0

  package init(_ zone: Zone) { self.zone = zone }

  /// Returns the time that clocks in the zone show, in seconds since 1970-01-01 00:00 on those clocks. `milliseconds`
  /// counts from 1970 UTC.
  package mutating func local(_ milliseconds: Int64) -> Int64 {
    let seconds = milliseconds.quotientRoundedDown(by: 1000)
    let quarter = seconds.quotientRoundedDown(by: 900)
    if quarter != self.quarter {
      self.quarter = quarter
      offset = zone.local(quarter &* 900_000) &- quarter &* 900
    }
    return seconds &+ offset
  }
}

extension Int64 {
  /// Returns the quotient rounded down. The divisor must be positive.
  package func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
