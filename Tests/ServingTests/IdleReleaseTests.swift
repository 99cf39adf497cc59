import FileIO
import NIOCore
import SegmentedLog
import SessionStore
import Synchronization
import Testing

@testable import Answers
@testable import Serving
@testable import SessionLog

@Suite("memory of a server that is idle")
struct IdleReleaseTests {
  @Test("memory is released once after uses, and again after further ones")
  func releases() async throws {
    let (releases, continuation) = AsyncStream.makeStream(of: Void.self)
    let idle = IdleRelease(after: .milliseconds(20)) { continuation.yield() }
    var iterator = releases.makeAsyncIterator()
    for _ in 0..<3 {
      for _ in 0..<100 { idle.use() }
      _ = await iterator.next()
    }
  }

  @Test("forgotten answers and blocks are made again, and the states stay")
  func forgets() throws {
    let served = try ServedStore()
    try served.add(1, ["one", "two"])
    let views = StoreViews(served.store, filesAge: .max, racyWindow: .min)
    let view = try views.current()
    let page = try view.sessions(SessionQuery(), page: PageRequest(limit: 1))
    _ = try view.turnCosts(ofSession: ServedStore.id(1))
    _ = try view.outline(of: ServedStore.id(1))
    try served.add(2, ["three"])
    _ = try views.current()
    views.forgetPages()
    let now = try views.current()
    #expect(now.log.cache?.size == 0)
    #expect(try now.sessions(SessionQuery(), page: PageRequest(limit: 9)).rows.count == 2)
    let former = try views.view(at: .sequence(page.head.sequence))
    #expect(try former.sessions(SessionQuery(), page: PageRequest(limit: 9)).rows.map(\.id) == page.rows.map(\.id))

    let known = KnownAnswers()
    let request = APIRequest("GET", ["sessions"])
    func made(_ text: String) throws -> String {
      try known.answer(request) { request in
        request.headers["if-none-match"] == "a"
          ? APIAnswer(304, headers: [("ETag", "a")], .none)
          : APIAnswer(200, headers: [("ETag", "a")], .bytes(Array(text.utf8), contentType: "text/plain"))
      }.text
    }
    #expect(try made("one") == "one" && made("two") == "one")
    known.removeAll()
    #expect(try made("three") == "three")
  }

  @Test("what several threads ask for at the same time is made once")
  func once() async throws {
    let values = DerivedValues()
    func isLarge(_ value: Int) -> Bool { value > 7 }
    final class Counter: Sendable {
      let value = Mutex(0)
    }
    let made = Counter()
    let count = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          values.value("x", where: { (value: Int) in value > 0 }) {
            made.value.withLock { $0 += 1 }
            return 7
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(count == 56 && made.value.withLock { $0 } == 1)
    #expect(values.value("x", where: isLarge) { 8 } == 8, "a wrong value is replaced")
    #expect(throws: CancellationError.self) {
      try values.value("y") { () throws -> Int in throw CancellationError() }
    }
    #expect(values.value("y") { 9 } == 9, "one that failed is made again")
    values.remove(["x"])
    #expect(values.value("x") { 1 } == 1)
  }

  @Test(
    "texts are compared in ASCII as they are in other letters",
    arguments: ["site", "SITE", "é", "É", "straße", "i\u{307}", "ite", "a site", "si te", "K"])
  func filters(part: String) {
    let texts = ["A Site", "site", "SITÉ", "Straße", "\u{212a}elvin", "kelvin", "", "si", "i\u{307}", "s\u{ed}te"]
    for text in texts {
      let expected = text.lowercased().contains(part.lowercased())
      #expect(TextFilter(part).matches(Array(text.utf8)) == expected, "\(part) in \(text)")
      #expect(TextFilter(part).matches(project: Array(text.utf8)) == expected, "\(part) in \(text)")
    }
    #expect(TextFilter("").matches([]) && TextFilter("").matches(Array("any".utf8)))
    #expect(TextFilter("a/b").matches(project: Array(#"C:\A\B"#.utf8)))
  }
}
