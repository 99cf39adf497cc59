import Answers
import FileIO
import SegmentedLog
import SessionLog
import Tables
import Times
import Transcripts

extension APIRoute {
  /// The routes about all sessions.
  static let questionRoutes: [APIRoute] = [
    APIRoute(
      "GET", "search", "getSearch", "Search, a page; or all that is found, a line each.",
      [
        APIParameter(
          "q", .text(max: SearchLimits.bytesMax), "A text that must be in a record; several must all be in it.",
          isRequired: true, repetitionMax: SearchLimits.textsMax),
        APIParameter(
          "role", .choice(TextRole.allCases.map(\.name)), "Only in texts of this role, or of these.",
          repetitionMax: TextRole.allCases.count),
        APIParameter(
          "tool", .text(max: APIParameter.textMax), "Only in calls of tools whose name holds this, and their results."),
        .onlySession,
        APIParameter("regex", .flag, "The texts are POSIX extended regular expressions.", standard: "false"),
        APIParameter("case", .flag, "The case of letters counts.", standard: "false"),
        APIParameter("word", .flag, "Only whole words.", standard: "false"),
        APIParameter("context", .integer(0...100), "The lines around the first match: this many before and after."),
        APIParameter(
          "exchange", .flag, "Also the prompt before each record and the answer after it.", standard: "false"),
        APIParameter(
          "count", .flag,
          "Looks for all records to count them, at most \(SearchPage.countedMax); else only for as many as the page needs.",
          standard: "true"),
        APIParameter(
          "entries", .flag,
          "Also the place of each record in the conversation: entry, which else is null. It takes longer.",
          standard: "false"),
        .sort(SearchOrder.allCases.map(\.rawValue), SearchOrder.time.rawValue),
      ] + APIParameter.period + APIParameter.filters + [.limit, .cursor, .asOf],
      contents: [
        Content(APIAnswer.json, Shapes.enveloped(Shapes.searchPage).description),
        Content(APIAnswer.lines, Shapes.match.description),
      ], problems: [.tooSlow]
    ) { call in
      if call.accepts(APIAnswer.lines) { return try call.searchLines() }
      return try call.answer(Shapes.enveloped(Shapes.searchPage)) { call, view in
        try view.searchPage(
          call.searchQuery(), page: call.page, zone: call.zone, countsAll: call.flag("count"),
          findsEntries: call.flag("entries"))
      }
    },
    get(
      "files", "getFiles", "Which session read or wrote which file, a page.",
      [
        APIParameter("path", .text(max: 4096), "Only files whose path holds this, ignoring case."),
        APIParameter("writes", .flag, "Only files that the session wrote.", standard: "false"),
        .onlySession, .sort(FilesOrder.allCases.map(\.rawValue), FilesOrder.last.rawValue), .reverse,
      ] + APIParameter.period + APIParameter.filters + [.limit, .cursor, .asOf], Shapes.files
    ) { call, view in
      var query = FilesQuery()
      (query.path, query.project, query.session) = (call.text("path"), call.text("project"), call.text("session"))
      (query.branch, query.model, query.period) = (call.text("branch"), call.text("model"), call.period)
      (query.order, query.isReversed) = (call.choice("sort") ?? .last, call.flag("reverse"))
      query.isWritten = call.flag("writes")
      return try view.files(query, page: call.page)
    },
    get(
      "usage", "getUsage", "Tokens and cost, by day or anything else.",
      [
        APIParameter(
          "by", .choice(UsageGrouping.allCases.map(\.rawValue)), "What to group by.",
          standard: UsageGrouping.day.rawValue),
        APIParameter(
          "split", .choice(UsageGrouping.allCases.filter { $0 != .block }.map(\.rawValue)),
          "What to divide each group by."),
        APIParameter("fill", .flag, "Also times without a response.", standard: "false"),
        APIParameter("compare", .choice(["previous"]), "Also the totals of the period before."),
        APIParameter(
          "machine", .text(max: APIParameter.textMax), "Only machines whose name holds this, ignoring case."),
        APIParameter(
          "sort", .choice(UsageOrder.allCases.map(\.rawValue)), "The order; by default key for times, else cost."),
        .reverse,
        APIParameter("limit", .integer(1...10_000), "The most groups: of times the latest; by default all."),
        .onlySession,
      ] + APIParameter.period + APIParameter.filters + [.asOf], Shapes.usagePage
    ) { call, view in
      try call.usage(view)
    },
    get(
      "tools", "getTools", "Calls, errors and durations, by tool.",
      [
        .onlySession, .sort(ToolOrder.allCases.map(\.rawValue), ToolOrder.calls.rawValue), .reverse,
        APIParameter("limit", .integer(1...1000), "The most tools; by default all."),
      ] + APIParameter.period + APIParameter.filters + [.asOf], Shapes.tools
    ) { call, view in
      var query = ToolQuery()
      (query.period, query.project, query.session) = (call.period, call.text("project"), call.text("session"))
      (query.branch, query.model) = (call.text("branch"), call.text("model"))
      (query.order, query.isReversed) = (call.choice("sort") ?? .calls, call.flag("reverse"))
      let report = try view.tools(query)
      return ToolReport(tools: Array(report.tools.prefix(call.int("limit") ?? .max)), totals: report.totals)
    },
    get(
      "conflicts", "getConflicts", "Files that were rewritten, truncated or copied, or that differ, a page.",
      [.onlySession, .reverse] + APIParameter.period + APIParameter.filters + [.limit, .cursor, .asOf],
      Shapes.conflictPage
    ) { call, view in
      var query = ConflictsQuery()
      (query.sessions, query.period, query.isReversed) = (call.filter, call.period, call.flag("reverse"))
      return try view.conflicts(query, page: call.page)
    },
  ]
}

