import Testing
import Times

@Suite("periods named in words")
struct PeriodTests {
  /// 24 November 2025, 16:00 UTC: a Monday.
  private let now: Int64 = 1_764_000_000_000
  private let east = Zone(name: "east") { _ in 2 * 3600 }

  private func span(_ word: String, _ zone: Zone = .utc) -> [String]? {
    Period(named: word, now: now, zone: zone).map { [$0.start, $0.end].map { $0!.description.prefix(16) + "Z" } }
  }

  @Test(
    "a word such as today, last-week, 2025-12 or 7d names a period with a start and an end",
    arguments: [
      ("today", "2025-11-24T00:00Z", "2025-11-25T00:00Z"), ("yesterday", "2025-11-23T00:00Z", "2025-11-24T00:00Z"),
      ("Tuesday, 2025-11-25", "2025-11-25T00:00Z", "2025-11-26T00:00Z"),
      ("this-week", "2025-11-24T00:00Z", "2025-12-01T00:00Z"), ("last-week", "2025-11-17T00:00Z", "2025-11-24T00:00Z"),
      ("this-month", "2025-11-01T00:00Z", "2025-12-01T00:00Z"),
      ("last-month", "2025-10-01T00:00Z", "2025-11-01T00:00Z"), ("2025-12", "2025-12-01T00:00Z", "2026-01-01T00:00Z"),
      ("2024", "2024-01-01T00:00Z", "2025-01-01T00:00Z"), ("2024-02-29", "2024-02-29T00:00Z", "2024-03-01T00:00Z"),
      ("last-year", "2024-01-01T00:00Z", "2025-01-01T00:00Z"), ("7d", "2025-11-17T16:00Z", "2025-11-24T16:00Z"),
      ("2h", "2025-11-24T14:00Z", "2025-11-24T16:00Z"), ("1w", "2025-11-17T16:00Z", "2025-11-24T16:00Z"),
    ])
  func words(_ word: String, _ start: String, _ end: String) { #expect(span(word) == [start, end]) }

  @Test("a day without a zone of its own begins and ends in the requested zone")
  func zones() { #expect(span("2025-11-24", east) == ["2025-11-23T22:00Z", "2025-11-24T22:00Z"]) }

  @Test("an RFC 3339 time names a period of one millisecond")
  func moment() {
    #expect(Period(named: "2025-11-24T16:00:00Z", now: 0, zone: east) == Period(start: now, end: now + 1))
  }

  @Test(
    "a text that names no period is refused",
    arguments: [
      "", "soon", "2025-13", "2025-02-29", "25-11-24", "2025-11-24-01", "-1d", "d", "1.5d", "999999d", "2025-", "٢٠٢٥",
      "+7d", "+0h", "2026-3", "2026-00003", "2026-003-01", "2026-3-5", "2026-03-5", "2026-+3", "+2026", "02026",
    ])
  func refused(word: String) { #expect(Period(named: word, now: now, zone: .utc) == nil) }

  @Test("a period contains its start but not its end, and contains no event without a time")
  func contains() {
    let period = Period(start: 10, end: 20)
    #expect([9, 10, 19, 20].map { period.contains($0) } == [false, true, true, false])
    #expect(!period.contains(nil as Instant?) && Period.always.contains(nil as Instant?))
    #expect(period.overlaps(0, 10) && period.overlaps(19, 30) && period.overlaps(0, 30))
    #expect(!period.overlaps(0, 9) && !period.overlaps(20, 30) && !period.overlaps(nil, nil))
  }

  @Test("a day whose midnight is skipped by a clock change begins at its first moment")
  func skippedMidnight() {
    // Clocks jump from 0:00 to 1:00 on day 20,000.
    let jump: Int64 = 20_000 * 86_400
    let zone = Zone(name: "jump") { $0 < jump ? 0 : 3600 }
    #expect(zone.start(ofDay: 20_000) == jump * 1000)
    #expect(zone.start(ofDay: 20_001) == (jump + 86_400 - 3600) * 1000)
  }
}

@Suite("days on which clocks change")
struct ClockChangeTests {
  /// A zone whose clocks are `offsets.0` seconds east of UTC before `change` (seconds since 1970 UTC), and `offsets.1`
  /// from then on.
  private func zone(_ change: Int64, _ offsets: (Int64, Int64)) -> Zone {
    Zone(name: "change") { $0 < change ? offsets.0 : offsets.1 }
  }

  @Test(
    "a day whose midnight is skipped by a clock change begins right after it, east and west of Greenwich",
    arguments: [
      (1_788_667_200, -4 * 3600, -3 * 3600),  // Santiago, 6 September 2026, 0:00 → 1:00
      (1_772_946_000, -5 * 3600, -4 * 3600),  // Havana, 8 March 2026
      (1_711_663_200, 2 * 3600, 3 * 3600),  // Beirut, 29 March 2024
      (1_325_239_200, -10 * 3600, 14 * 3600),  // Apia, where 30 December 2011 was skipped
    ] as [(Int64, Int64, Int64)])
  func skipped(change: Int64, before: Int64, after: Int64) {
    let zone = zone(change, (before, after))
    let day = zone.day(change * 1000)
    #expect(zone.start(ofDay: day) == change * 1000)
    #expect(zone.day(change * 1000 - 1) < day)
    for other in day - 3...day + 3 where other != day {
      let start = zone.start(ofDay: other)
      #expect(zone.day(start) >= other && zone.day(start - 1) < other, "\(other)")
    }
  }

  @Test("a day whose midnight occurs twice begins at the second midnight")
  func repeated() {
    // The clocks go back from 0:00 to 23:00, as in the Azores.
    let change: Int64 = 1_793_491_200
    let zone = zone(change, (0, -3600))
    #expect(zone.start(ofDay: change / 86_400) == (change + 3600) * 1000)
  }
}
