import Answers
import Times

/// The JSON object that one kind of value becomes: its keys in order, each with its type, its unit and a sentence.
///
/// A shape is written once, in this module. The program's `--json` and CSV, the page of `ccstore json`, and every
/// other interface are made of it.
package struct Shape<Value>: Sendable {
  /// The name by which others refer to the shape, such as `head`.
  package let name: String
  /// One sentence.
  package let summary: String
  package let fields: [Field<Value>]

  package init(_ name: String, _ summary: String, @FieldBuilder<Value> _ fields: () -> [Field<Value>]) {
    (self.name, self.summary, self.fields) = (name, summary, fields())
  }

  init(_ name: String, _ summary: String, fields: [Field<Value>]) {
    (self.name, self.summary, self.fields) = (name, summary, fields)
  }

  /// Returns the object, without the keys whose condition does not hold.
  package func json(_ value: Value) -> JSON { .object(members(value)) }

  /// Returns the object on one line.
  package func line(_ value: Value) -> String { json(value).text(pretty: false) }

  /// Returns keys and values in order.
  package func members(_ value: Value) -> [(String, JSON)] { fields.flatMap { $0.members(value) } }

  /// Returns the objects of several values.
  package func array(_ values: some Sequence<Value>) -> JSON { .array(values.map(json)) }

  /// The keys that are always there, in order: the titles of a table.
  package var titles: [String] { description.fields.flatMap(\.titles) }

  /// Returns the values that belong to `titles`. A value of another type than text, number and list does not belong in
  /// a table.
  package func row(_ value: Value) -> [JSON] {
    fields.filter { $0.condition == nil }.flatMap { $0.members(value).map(\.1) }
  }

  /// The shape without its values.
  package var description: ShapeDescription {
    ShapeDescription(name: name, summary: summary, fields: fields.map(\.description))
  }
}

/// One key of a shape, or several keys that another shape has.
package struct Field<Value>: Sendable {
  package let description: FieldDescription
  let members: @Sendable (Value) -> [(String, JSON)]

  var condition: String? { description.condition }

  init(_ description: FieldDescription, _ members: @escaping @Sendable (Value) -> [(String, JSON)]) {
    (self.description, self.members) = (description, members)
  }

  fileprivate init(
    _ key: String, _ type: FieldType, _ summary: String, unit: String? = nil, isNullable: Bool = false,
    _ json: @escaping @Sendable (Value) -> JSON
  ) {
    self.init(FieldDescription(key: key, type: type, isNullable: isNullable, unit: unit, summary: summary)) {
      [(key, json($0))]
    }
  }

  /// Returns the same key, which is there only where `isGiven` says so. `condition` completes "only …".
  package func only(_ condition: String, _ isGiven: @escaping @Sendable (Value) -> Bool) -> Field {
    var description = description
    description.condition = condition
    return Field(description) { [members] in isGiven($0) ? members($0) : [] }
  }
}

// MARK: Kinds of fields

/// The kinds of fields that the shapes of this module are made of.
extension Shapes {
  static func string<Value>(
    _ key: String, _ summary: String, _ get: @escaping @Sendable (Value) -> String
  ) -> Field<Value> { Field(key, .string, summary) { .string(get($0)) } }

  static func string<Value>(
    _ key: String, _ summary: String, orNull get: @escaping @Sendable (Value) -> String?
  ) -> Field<Value> { Field(key, .string, summary, isNullable: true) { JSON(get($0)) } }

  static func integer<Value, Number: BinaryInteger & SendableMetatype>(
    _ key: String, _ unit: String?, _ summary: String, _ get: @escaping @Sendable (Value) -> Number
  ) -> Field<Value> { Field(key, .integer, summary, unit: unit) { .integer(Int64(clamping: get($0))) } }

  static func integer<Value, Number: BinaryInteger & SendableMetatype>(
    _ key: String, _ unit: String?, _ summary: String, orNull get: @escaping @Sendable (Value) -> Number?
  ) -> Field<Value> {
    Field(key, .integer, summary, unit: unit, isNullable: true) { JSON(get($0).map { Int64(clamping: $0) }) }
  }

  static func boolean<Value>(
    _ key: String, _ summary: String, _ get: @escaping @Sendable (Value) -> Bool
  ) -> Field<Value> { Field(key, .boolean, summary) { .bool(get($0)) } }

  static func boolean<Value>(
    _ key: String, _ summary: String, orNull get: @escaping @Sendable (Value) -> Bool?
  ) -> Field<Value> {
    Field(key, .boolean, summary, isNullable: true) { value in get(value).map { .bool($0) } ?? .null }
  }

  static func time<Value>(
    _ key: String, _ summary: String, _ get: @escaping @Sendable (Value) -> Instant
  ) -> Field<Value> { Field(key, .time, summary) { .string(get($0).description) } }

