extension ShapeDescription {
  /// The JSON Schema (2020-12) of the object: the type of each key, without the sentences. It is short, because a model
  /// may have to read it; every key without a condition is there in the object.
  package var jsonSchema: JSON {
    ["type": "object", "properties": .object(fields.flatMap(\.withKeys).map { ($0.key, $0.jsonSchema) })]
  }
}

extension FieldDescription {
  /// The field, or where it stands for the keys of another shape, those.
  fileprivate var withKeys: [FieldDescription] {
    guard case .keys(let shape) = type else { return [self] }
    return shape.fields.flatMap(\.withKeys)
  }

  fileprivate var jsonSchema: JSON {
    let schema = type.jsonSchema
    guard isNullable, case .object(var members) = schema, let place = members.firstIndex(where: { $0.0 == "type" })
    else { return schema }
    members[place].1 = [members[place].1, "null"]
    return .object(members)
  }
}

extension FieldType {
  fileprivate var jsonSchema: JSON {
    switch self {
    case .string, .time: ["type": "string"]
    case .integer: ["type": "integer"]
    case .number: ["type": "number"]
    case .boolean: ["type": "boolean"]
    case .array(let element): ["type": "array", "items": element.jsonSchema]
    case .object(let shape), .keys(let shape): shape.jsonSchema
    case .map(_, let shape): ["type": "object", "additionalProperties": shape.jsonSchema]
    }
  }
}
