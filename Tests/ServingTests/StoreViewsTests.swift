import Answers
import FileIO
import Operations
import SegmentedLog
import SessionLog
import SessionStore
import Synchronization
import TestSupport
import Testing

@testable import Serving
@testable import Tables

@Suite("the views of a running server")
struct StoreViewsTests {
  let served: ServedStore
  let views: StoreViews

  init() throws {
    served = try ServedStore()
    try served.add(1, ["one", "two"])
    views = StoreViews(served.store, filesAge: .max, racyWindow: .min)
  }

  @Test("a view is kept while nothing changes, and replaced when the log grows")
  func grows() throws {
    let first = try views.current()
    let sessions = try first.sessions().count
    #expect(try views.current().derived === first.derived)
    let seen = views.changes.count
    try served.add(2, ["three"])
    let second = try views.current()
    #expect(second.head.sequence > first.head.sequence)
    #expect(try second.sessions().count == sessions + 1)
    #expect(views.changes.count > seen, "streams are told")
  }

  @Test("the view of the page before is given for its number, until something is erased")
  func formerView() throws {
    let first = try views.current()
    _ = try first.sessions()
    try served.add(2, ["three"])
    _ = try views.current()
    let former = try views.view(at: .sequence(first.head.sequence))
    #expect(former.derived === first.derived)
    _ = try served.store.erase(.session(ServedStore.id(1)))
    let later = try views.view(at: .sequence(first.head.sequence))
    #expect(later.derived !== first.derived)
    #expect(try later.sessions().isEmpty, "what is erased is hidden in the past, too")
  }

  @Test("views of earlier positions are kept, but only a few")
  func earlier() throws {
    for number in 2..<8 { try served.add(number, ["x"]) }
    let head = try views.current().head.sequence
    let first = try views.view(at: .sequence(3))
    #expect(try views.view(at: .sequence(3)).derived === first.derived)
    for position in 4..<10 { _ = try views.view(at: .sequence(UInt64(position))) }
    #expect(try views.view(at: .sequence(3)).derived !== first.derived)
    #expect(throws: StoreError.self) { try views.view(at: .sequence(head + 1)) }
    #expect(try views.view(at: .sequence(head)).position == nil)
  }

  @Test("a store that disappears is said to be gone, and found again")
  func disappears() throws {
    _ = try views.current()
    let (path, away) = (served.store.path, served.directory.path.appending("away"))
    try served.directory.fileSystem.rename(path, to: away)
    for _ in 0..<2 { #expect(throws: StoreError.self) { try views.current() } }
    try served.directory.fileSystem.rename(away, to: path)
    #expect(try views.current().sessions().count == 1)
  }

  @Test("another store in the place of the first one is another store")
  func replaced() throws {
    let first = try views.current()
    let other = try ServedStore()
    for number in 5..<8 { try other.add(number, ["other"]) }
    try served.directory.fileSystem.removeTree(served.store.path)
    try served.directory.fileSystem.rename(other.store.path, to: served.store.path)
    let second = try views.current()
    #expect(second.head != first.head)
    #expect(try Set(second.sessions().map(\.id)) == Set((5..<8).map(ServedStore.id)))
  }
}

@Suite("streams of a running server")
struct LiveStreamTests {
  let served: ServedStore
  let views: StoreViews
  let jobs: Jobs

  init() throws {
    served = try ServedStore()
    try served.add(1, ["one"])
    views = StoreViews(served.store)
    jobs = Jobs(served.store, changes: views.changes, cancellation: Cancellation())
  }

  /// Collects what a stream writes, and ends it when a text has come.
  private final class Reader: APIWriter {
    let text = Mutex("")
    let end: String
    private let onWrite: @Sendable (String) throws -> Void

    init(until end: String, onWrite: @escaping @Sendable (String) throws -> Void = { _ in }) {
      (self.end, self.onWrite) = (end, onWrite)
    }

    func write(_ bytes: some Sequence<UInt8> & Sendable) throws {
      let all = text.withLock { text in
        text += String(decoding: Array(bytes), as: UTF8.self)
        return text
      }
      if all.contains(end) { throw CancellationError() }
      try onWrite(all)
    }
  }

  @Test("a stream ends with a last event when the server stops")
  func ends() throws {
    let isStopping = Mutex(false)
    let reader = Reader(until: "never") { [views] text in
      guard text.contains("event: head") else { return }
      isStopping.withLock { $0 = true }
      views.changes.notify()
    }
    let stream = EventStream(views: views, jobs: jobs, isStopping: { isStopping.withLock { $0 } }, pause: 0)
    try stream.write(after: nil, to: reader)
    #expect(reader.text.withLock { $0 }.hasSuffix("event: end\ndata: {\"reason\":\"the server stops\"}\n\n"))
  }

