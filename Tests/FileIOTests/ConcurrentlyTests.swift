import FileIO
import Synchronization
import Testing

@Suite("two closures that run concurrently")
struct ConcurrentlyTests {
  private struct Refusal: Error {}

  @Test("two closures that run concurrently return both results")
  func both() {
    let (first, second) = concurrently({ "a" }, { [1, 2] })
    #expect(first == "a")
    #expect(second == [1, 2])
  }

  @Test("when one of two concurrent closures throws, the call returns only after the other has finished")
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
