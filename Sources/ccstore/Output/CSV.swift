import Answers
import ArgumentParser
import Tables

/// Comma-separated values (RFC 4180) for spreadsheets. A text that a spreadsheet would interpret as a formula is
/// preceded by an apostrophe, and no text contains commands to a terminal.
struct CSV {
  /// True to write texts unchanged, for other programs.
  var isRaw = false

  /// Returns one line for each row. Null is an empty cell; the elements of an array are separated by `;`.
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
    case .bool, .integer, .decimal, .object: value.text(pretty: false)
    }
  }

  /// Returns a text that is not interpreted as a formula. It is not called for numbers, of which -5 would look like
  /// one.
  private static func harmless(_ text: String) -> String {
    let clean = VisibleText.clean(text, for: .terminal)
    return isFormula(text) || isFormula(clean) ? "'" + clean : clean
  }

  private static func isFormula(_ text: String) -> Bool {
    switch text.unicodeScalars.first {
    // Spreadsheets also accept the full-width forms.
    case "=", "+", "-", "@", "\t", "\r", "\n", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}": true
    default: false
    }
  }

  /// Returns a cell. Characters that separate cells in other dialects are quoted, too.
  private func quoted(_ text: String) -> String {
    let isPlain = !text.utf8.contains { [0x09, 0x0a, 0x0d, 0x22, 0x2c, 0x3b].contains($0) }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// The option for the form of comma-separated values.
struct CSVOption: ParsableArguments {
  @Flag(
    name: .long,
    help: "csv: texts as they are, without the apostrophe that keeps a spreadsheet from taking them as formulas.")
  var rawCsv = false

  var form: CSV { CSV(isRaw: rawCsv) }
}
