import FileIO
import Synchronization
import Testing

@Suite("Two things at a time")
struct ConcurrentlyTests {
  private struct Refusal: Error {}

  @Test("give what both have made")
  func both() {
    let (first, second) = concurrently({ "a" }, { [1, 2] })
    #expect(first == "a")
    #expect(second == [1, 2])
  }

  @Test("are both over when one has thrown")
  func failure() {
    let isDone = Atomic(false)
    #expect(throws: Refusal.self) {
      try concurrently(
        {
          SystemClock().sleep(20_000_000)
          isDone.store(true, ordering: .sequentiallyConsistent)
        }, { throw Refusal() })
    }
    let wasDone = isDone.load(ordering: .sequentiallyConsistent)
    #expect(wasDone)
  }
}
