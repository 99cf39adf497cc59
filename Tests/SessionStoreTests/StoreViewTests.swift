import FileIO
import Synchronization
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// All answers of a view as text, so that two views can be compared.
private func answers(_ view: StoreView) throws -> [String] {
  var texts: [String] = []
  for order in SessionOrder.allCases {
    var query = SessionQuery()
    query.order = order
    texts.append("\(try view.sessions(query))")
  }
  for grouping in UsageGrouping.allCases {
    var query = UsageQuery()
    query.grouping = grouping
    texts.append("\(grouping): \(try view.usage(query))")
  }
  texts.append("\(try view.tools())")
  texts.append("\(try view.files())")
  texts.append("\(try view.conflicts())")
  texts.append("\(try view.lineage().sorted { $0.key < $1.key })")
  texts.append("\(try view.drift())")
  texts.append("\(try view.responses())")
  texts.append("\(try view.decisions())")
  texts.append("\(try view.runs())")
  var found = try view.search(SearchQuery(["answer"]), workers: 1)
  found.matches.sort { $0.sequence < $1.sequence }
  texts.append("\(found)")
  var lines: [UInt8] = []
  try view.exportRecords(workers: 1) { lines += $0 }
  try view.exportEvents { lines += $0 }
  texts.append(String(decoding: lines, as: UTF8.self))
  for session in try view.sessions() {
    do {
      var records = 0
      try view.forEachRecord(of: session.id) { records += $0.bytes.count }
      texts.append("\(session.id): \(records), \(try view.transcript(of: session.id).conversation.entries)")
    } catch let error as StoreError where error.code == .versionDropped { texts.append("\(error)") }
  }
  return texts
}

