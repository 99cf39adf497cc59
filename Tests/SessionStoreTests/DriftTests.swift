import FileIO
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("drift")
struct DriftTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(
      file,
      line(0, session: "s") + assistant(1, usage: #"{"output_tokens":1000}"#)
        + assistant(2, message: "msg_2", usage: #"{"output_tokens":500}"#))
    try bench.ingest()
  }

  private func gone() throws -> [Int64] {
    let totals = try bench.store().drift().totals
    return [totals.records, totals.usage.responses, totals.usage.tokens.total]
  }

  @Test("drift is empty while every file exists")
  func none() throws {
    #expect(try bench.store().drift() == Drift())
    try bench.tree.append(file, line(3, session: "s"))
    #expect(try bench.store().drift() == Drift())
  }

  @Test("drift counts all of a deleted file, before and after the next ingest")
  func deleted() throws {
    try bench.tree.remove(file)
    #expect(try gone() == [3, 2, 1500])
    try bench.ingest()
    #expect(try gone() == [3, 2, 1500])
    let session = try #require(try bench.store().drift().sessions.first)
    #expect(session.id == "s" && session.title == "hello 0")
    #expect(session.gone.usage.cost == 0.0375)
  }

  @Test("drift counts what a truncated file no longer contains")
  func truncated() throws {
    try bench.tree.cut(file, to: (line(0, session: "s") + assistant(1, usage: #"{"output_tokens":1000}"#)).utf8.count)
    #expect(try gone() == [1, 1, 500])
    try bench.ingest()
    #expect(try gone() == [1, 1, 500])
  }

  @Test("drift counts what a rewritten file no longer contains")
  func rewritten() throws {
    try bench.tree.write(file, assistant(2, message: "msg_2") + line(9, session: "s"))
    try bench.ingest()
    #expect(try gone() == [2, 1, 1000])
  }

  @Test(
    "drift counts every response of a gateway that uses one id for all of them", arguments: [nil, "req"] as [String?])
  func gateway(_ request: String?) throws {
    func conversation(_ answers: Range<Int>) -> String {
      answers.map {
        line(2 * $0, session: "g") + assistant(2 * $0 + 1, message: "relay", session: "g", request: request)
      }.joined()
    }
    let gateway = transcript("g")
    try bench.tree.write(gateway, conversation(5..<8))
    try bench.tree.write(transcript("h"), assistant(90, message: "relay", session: "h", request: request))
    try bench.ingest()
    let all = try bench.store().usage().totals.responses
    #expect(all == 6)
    try bench.tree.cut(gateway, to: conversation(5..<6).utf8.count)
    #expect(try gone() == [4, 2, 6])
    try bench.tree.remove(gateway)
    #expect(try gone() == [6, 3, 9])
  }

  @Test("drift does not count what a fork, a copy or the moved file still contains")
  func elsewhere() throws {
    try bench.tree.copy(file, to: transcript("s", folder: "moved"))
    try bench.ingest()
    try bench.tree.remove(file)
    #expect(try gone() == [0, 0, 0])
    try bench.tree.append(transcript("s", folder: "moved"), line(5, session: "s"))
    try bench.ingest()
    #expect(try gone() == [0, 0, 0])
    try bench.tree.write(transcript("fork"), assistant(2, message: "msg_2", session: "fork"))
    try bench.ingest()
    try bench.tree.remove(transcript("s", folder: "moved"))
    #expect(try gone() == [3, 1, 1000])
  }

  @Test("drift of another machine's files is as of that machine's last ingest")
  func otherMachine() throws {
    try bench.tree.remove(file)
    #expect(try bench.store(.laptop).drift() == Drift())
  }
}
