import FileIO
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("Usage")
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

  @Test("of an empty store is nothing, at no cost")
  func empty() throws {
    try bench.ingest()
    #expect(try totals() == UsageTotals())
    #expect(try usage(.day).groups == [])
  }

  @Test("of a streamed response is the largest number that any of its lines has")
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

  @Test("of a response that grows in a later ingest is the largest number, too")
  func growing() throws {
    try bench.tree.write(file, assistant(0, usage: #"{"output_tokens":1}"#))
    try bench.ingest()
    try bench.tree.append(file, assistant(1, usage: #"{"output_tokens":50}"#))
    try bench.ingest()
    #expect(try totals().tokens.output == 50)
  }

  @Test("counts a response once, though a fork repeats it, for the session that had it first")
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

  @Test("takes a replay of a message with another request, or with none, for the same response")
  func sideQuestion() throws {
    try bench.tree.write(file, assistant(0) + assistant(1, request: "req_2") + assistant(2, request: nil))
    try bench.ingest()
    #expect(try totals().responses == 1)
  }

  @Test("counts a record without message by its uuid")
  func noMessage() throws {
    try bench.tree.write(file, assistant(0, message: nil) + assistant(1, message: nil) + assistant(1, message: nil))
    try bench.ingest()
    #expect(try totals().responses == 2)
  }

  @Test("keeps cache writes of five minutes and of an hour apart, wherever they are reported")
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

  @Test("does not count what <synthetic> says, which is no model")
  func synthetic() throws {
    try bench.tree.write(file, assistant(0, model: "<synthetic>") + assistant(1, message: "msg_2"))
    try bench.ingest()
    #expect(try totals().responses == 1)
  }

  @Test("keeps counting what truncated, rewritten and deleted files once recorded")
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

  @Test("is of the day of the first line, in the zone asked for")
  func day() throws {
    // 16:00 and 16:01 UTC on 24 November 2025.
    try bench.tree.write(file, assistant(60) + assistant(0))
    try bench.ingest()
    #expect(try usage(.hour).groups.map(\.key) == ["2025-11-24 16:00"])
    let east = try usage(.day) { $0.zone = Zone(name: "east") { _ in 8 * 3600 } }
    #expect(east.groups.map(\.key) == ["2025-11-25"])
    #expect(east.groups.first?.start == milliseconds(0))
    #expect(try usage(.week).groups.map(\.key) == ["2025-11-24"])
    #expect(try usage(.month).groups.map(\.key) == ["2025-11"])
  }

  @Test("without a time is of no day, and of no period")
  func timeless() throws {
    try bench.tree.write(file, assistant(0).replacing(#""timestamp":"\#(time(0))","#, with: ""))
    try bench.ingest()
    #expect(try usage(.day).groups.map(\.key) == [nil])
    #expect(try usage(.block).groups.map(\.key) == [nil])
    #expect(try usage(.day) { $0.period = Period(start: 0) }.totals.responses == 0)
  }

  @Test("of a period is that of the responses which began in it")
  func period() throws {
    try bench.tree.write(file, assistant(0) + assistant(5) + assistant(3, message: "msg_2"))
    try bench.ingest()
    #expect(try usage { $0.period = Period(start: milliseconds(1)) }.totals.responses == 1)
    #expect(try usage { $0.period = Period(end: milliseconds(3)) }.totals.responses == 1)
    #expect(try usage { $0.period = Period(start: milliseconds(0), end: milliseconds(4)) }.totals.responses == 2)
  }

  @Test("by tool is that of the responses that called the same tools, in whatever lines")
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

  @Test("by machine and project is that of the first who had it")
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

  @Test("in blocks of five hours begins with the full hour, and anew after five hours of rest")
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

  @Test("stops at the largest number instead of trapping")
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
