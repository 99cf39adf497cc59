import Answers
import Times
import Transcripts

/// Prints what a search finds: each record by itself, or the records of a session below a line about it.
struct MatchPrinter {
  /// The number of lines of the terminal that a text takes at most.
  private static let linesMax = 3

  private let style: Style
  private let width: Int
  private let highlighted: HighlightedText
  /// The words that name the store in a command; none for the usual store.
  private let storeWords: [String]
  private let showsScores: Bool
  private let projects: ProjectNames

  init(
    style: Style, width: Int, highlighter: SearchHighlighter, projects: ProjectNames, storeWords: [String] = [],
    showsScores: Bool = false
  ) {
    (self.style, self.width, self.storeWords, self.showsScores) = (style, width, storeWords, showsScores)
    self.projects = projects
    highlighted = HighlightedText(style: style, highlighter: highlighter)
  }

  // MARK: By itself

  /// Returns the time and place of a record, the text around the match, and the command that opens it.
  func text(of match: SearchMatch) -> TerminalText {
    let when = match.time.map(Format.localTime) ?? "(no time)"
    let place = Format.fit("\(when)  \(name(of: match.role))  \(match.title)", width)
    let record = match.uuid.map { String($0.prefix(13)) } ?? "@\(match.sequence)"
    let command = "  " + show(match.shortID, [record] + storeWords)
    var out = style.bold(place) + "\n"
    out += said(match.exchange?.prompt, "prompt", of: match, indent: 2)
    for line in body(of: match, indent: 2) { out += line + "\n" }
    out += said(match.exchange?.answer, "answer", of: match, indent: 2)
    // The command is not cut, so that it can be copied.
    let rest = width - Format.width(command.string)
    return out + style.dim(command + (match.isLatest ? "" : Format.fit("  (of a former version of the file)", rest)))
      + "\n"
  }

  // MARK: Below a line for each session

  /// Returns the matches of sessions, each below a line about its session, in the order of the first match of each.
  func groups(_ matches: [SearchMatch]) -> [TerminalText] {
    var sessions: [String] = []
    var all: [String: [SearchMatch]] = [:]
    for match in matches {
      if all[match.session] == nil { sessions.append(match.session) }
      all[match.session, default: []].append(match)
    }
    return sessions.compactMap { all[$0] }.map(group)
  }

  private func group(_ matches: [SearchMatch]) -> TerminalText {
    let first = matches[0]
    let began = (first.started ?? first.time).map(Format.localTime) ?? ""
    let date = String(began.prefix(10))
    var out = heading(first, date) + "\n"
    let isSpread = matches.contains { $0.context != nil || $0.exchange != nil }
    for (number, match) in matches.enumerated() {
      if isSpread, number > 0 { out += style.dim("  --") + "\n" }
      out += hit(match, date)
    }
    if matches.contains(where: isCut) {
      for line in Format.wrap("prompts and answers are cut; the whole conversation around the first:", width - 2) {
        out += style.dim("  \(line)") + "\n"
      }
    }
    return out + style.dim("  " + command(first)) + "\n"
  }

  /// Returns the id, the title, the project and the date of a session. What does not fit is left out, the project
  /// first; the title is cut.
  private func heading(_ match: SearchMatch, _ date: String) -> TerminalText {
    let id = Format.fit(match.shortID, max(8, width / 2))
    let project = projects.name(of: match.project)
    let room = width - Format.width(id.string) - 2
    let title = PlainText.clean(match.title)
    for facts in [[project, date], [date], []] {
      let end = PlainText.clean(facts.filter { !$0.isEmpty }.map { " · \($0)" }.joined())
      let rest = room - Format.width(end)
      guard rest >= min(Format.width(title), 24) || facts.isEmpty else { continue }
      return style.cyan(id) + "  " + style.bold(Format.fit(title, rest)) + style.dim("\(end)")
    }
    return style.cyan(id)
  }

  private func hit(_ match: SearchMatch, _ date: String) -> TerminalText {
    var facts = name(of: match.role)
    if match.occurrences > 1 { facts += ", \(Format.count(Int64(match.occurrences))) times" }
    if showsScores, let score = match.score { facts += ", score \(Format.decimal(score, places: 2))" }
    if !match.isLatest { facts += ", in a former version" }
    var out = said(match.exchange?.prompt, "prompt", of: match, indent: 2)
    let start = head(match.time, name(of: match), facts, date)
    let body = body(of: match, indent: 4)
    let used = Format.width(start.plain) + 1
    if match.context == nil, body.count == 1, used + Format.width(PlainText.clean(match.snippet)) <= width {
      out += start.text + " " + body[0].withoutIndent + "\n"
    } else {
      out += start.text + "\n"
      for line in body { out += line + "\n" }
    }
    if match.repetitions > 0 {
      let more = Format.count(Int64(match.repetitions), "more record")
      out += style.dim(Format.fit("    \(more) with the same text", width)) + "\n"
    }
    return out + said(match.exchange?.answer, "answer", of: match, indent: 2)
  }

  /// Returns the line that begins a hit: the time, with the date if it is another one, the record and what it is.
  private func head(
    _ time: Instant?, _ record: String, _ facts: String, _ date: String
  ) -> (text: TerminalText, plain: String) {
    let whole = time.map(Format.localTime) ?? ""
    let when = whole.hasPrefix(date) && !date.isEmpty ? String(whole.dropFirst(11)) : whole
    let rest = "\(facts):"
    let start = "  " + (when.isEmpty ? "" : "\(when) ")
    let fitted = Format.fit(rest, max(8, width - Format.width(start + record) - 1))
    return (
      style.dim("\(start)") + style.green("\(record)") + " " + style.cyan(fitted), "\(start)\(record) \(fitted.string)"
    )
  }