  @Test("whoever leaves ends the stream, also while nothing happens")
  func leaves() throws {
    let pipe = AnswerPipe(onCancel: { [views] in views.changes.notify() })
    let stream = EventStream(views: views, jobs: jobs, isStopping: { false }, pause: 0)
    inBackground {
      SystemClock().sleep(50_000_000)
      pipe.cancel()
    }
    #expect(throws: CancellationError.self) { try stream.write(after: nil, to: pipe) }
  }

  @Test("while nothing happens, a comment shows that the server is there")
  func heartbeat() throws {
    let reader = Reader(until: "\n\n: \n\n: \n\n")
    let stream = EventStream(views: views, jobs: jobs, isStopping: { false }, pause: 0, heartbeat: 5)
    #expect(throws: CancellationError.self) { try stream.write(after: nil, to: reader) }
  }

  @Test("what changed is told by session, without what is erased")
  func changes() throws {
    let before = try views.current().head.sequence
    try served.add(2, ["two", "three"])
    try served.add(3, ["four"])
    var changes = try views.current().changes(after: before)
    #expect(changes.sessions.map(\.id) == [ServedStore.id(2), ServedStore.id(3)])
    #expect(changes.sessions.map(\.records) == [4, 2])
    #expect(changes.runs.count == 2 && changes.runs.allSatisfy { $0.run.status == .completed })
    _ = try served.store.erase(.session(ServedStore.id(2)))
    changes = try views.current().changes(after: before)
    #expect(changes.sessions.map(\.id) == [ServedStore.id(3)])
    #expect(try views.current().changes(after: .max).sessions.isEmpty)
  }

  @Test("one job runs at a time, and the error of one that cannot begin is thrown")
  func jobsInTurn() throws {
    let first = try jobs.verify()
    var ended = jobs.job(first.id)
    while ended?.status == .inProgress { ended = jobs.job(first.id) }
    #expect(ended?.verification?.isOK == true && ended?.ended != nil)
    let nothing = Jobs(
      Store(at: served.directory.path.appending("none")), changes: EventCount(), cancellation: Cancellation())
    let failed = try? nothing.verify()
    #expect(failed == nil && nothing.running == nil)
  }

  @Test("the log has a last line where it is whole, and is cut where the server stops before, or the log is shorter")
  func logStream() throws {
    let head = try views.current().head.sequence
    func read(after: UInt64, isStopping: Bool) throws -> String {
      let stream = LogStream(views: views, isStopping: { isStopping })
      return try APIAnswer(
        200, .stream(contentType: APIAnswer.lines) { try stream.write(after: after, follows: false, to: $0) }
      ).text
    }
    #expect(try read(after: 0, isStopping: false).contains(#"{"end":true,"total":\#(head),"#))
    #expect(try read(after: head, isStopping: true).contains(#"{"end":true,"total":0,"#))
    #expect(throws: CancellationError.self) { try read(after: 0, isStopping: true) }
    #expect(throws: CancellationError.self) { try read(after: head + 1, isStopping: false) }
  }

  @Test("an answer that is made faster than it is read waits, and is whole")
  func pipe() async throws {
    let pipe = AnswerPipe()
    inBackground {
      for number in 0..<200 { try? pipe.write([UInt8](repeating: UInt8(number), count: 10_000)) }
      pipe.finish(isWhole: true)
    }
    var bytes: [UInt8] = []
    while let more = await pipe.next() { bytes += more }
    #expect(bytes.count == 2_000_000 && !pipe.isCut)
    #expect(bytes == (0..<200).flatMap { [UInt8](repeating: UInt8($0), count: 10_000) })
  }
}

@Suite("shapes of a running server")
struct ServingShapeTests {
  @Test("the place of a server, a ticket, a job and the end of a stream have these keys")
  func keys() {
    #expect(Shapes.serverPlace.titles == ["address", "port", "socket", "token_file", "store", "read_only"])
    #expect(Shapes.ticket.titles == ["ticket", "target", "seconds"])
    #expect(
      Shapes.job.titles == [
        "run", "kind", "started", "ended", "sync_status", "done", "total", "error_message", "ingest", "verify",
      ])
    #expect(Shapes.changedSession.titles == ["session", "records", "seq"])
    #expect(Shapes.streamEnd.titles == ["end", "total", "lost"])
  }
}
