import TestSupport
import Testing

@testable import Transcripts

@Suite("texts of lines that were checked before")
struct TrustedTextTests {
  private func texts(_ line: [UInt8], isValid: Bool) -> [TextField]? {
    var fields: [TextField] = []
    let isRecord = line.withUnsafeBufferPointer { ClaudeCode.texts(of: $0, isValid: isValid, into: &fields) }
    return isRecord ? fields : nil
  }

  private static let lines = [
    #"{"type":"user","message":{"role":"user","content":"a \"b\" \\ c\\"},"toolUseResult":{"x":[1,{"y":"]}\\\""}]}}"#,
    #"{"type":"assistant","message":{"content":[{"type":"text","text":"é\n\u001b"},{"type":"tool_use","input":{"a":["b",{}]}}]}}"#,
    #"{"type":"user","message":{"content":[{"type":"tool_result","content":[{"type":"text","text":"x"},{"type":"image"}]}]}}"#,
    #" {"type":"progress","data":{"message":{"type":"user","message":{"content":"inner"}},"list":[]}} "#,
    #"{"summary":"s","leafUuid":"u","type":"summary","n":[-1.5e3,true,null,[],{}],"other":"text"}"#,
    #"{"type":"attachment","attachment":{"type":"queued_command","prompt":"do it","commandMode":"prompt"}}"#,
    "{}", #"{"content":""}"#,
  ].map { Array($0.utf8) }

  @Test("a valid line gives the same texts whether or not it is checked", arguments: lines)
  func same(_ line: [UInt8]) throws {
    let checked = try #require(texts(line, isValid: false))
    #expect(texts(line, isValid: true) == checked)
    #expect(texts(line + [0x0a], isValid: true) == checked)
  }

  @Test("bytes that are said to be valid but are not are read without a trap, and not beyond their end")
  func hostile() {
    var random = Seeded(TestSettings.seed)
    for _ in 0..<50_000 {
      var line = Self.lines.randomElement(using: &random)!
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        line[Int.random(in: 0..<line.count, using: &random)] =
          Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random) : Array(#""\{}[],:"#.utf8).randomElement(using: &random)!
      }
      line.removeLast(Int.random(in: 0..<line.count, using: &random))
      for field in texts(line, isValid: true) ?? [] {
        #expect(field.span.start >= 0 && Int(field.span.start) + Int(field.span.count) <= line.count)
      }
    }
  }
}
