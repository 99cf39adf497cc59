/// Comma-separated values, RFC 4180.
enum CSV {
  /// One line a row; null is empty, an array is its elements with `;` between two.
  static func text(of rows: [[JSON]]) -> String {
    rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func cell(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): quoted(text)
    case .array(let values): quoted(values.map(cell).joined(separator: ";"))
    case .bool, .integer, .decimal, .object: value.text(pretty: false)
    }
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = !text.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
