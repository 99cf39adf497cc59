import Tables

/// An argument of a tool or a prompt: its name, the values it takes, and a sentence.
package struct Argument: Sendable {
  package enum Kind: Sendable {
    /// A text that is not empty, of at most `Argument.lengthMax` characters.
    case text
    /// A time as people write it.
    case time
    /// Several texts of a list.
    case choices([String])
    /// One text of a list.
    case choice([String])
    case integer(ClosedRange<Int>)
    case flag
    /// The place where the page before ended.
    case cursor
    /// A record by its sequence number: 8465 or "@8465".
    case record
  }

  /// The largest number of characters of a text.
  static let lengthMax = 500

  package let name: String
  let kind: Kind
  /// A few words for the model; empty where the name says it all.
  package let summary: String
  package let isRequired: Bool
  /// The value that it has where it is not given; nil if there is none.
  private let usual: JSON?

  init(_ name: String, _ kind: Kind, _ summary: String = "", isRequired: Bool = false, usual: JSON? = nil) {
    (self.name, self.kind, self.summary, self.isRequired, self.usual) = (name, kind, summary, isRequired, usual)
  }

  /// What the argument takes, in words that follow "takes".
  var takes: String {
    switch kind {
    case .text: "a text of 1 to \(Self.lengthMax) characters"
    case .time: "a time such as 2026-03-25, \"2026-03-25 14:03\", 2026-03, today, yesterday, last-week or 7d"
    case .choices(let values): "a list of one or more of \(values.joined(separator: ", "))"
    case .choice(let values): "one of \(values.joined(separator: ", "))"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .cursor: "the cursor of an earlier answer"
    case .record: "the number of a record, such as 8465 or \"@8465\""
    }
  }

  /// The JSON Schema of its values.
  private var schema: JSON {
    var members: [(String, JSON)]
    switch kind {
    case .text, .time, .cursor: members = [("type", "string")]
    case .choice(let values): members = [("type", "string"), ("enum", .array(values.map { .string($0) }))]
    case .choices(let values):
      members = [
        ("type", "array"), ("items", ["type": "string", "enum": .array(values.map { .string($0) })]),
      ]
    case .integer(let range):
      // What nobody would try is left out: models read every word of it.
      members = [("type", "integer")]
      if range.lowerBound > 1 { members.append(("minimum", JSON(range.lowerBound))) }
      if range.upperBound < Int32.max { members.append(("maximum", JSON(range.upperBound))) }
    case .flag: members = [("type", "boolean")]
    case .record: members = [("type", ["integer", "string"])]
    }
    if let usual { members.append(("default", usual)) }
    if !summary.isEmpty { members.append(("description", .string(summary))) }
    return .object(members)
  }

  /// The JSON Schema of an object with these arguments and no others.
  static func schema(_ arguments: [Argument]) -> JSON {
    var members: [(String, JSON)] = [
      ("type", "object"), ("properties", .object(arguments.map { ($0.name, $0.schema) })),
    ]
    let required = arguments.filter(\.isRequired)
    if !required.isEmpty { members.append(("required", .array(required.map { .string($0.name) }))) }
    return .object(members + [("additionalProperties", false)])
  }
}
