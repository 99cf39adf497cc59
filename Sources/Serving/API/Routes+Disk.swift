import Answers
import FileIO
import SessionLog
import Sync
import Tables
import Times
import Transcripts

extension APIRoute {
  /// The routes that compare the store with the files on disk.
  static let diskRoutes: [APIRoute] = [
    get(
      "drift", "getDrift", "What is stored and no file on disk shows any more.",
      [
        .onlySession, .sort(DriftOrder.allCases.map(\.rawValue), DriftOrder.cost.rawValue), .reverse,
        APIParameter("limit", .integer(1...1000), "The most sessions; by default all."),
      ] + APIParameter.period + APIParameter.filters + [.asOf], basis: .everything, Shapes.drift
    ) { call, view in
      var query = DriftQuery()
      (query.sessions, query.period, query.prices) = (call.filter, call.period, call.context.prices)
      (query.order, query.isReversed) = (call.choice("sort") ?? .cost, call.flag("reverse"))
      var drift = try view.drift(query)
      drift.sessions = Array(drift.sessions.prefix(call.int("limit") ?? .max))
      return drift
    },
    get(
      "doctor", "getDoctor", "Whether what will be deleted soon is stored, and whether storing it continues by itself.",
      basis: .everything, problems: [.failed], Shapes.doctor
    ) { call, view in
      let (context, store) = (call.context, view.store)
      let selection = try context.roots(of: view)
      return try store.health(
        roots: selection.roots, problems: selection.problems,
        configured: ConfiguredRoots(environment: context.environment), home: context.home,
        settingsFiles: Store.settingsFiles(
          environment: context.environment, workingDirectory: context.workingDirectory),
        installed: context.schedules(), absolutePath: store.path.string)
    },
    get(
      "preview", "getPreview", "What an ingest would do, file by file.",
      [APIParameter("full", .flag, "Read every file, also those that seem unchanged.", standard: "false")],
      basis: .everything, Shapes.preview
    ) { call, view in
      var options = SyncOptions()
      let selection = try call.context.roots(of: view)
      (options.roots, options.rootProblems) = (selection.roots, selection.problems)
      options.home = call.context.home
      if call.flag("full") { options.mode = .full }
      return try view.store.preview(options, call.cancellation)
    },
  ]
}

extension APIContext {
  /// The places where agents keep their data; none where there is none, and a problem for one that cannot be read.
  fileprivate func roots(of view: StoreView) throws -> RootSelection {
    let finder = RootFinder(
      environment: environment, fileSystem: view.store.fileSystem, known: { [store = view.store] in store.knownRoots() }
    )
    do { return try finder.defaults() } catch let error as StoreError where error.code == .noRoots {
      return RootSelection()
    } catch let problem as RootProblem {
      var selection = RootSelection()
      selection.problems = [problem]
      return selection
    }
  }
}
