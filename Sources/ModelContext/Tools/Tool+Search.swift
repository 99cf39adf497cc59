import Answers
import Bytes
import SessionLog
import Tables
import Times
import Transcripts

extension Tool {
  static let search = Tool(
    name: "search",
    summary:
      "Find what was said, called or printed in past sessions. All words must be in one record; quote a \"phrase\". "
      + "exchange adds the prompt above and the answer below each hit: best for \"what did we decide about X\".",
    arguments: [
      Argument("query", .text, isRequired: true),
      Argument("role", .choices(searchedRoles.map(\.name)), "default: user, assistant"),
      Argument("exchange", .flag),
      Argument("tool", .text, "calls and output of this tool"),
      Argument("session", .text), .project, .since, .until,
      Argument("word", .flag, "whole words only"), Argument("regex", .flag, "query is a POSIX regex"),
      Argument("sort", .choice(SearchOrder.allCases.map(\.rawValue))),
      .limit(1...50, 10), .cursor, .caller, .maxChars,
    ], shape: nil
  ) { view, arguments, context in
    let query = try searchQuery(arguments, context)
    let caller = try CallingSession(arguments, view, context)
    return try SearchAnswer(view, query, arguments, context, caller).answer()
  }

  /// The roles that can be asked for: what people and models look for. The others are titles and notes of the agent.
  private static let searchedRoles: [TextRole] = [.user, .assistant, .thinking, .toolInput, .toolOutput]

  private static func searchQuery(_ arguments: Arguments, _ context: ToolContext) throws -> SearchQuery {
    let text = arguments.text("query") ?? ""
    let isRegex = arguments.flag("regex")
    let texts = isRegex ? [text] : words(text)
    guard !texts.isEmpty else { throw ToolFailure("argument 'query' holds no word") }
    var query = SearchQuery(texts)
    query.options.isRegex = isRegex
    query.options.isWord = arguments.flag("word")
    let roles = arguments.texts("role")
    query.tool = arguments.text("tool")
    let usual: Set<TextRole> = query.tool == nil ? [.user, .assistant] : []
    query.roles = roles.isEmpty ? usual : Set(TextRole.allCases.filter { roles.contains($0.name) })
    query.session = arguments.text("session")
    query.project = arguments.text("project")
    query.period = try arguments.period(context.zone, now: context.now)
    query.order = arguments.text("sort").flatMap(SearchOrder.init(rawValue:)) ?? .time
    query.hasExchanges = arguments.flag("exchange")
    (query.hasOutcomes, query.foldsCopies) = (true, true)
    return query
  }

  /// Divides a query at spaces; what stands in double quotes is one text.
  static func words(_ query: String) -> [String] {
    query.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { number, part in
      number.isMultiple(of: 2)
        ? part.split(whereSeparator: \.isWhitespace).map(String.init)
        : part.allSatisfy(\.isWhitespace) ? [] : [String(part)]
    }
  }
}

/// Makes the answer of a search.
private struct SearchAnswer {
  let view: StoreView
  let query: SearchQuery
  let arguments: Arguments
  let context: ToolContext
  let caller: CallingSession

  init(
    _ view: StoreView, _ query: SearchQuery, _ arguments: Arguments, _ context: ToolContext, _ caller: CallingSession
  ) {
    (self.view, self.arguments, self.context, self.caller) = (view, arguments, context, caller)
    var query = query
    query.excludedSession = caller.id
    self.query = query
  }

  private var limit: Int { arguments.integer("limit") ?? 10 }

  func answer() throws -> ToolAnswer {
    // Hits that are the same as one above take one line and do not count.
    let request = PageRequest(
      limit: limit * 2, cursor: arguments.cursor, time: Instant(milliseconds: context.now))
    // Counting all takes a second where a word is everywhere, and says little.
    var plain = query
    // The exchanges of the hits that are shown are looked up one by one.
    plain.hasExchanges = false
    let page = try view.search(
      plain, page: request, countsAll: false, findsEntries: false, indexing: context.indexing)
    var answer = AnswerText(limit: arguments.maxChars)
    guard page.total > 0 else {
      let limits = ["session", "project", "tool", "since", "until"].filter { arguments.has($0) }
      answer.add(
        "Nothing is found in \(searched)\(limits.isEmpty ? "" : ", limited by \(limits.joined(separator: ", "))").")
      answer.add(advice)
      if let note = caller.note { answer.add(note) }
      return .text(answer.text)
    }
    let ranked = page.isTotalExact ? "" : " of the \(Words.count(SearchQuery.rankedMax)) latest"
    let order = query.order == .time ? "the latest first" : "the most relevant\(ranked) first"
    let found =
      page.isTotalExact ? Words.count(page.total, "record") : "More than \(Words.count(page.total - 1, "record"))"
    answer.add("\(found) found in \(searched), \(order). \(PastText.notice)")
    if let note = caller.note { answer.add(note) }
    let reserve = Continuation.reserve(arguments)
    let shown = try add(page, to: &answer, reserve: reserve)
    if let next = page.prefix(shown).next {
      let left = page.isTotalExact ? "\(Words.count(page.total - next.rowsBefore)) more." : "More follow."
      answer.add(
        Continuation.line("search", arguments, caller.changes + [("cursor", .string(next.description))], left: left))
    }
    if let first = page.rows.first?.match {
      let call = JSON.object([
        ("session", .string(PastText.cut(first.shortID, 64))), ("at", JSON(Int64(first.sequence))),
      ])
      _ = answer.add(row: ["To read around a record: read \(call.text(pretty: false))"], reserve: 150)
    }
    return .text(answer.text)
  }

