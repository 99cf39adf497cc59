import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("usage")
struct UsageTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func usage(_ grouping: UsageGrouping = .model, _ change: (inout UsageQuery) -> Void = { _ in }) throws
    -> UsageReport
  {
    var query = UsageQuery()
    query.grouping = grouping
    change(&query)
    return try bench.store().usage(query)
  }

  private func totals() throws -> UsageTotals { try usage().totals }

  @Test("the usage of an empty store is zero")
  func empty() throws {
    try bench.ingest()
    #expect(try totals() == UsageTotals())
    #expect(try usage(.day).groups == [])
  }

  @Test("the usage of a streamed response is the largest number in any of its lines")
  func streamed() throws {
    try bench.tree.write(
      file,
      assistant(0, usage: #"{"input_tokens":9,"output_tokens":1}"#)
        + assistant(1, usage: #"{"input_tokens":9,"output_tokens":70}"#)
        + assistant(2, usage: #"{"input_tokens":3,"output_tokens":8}"#))
    try bench.ingest()
    let totals = try totals()
    #expect(totals.responses == 1)
    #expect(totals.tokens.input == 9 && totals.tokens.output == 70)
  }

  @Test("groups with the same cost and number of tokens are sorted by name")
  func ties() throws {
    let models = (1...9).map { "model-\($0)" }
    let lines = models.enumerated().map { number, model in
      let usage = #"{"input_tokens":\#(number + 1),"output_tokens":\#(20 - number)}"#
      return assistant(number, message: "msg_\(number)", request: "req_\(number)", model: model, usage: usage)
    }
    try bench.tree.write(file, lines.reversed().joined())
    try bench.ingest()
    #expect(try usage().groups.map(\.key) == models)
  }

  @Test("the usage of a response that grows in a later ingest is the largest number")
  func growing() throws {
    try bench.tree.write(file, assistant(0, usage: #"{"output_tokens":1}"#))
    try bench.ingest()
    try bench.tree.append(file, assistant(1, usage: #"{"output_tokens":50}"#))
    try bench.ingest()
    #expect(try totals().tokens.output == 50)
  }

  @Test("a response that a fork repeats is counted once, for the session that had it first")
  func fork() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, message: "msg_2"))
    try bench.ingest()
    try bench.tree.write(
      transcript("t"),
      assistant(0, session: "t") + assistant(1, message: "msg_2", session: "t")
        + assistant(2, message: "msg_3", session: "t"))
    try bench.ingest()
    let report = try usage(.session)
    #expect(report.totals.responses == 3)
    #expect(report.groups.first { $0.key == "s" }?.totals.responses == 2)
    #expect(report.groups.first { $0.key == "t" }?.totals.responses == 1)
  }

  @Test("a replay of a message with another requestId, or without one, is the same response")
  func sideQuestion() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, request: "req_2") + assistant(2, request: nil))
    try bench.ingest()
    #expect(try totals().responses == 1)
  }

  @Test("a response without a message id is counted by its uuid")
  func noMessage() throws {
    try bench.tree.write(file, assistant(0, message: nil) + assistant(1, message: nil) + assistant(1, message: nil))
    try bench.ingest()
    #expect(try totals().responses == 2)
  }

  @Test("cache writes of five minutes and of one hour are counted separately, however they are reported")
  func cacheWrites() throws {
    let reports = [
      #"{"cache_creation_input_tokens":100}"#,
      #"{"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}"#,
      #"{"cache_creation_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":7}}"#,
    ]
    try bench.tree.write(
      file, reports.enumerated().map { assistant($0, message: "msg_\($0)", usage: $1) }.joined())
    try bench.ingest()
    let tokens = try totals().tokens
    #expect(tokens.cacheWrites5m == 110)
    #expect(tokens.cacheWrites1h == 27)
    #expect(tokens.cacheWrites == 137)
  }

  @Test("responses of the model <synthetic> are not counted")
  func synthetic() throws {
    try bench.tree.write(file, assistant(0, model: "<synthetic>") + assistant(1, message: "msg_2"))
    try bench.ingest()
    #expect(try totals().responses == 1)
  }

  @Test("usage of truncated, rewritten and deleted files is still counted")
  func gone() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, message: "msg_2"))
    try bench.tree.write(transcript("t"), assistant(2, message: "msg_3", session: "t"))
    try bench.ingest()
    try bench.tree.cut(file, to: assistant(0).utf8.count)
    try bench.tree.remove(transcript("t"))
    try bench.ingest()
    try bench.tree.write(file, assistant(3, message: "msg_4") + assistant(0))
    try bench.ingest()
    #expect(try totals().responses == 4)
  }

  @Test("a response counts for the hour, day, week and month of its first line, in the requested zone")
  func day() throws {
    // 16:00 and 16:01 UTC on 24 November 2025.
    try bench.tree.write(file, assistant(60) + assistant(0))
    try bench.ingest()
    #expect(try usage(.hour).groups.map(\.key) == ["2025-11-24 16:00"])
    let east = try usage(.day) { $0.zone = Zone(name: "east") { _ in 8 * 3600 } }
    #expect(east.groups.map(\.key) == ["2025-11-25"])
    #expect(east.groups.first?.start?.milliseconds == milliseconds(0))
    #expect(try usage(.week).groups.map(\.key) == ["2025-11-24"])
    #expect(try usage(.month).groups.map(\.key) == ["2025-11"])
  }

  @Test("a response without a time belongs to no day, no block and no period")
  func timeless() throws {
    try bench.tree.write(file, assistant(0).replacing(#""timestamp":"\#(time(0))","#, with: ""))
    try bench.ingest()
    #expect(try usage(.day).groups.map(\.key) == [nil])
    #expect(try usage(.block).groups.map(\.key) == [nil])
    #expect(try usage(.day) { $0.period = Period(start: 0) }.totals.responses == 0)
  }

  @Test("the usage of a period is that of the responses that began in it")
  func period() throws {
    try bench.tree.write(file, assistant(0) + assistant(5) + assistant(3, message: "msg_2"))
    try bench.ingest()
    #expect(try usage { $0.period = Period(start: milliseconds(1)) }.totals.responses == 1)
    #expect(try usage { $0.period = Period(end: milliseconds(3)) }.totals.responses == 1)
    #expect(try usage { $0.period = Period(start: milliseconds(0), end: milliseconds(4)) }.totals.responses == 2)
  }

  @Test("usage by tool groups responses by the tools that they called in any of their lines")
  func tools() throws {
    try bench.tree.write(
      file,
      assistant(0, tool: "Read") + assistant(1, tool: "Bash") + assistant(2, message: "msg_2", tool: "Bash")
        + assistant(3, message: "msg_3"))
    try bench.ingest()
    let groups = try usage(.tool).groups
    #expect(Set(groups.map(\.key)) == ["Bash+Read", "Bash", nil])
    #expect(groups.allSatisfy { $0.totals.responses == 1 })
  }

  @Test("usage by machine and by project counts each response for its own machine and project")
  func machines() throws {
    try bench.tree.write(file, assistant(0, more: #","cwd":"/home/me/here""#))
    try bench.ingest()
    let other = try bench.tree("laptop")
    try other.write(transcript("t"), assistant(1, message: "msg_2", session: "t", more: #","cwd":"/home/me/there""#))
    try bench.ingest([other], machine: .laptop)
    #expect(Set(try usage(.machine).groups.map(\.key)) == ["desk", "laptop"])
    #expect(Set(try usage(.project).groups.map(\.key)) == ["/home/me/here", "/home/me/there"])
    #expect(try usage { $0.project = "THERE" }.totals.responses == 1)
  }

  @Test("a block of five hours begins with a full hour, and a new one after five hours")
  func blocks() throws {
    let times = ["10:59:00", "15:58:59", "16:00:00", "22:00:00"]
    let text = times.enumerated().map { number, clock in
      assistant(number, message: "msg_\(number)").replacing(time(number), with: "2025-11-24T\(clock).000Z")
    }
    try bench.tree.write(file, text.joined())
    try bench.ingest()
    let groups = try usage(.block).groups
    #expect(
      groups.map(\.key) == [
        "2025-11-24T10:00:00.000Z", "2025-11-24T15:00:00.000Z", "2025-11-24T22:00:00.000Z",
      ])
    #expect(groups.map(\.totals.responses) == [1, 2, 1])
    #expect(groups.allSatisfy { $0.isActive == false })
  }

  @Test("sums of tokens stop at the largest integer instead of trapping")
  func overflow() throws {
    let usage =
      #"{"input_tokens":9223372036854775807,"output_tokens":99999999999999999999,"cache_read_input_tokens":5}"#
    try bench.tree.write(file, assistant(0, usage: usage) + assistant(1, message: "msg_2", usage: usage))
    try bench.ingest()
    let totals = try totals()
    #expect(totals.tokens.input == .max && totals.tokens.total == .max)
    #expect(totals.cost! > 0)
  }
}
