import Bytes
import FileIO
import TestSupport
import Times

@testable import LineCodecs
@testable import SegmentedLog

/// Lines as transcripts have them, with the columns that an envelope takes from them, and lines that are nothing of the
/// kind.
struct SampleLines {
  private var random: Seeded
  private var uuids: [String] = []
  private var identifiers: [String] = []
  private var files: [String] = []
  private var time: Int64 = 1_764_000_000_000

  init(seed: UInt64) { random = Seeded(seed) }

  /// Makes `count` events. One line in ten is awkward.
  mutating func events(_ count: Int) -> [TestEvent] {
    (0..<count).map { _ in
      var (line, fields) = random.oneIn(10) ? (awkward(), [:]) : record()
      if !random.oneIn(30) { line += "\n" }
      let body = Array(line.utf8)
      fields[16] = .integer(Int64(random.next() % 3))
      return TestEvent(fields: fields, body: body)
    }
  }

  private mutating func record() -> (String, [UInt8: TestEvent.Value]) {
    let uuid = UUID16(high: random.next(), low: random.next()).description
    let parent = uuids.isEmpty || random.oneIn(5) ? nil : random.pick(uuids.suffix(4))
    time += Int64(random.next() % 10_000)
    let message = identifier("msg_01")
    let tokens = Int64(random.next() % 5000)
    let text = content()
    let parts = [
      "\"parentUuid\":\(parent.map { "\"\($0)\"" } ?? "null")", "\"sessionId\":\"\(UUID16(high: 7, low: 9))\"",
      "\"uuid\":\"\(uuid)\"", "\"timestamp\":\"\(Time.rfc3339(time))\"",
      "\"message\":{\"id\":\"\(message)\",\"content\":[{\"type\":\"\(random.pick(["text", "thinking"]))\","
        + "\"text\":\"\(text)\"}],\"usage\":{\"input_tokens\":\(tokens),\"cost\":\(random.pick(["0.25", "-1", "1e3", "0"]))}}",
      "\"leafUuid\":\"\(uuids.isEmpty ? uuid : random.pick(uuids))\"",
      "\"tool\":\"\(identifier(random.pick(["toolu_01", "req_011C", "other_"])))\"",
      "\"patch\":[\((0..<random.next() % 4).map { "\"+ line \($0 % 2)\"" }.joined(separator: ","))]",
    ]
    uuids.append(uuid)
    var fields: [UInt8: TestEvent.Value] = [
      23: .bytes(Array(uuid.utf8)), 28: .integer(time), 29: .bytes(Array(message.utf8)), 42: .integer(tokens),
      25: .bytes(Array(UUID16(high: 7, low: 9).description.utf8)),
    ]
    if let parent { fields[24] = .bytes(Array(parent.utf8)) }
    return ("{" + parts.joined(separator: ",") + "}", fields)
  }

  /// The content of a JSON string.
  private mutating func content() -> String {
    switch random.next() % 8 {
    case 0: return "say \\\"hi\\\"\\n\\tand \\\\ \\/ \\u001b[0m \\u00e9 \\ud83d é → 日本"
    case 1:
      let first = Int(random.next() % 99_998)
      let arrow = random.oneIn(2) ? "→" : "\\t"
      let width = random.oneIn(2) ? 6 : 0
      return (first..<first + Int.random(in: 1...9, using: &random)).map { number in
        let text = String(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text + arrow + "  code \(number % 3)"
      }.joined(separator: "\\n") + random.pick(["", "\\n", "\\n\\n<system-reminder>"])
    case 2: return BinarySample.base64(random.bytes(Int.random(in: 36...400, using: &random)))
    case 3: return hexadecimal(random.bytes(Int.random(in: 1...40, using: &random)))
    case 4, 5:
      if files.isEmpty || random.oneIn(3) {
        files.append(
          (0..<Int.random(in: 40...300, using: &random)).map { _ in
            random.pick(["let", "value", "return", "func", "(", ")", " ", "  ", "\\n", "x", "while", "1"])
          }.joined(separator: " "))
      }
      return random.pick(files)
    case 6: return random.pick(["", "a", "user", "null"])
    default: return Time.rfc3339(Int64(random.next() % 253_402_300_800_000))
    }
  }

  private mutating func identifier(_ prefix: String) -> String {
    if !identifiers.isEmpty, random.oneIn(3) { return random.pick(identifiers) }
    let characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    let new = prefix + String((0..<Int.random(in: 18...24, using: &random)).map { _ in random.pick(characters) })
    identifiers.append(new)
    return new
  }

  private mutating func awkward() -> String {
    random.pick([
      "", "{", "}", "{}", "[]", "not JSON", "{\"a\":1}{\"b\":2}", "{\"a\":\"unclosed", "{\"a\":\"\\x\"}", "{\"a\":\"\\",
      "{\"a\" : \"spaced\" , \"b\" : [ \"x\" , \"y\" ]}",
      "{\"a\":[\"x\",1],\"b\":[1,\"x\"],\"c\":[\"x\",],\"d\":[,\"x\"]}",
      "{\"n\":[0,-0,00,1.0,-1,99999999999999999,999999999999999999,-99999999999999999,1e5,+1,-]}",
      "{\"tab\":\"\t\"}", "{\u{0}}", "{\"a\":\"\u{7f}\u{80}\"}",
      "{\"\\\"key\\\\\":\"v\",\"\":\"\",\"k\":{\"k\":\"v\"}}",
      "{\"a\":\"\\u001B\\u001b\\u0001\\u0002\\u000a\\u\\u12\"}", "{\"t\":\"2025-02-30T00:00:00.000Z\"}",
      "{\"t\":\"1969-12-31T23:59:59.999Z\"}", "{\"deep\":" + String(repeating: "[", count: 300) + "\"x\"",
      "{" + String(repeating: "]", count: 300) + "\"x\"", "{\"a\":\"" + String(repeating: "A", count: 64) + "\"}",
      "{\"a\":\"     1→x\\n     2→\"}", "{\"a\":\"1→x\\n2→y\\n\"}",
      "{\"a\":\"999999998\\ta\\n999999999\\tb\\n1000000000\\tc\"}",
    ])
  }
}