  /// Adds as many hits as fit and as are asked for, and returns their number, at least 1.
  private func add(_ page: Page<SearchHit>, to answer: inout AnswerText, reserve: Int) throws -> Int {
    let room = max(200, answer.room(reserve: reserve))
    var session = ""
    var exchanges = Shown()
    var finder = ExchangeFinder(view, hasOutcomes: query.hasOutcomes)
    // By the uuid of their record. A session that was continued in another one shares its records with it.
    var known: [String: Hit] = [:]
    var shown = 0
    for (number, found) in page.rows.enumerated() {
      let match = found.match
      let former = match.uuid.flatMap { known[$0] }
      let isRepeated = former.map { isAlike($0.match, match) } ?? false
      if !isRepeated, shown == limit { return number }
      let hit = Hit(match: match, exchange: query.hasExchanges ? try finder.exchange(of: match) : nil)
      let same = isRepeated ? former.flatMap { saysTheSame($0, hit) ? $0.match : nil } : nil
      if same == nil, shown == limit { return number }
      var (row, said): ([String], Shown) = ([], exchanges)
      if let same {
        let name = match.session == session ? "" : "session \(PastText.name(match.shortID)), "
        row.append("\(name)\(place(match)): the same as @\(same.sequence) above")
      } else {
        if match.session != session { row += heading(match) }
        let snippet = match.context?.line ?? match.snippet
        row.append("\(place(match)):")
        row.append(PastText.line(snippet, max: min(300, room / 3)))
        if !match.copies.isEmpty { row.append(copies(match)) }
        row += self.said(hit, &said, room: room)
      }
      guard answer.add(row: row, reserve: reserve) || number == 0 else { return number }
      if number == 0, answer.room(reserve: reserve) == room { answer.add(row) }
      if same != nil {
        // The next hit names its session again, so that it is not taken for one of this.
        if match.session != session { session = "" }
        continue
      }
      session = match.session
      (exchanges, shown) = (said, shown + 1)
      if let uuid = match.uuid { known[uuid] = hit }
    }
    return page.rows.count
  }

  /// A match with its exchange, if exchanges are asked for.
  private struct Hit {
    var match: SearchMatch
    var exchange: SearchExchange?
  }

  /// Returns whether two matches look alike.
  private func isAlike(_ first: SearchMatch, _ second: SearchMatch) -> Bool {
    first.role == second.role && first.snippet == second.snippet
  }

  /// Returns whether two hits that look alike have the same exchange, so that the second one says nothing new.
  private func saysTheSame(_ first: Hit, _ second: Hit) -> Bool {
    first.exchange?.prompt?.text == second.exchange?.prompt?.text
      && first.exchange?.answer?.text == second.exchange?.answer?.text
  }

  private func heading(_ match: SearchMatch) -> [String] {
    let about = [match.title, match.project].filter { !$0.isEmpty }.joined(separator: " · ")
    let title = about.isEmpty ? [] : [PastText.line(about, max: 120)]
    return ["", "session \(PastText.name(match.shortID))"] + title
  }

  private func place(_ match: SearchMatch) -> String {
    "@\(match.sequence) \(match.role.name) \(Words.time(match.time, context.zone))"
      + (match.isLatest ? "" : ", in a former version")
  }

  /// The sessions that have the record, too.
  private func copies(_ match: SearchMatch) -> String {
    let names = match.copies.prefix(3).map { "\(PastText.name($0.shortID)) @\($0.sequence)" }
    let rest = match.copies.count - names.count
    return "also in \(names.joined(separator: ", "))" + (rest > 0 ? " and \(Words.count(rest, "more session"))" : "")
  }

  /// What hits above have shown of their exchanges, by sequence number.
  private struct Shown {
    /// The hit that has shown a prompt.
    var prompts: [UInt64: UInt64] = [:]
    var answers: Set<UInt64> = []
    var replies: Set<UInt64> = []
  }

  /// The lines with the prompt before a hit, the answer after it, and what the person said to that, each of them once.
  private func said(_ hit: Hit, _ shown: inout Shown, room: Int) -> [String] {
    guard let exchange = hit.exchange else { return [] }
    let match = hit.match
    var lines: [String] = []
    func add(_ name: String, _ turn: Turn, _ max: Int) {
      // A hit that is the whole prompt or answer is not repeated.
      if turn.text.isEmpty || turn.text.unicodeScalars.count <= 240 && turn.sequence == match.sequence { return }
      lines.append("\(name) @\(turn.sequence):")
      lines += PastText.lines(PastText.cut(turn.text, max))
    }
    let first = exchange.prompt.flatMap { shown.prompts[$0.sequence] }
    let isKnown = exchange.answer.map { !shown.answers.insert($0.sequence).inserted } ?? false
    if let first {
      lines.append("same prompt\(isKnown ? " and answer" : "") as @\(first) above")
    } else if let prompt = exchange.prompt {
      shown.prompts[prompt.sequence] = match.sequence
      add("prompt", prompt, min(600, room / 6))
    }
    if let opening = exchange.firstAnswer, first == nil { add("first answer", opening, min(400, room / 8)) }
    if let answer = exchange.answer, !isKnown {
      add(exchange.firstAnswer == nil ? "answer" : "last answer", answer, min(1500, room / 4))
    }
    if let reply = exchange.reply, shown.replies.insert(reply.sequence).inserted {
      add("next prompt", reply, min(240, room / 8))
    }
    return lines
  }

  /// What was searched, in words.
  private var searched: String {
    let roles = TextRole.allCases.filter { query.roles.contains($0) }.map(\.name).joined(separator: ", ")
    return roles.isEmpty ? "all texts" : "texts of \(roles)"
  }

  private var advice: String {
    query.roles.isEmpty
      ? "Try fewer or shorter words; parts of words are found, too, without \"word\"."
      : "Try fewer or shorter words, or other roles: tool_input and tool_output hold commands, files and errors."
  }
}
