import Answers
import ArgumentParser

/// Comma-separated values, RFC 4180, for spreadsheets: a text that one would take as a formula has an apostrophe in front, and nothing is in a text that a
/// terminal would take as a command.
struct CSV {
  /// Whether texts stay as they are, for other programs.
  var isRaw = false

  /// One line a row; null is empty, an array is its elements with `;` between two.
  func text(of rows: [[JSON]]) -> String {
    rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
  }

  private func cell(_ value: JSON) -> String {
    switch value {
    case .string(let text): quoted(isRaw ? text : Self.harmless(text))
    case .array: quoted(isRaw ? Self.plain(value) : Self.harmless(Self.plain(value)))
    case .null, .bool, .integer, .decimal, .object: Self.plain(value)
    }
  }

  private static func plain(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .array(let values): values.map(plain).joined(separator: ";")
    case .bool, .integer, .decimal, .object: value.text(pretty: false).string
    }
  }

  /// Numbers never come here: -5 is one.
  private static func harmless(_ text: String) -> String {
    let clean = VisibleText.clean(text, for: .terminal)
    return isFormula(text) || isFormula(clean) ? "'" + clean : clean
  }

  private static func isFormula(_ text: String) -> Bool {
    switch text.unicodeScalars.first {
    // Spreadsheets take the wide forms, too.
    case "=", "+", "-", "@", "\t", "\r", "\n", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}": true
    default: false
    }
  }

  /// What separates cells somewhere else is quoted, too.
  private func quoted(_ text: String) -> String {
    let isPlain = !text.utf8.contains { [0x09, 0x0a, 0x0d, 0x22, 0x2c, 0x3b].contains($0) }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// How comma-separated values are written.
struct CSVOption: ParsableArguments {
  @Flag(
    name: .long,
    help: "csv: texts as they are, without the apostrophe that keeps a spreadsheet from taking them as formulas.")
  var rawCsv = false

  var form: CSV { CSV(isRaw: rawCsv) }
}
