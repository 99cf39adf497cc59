import TestSupport
import Testing
import Times

@Suite("timestamps")
struct TimestampTests {
  private func parse(_ text: String) -> Int64? { withGuarded(Array(text.utf8)) { Timestamp.parse($0) } }

  @Test(
    "an RFC 3339 timestamp is read as milliseconds since 1970",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
      ("2026-03-25T00:33:23.371Z", 1_774_398_803_371), ("2026-03-25t00:33:23.371z", 1_774_398_803_371),
      ("2026-03-25T02:33:23.371+02:00", 1_774_398_803_371), ("2026-03-24T19:03:23.371-05:30", 1_774_398_803_371),
      ("2026-03-25T00:33:23.371999999999999999999Z", 1_774_398_803_371), ("2026-03-25T00:33:23.3Z", 1_774_398_803_300),
      ("2026-03-25T00:33:23.37Z", 1_774_398_803_370), ("2026-03-25T00:33:23-00:00", 1_774_398_803_000),
      ("2000-02-29T00:00:00Z", 951_782_400_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("1969-12-31T23:59:59.0009Z", -1000),
    ] as [(String, Int64)]
  )
  func parsed(text: String, milliseconds: Int64) {
    #expect(parse(text) == milliseconds)
  }

  @Test(
    "a text that is not an RFC 3339 timestamp is refused",
    arguments: [
      "", "2026", "2026-03-25", "2026-03-25T00:33:23", "2026-03-25 00:33:23Z", "2026-03-25T00:33Z",
      "2026-3-25T00:33:23Z",
      "2026-03-25T00:33:23.Z", "2026-03-25T00:33:23,5Z", "2026-03-25T00:33:23ZZ", "2026-03-25T00:33:23Z ",
      " 2026-03-25T00:33:23Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
      "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-32T00:00:00Z",
      "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2016-12-31T23:59:60Z", "2026-01-01T00:00:00+24:00",
      "2026-01-01T00:00:00+00:60", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+",
      "0000-01-01T00:00:00Z", "0000-12-31T23:59:59-01:00", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
      "-026-01-01T00:00:00Z",
      "+2026-01-01T00:00:00Z", "20260325T003323Z", "2026-03-25T00:33:2３Z", "1774398803371",
    ]
  )
  func refused(text: String) {
    #expect(parse(text) == nil)
  }

  @Test("a time is written with milliseconds and Z")
  func formatted() {
    #expect(Time.rfc3339(1_774_398_803_371) == "2026-03-25T00:33:23.371Z")
    #expect(Time.rfc3339(0) == "1970-01-01T00:00:00.000Z")
    #expect(Time.rfc3339(-1) == "1969-12-31T23:59:59.999Z")
  }

  @Test("a time outside the years that can be written becomes the nearest time that can be written")
  func clamped() {
    #expect(Time.rfc3339(.min) == "0001-01-01T00:00:00.000Z")
    #expect(Time.rfc3339(.max) == "9999-12-31T23:59:59.999Z")
  }

  @Test("each day from year 1 to 9999 is read back as it was written, and the texts ascend")
  func everyDay() {
    var previous = ""
    var wrong = 0
    for time in stride(from: -62_135_596_800_000 as Int64, through: 253_402_300_799_999, by: 86_400_000) {
      let text = Time.rfc3339(time + 1)
      if parse(text) != time + 1 || text <= previous { wrong += 1 }
      previous = text
    }
    #expect(wrong == 0)
    #expect(previous == "9999-12-31T00:00:00.001Z")
  }

  @Test("a timestamp that is cut off at any byte is refused")
  func truncation() {
    let text = "2026-03-25T02:33:23.371+02:00"
    #expect(parse(text) != nil)
    for length in 0..<text.count { #expect(parse(String(text.prefix(length))) == nil) }
  }
}
