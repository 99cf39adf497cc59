import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("what was done, by day, project and session")
struct ActivityTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func report(_ change: (inout ActivityQuery) -> Void = { _ in }) throws -> ActivityReport {
    var query = ActivityQuery()
    change(&query)
    return try bench.store().view().activity(query)
  }

  /// A call of a shell with this command.
  private func shell(_ number: Int, _ command: String, session: String = "s") -> String {
    assistant(number, message: "msg_\(number)", session: session, tool: "Bash").replacing(
      #""input":{}"#, with: #""input":{"command":"\#(command)"}"#)
  }

  @Test("a store without activity has no days, with or without a period")
  func empty() throws {
    try bench.ingest()
    #expect(try report().days.isEmpty && report().period == nil)
    #expect(try report { $0.period = .always }.days.isEmpty)
  }

  @Test("prompts, written files, commands and tokens of a session are listed and counted")
  func everything() throws {
    try bench.tree.write(
      file,
      line(1) + touch(2, "Write", "/a") + touch(3, "Edit", "/a") + touch(4, "Read", "/b") + shell(5, "make")
        + toolResult(6, of: 5, isError: true) + shell(7, "ls") + toolResult(8, of: 7))
    try bench.ingest()
    let report = try report()
    #expect(report.days.count == 1 && report.days[0].projects.count == 1)
    let session = try #require(report.days[0].projects[0].sessions.first)
    #expect(session.id == "s" && session.prompts.map(\.time.milliseconds) == [milliseconds(1)])
    #expect(session.files == ["/a"])
    #expect(session.commands.map(\.text) == ["make", "ls"] && session.commands.map(\.isError) == [true, false])
    #expect(session.totals.calls == 5 && session.totals.errors == 1)
    #expect(session.totals.commands == 2 && session.totals.failedCommands == 1)
    #expect(session.totals.usage.responses == 5)
    #expect(report.totals.sessions == 1 && report.totals.files == 1 && report.totals.prompts == 1)
    let failed = try self.report { $0.commands = .failed }
    #expect(failed.days[0].projects[0].sessions[0].commands.map(\.text) == ["make"])
    #expect(failed.totals.commands == 2)
  }

  @Test("the days are those of the zone, and only the period that was asked for counts")
  func days() throws {
    try bench.tree.write(file, line(1) + shell(2, "ls"))
    try bench.ingest()
    let start = milliseconds(1)
    let day = try report().days[0].date
    #expect(day == String(Time.rfc3339(start).prefix(10)))
    let zone = Zone(name: "far") { _ in 14 * 3600 }
    let later = try report { $0.zone = zone }
    #expect(later.days[0].date == String(Time.rfc3339(start + 14 * 3_600_000).prefix(10)))
    let none = try report { $0.period = Period(start: start + 86_400_000 * 3, end: nil) }
    #expect(none.days.isEmpty && none.totals.calls == 0)
    #expect(try report { $0.period = Period(start: start, end: start + 1) }.totals.prompts == 1)
  }

  @Test("a prompt and a command that a fork repeats count once, for the session that began first")
  func forks() throws {
    let shared = line(1) + shell(2, "ls") + toolResult(3, of: 2)
    try bench.tree.write(file, shared)
    try bench.ingest()
    let copy = shared.replacing(#""sessionId":"s""#, with: #""sessionId":"t""#)
    try bench.tree.write(transcript("t"), copy + line(9).replacing(#""sessionId":"s""#, with: #""sessionId":"t""#))
    try bench.ingest()
    let report = try report()
    #expect(report.totals.prompts == 2 && report.totals.commands == 1 && report.totals.calls == 1)
    let commands = report.days.flatMap(\.projects).flatMap(\.sessions).flatMap(\.commands)
    #expect(commands.map(\.text) == ["ls"])
  }

  @Test("the sums of the report are those of usage and of tools in the same period")
  func sums() throws {
    var random = Seeded(7)
    var text = ""
    for number in 1..<60 {
      switch random.next() % 4 {
      case 0: text += line(number)
      case 1: text += shell(number, "true")
      case 2: text += touch(number, "Edit", "/f\(random.next() % 5)")
      default: text += assistant(number, message: "msg_\(number / 2)")
      }
    }
    try bench.tree.write(file, text)
    try bench.ingest()
    let (view, report) = (try bench.store().view(), try report { $0.period = Period(start: Int64(0)) })
    #expect(report.totals.usage.responses == (try view.usage().totals.responses))
    #expect(report.totals.usage.cost == (try view.usage().totals.cost))
    #expect(report.totals.calls == (try view.tools().totals.calls))
    #expect(
      report.totals.commands == Int64(report.days.flatMap(\.projects).flatMap(\.sessions).flatMap(\.commands).count))
  }

  @Test("nothing in a text of a transcript acts as markup in the Markdown of a diary")
  func markdown() throws {
    let evil = #"<script>alert(1)</script> [x](javascript:y) ![i](http://e) `c` # h\n# forged\n- item | <img src=x>"#
    try bench.tree.write(
      file,
      line(1).replacing(#""content":"#, with: #""content":"\#(evil)","was":"#) + shell(2, evil)
        + touch(3, "Write", "/a\\n# forged"))
    try bench.ingest()
    let bytes = try report().markdown(clock: { _ in "10:00" }, sum: { _ in "" })
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("alert"))
    #expect(!text.contains("<script") && !text.contains("<img") && !text.contains("\n# forged"))
    #expect(!text.contains("[x](") && !text.contains("![i]"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("# ") }.count == 1)
  }
}
