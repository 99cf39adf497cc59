import Answers
import FileIO
import Operations
import SegmentedLog
import SessionLog
import SessionStore
import Sync
import Tables

/// The routes that need the running server and not only a view: streams, and what is started in the background.
struct LiveRoutes: Sendable {
  let store: Store
  let views: StoreViews
  let jobs: Jobs
  let isStopping: @Sendable () -> Bool
  /// The options of an ingest that a request starts: where the transcripts are. Throws `StoreError`.
  let options: @Sendable () throws -> SyncOptions

  private static let after = APIParameter(
    "after", .integer(0...Int64.max), "Only what the log has after the event of this number.")

  var table: [APIRoute] {
    [
      APIRoute(
        "GET", "events", "getEvents",
        "A stream of what changes: head, session, run and progress; the id of an event is its number in the log.",
        [Self.after], basis: .everything, contents: [.init("text/event-stream")], respond: events),
      APIRoute(
        "GET", "log", "getLog", "The events of the log as lines of JSON, without their bodies.",
        [Self.after, APIParameter("follow", .flag, "True to wait for more at the end.")], basis: .everything,
        contents: [.init(APIAnswer.lines)], respond: log),
      starting(
        "runs", "postRuns", "Starts an ingest; the answer says where its progress is.", JobOptions.runKeys
      ) { call in
        let body = try JobOptions(call.request.body, JobOptions.runKeys)
        var options = try options()
        try body.apply(to: &options)
        return try jobs.ingest(options)
      },
      APIRoute(
        "GET", "runs/{run}", "getRunsRun", "How far something is that was started in the background.",
        [APIParameter("run", .text(max: 100), "The name of the run.", place: .path, isRequired: true)],
        basis: .everything, contents: [.init(APIAnswer.json, Shapes.enveloped(Shapes.job).description)]
      ) { call in
        guard let job = jobs.job(call.text("run") ?? "") else {
          throw APIProblem(.notFound, "There is no run of this name. A server forgets its runs when it ends.")
        }
        return try answer(call, Shapes.job, job)
      },
      APIRoute(
        "DELETE", "sync/{key}", "deleteSyncKey",
        "Resets the state of syncing under a key, so that the next ingest reads every file. Nothing stored is deleted.",
        [APIParameter("key", .text(max: APIParameter.textMax), "The key.", place: .path, isRequired: true)],
        basis: .everything, contents: [.init(APIAnswer.json, Shapes.enveloped(Shapes.reset).description)],
        problems: [.locked], respond: reset),
      starting("verify", "postVerify", "Starts a check of every byte of the store.", []) { call in
        _ = try JobOptions(call.request.body, [])
        return try jobs.verify()
      },
    ]
  }

  // MARK: Streams

  private func events(_ call: APICall) throws -> APIAnswer {
    // A page that comes again says what it has seen last; whatever is no number is nothing.
    let last = call.request.headers["last-event-id"].flatMap { UInt64($0) }
    let after = call.integer("after").map { UInt64($0) } ?? last
    let stream = EventStream(views: views, jobs: jobs, isStopping: isStopping)
    return APIAnswer(
      200, .stream(contentType: "text/event-stream") { try stream.write(after: after, to: $0) })
  }

  private func log(_ call: APICall) throws -> APIAnswer {
    let after = UInt64(call.integer("after") ?? 0)
    let follows = call.flag("follow")
    // A store that cannot be read is said with a status, not with a stream that ends at once.
    let head = try views.current().head
    guard after <= head.sequence else {
      throw APIProblem("after", "the log ends at event \(head.sequence).")
    }
    let stream = LogStream(views: views, isStopping: isStopping)
    return APIAnswer(
      200, .stream(contentType: APIAnswer.lines) { try stream.write(after: after, follows: follows, to: $0) })
  }

  // MARK: What changes the store

  private func starting(
    _ path: String, _ operation: String, _ summary: String, _ keys: [APIRoute.BodyKey],
    _ start: @escaping @Sendable (APICall) throws -> Shapes.Job
  ) -> APIRoute {
    var route = APIRoute(
      "POST", path, operation, summary, basis: .everything,
      contents: [.init(APIAnswer.json, Shapes.enveloped(Shapes.job).description)], problems: [.locked]
    ) { call in
      let job: Shapes.Job
      do { job = try start(call) } catch let busy as Jobs.Busy {
        throw APIProblem(
          .locked, "\(busy.job.kind.rawValue) \(busy.job.id) runs already; try again when it has ended.")
      }
      var answer = try answer(call, Shapes.job, job)
      answer.status = 202
      answer.headers.append(("Location", "/api/v1/runs/\(job.id)"))
      return answer
    }
    route.status = 202
    route.body = keys
    return route
  }

  private func reset(_ call: APICall) throws -> APIAnswer {
    let key = call.text("key") ?? ""
    guard try views.current().sync.metadata.contains(where: { $0.syncKey == key }) else {
      throw APIProblem(.notFound, "Nothing was synced under this key; GET /api/v1/status lists the keys.")
    }
    try store.reset(syncKey: key)
    return try answer(call, Shapes.reset, key)
  }

  /// A document with the present head, also where the store does not exist yet.
  private func answer<Value: Sendable>(_ call: APICall, _ shape: Shape<Value>, _ value: Value) throws -> APIAnswer {
    let head = (try? views.current().head) ?? LogHead(sequence: 0, chain: .zero)
    let line = Shapes.enveloped(shape).line(Enveloped(value, head: head, losses: []))
    return APIAnswer(200, .bytes(Array(line.utf8), contentType: APIAnswer.json))
  }
}
