import TestSupport
import Transcripts

/// Writes random JSON objects that sometimes look like records: wanted keys with right and wrong values, duplicates,
/// whitespace wherever it is allowed, and escapes in keys and values. It never writes an unpaired surrogate.
struct RandomRecord {
  private var random: Seeded
  private var out: [UInt8] = []

  init(seed: UInt64) { random = Seeded(seed) }

  mutating func line() -> [UInt8] {
    out = []
    object(keys: Self.topKeys, depth: 0)
    space()
    return out
  }

  private static let topKeys = [
    "type", "subtype", "uuid", "parentUuid", "sessionId", "timestamp", "cwd", "gitBranch", "version", "agentId", "slug",
    "requestId", "customTitle", "aiTitle", "summary", "leafUuid", "isSidechain", "isMeta", "isCompactSummary",
    "isApiErrorMessage", "message", "message", "message", "type", "type", "message", "toolUseResult", "typ", "uuids",
    "Type",
  ]
  private static let messageKeys = ["id", "model", "role", "usage", "usage", "content", "content", "content", "type"]
  private static let usageKeys = [
    "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation",
    "service_tier",
  ]
  private static let cacheKeys = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens", "ephemeral"]
  private static let blockKeys = [
    "type", "type", "text", "name", "id", "tool_use_id", "is_error", "input", "content", "thinking",
  ]
  private static let types = [
    "text", "thinking", "redacted_thinking", "tool_use", "tool_result", "image", "document", "other", "user",
  ]

  private mutating func object(keys: [String], depth: Int) {
    list(open: "{", close: "}", upTo: min(keys.count, 16)) { writer in
      let key = writer.random.pick(keys)
      writer.string(key)
      writer.space()
      writer.raw(":")
      writer.space()
      writer.value(for: key, depth: depth + 1)
    }
  }

  private mutating func value(for key: String, depth: Int) {
    if random.oneIn(6) { return anything(depth: depth) }
    switch key {
    case "type": string(depth == 1 && !random.oneIn(4) ? "user" : random.pick(Self.types))
    case "message": object(keys: Self.messageKeys, depth: depth)
    case "usage": object(keys: Self.usageKeys, depth: depth)
    case "cache_creation": object(keys: Self.cacheKeys, depth: depth)
    case "content" where depth == 2 && !random.oneIn(4):
      list(open: "[", close: "]", upTo: 5) { $0.object(keys: Self.blockKeys, depth: depth + 1) }
    case _ where key.hasPrefix("is"): raw(random.pick(["true", "false", "false", "null"]))
    case _ where key.hasSuffix("_tokens"): number()
    default: text()
    }
  }

  private mutating func anything(depth: Int) {
    switch Int.random(in: 0..<(depth > 5 ? 6 : 9), using: &random) {
    case 0: raw("null")
    case 1: raw("true")
    case 2: raw("false")
    case 3: number()
    case 4, 5: text()
    case 6: object(keys: Self.blockKeys + Self.messageKeys, depth: depth)
    case 7: object(keys: Self.topKeys, depth: depth)
    default: list(open: "[", close: "]", upTo: 4) { $0.anything(depth: depth + 1) }
    }
  }

  private mutating func list(open: String, close: String, upTo limit: Int, _ element: (inout Self) -> Void) {
    raw(open)
    space()
    let count = random.oneIn(8) ? 0 : Int.random(in: 1...limit, using: &random)
    for index in 0..<count {
      if index > 0 {
        raw(",")
        space()
      }
      element(&self)
      space()
    }
    raw(close)
  }

  private mutating func number() {
    if random.oneIn(2) { return raw(String(Int.random(in: 0...99_999, using: &random))) }
    raw(random.pick(["0", "-0", "-17", "1.5", "0.25", "12e2", "1E+3", "250e-1", "-3.75e2", "9007199254740993"]))
  }

  private mutating func text() {
    let words = ["", "a", "claude", "tab\tline\n", "quote\" back\\ slash/", "naïve", "日本語", "🙂👍", "\u{1}\u{1F}\u{7F}"]
    string((0..<Int.random(in: 0...4, using: &random)).map { _ in random.pick(words) }.joined())
  }

  /// Writes a string, with each character plain or as one of its escapes.
  private mutating func string(_ text: String) {
    let escapeRate = random.pick([4, 1000, 1000])
    raw("\"")
    for scalar in text.unicodeScalars {
      let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
      if mustEscape || random.oneIn(escapeRate) { escape(scalar) } else { raw(String(scalar)) }
    }
    raw("\"")
  }

  private mutating func escape(_ scalar: Unicode.Scalar) {
    let short: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    ]
    if let escape = short[scalar], random.oneIn(2) { return raw(escape) }
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16, uppercase: random.oneIn(2))
      raw("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
  }

  private mutating func space() {
    guard random.oneIn(6) else { return }
    for _ in 0..<Int.random(in: 1...3, using: &random) { raw(random.pick([" ", "\t", "\n", "\r"])) }
  }

  private mutating func raw(_ text: String) { out.append(contentsOf: text.utf8) }
}
