import Answers
import Documents
import Tables
import Transcripts

/// Prints what changed between two versions of a session's files.
struct VersionDiffPrinter {
  let style: Style
  /// The number of columns to which lines are cut or broken.
  let width: Int
  /// True to show texts in full.
  let isWhole: Bool

  /// The number of lines of a lost or new text that are shown.
  private static let linesMax = 4

  func text(_ report: VersionReport) -> TerminalText {
    if report.files.isEmpty {
      let text: TerminalText =
        report.fileCount == 1
        ? "session \(report.shortID) has one version; nothing of it was ever rewritten"
        : "each file of session \(report.shortID) has one version; nothing of them was ever rewritten"
      return text.wrapped(width).map { $0 + "\n" }.joined()
    }
    var out: TerminalText = ""
    for file in report.files {
      if !out.isEmpty { out += "\n" }
      out += style.bold(Format.fit("── \(file.path)", width)) + "\n"
      let versions = "version \(file.from) → \(file.to), of \(file.versions)"
      for line in Format.wrap("\(versions): \(Self.sums(file))", width - 3) { out += "   \(line)\n" }
      for change in file.changes { add(change, file.agent, to: &out) }
      let rest = file.lost + file.new + file.changed - Int64(file.changes.count)
      if rest > 0 { out += style.dim("\n… \(Format.count(rest)) more; a higher --limit shows them") + "\n" }
    }
    return out
  }

  private static func sums(_ file: VersionDifference) -> String {
    if file.lost + file.new + file.changed == 0 {
      return file.isReordered ? "the same lines in another order" : "no line differs"
    }
    let parts = [(file.kept, "kept"), (file.lost, "lost"), (file.changed, "changed"), (file.new, "new")]
    var text = "lines: " + parts.map { "\(Format.count($0)) \($1)" }.joined(separator: ", ")
    if file.isReordered { text += "; those kept are in another order" }
    return text
  }

  private func add(_ change: VersionChange, _ agent: Agent, to out: inout TerminalText) {
    guard let side = change.new ?? change.old else { return }
    let heading = heading(side, agent)
    switch change.kind {
    case .lost: out += "\n" + style.red(Format.fit("- " + heading, width)) + "\n"
    case .new: out += "\n" + style.green(Format.fit("+ " + heading, width)) + "\n"
    case .changed: out += "\n" + style.yellow(Format.fit("~ " + heading, width)) + "\n"
    }
    guard change.kind == .changed else { return addBeginning(side, to: &out) }
    if !change.fields.isEmpty {
      let fields = "differs in: \(change.fields.joined(separator: ", "))"
      for line in Format.wrap(fields, width - 4) { out += style.dim("    \(line)") + "\n" }
    }
    let words = change.words
    if words.isEmpty {
      out += style.dim("    the text is the same") + "\n"
      return
    }
    var body = WordDiffText(style: style, width: width, isWhole: isWhole)
    out += body.text(words)
  }

  /// Returns the line, the speaker and the time of a record.
  private func heading(_ side: VersionChange.Side, _ agent: Agent) -> String {
    let speaker =
      switch side.kind {
      case .prompt, .command: "You"
      case .response: agent.modelName
      case .meta, .summary, .compaction: agent.name
      case .result, .note, .unreadable: side.kind.rawValue
      }
    return ["line \(side.line + 1)", speaker, side.time.map(Format.localTime)].compactMap { $0 }
      .joined(separator: " · ")
  }

  private func addBeginning(_ side: VersionChange.Side, to out: inout TerminalText) {
    let (lines, more) = PlainText.head(side.text, lines: isWhole ? .max : Self.linesMax)
    if lines.isEmpty { out += style.dim("    (no text)") + "\n" }
    for line in lines {
      if isWhole {
        for part in PlainText.wrap(PlainText.clean(line), max(8, width - 4)) { out += "    \(part)\n" }
      } else {
        out += "    " + Format.fit(PlainText.clean(line.prefix(4 * width)), width - 4) + "\n"
      }
    }
    if more > 0 { out += style.dim("    … \(Format.count(Int64(more), "more line"))") + "\n" }
    if isWhole, side.isTruncated { out += style.dim("    …") + "\n" }
  }
}

/// Prints the difference of two texts word by word: in colours, or as `[-lost-]` and `{+new+}`. Long kept parts are
/// cut, and lines are broken at spaces.
struct WordDiffText {
  private let style: Style
  private let width: Int
  private let isWhole: Bool
  private var out: TerminalText = ""
  private var column = 0

  private static let indent = 4
  /// The number of characters of a kept part that are shown at each of its ends.
  private static let context = 60

  init(style: Style, width: Int, isWhole: Bool) {
    (self.style, self.isWhole) = (style, isWhole)
    self.width = max(Self.indent + 8, width)
  }

  mutating func text(_ parts: [WordDiff.Part]) -> TerminalText {
    (out, column) = ("", 0)
    for (number, part) in parts.enumerated() {
      switch part.change {
      case .kept: add(kept(part.text, isFirst: number == 0, isLast: number == parts.count - 1)) { $0 }
      case .lost: add(style.isColored ? part.text : "[-\(part.text)-]", style.red)
      case .new: add(style.isColored ? part.text : "{+\(part.text)+}", style.green)
      }
    }
    if column > 0 { out += "\n" }
    return out
  }

  /// Returns a kept part without its middle, or without what is far from a change.
  private func kept(_ text: String, isFirst: Bool, isLast: Bool) -> String {
    guard !isWhole, text.count > 2 * Self.context + 10 else { return text }
    let (start, end) = (text.prefix(Self.context), text.suffix(Self.context))
    if isFirst { return "… \(end)" }
    return isLast ? "\(start) …" : "\(start) … \(end)"
  }

  private mutating func add(_ text: String, _ style: (TerminalText) -> TerminalText) {
    for (number, line) in PlainText.lines(text).enumerated() {
      if number > 0 { end() }
      addLine(PlainText.clean(line), style)
    }
  }

  private mutating func end() {
    out += "\n"
    column = 0
  }

  /// Adds text without a newline, broken before words that do not fit.
  private mutating func addLine(_ line: String, _ style: (TerminalText) -> TerminalText) {
    var rest = Substring(line)
    var run = ""
    func flush() {
      if !run.isEmpty { out += style("\(run)") }
      run = ""
    }
    while let first = rest.first {
      let isSpace = first == " "
      let word = rest.prefix { ($0 == " ") == isSpace }
      rest = rest.dropFirst(word.count)
      let columns = Format.width(String(word))
      if column > Self.indent, column + columns > width {
        flush()
        end()
        if isSpace { continue }
      }
      for character in word {
        if column + Format.columns(character) > width {
          flush()
          end()
        }
        if column == 0 {
          out += "    "
          column = Self.indent
        }
        run.append(character)
        column += Format.columns(character)
      }
    }
    flush()
  }
}
