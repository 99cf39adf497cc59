import Testing
import Times

@Suite("times as lists print them")
struct ClockTimeTests {
  private let east = Zone(name: "east") { _ in 2 * 3600 }

  private func span(_ text: String, _ zone: Zone) -> [String]? {
    Period(named: text, now: 0, zone: zone).map { [$0.start, $0.end].map { $0!.description } }
  }

  @Test(
    "a date with a time of day is a minute, a second or a millisecond in the zone asked for",
    arguments: [
      ("2025-11-24 16:03", "2025-11-24T14:03:00.000Z", "2025-11-24T14:04:00.000Z"),
      ("2025-11-24T16:03", "2025-11-24T14:03:00.000Z", "2025-11-24T14:04:00.000Z"),
      ("2025-11-24 16:03:05", "2025-11-24T14:03:05.000Z", "2025-11-24T14:03:06.000Z"),
      ("2025-11-24 16:03:05.250", "2025-11-24T14:03:05.250Z", "2025-11-24T14:03:05.251Z"),
      ("2025-11-24 00:30", "2025-11-23T22:30:00.000Z", "2025-11-23T22:31:00.000Z"),
    ])
  func local(_ text: String, _ start: String, _ end: String) { #expect(span(text, east) == [start, end]) }

  @Test(
    "an offset from UTC after a time of day has precedence over the zone",
    arguments: ["2025-11-24 16:03 +01:00", "2025-11-24 16:03+01:00", "2025-11-24T16:03+01:00", "2025-11-24 15:03Z"])
  func offset(_ text: String) {
    #expect(span(text, east) == ["2025-11-24T15:03:00.000Z", "2025-11-24T15:04:00.000Z"])
  }

  @Test("a time that clocks show twice is the first one, and one with an offset is the one meant")
  func twice() {
    // Clocks go back from 3:00 to 2:00 at 01:00 UTC on 26 October 2025.
    let change: Int64 = 1_761_440_400
    let zone = Zone(name: "change") { $0 < change ? 7200 : 3600 }
    #expect(span("2025-10-26 02:30", zone)?.first == "2025-10-26T00:30:00.000Z")
    #expect(span("2025-10-26 02:30 +01:00", zone)?.first == "2025-10-26T01:30:00.000Z")
  }

  @Test("a time that clocks skip is the moment at which they skip it")
  func skipped() {
    let change: Int64 = 1_743_296_400  // 30 March 2025, 01:00 UTC: from 2:00 to 3:00.
    let zone = Zone(name: "change") { $0 < change ? 3600 : 7200 }
    #expect(span("2025-03-30 02:30", zone)?.first == "2025-03-30T01:00:00.000Z")
  }

  @Test("a printed moment is accepted, and names a period that holds it", arguments: [0, 1_764_000_123_456, -1])
  func printed(_ milliseconds: Int64) throws {
    let moment = Instant(milliseconds: milliseconds)
    let text = moment.description
    let forms = [text, "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))", "\(text.prefix(10))", "\(text.prefix(7))"]
    for form in forms {
      let period = try #require(Period(named: form, now: 0, zone: .utc), "\(form)")
      #expect(period.contains(moment), "\(form)")
    }
  }

  @Test(
    "a text that is nearly a date with a time of day is refused",
    arguments: [
      "2025-11-24 ", "2025-11-24 16", "2025-11-24 16:", "2025-11-24 1603", "2025-11-24 24:00", "2025-11-24 16:60",
      "2025-11-24  16:03", "2025-11-24 16:03 ", "2025-11-24 16:03  +01:00", "2025-11-24 16:03 +1:00",
      "2025-11-24 16:03:", "2025-11-24 16:03:05.", "2025-11-24_16:03", "2025-02-30 10:00", "2025-11-24 ١٦:٠٣",
      "2025-11-24 16:03 now", "2025-11-24 16:03\u{0}", "2025-11-24 16:03 +01:00 ", "\u{301}2025-11-24 16:03",
    ])
  func refused(_ text: String) { #expect(span(text, .utc) == nil) }
}
