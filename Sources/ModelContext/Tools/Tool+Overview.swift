import Answers
import Operations
import SessionLog
import Tables
import Times
import Transcripts

extension Tool {
  static let overview = Tool(
    name: "overview",
    summary:
      "What a session was about: first prompt, last answer, changed files, failures, cost, how to resume it.",
    arguments: [.session], shape: nil
  ) { view, arguments, context in
    .text(try SessionOverview(arguments.text("session") ?? "", view, context).text)
  }
}

/// What a session was about, in at most `charactersMax` characters.
struct SessionOverview {
  static let charactersMax = 1500

  let text: String
  /// The number of turns at the end among which the last answer is looked for.
  private static let lastTurns = 60

  init(_ name: String, _ view: StoreView, _ context: ToolContext) throws {
    let session = try view.session(named: name).id.text
    let outline = try view.outline(of: session)
    var query = SessionQuery()
    query.session = session
    let summary = try view.sessions(query).first { $0.id == session } ?? .unknown
    var answer = AnswerText(limit: Self.charactersMax)
    answer.add(PastText.notice)
    answer.add("session \(PastText.name(session)), \(Self.facts(summary, outline, context.zone))")
    let about = [outline.title, summary.branch, outline.project].filter { !$0.isEmpty }.joined(separator: " · ")
    if !about.isEmpty { answer.add(PastText.line(about, max: 160)) }
    if let first = outline.prompts.first(where: { $0.number > 0 && !$0.text.isEmpty }) {
      _ = answer.add(row: ["first prompt @\(first.sequence):", PastText.line(first.text)], reserve: 0)
    }
    if let last = try Self.lastAnswer(session, view) {
      _ = answer.add(row: ["last answer @\(last.sequence):", PastText.line(last.text, max: 300)], reserve: 0)
    }
    for row in try [Self.errors(session, view), Self.relatives(summary, view), Self.resumption(session, view, context)]
    {
      if !row.isEmpty { _ = answer.add(row: row, reserve: 0) }
    }
    Self.add(Self.files(outline), to: &answer)
    text = answer.text
  }

  private static func facts(_ summary: SessionSummary, _ outline: SessionOutline, _ zone: Zone) -> String {
    let subagents = outline.prompts.reduce(0) { $0 + $1.subagents.count }
    var facts = [
      "\(Words.time(summary.started, zone)) to \(Words.time(summary.ended, zone))",
      Words.count(summary.turns, "prompt"),
      Words.count(summary.messages, "message"),
    ]
    if subagents > 0 { facts.append(Words.count(subagents, "subagent")) }
    facts += ["\(Words.count(outline.usage.tokens.total)) tokens", Words.cost(outline.usage)]
    if !summary.model.isEmpty { facts.append(PastText.name(summary.model)) }
    if summary.sourceState != .present { facts.append("transcript \(summary.sourceState.rawValue)") }
    return facts.joined(separator: ", ")
  }

  private static func lastAnswer(_ session: String, _ view: StoreView) throws -> Turn? {
    var query = TurnQuery(session)
    (query.place, query.before, query.limit, query.charactersMax) = (.tail(0), lastTurns, lastTurns + 1, 400)
    return try view.turns(query).turns.last {
      $0.role == .assistant && $0.depth == 0 && $0.branch == nil && !$0.text.isEmpty
    }
  }

  private static func errors(_ session: String, _ view: StoreView) throws -> [String] {
    var query = ToolQuery()
    (query.session, query.order) = (session, .errors)
    let failed = try view.tools(query).tools.filter { $0.errors > 0 }
    guard !failed.isEmpty else { return [] }
    let names = failed.prefix(5).map { "\(PastText.name($0.tool)) \($0.errors) of \($0.calls)" }
    return ["failed calls: \(names.joined(separator: ", "))" + (failed.count > 5 ? " …" : "")]
  }

  private static func relatives(_ summary: SessionSummary, _ view: StoreView) throws -> [String] {
    var lines: [String] = []
    if let origin = summary.forkedFrom { lines.append("forked from \(PastText.name(origin))") }
    let forks = try view.sessions().filter { $0.forkedFrom == summary.id }.map(\.shortID)
    if !forks.isEmpty {
      let names = forks.prefix(3).map(PastText.name).joined(separator: ", ")
      lines.append("forks: \(names)" + (forks.count > 3 ? " and \(forks.count - 3) more" : ""))
    }
    return lines
  }

  private static func resumption(_ session: String, _ view: StoreView, _ context: ToolContext) throws -> [String] {
    let resumption = try view.resumption(of: session, configured: context.server.configuredRoots)
    guard let line = resumption.line, line.unicodeScalars.count <= 240 else { return [] }
    return ["command with which the person continues it:", PastText.line(line, max: 240)]
  }

  private static func files(_ outline: SessionOutline) -> [String] {
    var known = Set<String>()
    return outline.prompts.flatMap { $0.work.files + $0.subagents.flatMap(\.work.files) }
      .filter { known.insert($0).inserted }
  }

  /// Adds the paths of files as far as they fit.
  private static func add(_ files: [String], to answer: inout AnswerText) {
    guard !files.isEmpty else { return }
    guard answer.add(row: ["changed files, \(Words.count(files.count)):"], reserve: 80) else { return }
    for (number, file) in files.enumerated() {
      guard answer.add(row: [PastText.line(file, max: 160)], reserve: 60) else {
        return answer.add("\(Words.count(files.count - number)) more; the tool files has them all")
      }
    }
  }
}
