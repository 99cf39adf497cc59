/// A table for a terminal. If it is too wide, columns are left out, the least important first; columns that can shrink
/// share the rest of the width, the most important first. Texts of the others, such as ids, are cut where they are
/// longer than an id that an agent makes.
struct TextTable {
  struct Column {
    var title: String
    var isNumber = false
    /// The order in which columns are left out when there is not enough room: the largest value first; 0 means never. A
    /// column with another value is also left out if all of its cells are empty.
    var dropPriority = 0
    /// True if the texts of the column may be cut to fit the remaining width.
    var canShrink = false
    /// The minimum width in columns of the terminal to which the column may shrink.
    var least = 8
    /// The width that the column gets before another column that can shrink gets more than its own.
    var ideal = 16
    /// True if texts are cut at their beginning, as paths are.
    var keepsEnd = false
  }

  /// The largest width of a text in a column that cannot shrink: a little more than that of a UUID.
  private static let textMax = 40

  private let columns: [Column]
  private var rows: [[String]] = []
  private var styles: [(TerminalText) -> TerminalText] = []
  private let width: Int

  init(_ columns: [Column], width: Int) {
    (self.columns, self.width) = (columns, width)
  }

  /// Adds a row. `style` is the style of the whole row.
  mutating func add(_ cells: [String], style: @escaping (TerminalText) -> TerminalText = { $0 }) {
    precondition(cells.count == columns.count)
    rows.append(cells.map { PlainText.clean($0) })
    styles.append(style)
  }

  /// Returns the lines of the table, beginning with the titles. `title` is the style of the titles; `cell` is the style
  /// of a cell and is given the index of its column.
  func lines(
    title: (TerminalText) -> TerminalText, cell: (Int, TerminalText) -> TerminalText = { $1 }
  ) -> [TerminalText] {
    let (shown, widths) = layout()
    func line(_ cells: [String], _ style: (Int, TerminalText) -> TerminalText) -> TerminalText {
      var text: TerminalText = ""
      for (place, column) in shown.enumerated() {
        let fitted =
          columns[column].keepsEnd
          ? Format.fitEnd(cells[column], widths[place]) : Format.fit(cells[column], widths[place])
        let isLast = place == shown.count - 1
        let padded =
          columns[column].isNumber
          ? Format.padLeft(fitted, widths[place]) : isLast ? fitted : Format.pad(fitted, widths[place])
        if place > 0 { text += "  " }
        text += padded.isEmpty ? "" : style(column, padded)
      }
      return text.trimmed
    }
    let head = title(line(columns.map(\.title)) { $1 })
    return [head] + zip(rows, styles).map { row, style in style(line(row, cell)) }
  }

  /// Returns the columns that are shown, and their widths.
  private func layout() -> (shown: [Int], widths: [Int]) {
    let natural = columns.indices.map { column in
      let widest = ([columns[column].title] + rows.map { $0[column] }).reduce(0) { max($0, Format.width($1)) }
      return columns[column].canShrink || columns[column].isNumber ? widest : min(widest, Self.textMax)
    }
    var shown = columns.indices.filter { column in
      columns[column].dropPriority == 0 || rows.contains { !$0[column].isEmpty }
    }
    func least(_ column: Int) -> Int {
      columns[column].canShrink ? min(natural[column], columns[column].least) : natural[column]
    }
    func needed() -> Int { shown.reduce(0) { $0 + least($1) } + 2 * (shown.count - 1) }
    while needed() > width {
      let candidates = shown.filter { columns[$0].dropPriority > 0 }
      guard let gone = candidates.max(by: { columns[$0].dropPriority < columns[$1].dropPriority }) else { break }
      shown.removeAll { $0 == gone }
    }
    var widths = shown.map { least($0) }
    var free = width - needed()
    // The most important columns come first: those that would be left out last.
    let growing = shown.indices.filter { columns[shown[$0]].canShrink }.sorted {
      (columns[shown[$0]].dropPriority, $0) < (columns[shown[$1]].dropPriority, $1)
    }
    for isIdeal in [true, false] {
      for place in growing where free > 0 {
        let natural = natural[shown[place]]
        let wanted = isIdeal ? min(natural, columns[shown[place]].ideal) : natural
        let more = min(free, max(0, wanted - widths[place]))
        widths[place] += more
        free -= more
      }
    }
    return (shown, widths)
  }
}
