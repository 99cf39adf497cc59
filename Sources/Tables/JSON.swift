import Answers
import Transcripts

/// A JSON document that keeps the order of its keys. Foundation's encoder does not keep that order, and linking it
/// doubles the time that the program needs to start.
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

  /// Returns the document on one line, for NDJSON, or on several with indentation. Characters that nobody sees, and
  /// those that turn the direction of writing, are escaped.
  package func text(pretty: Bool = true) -> String {
    var writer = JSONWriter(pretty: pretty)
    write(to: &writer)
    writer.escapeHidden()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.literal("null")
    case .bool(let value): writer.literal(value ? "true" : "false")
    case .integer(let value): writer.literal(String(value))
    case .decimal(let value): writer.literal(value)
    case .string(let value): writer.string(value)
    case .array(let values):
      writer.beginArray()
      for value in values { value.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.0)
        member.1.write(to: &writer)
      }
      writer.endObject()
    }
  }
}

extension JSON {
  /// Creates an amount of US dollars to the millionth; null where the cost is unknown.
  package init(_ cost: Money?) { self = cost.map { .decimal($0.fixed(places: 6)) } ?? .null }
}
