import FileIO
import Testing

@Suite("the clock of the machine")
struct ClockTests {
  @Test("A sleep is as long as it should be, also when it takes hours", arguments: [1, 5_000, 100_000] as [Int64])
  func sleeps(seconds: Int64) {
    #expect(SystemClock.split(seconds * 1_000_000_000 + 7) == (seconds, 7))
  }
}
