import Answers
import FileIO
import Operations
import SessionLog
import Sync
import Tables
import Times
import Transcripts

extension APIRoute {
  static let sessionRoutes: [APIRoute] = [
    get(
      "sessions", "getSessions", "Sessions, a page, as ccstore sessions lists them.",
      APIParameter.period + APIParameter.filters + [
        .onlySession,
        APIParameter(
          "text", .text(max: APIParameter.textMax), "Only sessions whose title, first prompt or summary holds this."),
        APIParameter(
          "state", .choice(["missing", "expiring"]),
          "Only sessions whose transcript is gone, or will be deleted within a week."),
        APIParameter(ParameterName.subagents.rawValue, .flag, "Only sessions that used subagents.", standard: "false"),
        APIParameter(
          "all", .flag, "Also sessions without a message, such as warm-ups and probes, and without a readable record.",
          standard: "false"),
        APIParameter(
          "sort", .choice(SessionOrder.allCases.map(\.rawValue)),
          "The order; by default ended, with state=expiring expires."),
        .reverse, .limit, .cursor, .asOf,
      ], basis: .files, Shapes.sessionPage
    ) { call, view in
      try view.sessions(try call.sessionQuery(view), page: call.page)
    },
    get(
      "sessions/{session}", "getSession", "One session, and the command that continues it.",
      [.session, .asOf, .zone],
      basis: .files, Shapes.servedSession
    ) { call, view in
      var query = try call.sessionQuery(view)
      query.period = .always
      query.now = call.now
      guard let name = call.text("session"), let summary = try view.sessions(query).first else {
        throw APIProblem(.notFound, "There is no such session.")
      }
      let roots = ConfiguredRoots(environment: call.context.environment).paths
      return ServedSession(summary, try view.resumption(of: name, configured: roots))
    },
  ]
}

/// Names of parameters that are words of an agent as well.
private enum ParameterName: String {
  case subagents
}

extension APICall {
  /// The sessions that are asked for, as `ccstore sessions` asks for them.
  func sessionQuery(_ view: StoreView) throws -> SessionQuery {
    var query = SessionQuery()
    query.period = period
    (query.project, query.session) = (text("project"), text("session"))
    (query.model, query.branch, query.text) = (text("model"), text("branch"), text("text"))
    let isExpiring = text("state") == "expiring"
    if isExpiring { query.deletedBefore = Instant(milliseconds: now.milliseconds + 7 * 86_400_000) }
    query.isMissing = text("state") == "missing"
    query.hasSubagents = flag(ParameterName.subagents.rawValue)
    query.excludesSilent = path.count == 1 && !flag("all")
    query.excludesBlank = query.excludesSilent
    query.order = choice("sort") ?? (isExpiring ? .expires : .ended)
    query.isReversed = flag("reverse")
    query.prices = context.prices
    query.cleanupPeriodDays = try view.cleanupDays(
      Store.settingsFiles(environment: context.environment, workingDirectory: context.workingDirectory))
    let configured = ConfiguredRoots(environment: context.environment)
    query.cleanedRoots = Set(configured.paths + configured.resolved(view.store.fileSystem).map(\.string))
    return query
  }

  private var path: [String] { request.path }
}
