import Transcripts

/// A JSON document that keeps the order of its keys. Foundation's encoder is not used because it does not keep the
/// order and doubles the start-up time.
indirect enum JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByNilLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
  case null
  case bool(Bool)
  case integer(Int64)
  /// A decimal number as its text.
  case decimal(String)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  init(nilLiteral: ()) { self = .null }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(stringLiteral value: String) { self = .string(value) }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }

  init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
  init(_ value: Int) { self = .integer(Int64(value)) }
  init(_ value: String?) { self = value.map { .string($0) } ?? .null }

  /// Returns the document on one line, for NDJSON, or on several lines for people. Invisible characters are escaped.
  func text(pretty: Bool = true) -> TerminalText {
    var out = ""
    write(to: &out, pretty: pretty, indent: 0)
    let escaped = out.withUTF8 { HiddenCharacters.escaped(json: $0) }
    return TerminalText(escaped: escaped.map { String(decoding: $0, as: UTF8.self) } ?? out)
  }

  private func write(to out: inout String, pretty: Bool, indent: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .decimal(let value): out += value
    case .string(let value): Self.write(value, to: &out)
    case .array(let values):
      Self.write(values, open: "[", close: "]", to: &out, pretty: pretty, indent: indent) { value, out in
        value.write(to: &out, pretty: pretty, indent: indent + 1)
      }
    case .object(let members):
      Self.write(members, open: "{", close: "}", to: &out, pretty: pretty, indent: indent) { member, out in
        Self.write(member.0, to: &out)
        out += pretty ? ": " : ":"
        member.1.write(to: &out, pretty: pretty, indent: indent + 1)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], open: String, close: String, to out: inout String, pretty: Bool, indent: Int,
    element: (Element, inout String) -> Void
  ) {
    out += open
    for (index, item) in elements.enumerated() {
      if index > 0 { out += "," }
      if pretty { out += "\n" + String(repeating: "  ", count: indent + 1) }
      element(item, &out)
    }
    if pretty, !elements.isEmpty { out += "\n" + String(repeating: "  ", count: indent) }
    out += close
  }

  private static func write(_ text: String, to out: inout String) { out += JSONValue.quoted(text) }
}

extension JSON {
  /// Makes a number of US dollars with six decimal places; null if the cost is unknown.
  init(usd value: Double?) { self = value.map { .decimal(Format.fixed($0, places: 6)) } ?? .null }
}
