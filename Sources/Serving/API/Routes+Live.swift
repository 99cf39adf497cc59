import Tables

extension APIRoute {
  /// The routes that only a running server has: streams, jobs and tickets. It answers them before the API is asked; they
  /// stand here so that the table names everything that there is.
  static let liveRoutes: [APIRoute] = [
    live(
      "GET", "events", "getEvents",
      "What happens, as server-sent events: head, run, progress, session. The id is a number of the log.",
      [
        APIParameter(
          "after", .integer(0...Int64.max), "From the event after this one on; else the header Last-Event-ID says it.")
      ],
      [Content("text/event-stream")]),
    live(
      "GET", "log", "getLog", "The events of the log, a line each.",
      [
        APIParameter("after", .integer(0...Int64.max), "From the event after this one on.", standard: "0"),
        APIParameter("follow", .flag, "Does not end, but waits for more.", standard: "false"),
      ], [Content(APIAnswer.lines)]),
    live(
      "POST", "runs", "postRuns", "Start an ingest. The header Location says where it can be asked for.", [],
      [Content(APIAnswer.json, Shapes.enveloped(Shapes.job).description)], status: 202,
      body: [
        BodyKey("full", .boolean, "Read every file, also those that seem unchanged."),
        BodyKey("dry_run", .boolean, "Only say what would be done."),
        BodyKey("max_files", .integer, "Read at most this many new or changed files."),
        BodyKey("skip_existing", .boolean, "Leave the files of known sessions alone."),
        BodyKey("sync_key", .string, "The key under which the run is remembered, at most 200 bytes."),
      ]),
    live(
      "GET", "runs/{run}", "getRun", "How a job goes that this server was asked for.",
      [APIParameter("run", .text(max: APIParameter.textMax), "Its name.", place: .path, isRequired: true)],
      [Content(APIAnswer.json, Shapes.enveloped(Shapes.job).description)]),
    live(
      "DELETE", "sync/{key}", "deleteSync",
      "Forget the state of syncing under a key, so that the next run reads every file.",
      [APIParameter("key", .text(max: 200), "The key.", place: .path, isRequired: true)],
      [Content(APIAnswer.json, Shapes.enveloped(Shapes.reset).description)]),
    live(
      "POST", "verify", "postVerify",
      "Start a check of every byte. The header Location says where it can be asked for.",
      [], [Content(APIAnswer.json, Shapes.enveloped(Shapes.job).description)], status: 202, body: []),
    live(
      "POST", "tickets", "postTickets",
      "A ticket for a link, which cannot send a header: for one address, once, for a minute.",
      [], [Content(APIAnswer.json)], status: 201,
      body: [BodyKey("target", .string, "The address with its parameters, beginning with /api/v1/.")]),
  ]

  private static func live(
    _ method: String, _ path: String, _ operation: String, _ summary: String, _ parameters: [APIParameter],
    _ contents: [Content], status: Int = 200, body: [BodyKey]? = nil
  ) -> APIRoute {
    var route = APIRoute(
      method, path, operation, summary, parameters, basis: .everything, contents: contents,
      problems: method == "GET" ? [] : [.locked, .wrongMediaType]
    ) { _ in throw APIProblem(.notFound, "Only a running server has this.") }
    (route.status, route.body) = (status, body)
    return route
  }
}
