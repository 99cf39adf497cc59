import FileIO
import Testing

@Suite("the clock of the machine")
struct ClockTests {
  @Test("a sleep of hours is not cut short", arguments: [1, 5_000, 100_000] as [Int64])
  func sleeps(seconds: Int64) {
    #expect(SystemClock.split(seconds * 1_000_000_000 + 7) == (seconds, 7))
  }
}
