import Tables

/// The description of the API in OpenAPI 3.1, made of the table of routes and the shapes.
struct OpenAPI {
  private let routes: [APIRoute]
  private let version: String
  private var schemas = JSONSchemas()

  /// `version` is that of the program.
  init(_ routes: [APIRoute], version: String) { (self.routes, self.version) = (routes, version) }

  /// The document.
  static func document(_ routes: [APIRoute], version: String) -> JSON {
    var description = OpenAPI(routes, version: version)
    return description.document()
  }

  private mutating func document() -> JSON {
    var paths: [(String, JSON)] = []
    for route in routes {
      let method = (route.method.lowercased(), operation(route))
      if let index = paths.firstIndex(where: { $0.0 == route.template }), case .object(let known) = paths[index].1 {
        paths[index].1 = .object(known + [method])
      } else {
        paths.append((route.template, .object([method])))
      }
    }
    let problem = schemas.reference(Shapes.problem.description)
    let problems: [(String, JSON)] = Self.statuses(APIProblem.Kind.allCases).map { status, kinds in
      let words = kinds.map(\.rawValue).joined(separator: ", ")
      return (
        "problem_\(status)",
        [
          "description": .string("Problems: \(words)."),
          "content": [APIProblem.contentType: ["schema": problem] as JSON] as JSON,
        ]
      )
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "ccstore", "version": .string(version),
        "description":
          "Reads a store of transcripts, at one moment of its log: every answer names the end of the log that it is of. Keys stay; new ones may come. Unknown parameters are refused.",
      ],
      "servers": [["url": "/"]],
      "security": [["token": []]],
      "paths": .object(paths),
      "components": [
        "schemas": .object(schemas.all), "responses": .object(problems), "headers": Self.headers,
        "securitySchemes": [
          "token": [
            "type": "http", "scheme": "bearer",
            "description": "The server prints it when it starts, as the fragment of an address.",
          ]
        ],
      ],
    ]
  }

  private mutating func operation(_ route: APIRoute) -> JSON {
    var members: [(String, JSON)] = [
      ("operationId", .string(route.operation)), ("summary", .string(route.summary)),
      ("parameters", .array(route.parameters.map(Self.parameter))),
    ]
    if let body = route.body {
      let properties = body.map { key in
        (key.key, JSONSchemas.described(schemas.schema(key.type), key.summary))
      }
      let schema: JSON = ["type": "object", "properties": .object(properties), "additionalProperties": false]
      members.append(("requestBody", ["content": [APIAnswer.json: ["schema": schema] as JSON] as JSON]))
    }
    var responses: [(String, JSON)] = [("\(route.status)", success(route))]
    if route.method == "GET", route.basis != .everything {
      responses.append(
        (
          "304",
          [
            "description": "The answer is the one that the request has.",
            "headers": ["ETag": ["$ref": "#/components/headers/ETag"]],
          ]
        ))
    }
    for (status, _) in Self.statuses(route.allProblems) {
      responses.append(("\(status)", ["$ref": .string("#/components/responses/problem_\(status)")]))
    }
    members.append(("responses", .object(responses)))
    return .object(members)
  }

  private mutating func success(_ route: APIRoute) -> JSON {
    var contents: [(String, JSON)] = []
    for content in route.contents {
      var schema: JSON = ["type": "string"]
      if let shape = content.shape {
        schema =
          content.type == APIAnswer.lines
          ? [
            "type": "string",
            "description": .string("A JSON object a line: \(shape.summary) The last line is {\"end\":true,…}."),
          ] : schemas.reference(shape)
      } else if content.type == APIAnswer.json {
        schema = ["type": "object"]
      }
      contents.append((content.type.split(separator: ";").first.map(String.init) ?? content.type, ["schema": schema]))
    }
    var members: [(String, JSON)] = [
      ("description", .string(route.summary)), ("content", .object(contents)),
    ]
    if route.method == "GET", route.basis != .everything {
      members.append(
        (
          "headers",
          [
            "ETag": ["$ref": "#/components/headers/ETag"],
            "X-Ccstore-Head": ["$ref": "#/components/headers/Head"],
            "X-Ccstore-Lost": ["$ref": "#/components/headers/Lost"],
          ]
        ))
    }
    return .object(members)
  }

  private static let headers: JSON = [
    "ETag": [
      "schema": ["type": "string"],
      "description":
        "The end of the log, and a hash of what was asked and of the program; not where the store is damaged.",
    ],
    "Head": ["schema": ["type": "string"], "description": "The end of the log: its number and the start of its hash."],
    "Lost": [
      "schema": ["type": "string"],
      "description": "How much a damaged store could not give; lost says what. Only where there is any.",
    ],
  ]

  /// The statuses of problems with the problems that have each.
  private static func statuses(_ kinds: [APIProblem.Kind]) -> [(status: Int, kinds: [APIProblem.Kind])] {
    Dictionary(grouping: kinds, by: \.status).map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  private static func parameter(_ parameter: APIParameter) -> JSON {
    var schema = schema(parameter.kind)
    if let standard = parameter.standard {
      let value: JSON =
        switch parameter.kind {
        case .integer: .integer(Int64(standard) ?? 0)
        case .flag: .bool(standard == "true")
        default: .string(standard)
        }
      schema.append(("default", value))
    }
    var value = JSON.object(schema)
    if parameter.repetitionMax > 1 {
      value = ["type": "array", "items": value, "minItems": 1, "maxItems": JSON(parameter.repetitionMax)]
    }
    return [
      "name": .string(parameter.name), "in": parameter.place == .path ? "path" : "query",
      "required": .bool(parameter.isRequired), "description": .string(parameter.summary), "schema": value,
    ]
  }

  private static func schema(_ kind: APIParameter.Kind) -> [(String, JSON)] {
    switch kind {
    case .text(let max): [("type", "string"), ("minLength", 1), ("maxLength", JSON(max))]
    case .integer(let range):
      [("type", "integer"), ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
    case .flag: [("type", "boolean")]
    case .choice(let words): [("type", "string"), ("enum", .array(words.map { .string($0) }))]
    case .choices(let words):
      [("type", "string"), ("examples", .array([.string(words.joined(separator: ","))]))]
    case .time: [("type", "string"), ("examples", ["2026-03", "7d", "yesterday"])]
    case .zone: [("type", "string"), ("examples", ["Europe/Berlin", "UTC"])]
    case .position: [("type", "string"), ("examples", ["1234", "2026-03-25"])]
    case .cursor: [("type", "string"), ("maxLength", 200)]
    }
  }
}

/// The schemas of shapes, each under a name of its own.
struct JSONSchemas {
  private(set) var all: [(String, JSON)] = []
  /// The text of each schema, to tell shapes of the same name apart.
  private var names: [String: String] = [:]

  /// Returns a reference to the schema of a shape.
  mutating func reference(_ shape: ShapeDescription) -> JSON {
    let schema = schema(shape)
    let text = schema.text(pretty: false)
    if names[text] == nil {
      var name = shape.name
      var number = 1
      while all.contains(where: { $0.0 == name }) {
        number += 1
        name = "\(shape.name)_\(number)"
      }
      names[text] = name
      all.append((name, schema))
    }
    return ["$ref": .string("#/components/schemas/\(names[text]!)")]
  }

  private mutating func schema(_ shape: ShapeDescription) -> JSON {
    var properties: [(String, JSON)] = []
    var required: [JSON] = []
    collect(shape, true, &properties, &required)
    return [
      "type": "object", "description": .string(shape.summary), "properties": .object(properties),
      "required": .array(required),
    ]
  }

  private mutating func collect(
    _ shape: ShapeDescription, _ isAlways: Bool, _ properties: inout [(String, JSON)], _ required: inout [JSON]
  ) {
    for field in shape.fields {
      if case .keys(let inner) = field.type {
        collect(inner, isAlways && field.condition == nil, &properties, &required)
        continue
      }
      var sentence = field.summary
      if let unit = field.unit { sentence += " Unit: \(unit)." }
      if let condition = field.condition { sentence += " Only \(condition)." }
      let value = field.isNullable ? Self.orNull(schema(field.type)) : schema(field.type)
      properties.append((field.key, Self.described(value, sentence)))
      if isAlways, field.condition == nil { required.append(.string(field.key)) }
    }
  }

  mutating func schema(_ type: FieldType) -> JSON {
    switch type {
    case .string: ["type": "string"]
    case .integer: ["type": "integer"]
    case .number: ["type": "number"]
    case .boolean: ["type": "boolean"]
    case .time: ["type": "string", "format": "date-time"]
    case .array(let element): ["type": "array", "items": schema(element)]
    case .object(let shape): reference(shape)
    case .map(_, let shape): ["type": "object", "additionalProperties": reference(shape)]
    case .keys(let shape): reference(shape)
    }
  }

  static func described(_ schema: JSON, _ sentence: String) -> JSON {
    guard case .object(let members) = schema else { return schema }
    return .object(members + [("description", .string(sentence))])
  }

  private static func orNull(_ schema: JSON) -> JSON {
    guard case .object(var members) = schema else { return schema }
    guard let index = members.firstIndex(where: { $0.0 == "type" }) else {
      return ["anyOf": [schema, ["type": "null"]]]
    }
    members[index].1 = [members[index].1, "null"]
    return .object(members)
  }
}
