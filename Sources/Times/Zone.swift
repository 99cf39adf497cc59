/// A time zone: how many seconds east of UTC clocks stand at a time.
public struct Zone: Sendable {
  /// `UTC`, `Europe/Berlin`.
  public var name: String
  private let offset: @Sendable (_ seconds: Int64) -> Int64

  /// `offset`: seconds east of UTC, given seconds since 1970 UTC.
  public init(name: String, offset: @escaping @Sendable (Int64) -> Int64) {
    (self.name, self.offset) = (name, offset)
  }

  public static let utc = Zone(name: "UTC") { _ in 0 }

  /// Seconds since 1970 as clocks in the zone show them; `milliseconds` since 1970 UTC.
  public func local(_ milliseconds: Int64) -> Int64 {
    let seconds = milliseconds.quotientRoundedDown(by: 1000)
    return seconds &+ offset(seconds)
  }

  /// Days since 1970-01-01 as calendars in the zone show them.
  public func day(_ milliseconds: Int64) -> Int64 { local(milliseconds).quotientRoundedDown(by: 86_400) }

  /// When a day begins, milliseconds since 1970 UTC; where clocks skip midnight, the first moment after it.
  public func start(ofDay day: Int64) -> Int64 { time(ofLocal: day &* 86_400) }

  /// When clocks show so many seconds since 1970, milliseconds since 1970 UTC: the first time where they do so twice, and where they never do the moment
  /// at which they skip it.
  public func time(ofLocal seconds: Int64) -> Int64 {
    // No zone is more than a day off, so these are the offsets before and after whatever happens there.
    let offsets = [offset(seconds &- 86_400), offset(seconds &+ 86_400)]
    let (first, last) = (seconds &- offsets.max()!, seconds &- offsets.min()!)
    for time in [first, last] where time &+ offset(time) == seconds { return time &* 1000 }
    // They are skipped between the two: the first moment at which clocks show more.
    var (before, after) = (first, last)
    while after &- before > 1 {
      let middle = before &+ (after &- before) / 2
      if middle &+ offset(middle) >= seconds { after = middle } else { before = middle }
    }
    return (before &+ offset(before) >= seconds ? before : after) &* 1000
  }
}

/// The offsets of a zone for many times in a row: they change on quarter hours only, so each one is asked for once.
package struct ZoneClock {
  private let zone: Zone
  private var quarter = Int64.min
  private var offset: Int64 = 0

  package init(_ zone: Zone) { self.zone = zone }

  /// Seconds since 1970 as clocks in the zone show them; `milliseconds` since 1970 UTC.
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
  /// For a positive divisor.
  package func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
