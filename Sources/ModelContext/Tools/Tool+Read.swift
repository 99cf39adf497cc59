import Answers
import SessionLog
import Tables
import Times

extension Tool {
  static let read = Tool(
    name: "read",
    summary:
      "Read a session: from its beginning, around the record at, or its tail. Tool calls are one line each; long texts are cut unless full.",
    arguments: [
      .session, Argument("at", .record, "record of a hit"),
      Argument("tail", .integer(1...1000), "last N prompts with what followed"),
      Argument("from", .integer(0...Int(Int32.max)), "continues a page"),
      Argument("line", .integer(0...Int(Int32.max))),
      Argument("tools", .flag, "output of tools"), Argument("thinking", .flag), Argument("full", .flag),
      .maxChars,
    ], shape: nil
  ) { view, arguments, context in
    let text = try ConversationText(view, arguments, context) { change in
      let place: [(String, JSON)] =
        [("session", .string(change.session)), ("from", JSON(change.entry))]
        + (change.line > 0 ? [("line", JSON(change.line))] : [])
      return Continuation.line("read", arguments, place, without: ["at", "tail", "from", "line"], left: "")
    }
    return .text(text.text)
  }
}

/// A page of a conversation as text.
struct ConversationText {
  /// The place where a page begins: the entry of a turn, and how much of it stood on the pages before. There every
  /// line counts once, and a quoted one once for each of its characters, so that a page can end inside of it.
  struct Place {
    var session: String
    var entry: Int
    var line = 0
  }

  private(set) var text = ""
  private let arguments: Arguments
  private let view: StoreView
  private let reserve: Int
  /// The id of the session, whose name may mean another one on the next page.
  private let session: String
  private let writer: TurnText
  private var answer: AnswerText
  private var next: Place?
  /// The turns of which nothing is left, and the notes among them that are not shown.
  private var (done, notes) = (0, 0)

  /// The number of turns that are read at a time.
  private static let windowLimit = 40
  /// The number of turns before a record that was asked for.
  private static let turnsBefore = 2

  /// Makes a page. `continuation` returns the line that says how the next page is asked for. Throws `ToolFailure` or
  /// `StoreError`.
  init(
    _ view: StoreView, _ arguments: Arguments, _ context: ToolContext, continuation: (Place) -> String
  ) throws {
    (self.view, self.arguments) = (view, arguments)
    answer = AnswerText(limit: arguments.maxChars)
    reserve = Continuation.reserve(arguments, cursor: 40)
    writer = TurnText(arguments, context.zone)
    var query = try Self.query(arguments)
    var window = try view.turns(query)
    session = window.session
    answer.add(
      "Session \(PastText.name(window.session)), \(Words.count(window.total, "turn")). \(PastText.notice)")
    if window.turns.isEmpty { answer.add(window.total == 0 ? "It holds nothing to read." : "Nothing follows.") }
    while true {
      try add(window)
      guard next == nil, let following = window.next else { break }
      (query.place, query.before, query.after) = (.entry(following), 0, nil)
      window = try view.turns(query)
    }
    if notes > 0 {
      _ = answer.add(
        row: ["\(Words.count(notes, "note")) of the agent left out; \"full\": true shows them."], reserve: reserve - 90)
    }
    if let next { answer.add("\(Words.count(window.total - done, "turn")) left. \(continuation(next))") }
    text = answer.text
  }

  private static func query(_ arguments: Arguments) throws(ToolFailure) -> TurnQuery {
    var query = TurnQuery(arguments.text("session") ?? "")
    query.limit = windowLimit
    query.charactersMax = arguments.flag("full") ? 0 : TurnText.textMax
    let places = ["at", "tail", "from"].filter { arguments.has($0) }
    guard places.count < 2 else { throw ToolFailure("\(places.joined(separator: " and ")) name two places; give one") }
    if arguments.has("line"), !arguments.has("from") { throw ToolFailure("argument 'line' needs 'from'") }
    if let sequence = arguments.record("at") {
      (query.place, query.before) = (.sequence(sequence), turnsBefore)
    } else if let count = arguments.integer("tail") {
      query.place = .tail(count)
    } else if let entry = arguments.integer("from") {
      query.place = .entry(entry)
    }
    return query
  }

