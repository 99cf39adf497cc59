import Transcripts

/// Checks values against the JSON Schemas of the API's description. It knows the keywords that the description uses,
/// and an object must not have a key that its schema does not name.
struct SchemaChecker {
  private let document: JSONValue
  private(set) var faults: [String] = []

  init(_ document: JSONValue) { self.document = document }

  /// Returns what is wrong with a value.
  static func faults(_ value: JSONValue, _ schema: JSONValue, in document: JSONValue) -> [String] {
    var checker = SchemaChecker(document)
    checker.check(value, schema, "$")
    return checker.faults
  }

  private mutating func check(_ value: JSONValue, _ schema: JSONValue, _ place: String) {
    if let reference = schema["$ref"]?.stringValue {
      guard let schema = resolved(reference) else { return faults.append("\(place): no schema \(reference)") }
      return check(value, schema, place)
    }
    if let choices = schema["anyOf"]?.arrayValue {
      let all = choices.map { Self.faults(value, $0, in: document) }
      if !all.contains([]) { faults.append("\(place): none of anyOf: \(all)") }
      return
    }
    let types = schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? schema["type"]?.stringValue.map { [$0] } ?? []
    guard types.contains(where: { Self.matches(value, $0) }) else {
      return faults.append("\(place): \(value.text.prefix(80)) is not of type \(types)")
    }
    if case .string(let text) = value, schema["format"]?.stringValue == "date-time", !Self.isTime(text) {
      faults.append("\(place): \(text) is no time")
    }
    if case .array(let elements) = value, let items = schema["items"] {
      for (index, element) in elements.enumerated() { check(element, items, "\(place)[\(index)]") }
    }
    if case .object(let members) = value { check(members, schema, place) }
  }

  private mutating func check(_ members: [JSONMember], _ schema: JSONValue, _ place: String) {
    let keys = members.map(\.key)
    if Set(keys).count != keys.count { faults.append("\(place): a key stands twice in \(keys)") }
    for key in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [] where !keys.contains(key) {
      faults.append("\(place): \(key) is missing")
    }
    let isOpen = schema["properties"] == nil
    for member in members {
      if let property = schema["properties"]?[member.key] {
        check(member.value, property, "\(place).\(member.key)")
      } else if let more = schema["additionalProperties"] {
        check(member.value, more, "\(place).\(member.key)")
      } else if !isOpen {
        faults.append("\(place): \(member.key) is not in the schema")
      }
    }
  }

  private func resolved(_ reference: String) -> JSONValue? {
    reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) { $0?[String($1)] }
  }

  private static func matches(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let text), "integer"): Int64(text) != nil
    default: false
    }
  }

  private static func isTime(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil
  }
}
