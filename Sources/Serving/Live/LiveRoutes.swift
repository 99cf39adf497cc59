import Bytes
import FileIO
import Operations
import SegmentedLog
import SessionLog
import SessionStore
import Sync
import Tables
import Transcripts

/// The routes that need the running server and not only a view: streams, and what is started in the background.
struct LiveRoutes: Sendable {
  let store: Store
  let views: StoreViews
  let jobs: Jobs
  let isStopping: @Sendable () -> Bool
  /// The options of an ingest that a request starts: where the transcripts are. Throws `StoreError`.
  let options: @Sendable () throws -> SyncOptions

  /// Answers a request; nil if it is for another route.
  func answer(_ request: APIRequest) -> APIAnswer? {
    let methods: [String]
    switch (request.path.first, request.path.count) {
    case ("events", 1), ("log", 1): methods = ["GET"]
    case ("runs", 1), ("verify", 1): methods = ["POST"]
    case ("runs", 2): methods = ["GET"]
    case ("sync", 2): methods = ["DELETE"]
    default: return nil
    }
    guard methods.contains(request.method) else {
      return LiveProblem(405, "method-not-allowed", "This address takes \(methods[0]) only.").answer(
        [("Allow", methods[0])])
    }
    do {
      switch request.path[0] {
      case "events": return try events(request)
      case "log": return try log(request)
      case "sync": return try reset(request)
      case "verify":
        _ = try LiveParameters(request, names: []).body(names: [])
        return try started { try jobs.verify() }
      default: return request.path.count == 1 ? try run(request) : try job(request)
      }
    } catch let problem as LiveProblem {
      return problem.answer()
    } catch {
      return LiveProblem(error).answer()
    }
  }

  private func events(_ request: APIRequest) throws -> APIAnswer {
    let after = try LiveParameters(request, names: ["after"]).integer("after") ?? Self.lastEventID(request)
    let stream = EventStream(views: views, jobs: jobs, isStopping: isStopping)
    return APIAnswer(
      200, headers: [("Cache-Control", "no-store")],
      .stream(contentType: "text/event-stream") { try stream.write(after: after, to: $0) })
  }

  /// The number of the last event that a reader has seen who comes again; nil where it says nothing that is one.
  private static func lastEventID(_ request: APIRequest) -> UInt64? {
    request.headers["last-event-id"].flatMap { UInt64($0) }
  }

  private func log(_ request: APIRequest) throws -> APIAnswer {
    let parameters = try LiveParameters(request, names: ["after", "follow"])
    let after = try parameters.integer("after") ?? 0
    let follows = try parameters.boolean("follow") ?? false
    // A store that cannot be read is said with a status, not with a stream that ends at once.
    let head = try views.newest().head
    guard after <= head.sequence else {
      throw LiveProblem(
        400, "bad-parameter", "The log ends at event \(head.sequence).", parameter: "after")
    }
    let stream = LogStream(views: views, isStopping: isStopping)
    return APIAnswer(
      200, headers: [("Cache-Control", "no-store")],
      .stream(contentType: "application/x-ndjson") { try stream.write(after: after, follows: follows, to: $0) })
  }

  // MARK: What changes the store

  private func run(_ request: APIRequest) throws -> APIAnswer {
    let body = try LiveParameters(request, names: []).body(
      names: ["full", "dry_run", "max_files", "skip_existing", "sync_key"])
    var options = try self.options()
    if try body.boolean("full") ?? false { options.mode = .full }
    if try body.boolean("dry_run") ?? false { options.mode = .dry }
    options.maxFiles = try body.positive("max_files")
    options.skipExisting = try body.boolean("skip_existing") ?? false
    if let key = try body.string("sync_key") { options.syncKey = try Self.syncKey(key) }
    return try started { [options] in try jobs.ingest(options) }
  }

  private func started(_ start: () throws -> Shapes.Job) throws -> APIAnswer {
    let job: Shapes.Job
    do { job = try start() } catch let busy as Jobs.Busy {
      throw LiveProblem(
        409, "locked", "The server is busy: \(busy.job.kind.rawValue) \(busy.job.id) runs. Try again when it has ended."
      )
    }
    return answer(Shapes.job.json(job), 202, headers: [("Location", "/api/v1/runs/\(job.id)")])
  }

  private func job(_ request: APIRequest) throws -> APIAnswer {
    _ = try LiveParameters(request, names: [])
    guard let job = jobs.job(request.path[1]) else {
      throw LiveProblem(404, "not-found", "There is no run of this name. A server forgets them when it ends.")
    }
    return answer(Shapes.job.json(job), 200, headers: [("Cache-Control", "no-store")])
  }

  private func reset(_ request: APIRequest) throws -> APIAnswer {
    _ = try LiveParameters(request, names: [])
    let key = try Self.syncKey(request.path[1])
    guard try views.newest().sync.metadata.contains(where: { $0.syncKey == key }) else {
      throw LiveProblem(404, "not-found", "Nothing was synced under this key. GET /api/v1/status lists the keys.")
    }
    try store.reset(syncKey: key)
    return answer(Shapes.reset.json(key), 200)
  }

  private static func syncKey(_ text: String) throws -> String {
    guard !text.isEmpty, text.utf8.count <= 200 else {
      throw LiveProblem(400, "bad-parameter", "A key has 1 to 200 bytes.", parameter: "sync_key")
    }
    return text
  }

  /// The document with the head of the log in front.
  private func answer(
    _ document: JSON, _ status: Int, headers: [(name: String, value: String)] = []
  ) -> APIAnswer {
    var members: [(String, JSON)] = []
    if let head = try? views.newest().head { members.append(("head", Shapes.head.json(head))) }
    if case .object(let own) = document { members += own }
    return APIAnswer(
      status, headers: headers,
      .bytes(Array((JSON.object(members).text(pretty: false) + "\n").utf8), contentType: "application/json"))
  }
}
