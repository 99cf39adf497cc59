import Testing
import Times

@Suite("moments")
struct InstantTests {
  @Test("a moment is written as RFC 3339 in UTC, and read from every offset")
  func text() throws {
    let moment = Instant(milliseconds: 1_774_398_803_371)
    #expect("\(moment)" == "2026-03-25T00:33:23.371Z")
    #expect(Instant("2026-03-25T01:33:23.371+01:00") == moment)
    #expect(Instant("\(moment)") == moment)
    #expect("\(Instant(milliseconds: -1))" == "1969-12-31T23:59:59.999Z")
  }

  @Test("a text that is no time gives no moment", arguments: ["", "2026-03-25", "now", "2026-13-01T00:00:00Z"])
  func refused(text: String) { #expect(Instant(text) == nil) }

  @Test("an earlier moment is less than a later one")
  func order() {
    #expect(Instant(milliseconds: -5) < Instant(milliseconds: 3))
    #expect(Instant(milliseconds: .min) < Instant(milliseconds: .max))
    #expect(!(Instant(milliseconds: 3) < Instant(milliseconds: 3)))
  }
}
