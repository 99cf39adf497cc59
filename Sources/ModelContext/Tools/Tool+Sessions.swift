import Answers
import SessionLog
import Tables
import Times
import Transcripts

extension Tool {
  private static let sessionOrders: [SessionOrder] = [.ended, .started, .duration, .messages, .tokens, .cost]

  static let sessions = Tool(
    name: "sessions",
    summary: "List past sessions, the latest first: id, end, messages, cost, branch, project, title.",
    arguments: [
      Argument("text", .text, "part of the title or first prompt"), .project, Argument("branch", .text),
      .since, .until, Argument("sort", .choice(sessionOrders.map(\.rawValue))), .limit(1...100, 20), .cursor, .caller,
      .maxChars,
    ], shape: nil
  ) { view, arguments, context in
    let caller = try CallingSession(arguments, view, context)
    var query = SessionQuery()
    query.text = arguments.text("text")
    query.project = arguments.text("project")
    query.branch = arguments.text("branch")
    query.period = try arguments.period(context.zone, now: context.now)
    query.order = arguments.text("sort").flatMap(SessionOrder.init(rawValue:)) ?? .ended
    query.excludedSession = caller.id
    query.excludesSilent = true
    let request = PageRequest(
      limit: arguments.integer("limit") ?? 20, cursor: arguments.cursor, time: Instant(milliseconds: context.now))
    let page = try view.sessions(query, page: request)
    var answer = AnswerText(limit: arguments.maxChars)
    guard page.total > 0 else {
      let isEmpty = try view.sessions().isEmpty
      answer.add(isEmpty ? "No session is stored yet; 'ccstore ingest' stores them." : "No session matches.")
      if let note = caller.note { answer.add(note) }
      return .text(answer.text)
    }
    answer.add("\(Words.count(page.total, "session")). \(PastText.notice)")
    if let note = caller.note { answer.add(note) }
    answer.add(page, of: "sessions", arguments, changes: caller.changes) { sessionRow($0, context.zone) }
    return .text(answer.text)
  }

  private static func sessionRow(_ session: SessionSummary, _ zone: Zone) -> [String] {
    var facts = [
      "\(PastText.name(session.shortID)) \(Words.time(session.ended, zone))", Words.count(session.messages, "message"),
      Words.cost(session.usage),
    ]
    switch session.sourceState {
    case .missing: facts.append("gone from disk")
    case .pruned: facts.append("pruned")
    case .partial: facts.append("partly gone from disk")
    case .present: break
    }
    let quoted = [session.branch, session.project, session.title].filter { !$0.isEmpty }.joined(separator: " · ")
    return [facts.joined(separator: ", ")] + (quoted.isEmpty ? [] : [PastText.line(quoted)])
  }
}