enum BinarySample {
  static func base64(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: BinaryText.base64Length(bytes.count))
    text.withUnsafeMutableBufferPointer { BinaryText.encodeBase64(bytes, bytes.count, to: $0.baseAddress!) }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Identifiers {
  static let sample = Identifiers(
    prefixes: ["toolu_01", "msg_01", "req_011C", "toolu_bdrk_01", "call_"].map { Array($0.utf8) })
}

/// Encodes the events as one block that a compaction would write.
func compactBlock(
  of events: [TestEvent], blockSize: Int = 8 << 20, compression: Compression = .high(level: 4)
) -> EncodedBlock {
  var builder = EventBlockBuilder(blockSize: blockSize, compression: compression, identifiers: .sample)
  return builder.block(of: events)
}

extension EncodedBlock {
  /// The events, decoded as a reader decodes them.
  func events() throws -> [TestEvent] {
    let block = try envelopes(firstSequence: 1)
    let ends = try block.bodyEnds()
    var lines = try FrameLines(block, ends: ends)
    var storage: [UInt8] = []
    for payload in payloads.dropFirst() {
      let frameLines = lines.next(UInt32(payload.rawLength))
      var raw = [UInt8](repeating: 0, count: payload.rawLength)
      try payload.bytes.withUnsafeBytes { stored in
        try raw.withUnsafeMutableBytes {
          try Codec.decode(stored, codec: payload.codec.rawValue, lines: frameLines, into: $0)
        }
      }
      storage += raw
    }
    return try block.events(BlockBodies(storage: storage, ends: ends))
  }
}
