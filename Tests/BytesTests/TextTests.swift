import Bytes
import FileIO
import TestSupport
import Testing
import Times

@Suite("UUIDs as text")
struct UUIDTests {
  private static let text = "00112233-4455-6677-8899-aabbccddeeff"

  @Test("the text of a UUID is its bytes in order, in lower case, with hyphens")
  func description() {
    #expect(UUID16(bytes(hex: "00112233445566778899aabbccddeeff")!).description == Self.text)
  }

  @Test("a UUID is read back from its text and from its bytes", arguments: 0..<50 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var random = Seeded(seed)
    let uuid = UUID16(high: random.next(), low: random.next())
    #expect(UUID16(uuid.description) == uuid, "seed \(seed)")
    #expect(UUID16(uuid.bytes) == uuid, "seed \(seed)")
  }

  @Test(
    "a text that is not a lower-case UUID with hyphens is refused",
    arguments: [
      "", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeef", text + "0", text.uppercased(),
      "{0112233-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899_aabbccddeeff",
      "0011223-34455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeefg",
    ])
  func refused(text: String) { #expect(UUID16(text) == nil) }

  @Test("a random UUID has version 4 and variant 10", arguments: 0..<20 as Range<UInt64>)
  func random(seed: UInt64) {
    let text = Array(UUID16.random(SeededEntropy(seed)).description)
    #expect(text[14] == "4", "seed \(seed)")
    #expect("89ab".contains(text[19]), "seed \(seed)")
  }
}

@Suite("times as text")
struct TimeTests {
  @Test(
    "known times are written in RFC 3339 as GNU date writes them",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_774_398_803_371, "2026-03-25T00:33:23.371Z"),
      (1_764_000_000_000, "2025-11-24T16:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (-1000, "1969-12-31T23:59:59.000Z"), (-86_400_000, "1969-12-31T00:00:00.000Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
      (1_709_164_800_000, "2024-02-29T00:00:00.000Z"), (4_107_456_000_000, "2100-02-28T00:00:00.000Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-2_203_977_600_000, "1900-02-28T00:00:00.000Z"),
      (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func known(milliseconds: Int64, text: String) { #expect(Time.rfc3339(milliseconds) == text) }

  @Test("each day of 800 years has the date that counting day by day gives")
  func counted() {
    var (year, month, day): (Int64, Int64, Int64) = (1601, 1, 1)
    var wrong: [Int64] = []
    for days in -134_774..<(-134_774 + 2 * 146_097) {
      if Time.civil(days: Int64(days)) != (year, month, day) { wrong.append(Int64(days)) }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
      day += 1
      if day > length { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect(wrong.isEmpty, "first wrong day: \(wrong.first ?? 0)")
  }

  @Test("a time outside the years that RFC 3339 can write becomes the first or last time that it can write")
  func extremes() {
    #expect(Time.rfc3339(.min) == "0001-01-01T00:00:00.000Z")
    #expect(Time.rfc3339(.max) == "9999-12-31T23:59:59.999Z")
  }
}
