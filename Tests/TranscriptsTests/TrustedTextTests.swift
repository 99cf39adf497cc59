import TestSupport
import Testing

@testable import Transcripts

@Suite("texts of lines that were checked before")
struct TrustedTextTests {
  private func texts(_ line: [UInt8], at place: Span = Span(start: 0, count: -1), isValid: Bool) -> [TextField]? {
    var fields: [TextField] = []
    let isRecord = line.withUnsafeBufferPointer {
      ClaudeCode.texts(of: $0, at: place, isValid: isValid, into: &fields)
    }
    return isRecord ? fields : nil
  }

  /// Returns where the scanner says that all texts of a line are.
  private func place(_ line: [UInt8]) throws -> Span {
    var state = ScanState()
    let result = line.withUnsafeBufferPointer { ClaudeCode.scan($0, &state) }
    guard case .record(let fields, nil) = result else { throw NoRecord() }
    return fields.textPlace
  }

  private struct NoRecord: Error {}

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

  @Test("where the scanner says that the texts are, there are all of them", arguments: lines + unusual)
  func whole(_ line: [UInt8]) throws {
    let place = try place(line)
    let all = try #require(texts(line, isValid: true))
    #expect(texts(line, at: place, isValid: true)?.map(\.span) == all.map(\.span))
    #expect(
      texts(line, at: place, isValid: false) == texts(line, isValid: false),
      "a line that may be invalid is read as a whole")
  }

  @Test("the scanner knows the place of the texts of plain records, and of no others")
  func known() throws {
    #expect(try Self.lines.map { try place($0).isPresent } == [true, true, true, false, false, false, false, false])
    #expect(try Self.unusual.map { try place($0).isPresent } == [true, false, false, false, false, false, true, true])
  }

  /// Records in which texts stand in several places, or not where most records have them.
  private static let unusual = [
    #"{"message":{"content":"the type comes last"},"type":"\u0075ser"}"#,
    #"{"type":"user","message":{"content":"first","content":"second"}}"#,
    #"{"type":"user","message":{"content":"first"},"message":{"content":"second"}}"#,
    #"{"type":"assistant","message":{"content":"c"},"summary":"and a title"}"#,
    #"{"type":"user","customTitle":"t","customTitle":1,"message":{"content":"c"}}"#,
    #"{"type":"user","data":{"message":{"type":"user","message":{"content":"inner"}}}}"#,
    #"{"type":"user","message":{"content":"own"},"data":{"message":{"type":"user","message":{"content":"inner"}}}}"#,
    #"{"type":"user","message":{"content":[{"input":"i","type":"tool_result","content":"o"},{"type":"server_tool_use","name":"n","input":["a"],"input":"b"},7,"t"]}}"#,
  ].map { Array($0.utf8) }

  /// Records whose inputs and outputs are not plain strings.
  private static let nested = [
    #"{"type":"user","message":{"content":[{"type":"tool_result","content":[{"type":"text","text":"x"},"y",[],{"z":["w",{"id":"no"}]}]}]}}"#,
    #"{"type":"user","message":{"content":[{"type":"tool_result","content":[{"source":{"type":"base64","data":"\#(encoded)"},"n":1.5}]},{"type":"text","text":"t"}]}}"#,
    #"{"type":"user","message":{"content":[{"type":"tool_result","content":[{"\u0069d":"no","uu":"yes","text":"a\\n"},null,true]}]}}"#,
    #"{"type":"assistant","message":{"content":[{"type":"tool_use","input":{"a":["b",{"id":"c","d":[["e"]]}],"f":"\#(encoded)","g":{}}}]}}"#,
    #"{"type":"assistant","message":{"content":[{"type":"tool_use","input":[[["a"]],"b"]}]}}"#,
  ].map { Array($0.utf8) }

  private static let encoded = String(repeating: "QUJD", count: 80)

  @Test("the texts that the scanner notes are all that there are", arguments: lines + nested)
  func noted(_ line: [UInt8]) throws {
    var state = ScanState()
    let result = line.withUnsafeBufferPointer { ClaudeCode.scan($0, &state) }
    guard case .record(let fields, nil) = result else { throw NoRecord() }
    let all = try #require(texts(line, isValid: true)).map(\.span)
    if Self.nested.contains(line) {
      #expect(fields.texts == all && !all.isEmpty)
    } else if let known = fields.texts {
      #expect(known == all)
    }
  }

  @Test(
    "what the scanner notes as said has the roles that the search of texts finds", arguments: lines + nested + spoken)
  func said(_ line: [UInt8]) throws {
    var state = ScanState()
    let result = line.withUnsafeBufferPointer { ClaudeCode.scan($0, &state) }
    guard case .record(let fields, nil) = result else { throw NoRecord() }
    let said = try #require(texts(line, isValid: true)).filter { $0.role == .user || $0.role == .assistant }
    if let texts = fields.texts {
      let noted = texts.indices.filter { fields.proseTexts >> $0 & 1 != 0 }.map { texts[$0] }
      #expect((fields.author == .agent ? [] : noted) == said.map(\.span))
      #expect(said.allSatisfy { $0.role == fields.author.map(TextRole.init) })
    } else if fields.textPlace.isPresent {
      let role = TextRole(try #require(fields.author))
      let placed = try #require(texts(line, at: fields.textPlace, isValid: true)).filter { $0.role == .user }
      #expect((role == .system ? [] : placed.map(\.span)) == said.map(\.span))
      #expect(said.allSatisfy { $0.role == role })
    } else {
      #expect(fields.author == nil)
    }
  }

  /// Records in which persons and models say something, or only seem to.
  private static let spoken = [
    #"{"type":"user","message":{"content":"a"},"isMeta":true}"#,
    #"{"type":"user","isMeta":true,"message":{"content":[{"type":"text","text":"a"}]},"isMeta":false}"#,
    #"{"type":"assistant","isCompactSummary":true,"message":{"content":[{"type":"text","text":"a"}]}}"#,
    #"{"type":"assistant","message":{"content":[{"type":"text","text":"a"},{"type":"thinking","thinking":"b"},{"text":"c","type":"text"}]}}"#,
    #"{"type":"assistant","message":{"content":[{"type":"document","title":"a"},{"type":"text","text":"b"}]}}"#,
    #"{"type":"user","message":{"content":[{"type":"tool_result","content":"a"},{"type":"text","text":"b"}]}}"#,
    #"{"type":"assistant","message":{"content":[\#(String(repeating: #"{"type":"text","text":"a"},"#, count: 70))7]}}"#,
    #"{"type":"assistant","message":{"content":[\#(String(repeating: #"{"type":"tool_use","input":{"a":"b"}},"#, count: 70))7]}}"#,
  ].map { Array($0.utf8) }

  @Test("inputs that are nested deeper than any of a known tool are left to the search of texts")
  func deep() throws {
    let open = String(repeating: "[", count: 20)
    let close = String(repeating: "]", count: 20)
    let line = Array(
      #"{"type":"assistant","message":{"content":[{"type":"tool_use","input":\#(open)"a"\#(close)}]}}"#.utf8)
    var state = ScanState()
    let result = line.withUnsafeBufferPointer { ClaudeCode.scan($0, &state) }
    guard case .record(let fields, nil) = result else { throw NoRecord() }
    #expect(fields.texts == nil && fields.textPlace.isPresent)
    #expect(texts(line, at: fields.textPlace, isValid: true)?.count == 1)
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
      let start = Int32.random(in: -1...120, using: &random)
      let place = Span(start: start, count: Int32.random(in: -1...120, using: &random))
      for field in (texts(line, isValid: true) ?? []) + (texts(line, at: place, isValid: true) ?? []) {
        #expect(field.span.start >= 0 && Int(field.span.start) + Int(field.span.count) <= line.count)
      }
    }
  }
}
