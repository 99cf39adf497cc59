import Transcripts

/// Lines that Claude Code writes, and some that are slightly different.
private let lineSeeds = [
  #"{"type":"user","uuid":"00000000-0000-4000-8000-000000000001","parentUuid":null,"sessionId":"s","timestamp":"2025-11-24T16:00:00.000Z","cwd":"/w","isSidechain":false,"message":{"role":"user","content":"hello"}}"#,
  #"{"type":"assistant","message":{"id":"m","model":"x","content":[{"type":"text","text":"a\n\"\\é🙂"},{"type":"tool_use","name":"Bash","input":{"a":[1,2.5e-3,true,null]}}],"usage":{"input_tokens":1,"output_tokens":2,"cache_creation":{"ephemeral_5m_input_tokens":3}}}}"#,
  #"{"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":"no"}]}}"#,
  #" {"a" : "\ud83d\ude00" , "b":"\ud800"} "#, "[[[{}]]]", "{\"a\":1}{\"b\":2}", "", " \r\n", "\0\0\0",
  #"{"summary":"s","leafUuid":"l","customTitle":"t","type":"summary"}"#,
  #"{"type":"progress","data":{"message":{"type":"assistant","uuid":"u","message":{"id":"m","content":[{"type":"tool_use","id":"t","name":"Bash"}],"usage":{}}},"agentId":"a"}}"#,
].map { Array($0.utf8) }

private let lineTokens = [
  "\"type\":", "\"uuid\":", "\"message\":{", "\"content\":[", "\"usage\":{", "\"input_tokens\":",
  "{\"type\":\"text\",\"text\":",
  "{\"type\":\"tool_use\",\"name\":", "\\u0000", "\\ud800", "\\udc00", "true", "false", "null", "1e999", "-0",
  "[[[[[[[[", "{\"\":{\"\":",
].map { Array($0.utf8) }

/// One line: accepted where a simple reader accepts it, and with the fields that a tree of it has.
enum LineScannerTarget: FuzzTarget {
  static let name = "line-scanner"
  static let lengthMax = 8192
  static func seeds() -> [[UInt8]] { lineSeeds }
  static var tokens: [[UInt8]] { lineTokens }

  static func run(_ bytes: [UInt8]) {
    var state = ScanState()
    let result = bytes.withUnsafeBufferPointer { ClaudeCode.scan($0, &state) }
    let reference = ReferenceJSON(bytes, depthMax: LineScanner.maximumDepth)
    let isBlank = bytes.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
    let tree = bytes.withUnsafeBufferPointer { JSONValue.parse($0) }
    switch result {
    case .record(let fields, let defect):
      if defect == .tooDeep {
        require(reference == nil && tree == nil, "a record that is not too deep")
        require(ReferenceJSON(bytes, depthMax: .max) != nil, "a record that is not JSON")
        return
      }
      require(reference != nil, "a record that is not JSON")
      require((defect == .loneSurrogate) == reference!.hasLoneSurrogate, "the surrogates are seen otherwise")
      guard let tree, case .object = tree else { fatalError("a record that is no object") }
      check(fields, of: bytes, against: tree)
    case .rejected(let defect, let offset):
      require((0...bytes.count).contains(offset), "a defect at byte \(offset) of \(bytes.count)")
      require((defect == .blank) == isBlank, "blank is seen otherwise")
      require((defect == .notAnObject) == (reference != nil), "refused as \(defect)")
    }
  }

