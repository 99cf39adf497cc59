import TestSupport
import Testing

@testable import Times

@Suite("files of time zones")
struct ZoneFileTests {
  /// A file of the second version: two changes, and a rule for later times. Offsets are in seconds.
  private func file(
    changes: [(Int64, UInt8)], offsets: [Int32], rule: String, magic: String = "TZif", version: UInt8 = 0x32
  ) -> [UInt8] {
    func header(_ times: Int, _ types: Int) -> [UInt8] {
      var bytes = Array(magic.utf8) + [version] + [UInt8](repeating: 0, count: 15)
      for number in [0, 0, 0, times, types, 1] { bytes += big(UInt32(number)) }
      return bytes
    }
    func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
      withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
    var bytes = header(0, 1) + [UInt8](repeating: 0, count: 7)
    bytes += header(changes.count, offsets.count)
    for change in changes { bytes += big(change.0) }
    bytes += changes.map(\.1)
    for offset in offsets { bytes += big(offset) + [0, 0] }
    return bytes + [0, 0x0a] + Array(rule.utf8) + [0x0a]
  }

  private func zone(_ bytes: [UInt8]) -> Zone? { Zone(name: "test", file: bytes) }

  private func offset(_ zone: Zone?, _ seconds: Int64) -> Int64? { zone.map { $0.local(seconds * 1000) - seconds } }

  @Test("before the first change the first offset counts, then that of each change, then the rule")
  func offsets() {
    let berlin = zone(
      file(changes: [(1000, 1), (2000, 0)], offsets: [3600, 7200], rule: "CET-1CEST,M3.5.0,M10.5.0/3"))
    #expect(offset(berlin, 0) == 3600)
    #expect(offset(berlin, 999) == 3600)
    #expect(offset(berlin, 1000) == 7200)
    #expect(offset(berlin, 1999) == 7200)
    #expect(offset(berlin, 2000) == 3600)
    // 2026: clocks go forward at 01:00 UTC on 29 March, and back at 01:00 UTC on 25 October.
    #expect(offset(berlin, 1_774_745_999) == 3600)
    #expect(offset(berlin, 1_774_746_000) == 7200)
    #expect(offset(berlin, 1_792_889_999) == 7200)
    #expect(offset(berlin, 1_792_890_000) == 3600)
  }

  @Test("rules of the southern half, with negative times, with days of the year and with names in brackets are read")
  func rules() {
    // Sydney, 2026: back to standard time at 16:00 UTC on 4 April, forward at 16:00 UTC on 3 October.
    let sydney = ZoneRule("AEST-10AEDT,M10.1.0,M4.1.0/3")
    #expect(sydney?.offset(1_775_318_399) == 39_600)
    #expect(sydney?.offset(1_775_318_400) == 36_000)
    #expect(sydney?.offset(1_791_043_199) == 36_000)
    #expect(sydney?.offset(1_791_043_200) == 39_600)
    #expect(ZoneRule("<+0530>-5:30")?.offset(0) == 19_800)
    #expect(ZoneRule("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1")?.offset(1_767_225_600) == -10_800)
    // Summer time all year round.
    #expect(ZoneRule("XXX3EDT4,0/0,J365/23")?.offset(1_780_000_000) == -14_400)
    // The sixtieth day without February 29 is the first of March: 2024-03-01 00:00 UTC.
    let julian = ZoneRule("AAA0BBB-1,J60/0,J300/0")
    #expect(julian?.offset(1_709_251_199) == 0)
    #expect(julian?.offset(1_709_251_200) == 3600)
  }

  @Test(
    "a text that is no rule gives none",
    arguments: [
      "", "CET", "C-1", "CET-", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x", "<+01-1",
      "CET-200",
    ])
  func noRule(_ text: String) { #expect(ZoneRule(text) == nil) }

  @Test("a file that is cut or changed anywhere is refused or gives offsets of less than two days")
  func damaged() {
    let whole = file(changes: [(1000, 1), (2000, 0)], offsets: [3600, 7200], rule: "CET-1")
    for length in 0..<whole.count - 1 { #expect(zone(Array(whole.prefix(length))) == nil, "\(length)") }
    var random = Seeded(7)
    for _ in 0..<5_000 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      guard let zone = zone(bytes) else { continue }
      for time in [Int64.min, -1, 0, 1500, Int64.max] {
        #expect(abs(zone.local(time) &- time.quotientRoundedDown(by: 1000)) <= 2 * 86_400)
      }
    }
    #expect(zone(file(changes: [(2000, 1), (1000, 0)], offsets: [0, 0], rule: "CET-1")) == nil)
    #expect(zone(file(changes: [(1000, 9)], offsets: [0], rule: "CET-1")) == nil)
    #expect(zone(file(changes: [], offsets: [0], rule: "CET-1", magic: "TZiF")) == nil)
  }
}

@Suite("the period before")
struct PreviousPeriodTests {
  private let zone = Zone(name: "east") { _ in 2 * 3600 }

  private func previous(_ name: String, now: String) -> [String]? {
    guard let now = Instant(now), let period = Period(named: name, now: now, zone: zone) else { return nil }
    return period.previous(now: now, zone: zone).map { [$0.start, $0.end].map { $0!.description } }
  }

  @Test("before a month comes the whole month before, before a year the year before, before a day the day before")
  func whole() {
    let now = "2027-06-01T00:00:00.000Z"
    #expect(previous("2026-03", now: now) == ["2026-01-31T22:00:00.000Z", "2026-02-28T22:00:00.000Z"])
    #expect(previous("2026-01", now: now) == ["2025-11-30T22:00:00.000Z", "2025-12-31T22:00:00.000Z"])
    #expect(previous("2026", now: now) == ["2024-12-31T22:00:00.000Z", "2025-12-31T22:00:00.000Z"])
    #expect(previous("2026-03-25", now: now) == ["2026-03-23T22:00:00.000Z", "2026-03-24T22:00:00.000Z"])
  }

  @Test("a period that has not ended is compared up to the same time of the one before")
  func running() {
    let now = "2026-03-10T10:00:00.000Z"
    #expect(previous("2026-03", now: now) == ["2026-01-31T22:00:00.000Z", "2026-02-10T10:00:00.000Z"])
    #expect(previous("7d", now: now) == ["2026-02-24T10:00:00.000Z", "2026-03-03T10:00:00.000Z"])
    // The end of March has no day of its own in February.
    #expect(previous("2026-03", now: "2026-03-31T10:00:00.000Z")?.last == "2026-02-28T22:00:00.000Z")
  }

  @Test("before a period without a beginning, and before one that has not begun, there is none")
  func none() {
    #expect(Period.always.previous(now: Instant(milliseconds: 0), zone: .utc) == nil)
    #expect(previous("2026-03", now: "2026-02-10T10:00:00.000Z") == nil)
  }
}
