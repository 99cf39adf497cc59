import TestSupport
import Testing

@testable import Answers

@Suite("excluding lines by their bytes")
struct LinePrefilterTests {
  private func mayHold(_ line: String, _ texts: String..., isCaseSensitive: Bool = false) throws -> Bool {
    var options = SearchOptions()
    options.isCaseSensitive = isCaseSensitive
    let filter = LinePrefilter(try texts.map { try SearchPattern($0, options) })
    return Array(line.utf8).withUnsafeBytes(filter.mayHold)
  }

  @Test("lines that have all texts are kept, and others excluded")
  func plain() throws {
    #expect(try mayHold(#"{"a":"The Needle"}"#, "needle"))
    #expect(try mayHold(#"{"a":"The Needle"}"#, "needle", "THE"))
    #expect(try !mayHold(#"{"a":"The Needle"}"#, "needle", "hay"))
    #expect(try !mayHold(#"{"a":"The Needle"}"#, "needle", isCaseSensitive: true))
    #expect(try !mayHold("", "needle"))
  }

  @Test("a text that may be written with escapes is not excluded, one with other escapes is")
  func escapes() throws {
    #expect(try mayHold(#"{"a":"n\u0065edle"}"#, "needle"))
    #expect(try mayHold(#"{"a":"\u001b[0m \u001B n\u0065edle"}"#, "needle"))
    #expect(try !mayHold(#"{"a":"\u001b[0m n\u00e9edle \u2014 \u01"}"#, "needle"))
    #expect(try mayHold(#"{"a":"de\u017Fk"}"#, "desk") && mayHold(#"{"a":"des\u212a"}"#, "desk"))
    #expect(try !mayHold(#"{"a":"de\u017Fk"}"#, "desk", isCaseSensitive: true))
    #expect(try !mayHold(#"{"a":"de\u017Fk"}"#, "detail"))
    #expect(try mayHold("de\u{17f}k", "desk") && mayHold("des\u{212a}", "desk"))
    for end in [#"\"#, #"\u"#, #"\u0"#, #"\u00"#, #"\u006"#] { #expect(try !mayHold("x" + end, "needle")) }
  }

  @Test("a text without a part that JSON always writes unchanged excludes nothing")
  func unknown() throws {
    #expect(try mayHold("{}", "é") && mayHold("{}", "/"))
    var options = SearchOptions()
    options.isRegex = true
    let filter = LinePrefilter([try SearchPattern("n.edle", options)])
    #expect(Array("{}".utf8).withUnsafeBytes(filter.mayHold))
  }
}
