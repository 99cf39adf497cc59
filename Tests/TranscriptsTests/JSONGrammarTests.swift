import Testing
import Transcripts

/// Each text is checked as a value inside a record, in a place that is read and in one that is skipped, and alone with
/// ``JSONValue``.
@Suite("the JSON grammar of RFC 8259")
struct JSONGrammarTests {
  static let accepted = [
    "0", "-0", "1", "-1", "10", "1.0", "0.5", "1e1", "1E1", "1e+1", "1e-1", "0e1", "0E+0", "-0.0e-0",
    "123456789012345678901",
    "1e999", "-1.5E-10", "0.000", "true", "false", "null", "[]", "[ ]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[]]",
    "{}", "{ }", #"{"a":1}"#, #"{"a":1,"a":2}"#, #"{"":0}"#, #"{ "a" : 1 , "b" : [ ] }"#, #"{"a":{"b":{"c":[{}]}}}"#,
    #""""#, #""a""#, #""\"""#, #""\\""#, #""\/""#, #""\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\u00E9""#,
    #""\ud83d\ude00""#,
    #""\\u12""#, #""/""#, "\"\u{7F}\"", "\"é\"", "\"日本\"", "\"🙂\"", "\"\u{2028}\u{2029}\"", "\"\u{10FFFF}\"",
    "\"\u{FEFF}\"", "[\n1\r,\t2 ]", #"[null,true,false,"x",1,{}]"#, #"["\\"]"#, "[1e5,-0]",
  ]

  static let refused = [
    "", " ", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1E-", "1ee1", "1e1.5", "1.5.5",
    "0x10",
    "1_000", "--1", "NaN", "Infinity", "-Infinity", "1 2", "1a", "0-", "tru", "truE", "True", "TRUE", "nul", "nulll",
    "fals",
    "truefalse", "undefined", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1}", "[\"a\"", "[1]]",
    "{", "}", "{1:2}", "{a:1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1,,"b":2}"#,
    #"{"a":1 "b":2}"#,
    #"{"a" 1}"#, #"{"a"::1}"#, #"{"a":1]"#, #"{'a':1}"#, #"{"a":1"#, #"{"a""#, #"{"a":"#, #"{null:1}"#, #"{[]:1}"#,
    #"{"a","b"}"#, "\"", #""a"#, #""\""#, #""\"#, #""\x41""#, #""\a""#, #""\'""#, #""\0""#, #""\U0041""#, #""\u""#,
    #""\u12""#, #""\u12g4""#, #""\u 123""#, #""\u+123""#, #""\ud83d\u""#, #""\ud83d\ud""#, "\"\\\u{0A}\"", "\"\\é\"",
    "\"\n\"", "\"\t\"", "\"\u{1F}\"", "\"\0\"", "'a'", "a", "é", "\u{A0}1", "1\u{A0}", "\u{B}1", "\u{C}1", "1\u{FEFF}",
    "/* */1", "1//", "#1", "[1]x", ",", ":", "\\", "\"a\"\"b\"", "\u{7F}", "[\u{0}]",
  ]

  @Test("a text in the JSON grammar is accepted by the line scanner and by the value reader", arguments: accepted)
  func isAccepted(text: String) {
    #expect(rejection(#"{"x":\#(text)}"#) == nil)
    #expect(rejection(#"{"x":[\#(text)]}"#) == nil)
    #expect(rejection(#"{"uuid":\#(text),"message":{"content":[\#(text)],"usage":{"input_tokens":\#(text)}}}"#) == nil)
    #expect(value(text) != nil)
    #expect(value(" \(text)\n") != nil)
  }

  @Test("a text outside the JSON grammar is refused by the line scanner and by the value reader", arguments: refused)
  func isRefused(text: String) {
    for frame in [
      (#"{"x":"#, "}"), (#"{"x":["#, ",1]}"), (#"{"uuid":"#, "}"), (#"{"isMeta":"#, "}"), (#"{"message":"#, "}"),
      (#"{"message":{"content":"#, "}}"), (#"{"message":{"content":["#, ",1]}}"), (#"{"message":{"usage":"#, "}}"),
      (#"{"message":{"content":[{"type":"#, "}]}}"), (#"{"message":{"usage":{"input_tokens":"#, "}}}"),
      (#"{"message":{"usage":{"cache_creation":{"ephemeral_1h_input_tokens":"#, "}}}}"),
    ] {
      let line = frame.0 + text + frame.1
      #expect(rejection(line) != nil, "\(line)")
      #expect(value(line) == nil, "\(line)")
    }
    #expect(value(text) == nil)
  }

  @Test("a record that is cut off at any byte is refused at its end")
  func truncation() throws {
    let line = Array(
      (#" {"type":"user","uuid":null,"x":[1.5e+3,-0,true,false,{"é🙂":"\u00e9\ud83d\ude00\n"},[]],"isMeta":false,"#
        + #""message":{"id":"m","usage":{"input_tokens":12,"cache_creation":{"ephemeral_5m_input_tokens":1}},"#
        + #""content":[{"type":"text","text":"日本 long enough to be read by words"},{"type":"tool_use","name":"B"}]}}"#)
        .utf8
    )
    #expect(rejection(bytes: line) == nil)
    for length in 0..<line.count {
      let refusal = try #require(rejection(bytes: line.prefix(length)), "accepted the first \(length) bytes")
      let isBlank = length < 2
      #expect(isBlank ? refusal.defect == .blank : [.notJSON, .invalidUTF8].contains(refusal.defect))
      #expect(isBlank || refusal.offset == length)
      #expect(value(bytes: line.prefix(length)) == nil)
    }
  }
}
