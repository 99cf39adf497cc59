import Testing

@testable import Serving

@Suite("answers that are known already")
struct KnownAnswersTests {
  private func answer(_ request: APIRequest, tag: String, _ text: String) -> APIAnswer {
    if request.headers["if-none-match"] == tag { return APIAnswer(304, headers: [("ETag", tag)], .none) }
    return APIAnswer(200, headers: [("ETag", tag)], .bytes(Array(text.utf8), contentType: "text/plain"))
  }

  @Test("the same question is answered once for each tag, and never with an old answer")
  func tags() throws {
    let known = KnownAnswers()
    let request = APIRequest("GET", ["sessions"], query: [("limit", "1")])
    for (tag, text) in [("a", "one"), ("a", "two"), ("b", "three"), ("b", "four"), ("a", "five")] {
      let expected = ["a": ["one": "one", "two": "one", "five": "five"], "b": ["three": "three", "four": "three"]]
      #expect(try known.answer(request) { answer($0, tag: tag, text) }.text == expected[tag]?[text])
    }
    let other = APIRequest("GET", ["sessions"], query: [("limit", "2")])
    #expect(try known.answer(other) { answer($0, tag: "a", "other") }.text == "other")
    var lines = request
    lines.headers["accept"] = "application/x-ndjson"
    #expect(try known.answer(lines) { answer($0, tag: "a", "lines") }.text == "lines")
  }

  @Test("answers without a tag, and refusals, are made each time")
  func untagged() throws {
    let known = KnownAnswers()
    let request = APIRequest("GET", ["health"])
    for text in ["one", "two"] {
      let made = known.answer(request) { _ in APIAnswer(200, .bytes(Array(text.utf8), contentType: "text/plain")) }
      #expect(try made.text == text)
    }
    #expect(known.answer(request) { _ in APIAnswer(503, .none) }.status == 503)
    var own = request
    own.headers["if-none-match"] = "a"
    #expect(known.answer(own) { answer($0, tag: "a", "x") }.status == 304)
  }

  @Test("only a few megabytes are kept")
  func bounded() throws {
    let known = KnownAnswers()
    let long = String(repeating: "x", count: 900_000)
    for number in 0..<20 {
      _ = known.answer(APIRequest("GET", ["\(number)"])) { answer($0, tag: "a", long) }
    }
    #expect(known.answer(APIRequest("GET", ["19"])) { answer($0, tag: "a", "new") }.status == 200)
    #expect(try known.answer(APIRequest("GET", ["19"])) { answer($0, tag: "a", "new") }.text == long)
    #expect(try known.answer(APIRequest("GET", ["0"])) { answer($0, tag: "a", "new") }.text == "new")
  }
}
