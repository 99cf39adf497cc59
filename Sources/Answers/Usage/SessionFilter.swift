import SessionLog

/// A choice of sessions, for questions about something that sessions have. A session must meet all conditions; nil
/// means no condition.
public struct SessionFilter: Sendable, Equatable {
  /// A text that the path of the project must contain, ignoring case.
  public var project: String?
  /// The id of a session or the beginning of it.
  public var session: String?
  /// A text that the name of the latest branch must contain, ignoring case.
  public var branch: String?
  /// A text that the name of a model that answered must contain, ignoring case.
  public var model: String?

  /// Creates a filter that every session passes.
  public init() {}

  /// Creates a filter; nil means no condition.
  public init(project: String?, session: String?, branch: String?, model: String?) {
    (self.project, self.session, self.branch, self.model) = (project, session, branch, model)
  }

  /// True if every session is selected.
  public var isEmpty: Bool { self == SessionFilter() }

  /// The conditions as one text, for the cursor of a page.
  var question: String { "\([project, session, branch, model].map { $0 ?? "\u{0}" })" }
}

extension StoreView {
  /// Returns the ids of the sessions that a filter selects; nil if it selects all. A filter without a model reads
  /// nothing but the state of the sessions. Throws `noSuchSession`, `ambiguousSession` or `sessionErased`.
  func ids(of filter: SessionFilter) throws -> Set<[UInt8]>? {
    if filter.isEmpty { return nil }
    let wanted = try filter.session.map { try session(named: $0).id }
    let project = filter.project.map(TextFilter.init)
    let branch = filter.branch.map(TextFilter.init)
    let model = filter.model.map(TextFilter.init)
    let answered = try model.map { try sessions(answeredBy: $0) }
    var ids = Set<[UInt8]>()
    for session in try sessionsState.sessions {
      guard wanted.map({ $0 == session.id }) ?? true, project?.matches(project: session.project) ?? true,
        branch?.matches(session.branch) ?? true,
        model.map({ $0.matches(session.model) || answered!.contains(session.id) }) ?? true
      else { continue }
      ids.insert(session.id)
    }
    return ids
  }

  /// Returns the ids of the sessions that have a response of a model whose name matches.
  private func sessions(answeredBy model: TextFilter) throws -> Set<[UInt8]> {
    let usage = try usageState
    let isWanted = usage.models.strings.map { model.matches($0) }
    var sessions = Set<UInt32>()
    for response in try claims.responses where isWanted[Int(response.model)] { sessions.insert(response.session) }
    return Set(sessions.map { usage.sessions.ids[Int($0)] })
  }
}