  private static func check(_ fields: LineFields, of line: [UInt8], against tree: JSONValue) {
    func text(_ span: Span) -> [UInt8]? {
      guard span.isPresent else { return nil }
      require(span.start >= 0 && Int(span.start) + Int(span.count) <= line.count, "a span outside of the line")
      var text: [UInt8] = []
      line[Int(span.start)..<Int(span.start + span.count)].withUnsafeBufferPointer {
        LineScanner.unescape($0, into: &text)
      }
      return text
    }
    func expect(_ span: Span, _ value: JSONValue?, _ key: String) {
      require(text(span) == value?.stringValue.map { Array($0.utf8) }, "\(key) is another")
    }
    let spans: [(String, Span)] = [
      ("type", fields.type), ("subtype", fields.subtype), ("uuid", fields.uuid), ("parentUuid", fields.parentUuid),
      ("sessionId", fields.sessionId), ("timestamp", fields.timestamp), ("cwd", fields.cwd),
      ("gitBranch", fields.gitBranch), ("version", fields.version), ("slug", fields.slug),
      ("customTitle", fields.customTitle), ("aiTitle", fields.aiTitle),
      ("summary", fields.summary), ("leafUuid", fields.leafUuid),
    ]
    for (key, span) in spans { expect(span, tree[key], key) }
    expect(fields.forkedFrom, tree["forkedFrom"]?["sessionId"], "forkedFrom")
    expect(fields.sessionKind, tree["sessionKind"], "sessionKind")
    let inner = innerRecord(of: tree)
    expect(fields.innerUuid, inner?["uuid"], "data.message.uuid")
    for (key, span, below) in [("requestId", fields.requestId, inner), ("agentId", fields.agentId, tree["data"])] {
      expect(span, tree[key]?.stringValue != nil || inner == nil ? tree[key] : below?[key], key)
    }
    let message = inner.map { $0["message"] } ?? tree["message"]
    expect(fields.messageId, message?["id"], "message.id")
    expect(fields.model, message?["model"], "message.model")
    let tools = (message?["content"]?.arrayValue ?? []).filter { $0["type"]?.stringValue == "tool_use" }
    require(
      fields.toolNames.map { text($0)! } == tools.compactMap { $0["name"]?.stringValue.map { Array($0.utf8) } },
      "the tools are others")
    let named = tools.filter { $0["name"]?.stringValue != nil }
    require(
      fields.toolIds.map(text) == named.map { $0["id"]?.stringValue.map { Array($0.utf8) } },
      "the calls are others")
    let results = (message?["content"]?.arrayValue ?? []).filter { $0["type"]?.stringValue == "tool_result" }
    require(
      fields.toolResults.map { text($0.call) } == results.map { $0["tool_use_id"]?.stringValue.map { Array($0.utf8) } }
        && fields.toolResults.map(\.isError) == results.map { $0["is_error"]?.boolValue == true },
      "the results are others")
    require((fields.usage != nil) == (message?["usage"].map(isObject) ?? false), "usage is seen otherwise")
  }

  /// The record inside a record of type `progress` without a message of its own.
  private static func innerRecord(of tree: JSONValue) -> JSONValue? {
    let message = tree["message"]
    guard tree["type"]?.stringValue == "progress", message?["id"]?.stringValue == nil,
      message?["usage"].map(isObject) != true, let inner = tree["data"]?["message"], isObject(inner)
    else { return nil }
    return inner
  }

  private static func isObject(_ value: JSONValue) -> Bool { if case .object = value { true } else { false } }
}

/// Any value: read where a simple reader reads it, and the same again after it is written.
enum JSONValueTarget: FuzzTarget {
  static let name = "json-value"
  static let lengthMax = 8192
  static func seeds() -> [[UInt8]] { lineSeeds }
  static var tokens: [[UInt8]] { lineTokens }

  static func run(_ bytes: [UInt8]) {
    let value = bytes.withUnsafeBufferPointer { JSONValue.parse($0) }
    require((value != nil) == (ReferenceJSON(bytes, depthMax: LineScanner.maximumDepth) != nil), "the grammar differs")
    guard let value else { return }
    var text: [UInt8] = []
    write(value, to: &text)
    require(text.withUnsafeBufferPointer { JSONValue.parse($0) } == value, "a value does not survive its text")
  }

  private static func write(_ value: JSONValue, to text: inout [UInt8]) {
    switch value {
    case .null: text += "null".utf8
    case .bool(let value): text += "\(value)".utf8
    case .number(let digits): text += digits.utf8
    case .string(let string): write(string, to: &text)
    case .array(let elements):
      text += "[".utf8
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ",".utf8 }
        write(element, to: &text)
      }
      text += "]".utf8
    case .object(let members):
      text += "{".utf8
      for (index, member) in members.enumerated() {
        if index > 0 { text += ",".utf8 }
        write(member.key, to: &text)
        text += ":".utf8
        write(member.value, to: &text)
      }
      text += "}".utf8
    }
  }

  private static func write(_ string: String, to text: inout [UInt8]) {
    text += "\"".utf8
    for byte in string.utf8 {
      let isPlain = byte >= 0x20 && byte != 0x22 && byte != 0x5c
      if isPlain {
        text.append(byte)
      } else {
        text += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
      }
    }
    text += "\"".utf8
  }
}