@Suite("views of a store")
struct StoreViewTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func expectSame(
    _ a: StoreView, _ b: StoreView, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(a.head == b.head, "\(comment)", sourceLocation: sourceLocation)
    let (first, second) = (try answers(a), try answers(b))
    #expect(first.count == second.count, "\(comment)", sourceLocation: sourceLocation)
    for (x, y) in zip(first, second) {
      #expect(x == y, "\(comment)", sourceLocation: sourceLocation)
    }
  }

  @Test("in random histories a refreshed view answers like a new one, and a view that is kept stays as it was")
  func refreshed() throws {
    for seed in UInt64(1)...6 {
      let bench = try Workbench()
      var work = RandomWork([bench.tree], seed: seed)
      try bench.tree.write(transcript("s"), line(0) + assistant(1))
      try bench.ingest()
      var view = try bench.store().view(cacheLimit: 1 << 20)
      for step in 0..<12 {
        for _ in 0..<4 { try work.step() }
        try bench.tree.append(transcript("s"), assistant(step + 2, message: "msg_\(step + 2)"))
        let before = try answers(view)
        try bench.ingest()
        if work.chance(25) { try bench.compact(dropSuperseded: work.chance(50)) }
        if work.chance(15) { _ = try bench.store().erase(.session("s"), includesUsage: work.chance(50)) }
        if work.chance(10) { _ = try bench.store().purge(retry: Workbench.patience()) }
        if work.chance(20) { try bench.saveCheckpoints() }
        let comment = "seed \(seed), step \(step)"
        let next = try view.refreshed()
        try expectSame(next, bench.store().view(), comment)
        // What a view has read of the log it has for ever; what it reads anew may be rewritten in parallel.
        let states = try Array(answers(view).prefix(SessionOrder.allCases.count + UsageGrouping.allCases.count))
        #expect(states == Array(before.prefix(states.count)), "\(comment)")
        view = next
      }
    }
  }

  @Test("a view of an earlier position answers like the store at that position, also after a refresh")
  func earlier() throws {
    try bench.tree.write(transcript("s"), line(0) + assistant(1))
    try bench.ingest()
    let head = try bench.store().view().head
    let then = try bench.store().view(at: .sequence(head.sequence))
    let before = try answers(then)
    try bench.tree.append(transcript("s"), assistant(2, message: "msg_2"))
    try bench.tree.write(transcript("t"), line(3, session: "t") + assistant(4, message: "msg_4", session: "t"))
    try bench.ingest()
    let again = try then.refreshed()
    #expect(again.head == head)
    #expect(try answers(again) == before)
    _ = try bench.store().erase(.session("s"))
    #expect(try then.refreshed().sessions() == [])
  }

  @Test("threads that ask one view at the same time get the same answers as one thread")
  func shared() throws {
    for number in 0..<20 {
      try bench.tree.write(
        transcript("s\(number)"),
        line(number * 10, session: "s\(number)")
          + assistant(number * 10 + 1, message: "msg_\(number)", session: "s\(number)"))
    }
    try bench.ingest()
    let expected = try answers(bench.store().view())
    let view = try bench.store().view(cacheLimit: 1 << 20)
    let results = Mutex<[[String]]>([])
    try orderedPipeline(count: 8, workers: 4, budget: 8) { _, emit in
      _ = emit(Result { try answers(view) }, 1)
    } consume: { (result: Result<[String], any Error>) in
      let answer = try result.get()
      results.withLock { $0.append(answer) }
    }
    let all = results.withLock { $0 }
    #expect(all.count == 8)
    for answer in all { #expect(answer == expected) }
  }

  @Test("a question of a cancelled view ends with CancellationError, and the view still answers others")
  func cancelled() throws {
    try bench.tree.write(transcript("s"), line(0) + assistant(1))
    try bench.ingest()
    let view = try bench.store().view()
    let cancellation = Cancellation()
    let cancellable = view.cancellable(by: cancellation)
    #expect(try cancellable.sessions().count == 1)
    cancellation.cancel()
    let questions: [(String, (StoreView) throws -> Void)] = [
      ("search", { _ = try $0.search(SearchQuery(["answer"])) }), ("records", { try $0.exportRecords { _ in } }),
      ("events", { try $0.exportEvents { _ in } }), ("lineage", { _ = try $0.lineage() }),
      ("decisions", { _ = try $0.decisions() }), ("runs", { _ = try $0.runs() }),
      ("show", { _ = try $0.transcript(of: "s") }), ("tools", { _ = try $0.tools() }),
      ("sessions", { _ = try $0.sessions() }), ("usage", { _ = try $0.usage() }),
      ("conflicts", { _ = try $0.conflicts() }), ("drift", { _ = try $0.drift() }),
    ]
    for (name, ask) in questions {
      #expect(throws: CancellationError.self, "\(name)") { try ask(cancellable) }
      try ask(view)
    }
  }

  @Test("a view with a cache decodes a block once and keeps no more bytes than it may")
  func cached() throws {
    var lines = line(0)
    for number in 1..<200 { lines += assistant(number, message: "msg_\(number)") }
    try bench.tree.write(transcript("s"), lines)
    try bench.ingest()
    let limit = 1 << 20
    let view = try bench.store().view(cacheLimit: limit)
    let cache = try #require(view.log.cache)
    #expect(cache.size == 0)
    var bytes = 0
    try view.forEachRecord(of: "s") { bytes += $0.bytes.count }
    #expect(cache.size > 0 && cache.size <= limit)
    let (blocks, uncached) = (try blocks(view), try bench.store().view().log)
    for block in blocks { _ = try view.log.bodies(of: block) }
    let kept = cache.size
    #expect(kept <= limit)
    for block in blocks { #expect(try view.log.bodies(of: block).storage == uncached.bodies(of: block).storage) }
    #expect(cache.size == kept)
    let small = try bench.store().view(cacheLimit: 64)
    var again = 0
    try small.forEachRecord(of: "s") { again += $0.bytes.count }
    #expect(again == bytes)
    #expect(small.log.cache?.size == 0)
  }

  private func blocks(_ view: StoreView) throws -> [EventBlock] {
    var blocks: [EventBlock] = []
    try view.log.forEachBlock { blocks.append($0) }
    return blocks
  }

  @Test("an answer comes with the end of the log that it is of and with what damage has taken from it")
  func losses() throws {
    var random = Seeded(1)
    let noise = (0..<40_000).map { _ in String(UnicodeScalar(UInt8.random(in: 97...122, using: &random))) }.joined()
    try bench.tree.write(transcript("s"), line(0, text: noise) + assistant(1))
    try bench.ingest()
    let view = try bench.store().view()
    let answer = try view.answer { try $0.sessions() }
    #expect(answer.value.count == 1 && answer.losses == [] && answer.head == view.head)
    let folder = bench.storePath.appending("seg")
    let path = folder.appending(bytes: try POSIXFileSystem().list(folder)[0].name)
    let handle = try POSIXFileSystem().openForWriting(path)
    // The middle of the lines: they are by far the longest payload.
    let offset = try handle.status().size / 2
    var bytes = try handle.bytes(at: offset, count: 1)
    bytes[0] ^= 1
    try handle.write(bytes, at: offset)
    handle.close()
    let damaged = try bench.store().view().answer { view in
      var count = 0
      try view.exportRecords(workers: 1) { count += $0.count }
      return count
    }
    #expect(!damaged.losses.isEmpty)
  }
}

@Suite("opening and creating stores")
struct StoreOpenTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test("create makes an empty store, open finds it, and a second create is refused without a change")
  func create() throws {
    #expect(errorCode { try Store.open(at: bench.storePath) } == .notAStore)
    let made = try Store.create(at: bench.storePath)
    #expect(try made.sessions() == [])
    #expect(try Store.open(at: bench.storePath).verify().isOK)
    try bench.tree.write(transcript("s"), line(0) + assistant(1))
    try bench.ingest()
    let head = try bench.store().view().head
    #expect(errorCode { try Store.create(at: bench.storePath) } == .storeExists)
    #expect(try Store.open(at: bench.storePath).view().head == head)
  }

  @Test("a question of a task is answered, and ends with CancellationError when the task is cancelled")
  func task() async throws {
    try bench.tree.write(transcript("s"), line(0) + assistant(1))
    try bench.ingest()
    let view = try bench.store().view()
    let answer = try await view.answer { try $0.sessions() }
    #expect(answer.value.map(\.id) == ["s"] && answer.head == view.head)
    let started = Cancellation()
    let task = Task {
      try await view.answer { view in
        started.cancel()
        // Asks until the task is cancelled.
        while true { try view.exportEvents { _ in } }
      } as Answer<Never>
    }
    while !started.isCancelled { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }

  @Test("a task stores, checks and exports what is new")
  func longCalls() async throws {
    try bench.tree.write(transcript("s"), line(0) + assistant(1))
    let store = bench.store()
    #expect(try await store.ingest(bench.options()).counts.new == 1)
    #expect(try await store.verify().isOK)
    #expect(try await store.export(to: bench.directory.appending("out")).files == 1)
  }

  @Test("the long calls of a cancelled task end with CancellationError")
  func cancelledCalls() async throws {
    try bench.tree.write(transcript("s"), line(0) + assistant(1))
    try bench.ingest()
    try bench.tree.write(transcript("t"), line(2, session: "t"))
    let (store, options, out) = (bench.store(), bench.options(), bench.directory.appending("out"))
    let calls: [@Sendable () async throws -> Void] = [
      { _ = try await store.ingest(options) }, { _ = try await store.verify() },
      { _ = try await store.export(to: out) },
    ]
    for (number, call) in calls.enumerated() {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await call()
      }
      await #expect(throws: CancellationError.self, "call \(number)") { try await task.value }
    }
    #expect(try store.sessions().map(\.id) == ["s"])
  }

  @Test("an ingest that is cancelled between two files keeps a sound store, and the next one stores the rest")
  func cancelledIngest() async throws {
    for name in ["s", "t", "u"] { try bench.tree.write(transcript(name), line(0, session: name)) }
    let (store, options) = (bench.store(), bench.options())
    let (started, cancelled) = (Cancellation(), Cancellation())
    let task = Task {
      try await store.ingest(
        options,
        progress: { progress in
          guard progress.files == 1 else { return }
          started.cancel()
          while !cancelled.isCancelled {}
        })
    }
    while !started.isCancelled { await Task.yield() }
    task.cancel()
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(try await store.verify().isOK)
    #expect(try store.runs().map(\.status) == [.failed])
    try bench.ingest()
    #expect(try store.sessions().map(\.id).sorted() == ["s", "t", "u"])
    #expect(try await store.verify().isOK)
  }
}
