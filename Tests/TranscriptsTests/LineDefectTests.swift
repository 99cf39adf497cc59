import TestSupport
import Testing
import Transcripts

@Suite("defects of a line")
struct LineDefectTests {
  @Test(
    "a line that is not a record is refused at the first offending byte",
    arguments: [
      ("", .blank, 0), (" \t\r\n", .blank, 0), ("\n", .blank, 0),
      (#"{"a":1}{"b":2}"#, .gluedObjects, 7), (#"{"a":1} {"b":2}"#, .gluedObjects, 8), (#"{}{"#, .gluedObjects, 2),
      (#"[1]{"b":2}"#, .gluedObjects, 3), (#"{"a":1}}"#, .notJSON, 7), (#"{"a":1},"#, .notJSON, 7),
      (#"{"a":1}["#, .notJSON, 7), (#"{"a":1}x"#, .notJSON, 7), (#"{"a":{"b":1}{"c":2}}"#, .notJSON, 12),
      ("\0\0\0", .nulBytes, 0), ("{\"a\":\0", .nulBytes, 5), ("{\"a\":\"b\0c\"}", .nulBytes, 7),
      ("{\"a\":1}\0\0", .nulBytes, 7), ("\0{}", .nulBytes, 0), ("{\"a\":\"\\\0\"}", .nulBytes, 7),
      ("[1,2]", .notAnObject, 0), (" \"text\"\n", .notAnObject, 1), ("12", .notAnObject, 0), ("null", .notAnObject, 0),
      ("1 2", .notJSON, 2), ("nul", .notJSON, 3), ("// note", .notJSON, 0), (" \u{FEFF}{}", .notJSON, 1),
      (#"{"a":"#, .notJSON, 5), (#"{"a":"b"#, .notJSON, 7), ("{\"a\":\"b\n", .notJSON, 7),
      (#"{"a":"\ud8"}"#, .notJSON, 10),
    ] as [(String, LineDefect, Int)]
  )
  func rejected(line: String, defect: LineDefect, offset: Int) {
    #expect(rejection(line) == Rejection(defect: defect, offset: offset))
  }

  @Test(
    "bytes that are not UTF-8 are refused where they stop being a character",
    arguments: [
      ([0x80], 0), ([0xBF], 0), ([0xC0, 0xAF], 0), ([0xC1, 0xBF], 0), ([0xC2, 0x22], 1), ([0xE0, 0x9F, 0x80], 1),
      ([0xED, 0xA0, 0x80], 1), ([0xE2, 0x82, 0x22], 2), ([0xF0, 0x8F, 0x80, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 1),
      ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFF], 0), ([0xF0, 0x9F, 0x98, 0x22], 3),
    ] as [([UInt8], Int)]
  )
  func invalidUTF8(sequence: [UInt8], offset: Int) {
    for prefix in [#"{"a":""#, #"{"type":""#, #"{""#, #"{"message":{"content":[{"text":""#, #"{"x":[{"#, "{"] {
      let line = Array(prefix.utf8) + sequence + Array("\"}".utf8)
      #expect(rejection(bytes: line) == Rejection(defect: .invalidUTF8, offset: prefix.utf8.count + offset))
    }
  }

  @Test("a character cut off by NUL bytes and one cut off by the end of the line have different defects")
  func cutCharacters() {
    let start = Array(#"{"a":""#.utf8)
    #expect(rejection(bytes: start + [0xE2, 0x82, 0, 0]) == Rejection(defect: .nulBytes, offset: 8))
    #expect(rejection(bytes: start + [0xE2, 0x82]) == Rejection(defect: .invalidUTF8, offset: 8))
  }

  @Test("a sequence of boundary bytes is accepted exactly where the standard library finds it to be UTF-8")
  func everySequence() {
    let bytes: [UInt8] = [
      0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0,
      0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    var checked = 0
    for first in bytes {
      for second in bytes {
        for third in bytes {
          for fourth in bytes {
            let sequence = [first, second, third, fourth]
            let isValid = String(validating: sequence, as: UTF8.self) != nil
            let refusal = rejection(bytes: Array("{\"\":\"".utf8) + sequence + Array("\"}".utf8))
            if (refusal == nil) != isValid { Issue.record("\(sequence)") }
            checked += isValid ? 1 : 0
          }
        }
      }
    }
    #expect(checked > 1000)
  }

  @Test("each byte value is accepted or refused inside a string, at every distance from its start and end")
  func everyByteInString() {
    for length in 1...20 {
      for place in 0..<length {
        for byte in UInt8.min...UInt8.max {
          var text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
          text[place] = byte
          let isPlain = byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
          let refusal = rejection(bytes: Array("{\"k\":\"".utf8) + text + Array("\"}".utf8))
          if (refusal == nil) != isPlain {
            Issue.record("byte \(byte) at \(place) of \(length): \(String(describing: refusal))")
          }
        }
      }
    }
  }

  // MARK: Surrogates

  @Test(
    "an unpaired surrogate in any string is accepted and reported",
    arguments: [
      #"\ud800"#, #"\uDFFF"#, #"\ud83dx"#, #"\ud83d\n"#, #"\ud83d\ud83d\ude00"#, #"\ude00\ude00"#, #"\ude00\ud83d"#,
      #"\ud83d\u0041"#,
    ]
  )
  func loneSurrogates(escape: String) throws {
    for line in [
      #"{"uuid":"u","x":"\#(escape)"}"#, #"{"uuid":"u","cwd":"\#(escape)"}"#, #"{"uuid":"u","\#(escape)":1}"#,
      #"{"uuid":"u","x":[{"\#(escape)":[]}]}"#,
    ] {
      let record = try record(line)
      #expect(record.defect == .loneSurrogate)
      #expect(record.text(\.uuid) == "u")
    }
  }

  @Test("a surrogate pair is not a defect")
  func surrogatePair() throws {
    let record = try record(#"{"cwd":"\ud83d\ude00\uD83D\uDE00"}"#)
    #expect(record.defect == nil)
    #expect(record.text(\.cwd) == "😀😀")
  }

  @Test("a defect that makes a line unreadable is reported rather than an unpaired surrogate")
  func surrogateInBadLine() {
    #expect(rejection(#"{"a":"\ud800"}{}"#) == Rejection(defect: .gluedObjects, offset: 14))
  }

  // MARK: Depth

  @Test(
    "a record with 1024 nested containers is accepted, and one with more is read with the defect tooDeep",
    arguments: [
      (#"{"a":"#, "}", 1), (#"{"uuid":"#, "}", 1), (#"{"message":{"x":"#, "}}", 2),
      (#"{"message":{"content":"#, "}}", 2),
      (#"{"message":{"content":["#, "]}}", 3), (#"{"message":{"content":[{"text":"#, "}]}}", 4),
      (#"{"message":{"usage":{"cache_creation":{"ephemeral_5m_input_tokens":"#, "}}}}", 4),
    ]
  )
  func depth(prefix: String, suffix: String, outer: Int) throws {
    for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
      func line(depth: Int) -> String {
        let inner = depth - outer - 1  // the innermost container is an empty array
        return prefix + String(repeating: open, count: inner) + "[]" + String(repeating: close, count: inner) + suffix
      }
      #expect(try record(line(depth: 1024)).defect == nil)
      #expect(try record(line(depth: 1025)).defect == .tooDeep)
      #expect(try record(line(depth: 100_000)).defect == .tooDeep)
      let offset = prefix.utf8.count + (1024 - outer) * open.utf8.count
      #expect(rejection(line(depth: 1025) + "}") == Rejection(defect: .tooDeep, offset: offset))
    }
  }

  @Test("an array with more than 1024 nested arrays is tooDeep rather than notAnObject")
  func deepArray() {
    let fits = String(repeating: "[", count: 1024) + String(repeating: "]", count: 1024)
    #expect(rejection(fits) == Rejection(defect: .notAnObject, offset: 0))
    #expect(rejection("[" + fits + "]") == Rejection(defect: .tooDeep, offset: 1024))
  }

  @Test("a wrong closing bracket is refused at every level")
  func wrongClosers() {
    var random = Seeded(7)
    let kinds = (0..<300).map { _ in random.oneIn(2) }
    let opening = "{\"k\":" + kinds.map { $0 ? "{\"k\":" : "[" }.joined() + "1"
    let closers = kinds.reversed().map { $0 ? UInt8(ascii: "}") : UInt8(ascii: "]") } + [UInt8(ascii: "}")]
    #expect(rejection(bytes: Array(opening.utf8) + closers) == nil)
    for level in closers.indices {
      var wrong = closers
      wrong[level] = wrong[level] == UInt8(ascii: "}") ? UInt8(ascii: "]") : UInt8(ascii: "}")
      let expected = Rejection(defect: .notJSON, offset: opening.utf8.count + level)
      #expect(rejection(bytes: Array(opening.utf8) + wrong) == expected)
    }
  }

  // MARK: The list

  @Test("line defects have the numbers that are written to disk, and a reason each")
  func rawValues() {
    let expected: [LineDefect] = [
      .notJSON, .gluedObjects, .nulBytes, .invalidUTF8, .tooDeep, .loneSurrogate, .tooLong, .notAnObject, .blank,
      .utf16,
    ]
    #expect(LineDefect.allCases == expected)
    #expect(LineDefect.allCases.map(\.rawValue) == Array(1...10))
    #expect(Set(LineDefect.allCases.map(\.reason)).count == 10)
    #expect(LineDefect.gluedObjects.reason == "two objects glued together")
  }
}
