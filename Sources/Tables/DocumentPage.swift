/// The text of `ccstore json`, made of the shapes.
package enum DocumentPage {
  /// All documents in short form: their keys without types.
  package static var overview: String {
    var text = """
      With --json every command prints one document, or, where it says "a line each", one document a line. Keys are in \
      this order; none is removed or renamed, new ones may come. Times are RFC 3339 in UTC with milliseconds, or null \
      where it is not known; bytes, counts and tokens are integers, durations milliseconds, cost_usd dollars or null where \
      a price is missing. Hashes are lower-case hexadecimal. A line of a file has its number from 0, one less than in \
      what is printed for people and in what --record takes; only bad_line_details count from 1. In texts, control \
      characters and characters that nobody sees or that turn the direction of writing are escaped as \\u.

      name{…} is an object, name[] an array of plain values, name[]{…} an array of objects; name? is there only in some \
      cases. HEAD is {\(keys(of: Shapes.head.description))}: the last event and the chain hash after it. TOKENS is \
      \(keys(of: Shapes.tokens.description)). 'ccstore json COMMAND' explains each key.

      """
    var last = ""
    for document in DocumentDescription.all {
      let title = document.variant.map { "          \($0): " } ?? "\(document.command.padded(to: 9)) "
      if document.variant == nil || document.command != last { text += "\n" }
      last = document.command
      if document.variant != nil { text += "\n" }
      let head = document.form == .lines ? "a line each: " : document.form == .array ? "[]" : ""
      let body = head + "{\(keys(of: document.shape))}"
      text += title + wrapped(body, indent: 10, first: title.count)
    }
    return text + "\n\n" + lines
  }

  /// The lines that `export --format ndjson` writes. Their keys are those of the log, not of a shape.
  private static let lines = """
    export --format ndjson, a line each: seq, session, path, line, generation, latest, uuid, parent, type, timestamp, \
    model, bytes, defect, record (the line itself, characters that nobody sees escaped, or null where it is not JSON), \
    text (such a line); with --events: seq, kind and the columns as FORMAT.md names them
    """

  /// Returns every key of a command's documents with type, unit and a sentence; nil when there is no such command.
  package static func details(of command: String) -> String? {
    let documents = DocumentDescription.all.filter { $0.command == command }
    var parts = documents.map { document in
      let form = document.form == .array ? ", an array" : document.form == .lines ? ", a line each" : ""
      return "\(command)\(document.variant.map { " \($0)" } ?? "")\(form): \(document.shape.summary)\n"
        + table(document.shape.fields, "")
    }
    if command == "export" {
      parts += DocumentDescription.tables.map { "table \($0.name): \($0.shape.summary)\n" + table($0.shape.fields, "") }
      parts += LakeShapes.all.map { "lake \($0.table.rawValue): \($0.summary)\n" + columns($0) }
    }
    if command == "mcp" {
      parts += DocumentDescription.answers.map { "tool \($0.name): \($0.shape.summary)\n" + table($0.shape.fields, "") }
    }
    return documents.isEmpty ? nil : parts.joined(separator: "\n")
  }

  private static func table(_ fields: [FieldDescription], _ indent: String) -> String {
    var text = ""
    for field in fields {
      if case .keys(let shape) = field.type {
        text += table(shape.fields, indent)
        continue
      }
      let type = field.type.name + (field.unit.map { ", \($0)" } ?? "") + (field.isNullable ? ", or null" : "")
      let condition = field.condition.map { " Only \($0)." } ?? ""
      text += "  \(indent)\(field.key)  (\(type))  \(field.summary)\(condition)\n"
      if let shape = field.type.shape { text += table(shape.fields, indent + "  ") }
    }
    return text
  }

  /// The columns of a table of a lake, none of which is ever null.
  private static func columns(_ table: LakeTableDescription) -> String {
    table.columns.map { column in
      "  \(column.name)  (\(column.type.name)\(column.unit.map { ", \($0)" } ?? ""))  \(column.summary)\n"
    }.joined()
  }

  private static func keys(of shape: ShapeDescription) -> String {
    shape.fields.map { field in
      let name = field.key + (field.condition == nil ? "" : "?")
      return switch field.type {
      case .keys(let shape): shape.name == "tokens" ? "TOKENS" : keys(of: shape)
      case .object(let shape): name + part(shape)
      case .array(.object(let shape)): name + "[]" + part(shape)
      case .array: name + "[]"
      case .map(let placeholder, let shape): "\(name){\(placeholder)\(part(shape))}"
      case .string, .integer, .number, .boolean, .time: name
      }
    }.joined(separator: ",")
  }

  private static func part(_ shape: ShapeDescription) -> String {
    shape.name == "head" ? " HEAD" : "{\(keys(of: shape))}"
  }

  /// Breaks at commas so that lines have at most 140 columns.
  private static func wrapped(_ text: String, indent: Int, first: Int) -> String {
    var (out, column) = ("", first)
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if column + part.count + 1 > 140 {
        out += "\n" + String(repeating: " ", count: indent)
        column = indent
      }
      out += part + ","
      column += part.count + 1
    }
    return String(out.dropLast())
  }
}

extension FieldType {
  /// A word for people.
  var name: String {
    switch self {
    case .string: "text"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "true or false"
    case .time: "time"
    case .array(.object): "array of objects"
    case .array(let element): "array of \(element.name)"
    case .object, .map, .keys: "object"
    }
  }

  /// The shape of what it holds, if that is objects.
  var shape: ShapeDescription? {
    switch self {
    case .object(let shape), .map(_, let shape), .keys(let shape), .array(.object(let shape)): shape
    case .string, .integer, .number, .boolean, .time, .array: nil
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
