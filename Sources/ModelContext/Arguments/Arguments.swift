import Answers
import Tables
import Times
import Transcripts

/// The arguments of one call, all of them checked: none is unknown, given twice, of another type, or out of range.
package struct Arguments: Sendable {
  private let values: [String: JSONValue]
  /// In the order in which they were given.
  private let names: [String]

  /// Checks the arguments of a call. `value` is an object; nil stands for an empty one. Throws `ToolFailure` with a
  /// sentence that names the argument and what it takes.
  package init(_ value: JSONValue?, _ known: [Argument]) throws(ToolFailure) {
    var values: [String: JSONValue] = [:]
    var names: [String] = []
    switch value {
    case .object(let members):
      for member in members {
        guard let argument = known.first(where: { $0.name == member.key }) else {
          let all = known.isEmpty ? "there are none" : "the arguments are \(known.map(\.name).joined(separator: ", "))"
          throw ToolFailure("there is no argument '\(RPCError.shortened(member.key))'; \(all)")
        }
        guard values[member.key] == nil else { throw ToolFailure("argument '\(argument.name)' is given twice") }
        guard argument.accepts(member.value) else {
          let given = RPCError.shortened(member.value.briefText)
          throw ToolFailure("argument '\(argument.name)' takes \(argument.takes), not \(given)")
        }
        values[member.key] = member.value
        names.append(member.key)
      }
    case nil: break
    default: throw ToolFailure("arguments must be an object")
    }
    for argument in known where argument.isRequired && values[argument.name] == nil {
      throw ToolFailure("argument '\(argument.name)' is missing; it takes \(argument.takes)")
    }
    (self.values, self.names) = (values, names)
  }

  package func has(_ name: String) -> Bool { values[name] != nil }

  package func text(_ name: String) -> String? { values[name]?.stringValue }
  package func integer(_ name: String) -> Int? { values[name]?.intValue }
  package func flag(_ name: String) -> Bool { values[name]?.boolValue ?? false }
  package func texts(_ name: String) -> [String] { values[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// The sequence number of a record.
  package func record(_ name: String) -> UInt64? { values[name].flatMap(Argument.sequence) }

  package var cursor: PageCursor? { text("cursor").flatMap { PageCursor($0) } }

  /// The period from `since` to `until`; both are included as a whole where they are days or months. `now` is in
  /// milliseconds since 1970 UTC. Throws `ToolFailure` where it ends before it begins.
  func period(_ zone: Zone, now: Int64) throws(ToolFailure) -> Period {
    func named(_ name: String) -> Period? { text(name).flatMap { Period(named: $0, now: now, zone: zone) } }
    let period = Period(start: named("since")?.start, end: named("until")?.end)
    if let start = period.start, let end = period.end, start >= end {
      throw ToolFailure("argument 'until' ends before 'since' begins; give an earlier since or a later until")
    }
    return period
  }

  /// The arguments as JSON, with others in place of those of the same name, or after them.
  func json(replacing others: [(String, JSON)], without left: [String] = []) -> String {
    let replaced = Set(others.map(\.0) + left)
    let kept = names.filter { !replaced.contains($0) }.map { ($0, values[$0]!.document) }
    return JSON.object(kept + others).text(pretty: false)
  }
}

extension Argument {
  func accepts(_ value: JSONValue) -> Bool {
    switch kind {
    case .text:
      guard let text = value.stringValue else { return false }
      return !text.isEmpty && text.unicodeScalars.count <= Self.lengthMax
    case .time: return value.stringValue.map { Period(named: $0, now: Int64(0), zone: .utc) != nil } ?? false
    case .choice(let values): return value.stringValue.map(values.contains) ?? false
    case .choices(let values):
      guard let chosen = value.arrayValue, !chosen.isEmpty, chosen.count <= values.count else { return false }
      return chosen.allSatisfy { $0.stringValue.map(values.contains) ?? false }
    case .integer(let range): return value.intValue.map(range.contains) ?? false
    case .flag: return value.boolValue != nil
    case .cursor: return value.stringValue.map { PageCursor($0) != nil } ?? false
    case .record: return Self.sequence(value) != nil
    }
  }

  fileprivate static func sequence(_ value: JSONValue) -> UInt64? {
    switch value {
    case .number(let digits): UInt64(digits)
    case .string(let text): UInt64(text.hasPrefix("@") ? text.dropFirst() : text[...])
    case .null, .bool, .array, .object: nil
    }
  }
}

extension JSONValue {
  /// The value in a few words for a message.
  fileprivate var briefText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): "\"\(text.prefix(100))\""
    case .array(let elements): elements.count > 8 ? "a list of \(elements.count)" : "a list with other values"
    case .object: "an object"
    }
  }

  /// The value as a document.
  fileprivate var document: JSON {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let digits): .decimal(digits)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(\.document))
    case .object(let members): .object(members.map { ($0.key, $0.value.document) })
    }
  }
}