  /// `get`: nil where nobody knows.
  static func time<Value>(
    _ key: String, _ summary: String, orNull get: @escaping @Sendable (Value) -> Instant?
  ) -> Field<Value> { Field(key, .time, summary, isNullable: true) { JSON(get($0)?.description) } }

  /// `get`: milliseconds since 1970-01-01 UTC.
  static func time<Value>(
    _ key: String, _ summary: String, _ get: @escaping @Sendable (Value) -> Int64
  ) -> Field<Value> { Field(key, .time, summary) { .string(Time.rfc3339(get($0))) } }

  /// `get`: milliseconds since 1970-01-01 UTC; nil where nobody knows.
  static func time<Value>(
    _ key: String, _ summary: String, orNull get: @escaping @Sendable (Value) -> Int64?
  ) -> Field<Value> { Field(key, .time, summary, isNullable: true) { JSON(get($0).map(Time.rfc3339)) } }

  /// `get`: nil where the cost is unknown.
  static func dollars<Value>(
    _ key: String, _ summary: String, _ get: @escaping @Sendable (Value) -> Money?
  ) -> Field<Value> { Field(key, .number, summary, unit: "US dollars", isNullable: true) { JSON(get($0)) } }

  static func strings<Value>(
    _ key: String, _ summary: String, _ get: @escaping @Sendable (Value) -> [String]
  ) -> Field<Value> { Field(key, .array(.string), summary) { .array(get($0).map { .string($0) }) } }

  static func integers<Value>(
    _ key: String, _ unit: String?, _ summary: String, _ get: @escaping @Sendable (Value) -> [Int64]
  ) -> Field<Value> { Field(key, .array(.integer), summary, unit: unit) { .array(get($0).map { .integer($0) }) } }

  static func object<Value, Part>(
    _ key: String, _ summary: String, _ shape: Shape<Part>, _ get: @escaping @Sendable (Value) -> Part
  ) -> Field<Value> { Field(key, .object(shape.description), summary) { shape.json(get($0)) } }

  static func object<Value, Part>(
    _ key: String, _ summary: String, _ shape: Shape<Part>, orNull get: @escaping @Sendable (Value) -> Part?
  ) -> Field<Value> {
    Field(key, .object(shape.description), summary, isNullable: true) { get($0).map(shape.json) ?? .null }
  }

  static func objects<Value, Part>(
    _ key: String, _ summary: String, _ shape: Shape<Part>, _ get: @escaping @Sendable (Value) -> [Part]
  ) -> Field<Value> { Field(key, .array(.object(shape.description)), summary) { shape.array(get($0)) } }

  /// An object whose keys are names that the sentence explains; `placeholder` stands for them in documentation.
  static func map<Value, Part>(
    _ key: String, _ placeholder: String, _ summary: String, _ shape: Shape<Part>,
    _ get: @escaping @Sendable (Value) -> [(String, Part)]
  ) -> Field<Value> {
    Field(key, .map(placeholder, shape.description), summary) { .object(get($0).map { ($0, shape.json($1)) }) }
  }

  /// Keys that several shapes have, all of them where this stands.
  static func keys<Value, Part>(
    of shape: Shape<Part>, _ get: @escaping @Sendable (Value) -> Part
  ) -> Field<Value> {
    Field(FieldDescription(key: "", type: .keys(shape.description), summary: shape.summary)) { shape.members(get($0)) }
  }
}

/// Lists fields one below the other.
@resultBuilder
package enum FieldBuilder<Value> {
  package static func buildExpression(_ field: Field<Value>) -> Field<Value> { field }
  package static func buildBlock(_ fields: Field<Value>...) -> [Field<Value>] { fields }
}

// MARK: Descriptions

/// A shape without its values, for documentation and schemas.
package struct ShapeDescription: Sendable {
  package var name: String
  package var summary: String
  package var fields: [FieldDescription]
}

/// A key of a shape without its value.
package struct FieldDescription: Sendable {
  package var key: String
  package var type: FieldType
  /// True if the value may be null, which means that it is not known.
  package var isNullable = false
  /// When the key is there; nil: always. Completes "only …".
  package var condition: String?
  package var unit: String?
  /// One sentence.
  package var summary: String

  /// Keys that are always there, those of another shape included.
  fileprivate var titles: [String] {
    if condition != nil { return [] }
    if case .keys(let shape) = type { return shape.fields.flatMap(\.titles) }
    return [key]
  }
}

/// The type of a value.
package indirect enum FieldType: Sendable {
  case string, integer, number, boolean
  /// RFC 3339 in UTC, with milliseconds.
  case time
  case array(FieldType)
  case object(ShapeDescription)
  /// An object with any keys, each of whose values has a shape.
  case map(String, ShapeDescription)
  /// No value of its own: the keys of another shape stand here.
  case keys(ShapeDescription)
}
