import FileIO
import SegmentedLog
import SessionLog
import Synchronization

/// The outcomes of those files of a run that may be copies of each other, because they have the same session and name.
final class CopyOutcomes: Sendable {
  private struct Family {
    /// The indexes of the files in ascending order.
    var indexes: [Int]
    var decided = 0
    var stored: [StoredGeneration] = []
  }

  private struct State {
    var families: [Family]
    var isStopped = false
  }

  /// By index of a file, its family, if that has a file that waits for others.
  private let families: [Int: Int]
  private let state: Mutex<State>
  private let changed = EventCount()

  /// Groups the files. `items` are all files in the order in which they are read; `later` are those among them that
  /// wait for others.
  init(_ items: [WorkItem], later: [WorkItem]) {
    var numbers: [CopyGroupKey: Int] = [:]
    for item in later {
      let name = item.copyGroup!
      if numbers[name] == nil { numbers[name] = numbers.count }
    }
    var families: [Int: Int] = [:]
    var all = [Family](repeating: Family(indexes: []), count: numbers.count)
    for (index, item) in items.enumerated() where !numbers.isEmpty {
      guard let name = item.copyGroup, let number = numbers[name] else { continue }
      families[index] = number
      all[number].indexes.append(index)
    }
    self.families = families
    state = Mutex(State(families: all))
  }

  /// Returns what is stored of the files of the same family that come before a file. Waits until they are decided.
  func candidates(of index: Int) -> [StoredGeneration] {
    while true {
      let seen = changed.count
      if let stored = stored(before: index) { return stored }
      changed.wait(after: seen)
    }
  }

  private func stored(before index: Int) -> [StoredGeneration]? {
    guard let number = families[index] else { return [] }
    return state.withLock { state in
      let family = state.families[number]
      guard !state.isStopped else { return [] }
      return family.indexes[family.decided...].first.map { $0 >= index } ?? true ? family.stored : nil
    }
  }

  /// Records the outcome of a file.
  func add(_ outcome: SourceOutcome, of index: Int) {
    guard let number = families[index] else { return }
    state.withLock { state in
      state.families[number].decided += 1
      if case .decided(_, let generation?) = outcome { state.families[number].stored.append(generation) }
    }
    changed.notify()
  }

  /// Ends all waiting; nobody waits any more.
  func stop() {
    state.withLock { $0.isStopped = true }
    changed.notify()
  }
}