  /// Adds the turns of a window, until one does not fit.
  private mutating func add(_ window: TurnWindow) throws {
    for (number, turn) in window.turns.enumerated() {
      done = window.first + number
      try view.checkCancellation()
      let lines = writer.lines(turn)
      if lines.isEmpty {
        notes += 1
        continue
      }
      let start = turn.entry == arguments.integer("from") ? arguments.integer("line") ?? 0 : 0
      if !add(lines, from: start, of: turn) { return }
    }
    done = window.first + window.turns.count
  }

  /// Adds the lines of a turn; those of one that is longer than a page as far as they fit. Returns false if some are
  /// left.
  private mutating func add(_ all: [String], from start: Int, of turn: Turn) -> Bool {
    let title = start > 0 ? ["\(writer.title(turn)), continued"] : []
    let lines = Self.rest(of: all, after: start)
    if answer.add(row: title + lines, reserve: reserve) {
      hasTurns = true
      return true
    }
    let isLongerThanPage = AnswerText.size(lines) > arguments.maxChars - reserve - Self.headSize
    if hasTurns, !isLongerThanPage || answer.room(reserve: reserve) < arguments.maxChars / 4 {
      next = Place(session: session, entry: turn.entry)
      return false
    }
    answer.add(title)
    let added = add(beginningOf: lines)
    hasTurns = true
    if added == lines.reduce(0, { $0 + Self.units($1) }) { return true }
    next = Place(session: session, entry: turn.entry, line: start + added)
    return false
  }

  /// Adds the lines that fit. If no quoted one does, the beginning of the first one is added, however short the page is
  /// to be. Returns how much was added, in units.
  private mutating func add(beginningOf lines: [String]) -> Int {
    var (added, hasText) = (0, false)
    for line in lines {
      let isQuoted = PastText.isQuoted(line)
      if answer.add(row: [line], reserve: reserve) {
        added += Self.units(line)
        hasText = hasText || isQuoted
        continue
      }
      if hasText { break }
      let room = max(40, answer.room(reserve: reserve) - PastText.mark.count - 1)
      if isQuoted, room < Self.units(line) {
        let part = Self.beginning(of: line, room)
        answer.add([part])
        return added + Self.units(part)
      }
      answer.add([line])
      added += Self.units(line)
      hasText = isQuoted
    }
    return added
  }

  // MARK: Parts of lines

  /// Returns what a line counts. Only quoted lines are divided.
  private static func units(_ line: String) -> Int {
    PastText.isQuoted(line) ? max(1, line.unicodeScalars.count - PastText.mark.count) : 1
  }

  /// Returns the beginning of a quoted line with at most `max` characters after the mark. It ends between words if
  /// there is a space in its second half.
  private static func beginning(of line: String, _ max: Int) -> String {
    let part = line.unicodeScalars.prefix(PastText.mark.count + max)
    guard let space = part.lastIndex(of: " "), part.distance(from: part.startIndex, to: space) > max / 2 else {
      return String(part)
    }
    return String(part[...space])
  }

  /// Returns what follows the first `count` units of lines.
  private static func rest(of lines: [String], after count: Int) -> [String] {
    var rest = lines[...]
    var left = count
    while left > 0, let line = rest.popFirst() {
      let size = units(line)
      if size > left {
        let passed = PastText.mark.count + left
        return [PastText.mark + String(line.unicodeScalars.dropFirst(passed))] + Array(rest)
      }
      left -= size
    }
    return Array(rest)
  }

  /// About how many characters stand before the first turn.
  private static let headSize = 200

  /// True once something was added.
  private var hasTurns = false
}
