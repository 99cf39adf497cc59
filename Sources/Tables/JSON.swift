import Answers
import Transcripts

/// A JSON document that keeps the order of its keys. Foundation's encoder does not keep that order, and linking it doubles
/// the time that the program needs to start.
package indirect enum JSON: Sendable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral,
  ExpressibleByNilLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number by its digits.
  case decimal(String)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }

  package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
  package init(_ value: Int) { self = .integer(Int64(value)) }
  package init(_ value: String?) { self = value.map { .string($0) } ?? .null }

  /// The document on one line, for NDJSON, or on several with indentation. Characters that nobody sees, and those that turn the direction of writing, are
  /// escaped.
  package func text(pretty: Bool = true) -> String {
    var out = ""
    write(to: &out, pretty: pretty, indent: 0)
    let escaped = out.withUTF8 { HiddenCharacters.escaped(json: $0) }
    return escaped.map { String(decoding: $0, as: UTF8.self) } ?? out
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
  /// US dollars to the millionth; null where the cost is unknown.
  package init(_ cost: Money?) { self = cost.map { .decimal($0.fixed(places: 6)) } ?? .null }
}

/// Decimal numbers as text, without the C library's locale.
package enum Decimal {
  /// `places` digits after the point, rounded to the nearest. The number must be below 9e18 / 10^`places`.
  package static func fixed(_ number: Double, places: Int) -> String {
    let scale = (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 }
    let scaled = Int64(min((abs(number) * Double(scale)).rounded(), 9e18))
    let rest = String(scaled % scale)
    let sign = number < 0 && scaled > 0 ? "-" : ""
    let whole = "\(sign)\(scaled / scale)"
    return places == 0 ? whole : whole + "." + String(repeating: "0", count: places - rest.count) + rest
  }
}
