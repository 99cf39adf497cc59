import Answers
import FileIO
import SegmentedLog
import SessionLog
import SessionStore
import Synchronization
import Testing
import Transcripts

@testable import Serving

@Suite("searches that are answered in lines")
struct SearchLinesTests {
  let served: ServedStore
  let api: API

  init() throws {
    served = try ServedStore()
    try served.add(1, (0..<120).map { "A question of number \($0)" })
    try served.add(2, ["A question of another day"])
    api = served.api()
  }

  /// Keeps what is written, each time for itself.
  private final class Pieces: APIWriter {
    private let pieces = Mutex<[[UInt8]]>([])

    func write(_ bytes: some Sequence<UInt8> & Sendable) throws {
      let bytes = Array(bytes)
      pieces.withLock { $0.append(bytes) }
    }

    var texts: [String] { pieces.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
  }

  private func pieces(_ query: KeyValuePairs<String, String>) throws -> [String] {
    let answer = api.get("search", query, headers: ["accept": "application/x-ndjson"])
    guard case .stream(_, let produce) = answer.body else {
      Issue.record("no stream: \(answer.shown)")
      return []
    }
    let writer = Pieces()
    try produce(writer)
    return writer.texts
  }

  @Test("a search whose reader has left gives no answer, neither to a count nor after its first lines")
  func left() throws {
    let gone = Cancellation()
    gone.cancel()
    let parameters: [(name: String, value: String)] = [("count", "true"), ("count", "false"), ("sort", "relevance")]
    for parameter in parameters {
      let request = APIRequest("GET", ["search"], query: [("q", "question"), parameter])
      #expect(api.answer(request, cancellation: gone).status == 503)
    }
    let reader = Cancellation()
    let lines = ["accept": "application/x-ndjson"]
    let answer = api.answer(
      APIRequest("GET", ["search"], query: [("q", "question")], headers: lines), cancellation: reader)
    guard case .stream(_, let produce) = answer.body else {
      Issue.record("no stream: \(answer.shown)")
      return
    }
    reader.cancel()
    let writer = Pieces()
    #expect(throws: CancellationError.self) { try produce(writer) }
    #expect(try sequences(writer.texts.joined()).count == 50, "only what was found before")
  }

  private func sequences(_ text: String) throws -> [Int] {
    try text.split(separator: "\n").compactMap { line in
      try #require(Array(line.utf8).withUnsafeBufferPointer { JSONValue.parse($0) })["seq"]?.intValue
    }
  }

  @Test("the latest records are written first, each once, and all before the line that ends them")
  func staged() throws {
    let pieces = try pieces(["q": "question"])
    #expect(try sequences(pieces[0]).count == 50)
    let all = try sequences(pieces.joined())
    #expect(all.count == 121 && Set(all).count == 121)
    let hits = try #require(api.get("search", ["q": "question", "limit": "200"]).json["hits"]?.arrayValue)
    #expect(hits.compactMap { $0["seq"]?.intValue } == all, "the order is that of a page")
    #expect(pieces.last == #"{"end":true,"total":121,"lost":[]}"# + "\n")
  }

  @Test("a limit, a search that finds little, and the order by relevance need no second search")
  func whole() throws {
    #expect(try sequences(pieces(["q": "question", "limit": "7"]).joined()).count == 7)
    #expect(try sequences(pieces(["q": "question", "limit": "60"]).joined()).count == 60)
    let few = try pieces(["q": "another day"])
    #expect(try sequences(few[0]).count == 1)
    #expect(few.last == #"{"end":true,"total":1,"lost":[]}"# + "\n")
    #expect(try sequences(pieces(["q": "question", "sort": "relevance"]).joined()).count == 121)
    #expect(try pieces(["q": "nowhere"]) == [#"{"end":true,"total":0,"lost":[]}"# + "\n"])
  }

  @Test("a question that is wrong is refused with a status, before a line is written")
  func refused() {
    let headers = ["accept": "application/x-ndjson"]
    #expect(api.get("search", ["q": "(", "regex": "true"], headers: headers).status == 400)
    #expect(api.get("search", ["q": "x", "session": "none"], headers: headers).status == 404)
  }
}
