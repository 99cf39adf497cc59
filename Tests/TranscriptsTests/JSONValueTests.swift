import Foundation
import TestSupport
import Testing
import Transcripts

@Suite("JSON value trees")
struct JSONValueTests {
  @Test("a JSON value tree has every value in order")
  func tree() {
    let expected = JSONValue.object([
      JSONMember(key: "a", value: .array([.number("1.50"), .null, .bool(true), .bool(false), .string("x\n")])),
      JSONMember(key: "é", value: .object([])),
      JSONMember(key: "c", value: .array([])),
    ])
    #expect(value(#" {"a":[1.50,null,true,false,"x\n"], "\u00e9" : {}, "c":[ ]}"#) == expected)
  }

  @Test("a JSON object keeps duplicate members, and a look-up finds the last one")
  func duplicates() {
    let object = value(#"{"a":1,"a":2}"#)
    #expect(object == .object([JSONMember(key: "a", value: .number("1")), JSONMember(key: "a", value: .number("2"))]))
    #expect(object?["a"]?.intValue == 2)
    #expect(object?["b"] == nil)
  }

  @Test("an accessor of a JSON value returns nil for a value of another type")
  func accessors() {
    #expect(value("\"a\"")?.stringValue == "a")
    #expect(value("1")?.stringValue == nil)
    #expect(value("[1]")?.arrayValue == [.number("1")])
    #expect(value("{}")?.arrayValue == nil)
    #expect(value("true")?.boolValue == true)
    #expect(value("1")?.boolValue == nil)
    #expect(value("-12")?.intValue == -12)
    #expect(value("12.0")?.intValue == nil)
    #expect(value("9223372036854775808")?.intValue == nil)
    #expect(value("\"12\"")?.intValue == nil)
    #expect(value("[1]")?["a"] == nil)
  }

  @Test("two JSON values are equal exactly where their texts are the same")
  func equality() {
    let texts = [
      "null", "true", "false", "1", "1.0", "\"1\"", "\"\"", "[]", "[1]", "[1,1]", "[[1]]", "{}", #"{"a":1}"#,
      #"{"b":1}"#,
      #"{"a":2}"#, #"{"a":1,"b":1}"#, #"{"b":1,"a":1}"#, #"{"a":[1,{"b":null}]}"#, #"{"a":[1,{"b":true}]}"#,
    ]
    for (index, text) in texts.enumerated() {
      for (other, otherText) in texts.enumerated() {
        #expect((value(text) == value(" " + otherText)) == (index == other), "\(text) and \(otherText)")
      }
    }
  }

  @Test("an unpaired surrogate in a JSON string becomes U+FFFD")
  func loneSurrogate() {
    #expect(value(#"{"\ud800":"a\udc00"}"#) == .object([JSONMember(key: "\u{FFFD}", value: .string("a\u{FFFD}"))]))
  }

  @Test("the deepest JSON tree can be read, compared and released on a stack of 512 KiB")
  func deepestTree() async {
    func nested(_ open: String, _ close: String, depth: Int) -> [UInt8] {
      Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
    }
    for (open, close) in [("[", "]"), ("{\"k\":", "}"), ("[0,{\"k\":", "}]")] {
      let perRound = open.contains(",") ? 2 : 1
      let deepest = nested(open, close, depth: LineScanner.maximumDepth / perRound)
      let isEqual = await onSmallStack {
        let first = value(bytes: deepest)
        let second = value(bytes: deepest)
        return first != nil && first == second
      }
      #expect(isEqual)
      #expect(value(bytes: nested(open, close, depth: LineScanner.maximumDepth / perRound + 1)) == nil)
      #expect(value(bytes: nested(open, close, depth: 100_000)) == nil)
    }
  }

  private func onSmallStack(_ body: @escaping @Sendable () -> Bool) async -> Bool {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: body()) }
      thread.stackSize = 512 << 10
      thread.start()
    }
  }
}

@Suite("JSON values as text")
struct JSONValueTextTests {
  private func value(_ text: String) -> JSONValue? {
    Array(text.utf8).withUnsafeBufferPointer { JSONValue.parse($0) }
  }

  @Test(
    "a JSON value is written as it was read, without insignificant whitespace and needless escapes",
    arguments: [
      (#"{"a" : [1.50, true,null ,"x"] , "b":{}}"#, #"{"a":[1.50,true,null,"x"],"b":{}}"#), ("[]", "[]"),
      (#""\u0001\u001f\n\t\r\"\\\/é🙂""#, #""\u0001\u001f\n\t\r\"\\/é🙂""#),
    ])
  func text(_ written: String, _ expected: String) { #expect(value(written)?.text == expected) }

  @Test("a JSON string that is written and read again is the same")
  func roundTrip() {
    for round in 0..<500 {
      let seed = TestSettings.seed &+ UInt64(round)
      var random = Seeded(seed)
      let scalars = (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...(random.oneIn(2) ? 0x80 : 0x1_ffff), using: &random))
      }
      let text = JSONValue.string(String(String.UnicodeScalarView(scalars)))
      #expect(value(text.text) == text, "seed \(seed)")
    }
  }
}