extension APICall {
  /// Returns whether the one who asks wants a type of answer rather than JSON.
  func accepts(_ type: String) -> Bool {
    let accepted = (request.headers["accept"] ?? "").split(separator: ",").map { entry in
      entry.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    }
    guard let wanted = accepted.firstIndex(of: type) else { return false }
    return accepted.firstIndex(of: APIAnswer.json).map { wanted < $0 } ?? true
  }

  // MARK: Search

  fileprivate func searchQuery() throws(APIProblem) -> SearchQuery {
    var query = SearchQuery(texts("q"))
    query.options.isRegex = flag("regex")
    query.options.isCaseSensitive = flag("case")
    query.options.isWord = flag("word")
    if flag("regex"), let fault = texts("q").lazy.compactMap(SearchLimits.fault).first { throw APIProblem("q", fault) }
    (query.period, query.project, query.session) = (period, text("project"), text("session"))
    (query.branch, query.model, query.tool) = (text("branch"), text("model"), text("tool"))
    let roles = Set(texts("role"))
    query.roles = Set(TextRole.allCases.filter { roles.contains($0.name) })
    query.order = choice("sort") ?? .time
    query.contextLines = int("context")
    query.hasExchanges = flag("exchange")
    return query
  }

  /// Answers with a line for each record that is found, and a last line that says that they are all.
  fileprivate func searchLines() throws -> APIAnswer {
    if cursor != nil { throw APIProblem("cursor", "an answer in lines has no pages; leave this out.") }
    var query = try searchQuery()
    query.limit = request.query.contains { $0.name == "limit" } ? int("limit") : nil
    query.matchesMax = SearchPage.countedMax
    return try SearchLines(view(), query).answer()
  }

  // MARK: Usage

  fileprivate func usage(_ view: StoreView) throws -> UsageAnswer {
    var query = UsageQuery()
    query.grouping = choice("by") ?? .day
    query.split = choice("split")
    query.isFilled = flag("fill")
    (query.order, query.isReversed, query.limit) = (choice("sort"), flag("reverse"), int("limit"))
    (query.period, query.zone, query.prices) = (period, zone, context.prices)
    (query.project, query.model, query.branch) = (text("project"), text("model"), text("branch"))
    (query.session, query.machine) = (text("session"), text("machine"))
    query.countsSessions = true
    let grouping = query.grouping
    if query.isFilled, !grouping.isTime && grouping != .hourOfWeek || grouping == .block {
      throw APIProblem("fill", "it is for by=hour, day, week, month and hour-of-week.")
    }
    if query.split != nil, grouping == .block { throw APIProblem("split", "blocks cannot be divided.") }
    let report = try view.usage(query)
    guard text("compare") != nil else { return UsageAnswer(report, period: period, previous: nil) }
    guard let before = period.previous(now: now, zone: zone) else {
      throw APIProblem("compare", "it needs a period that has begun; give since or on.")
    }
    query.period = before
    (query.grouping, query.split, query.isFilled, query.limit) = (.model, nil, false, nil)
    (query.order, query.isReversed) = (nil, false)
    return UsageAnswer(report, period: period, previous: UsageAnswer.Previous(before, try view.usage(query)))
  }
}

/// What a search may ask for.
enum SearchLimits {
  static let bytesMax = 1000
  static let textsMax = 8
  /// The longest regular expression in bytes.
  private static let expressionMax = 200
  /// The largest product of the counts of repetitions that stand within each other. The C library makes that many copies
  /// of what is repeated.
  private static let repetitionMax = 1000

  /// Returns what is wrong with a regular expression; nil if it may be used. One that would take too much memory is
  /// refused before it is compiled.
  static func fault(_ text: String) -> String? {
    if text.utf8.count > expressionMax { return "a regular expression may have \(expressionMax) bytes." }
    // A back-reference makes the time that a match takes exponential.
    var product = 1
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == 0x5c {
        if let next = bytes.popFirst(), (0x31...0x39).contains(next) { return "back-references are not allowed." }
        continue
      }
      guard byte == 0x7b else { continue }
      let counts = bytes.prefix { $0 != 0x7d }.split(separator: 0x2c).map { String(decoding: $0, as: UTF8.self) }
      let most = counts.compactMap { Int($0) }.max() ?? 1
      product = product.multipliedReportingOverflow(by: max(1, most)).partialValue
      if most > repetitionMax || product > repetitionMax || product < 1 {
        return "its repetitions multiply to more than \(repetitionMax)."
      }
    }
    return nil
  }
}
