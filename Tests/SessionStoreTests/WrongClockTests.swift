import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Sync

@Suite("clock changes and wrong clocks")
struct WrongClockTests {
  @Test("the repeated hour of a clock change is two rows by hour and one day by day")
  func twice() throws {
    let bench = try Workbench()
    let hours = [("05", "msg_1", 1), ("06", "msg_2", 2), ("06", "msg_3", 3), ("07", "msg_4", 4)]
    let text = hours.map { hour, message, number in
      assistant(number, message: message).replacing("2025-11-24T16", with: "2026-11-01T\(hour)")
    }
    try bench.tree.write(transcript("s"), text.joined())
    try bench.ingest()
    var query = UsageQuery()
    // New York: 2:00 → 1:00.
    query.zone = Zone(name: "America/New_York") { $0 < 1_793_512_800 ? -4 * 3600 : -5 * 3600 }
    query.grouping = .hour
    let groups = try bench.store().usage(query).groups
    #expect(groups.map(\.key) == ["2026-11-01 01:00 -04:00", "2026-11-01 01:00 -05:00", "2026-11-01 02:00"])
    #expect(groups.map(\.totals.responses) == [1, 2, 1])
    #expect(groups.map { $0.start?.milliseconds } == [1_793_509_200_000, 1_793_512_800_000, 1_793_516_400_000])
    query.grouping = .day
    #expect(try bench.store().usage(query).groups.map(\.key) == ["2026-11-01"])
  }

  @Test("a session with one time in the future is not listed as the latest")
  func future() throws {
    let bench = try Workbench()
    try bench.tree.write(transcript("now"), line(3000, session: "now"))
    try bench.tree.write(transcript("past"), line(1, session: "past"))
    try bench.tree.write(
      transcript("wrong"),
      line(0, session: "wrong") + line(2, session: "wrong").replacing("2025-11-24", with: "2099-11-24"))
    try bench.ingest()
    for order in [SessionOrder.ended, .started] {
      var query = SessionQuery()
      query.order = order
      #expect(try bench.store().sessions(query).first?.id == "now")
    }
  }
}
