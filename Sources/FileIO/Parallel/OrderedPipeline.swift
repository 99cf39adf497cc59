import Dispatch
import Synchronization

/// Runs producers in parallel, and passes their values to one consumer on the calling thread in the order of their
/// indexes.
///
/// `produce` is called once for each of `0..<count`, on up to `workers` threads, and may emit any number of values.
/// `consume` gets all values of index 0, then all of index 1, and so on: the result does not depend on timing.
///
/// Every value has a cost in a unit of the caller's choice. A producer that would raise the cost of the pending values
/// above `budget` waits. For the producer of the index that is being consumed, only its own pending values count, so
/// the consumer can always proceed and a deadlock is impossible.
///
/// An error thrown by `consume` ends the call; `emit` then returns false, and producers should return. When the call
/// returns, none of its threads is running.
package func orderedPipeline<Value: Sendable>(
  count: Int, workers: Int, budget: Int,
  produce: @escaping @Sendable (_ index: Int, _ emit: @escaping (_ value: Value, _ cost: Int) -> Bool) -> Void,
  consume: (Value) throws -> Void
) throws {
  try orderedPipeline(count: count, workers: workers, budget: budget, producer: { produce }, consume: consume)
}

/// Does the same with one `produce` per thread, which can keep its working memory from one index to the next.
package func orderedPipeline<Value: Sendable>(
  count: Int, workers: Int, budget: Int,
  producer: @escaping @Sendable () -> (_ index: Int, _ emit: @escaping (_ value: Value, _ cost: Int) -> Bool) -> Void,
  consume: (Value) throws -> Void
) throws {
  guard count > 0 else { return }
  let queue = PipelineQueue<Value>(budget: budget)
  let group = DispatchGroup()
  for _ in 0..<min(workers, count) {
    // A serial queue of its own is a thread of its own, without a limit of their number; the global queue has as many
    // threads as there are processors.
    DispatchQueue(label: "ccstore.pipeline", qos: .userInitiated).async(group: group) {
      let produce = producer()
      while let index = queue.nextIndex(below: count) {
        produce(index) { value, cost in queue.emit(value, cost: cost, at: index) }
        queue.finish(index)
      }
    }
  }
  defer {
    queue.stop()
    group.wait()
  }
  for index in 0..<count {
    while let value = queue.next(at: index) { try consume(value) }
  }
}

/// The values that were produced and not yet consumed, by index.
private final class PipelineQueue<Value: Sendable>: Sendable {
  private struct State {
    var next = 0
    var turn = 0
    var pending: [Int: Line] = [:]
    var finished: Set<Int> = []
    var cost = 0
    var isStopped = false
  }

  /// The pending values of one index, first in, first out.
  private struct Line {
    private var values: [(value: Value, cost: Int)?] = []
    private var first = 0
    private(set) var cost = 0

    var isEmpty: Bool { first == values.count }

    mutating func append(_ value: Value, _ cost: Int) {
      values.append((value, cost))
      self.cost += cost
    }

    mutating func removeFirst() -> (value: Value, cost: Int) {
      let next = values[first]!
      values[first] = nil
      first += 1
      cost -= next.cost
      // Moving the rest only when at least half is unused moves each value at most once.
      if first * 2 >= values.count {
        values.removeFirst(first)
        first = 0
      }
      return next
    }
  }

  private enum Step {
    case value(Value)
    case end, wait
  }

  private let budget: Int
  private let state = Mutex(State())
  /// Tells the consumer that there is a value, or the end, of the index that it is waiting for.
  private let arrived = EventCount()
  /// Tells producers that a value was consumed.
  private let room = EventCount()

  init(budget: Int) { self.budget = budget }

  func nextIndex(below count: Int) -> Int? {
    state.withLock { state in
      guard !state.isStopped, state.next < count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  func emit(_ value: Value, cost: Int, at index: Int) -> Bool {
    // A producer that had to wait continues only when half of the budget is free, so that threads do not wake each
    // other for every single value.
    var limit = budget
    while true {
      let seen = room.count
      let (isStopped, isQueued, isTurn) = state.withLock { state in
        if state.isStopped { return (true, false, false) }
        let own = (isEmpty: state.pending[index]?.isEmpty ?? true, cost: state.pending[index]?.cost ?? 0)
        let isRoom =
          index == state.turn
          ? own.isEmpty || own.cost + cost <= limit : state.cost + cost <= (cost > limit ? budget : limit)
        guard isRoom else { return (false, false, false) }
        state.pending[index, default: Line()].append(value, cost)
        state.cost += cost
        return (false, true, index == state.turn)
      }
      if isStopped { return false }
      if isQueued {
        if isTurn { arrived.notify() }
        return true
      }
      limit = budget / 2
      room.wait(after: seen)
    }
  }

  func finish(_ index: Int) {
    let isTurn = state.withLock { state in
      state.finished.insert(index)
      return index == state.turn
    }
    if isTurn { arrived.notify() }
  }

  /// Returns the next value of `index`, and waits for it; nil when there are no more.
  func next(at index: Int) -> Value? {
    while true {
      let seen = arrived.count
      let step: Step = state.withLock { state in
        if state.pending[index]?.isEmpty == false {
          let next = state.pending[index]!.removeFirst()
          state.cost -= next.cost
          return .value(next.value)
        }
        guard state.finished.remove(index) != nil else { return .wait }
        state.pending[index] = nil
        state.turn = index + 1
        return .end
      }
      switch step {
      case .value(let value):
        room.notify()
        return value
      case .end:
        room.notify()
        return nil
      case .wait:
        arrived.wait(after: seen)
      }
    }
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    room.notify()
  }
}
