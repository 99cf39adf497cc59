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

  @Test("what runs in the background has a thread at once, however many wait there already")
  func background() {
    let number = 100
    let begun = Atomic(0)
    let (steps, end) = (EventCount(), EventCount())
    let notEnded = end.count
    for _ in 0..<number {
      inBackground {
        begun.add(1, ordering: .sequentiallyConsistent)
        steps.notify()
        _ = end.wait(after: notEnded, milliseconds: 60_000)
      }
    }
    // Where threads come once a second, not all have begun by then.
    let deadline = SystemClock().milliseconds + 45_000
    while true {
      let seen = steps.count
      let rest = deadline - SystemClock().milliseconds
      if begun.load(ordering: .sequentiallyConsistent) == number || rest <= 0 { break }
      _ = steps.wait(after: seen, milliseconds: rest)
    }
    let all = begun.load(ordering: .sequentiallyConsistent)
    end.notify()
    #expect(all == number)
  }
}