  // MARK: Texts

  /// Returns the lines with the text of a match: those around it, or what stands next to it.
  private func body(of match: SearchMatch, indent: Int) -> [TerminalText] {
    let columns = max(8, width - indent)
    let start: TerminalText = "\(String(repeating: " ", count: indent))"
    guard let context = match.context else {
      let text = PlainText.clean(match.snippet)
      let lines = first(Self.linesMax, of: Format.wrap(match.snippet, columns), columns)
      return highlighted.lines(lines, of: text).map { start + $0 }
    }
    let text = PlainText.clean(context.line)
    let line = highlighted.lines(first(2 * Self.linesMax, of: PlainText.wrap(text, columns), columns), of: text)
    func around(_ lines: [String]) -> [TerminalText] {
      lines.map { (start + style.dim(Format.fit($0, columns))).trimmed }
    }
    return around(context.before) + line.map { start + $0 } + around(context.after)
  }

  /// Returns the first lines; where some are left out, the last one ends with an ellipsis.
  private func first(_ count: Int, of lines: [String], _ columns: Int) -> [String] {
    guard lines.count > count, count > 0 else { return lines }
    let last = lines[count - 1]
    // One that fills the columns is cut.
    return lines[..<(count - 1)] + [Format.width(last) < columns ? last + "…" : Format.fit(last + " ", columns).string]
  }

  /// Returns the first lines of a prompt or an answer; nothing where the match itself is that text.
  private func said(_ turn: Turn?, _ name: String, of match: SearchMatch, indent: Int) -> TerminalText {
    guard let turn, !isItself(turn, match) else { return "" }
    let start = String(repeating: " ", count: indent)
    var out = style.dim(Format.fit("\(start)\(name) @\(turn.sequence):", width)) + "\n"
    for line in first(Self.linesMax, of: lines(of: turn), width - 6) { out += style.dim("\(start)  \(line)") + "\n" }
    return out
  }

  /// The lines of a prompt or an answer, and more than are shown if it is longer.
  private func lines(of turn: Turn) -> [String] {
    Format.wrap(String(turn.text.prefix(8 * width)), max(8, width - 6))
  }

  private func isItself(_ turn: Turn, _ match: SearchMatch) -> Bool {
    guard match.role == .user || match.role == .assistant else { return false }
    return turn.sequence == match.sequence || turn.uuid != nil && turn.uuid == match.uuid
  }

  private func isCut(_ match: SearchMatch) -> Bool {
    [match.exchange?.prompt, match.exchange?.answer].contains { turn in
      turn.map { !isItself($0, match) && lines(of: $0).count > Self.linesMax } ?? false
    }
  }

  // MARK: Names

  private func name(of role: TextRole) -> String { role.name.replacing("_", with: " ") }

  /// Returns what `show` takes for the record of a match.
  private func name(of match: SearchMatch) -> String {
    if match.isOutputFile, let uuid = match.uuid { return String(uuid.prefix(13)) }
    return "@\(match.sequence)"
  }

  /// Returns the command that opens the place of a match. It is not cut, so that it can be copied.
  private func command(_ match: SearchMatch) -> TerminalText {
    if match.isOutputFile, match.uuid == nil { return show(match.shortID, storeWords) }
    return show(match.shortID, (match.isLatest ? ["--around"] : []) + [name(of: match)] + storeWords)
  }

  /// Returns the command that shows a session, which is taken for no option whatever it begins with.
  private func show(_ session: String, _ words: [String]) -> TerminalText {
    guard session.hasPrefix("-") else { return line(["ccstore", "show", session] + words) }
    // A record stands after its session, and options stand before both.
    let isRecord = words.first.map { !$0.hasPrefix("-") } ?? false
    let options = isRecord ? Array(words.dropFirst()) : words
    return line(["ccstore", "show"] + options + ["--", session] + words.prefix(isRecord ? 1 : 0))
  }

  /// Returns words as a line for a shell.
  private func line(_ words: [String]) -> TerminalText {
    // An @ means nothing to a shell where a number follows it.
    words.map { word -> TerminalText in
      let isNumber = word.hasPrefix("@") && word.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
      return isNumber ? "\(word)" : "\(Quoting.shell(PlainText.clean(word)))"
    }.joined(separator: " ")
  }
}

extension TerminalText {
  /// The text without spaces at its beginning.
  fileprivate var withoutIndent: TerminalText {
    var text = self
    text.dropSpaces()
    return text
  }
}

/// Prints the sessions in which a search finds something.
struct SearchedSessionPrinter {
  let style: Style
  let width: Int
  let projects: ProjectNames

  /// Returns a table of the sessions.
  func table(_ sessions: [SearchedSession]) -> [TerminalText] {
    var table = TextTable(
      [
        TextTable.Column(title: "RECORDS", isNumber: true),
        TextTable.Column(title: "SESSION"),
        TextTable.Column(title: "LAST", dropPriority: 2),
        TextTable.Column(title: "PROJECT", dropPriority: 3),
        TextTable.Column(title: "TITLE", dropPriority: 1, canShrink: true, least: 12),
      ], width: width)
    for session in sessions {
      table.add([
        Format.count(Int64(session.records)), session.shortID, session.last.map(Format.localTime) ?? "-",
        projects.name(of: session.project), session.title,
      ])
    }
    return table.lines(title: style.dim, cell: { $0 == 1 ? style.cyan($1) : $1 })
  }
}
