import FileIO
import SegmentedLog
import SessionLog
import Synchronization
import SystemPackage

/// Keeps a view of the store from one call to the next, and renews it when the store has changed.
///
/// Nothing is opened before the first call. Whether the store has changed is seen by the files that every writer
/// changes, without opening it.
package final class ViewKeeper: Sendable {
  private struct Kept {
    var view: StoreView
    var stamps: [Stamp]
    /// When the stamps were taken, and when files outside of the store were last looked up, in nanoseconds since 1970.
    var time: Int64
    var filesTime: Int64
  }

  private struct Stamp: Equatable {
    var modified: Int64
    var size: Int64
    var inode: UInt64
  }

  private let store: Store
  private let kept = Mutex<Kept?>(nil)
  /// A view of an earlier end of the log, which pages are of.
  private let earlier = Mutex<StoreView?>(nil)
  private let listeners = Listeners()

  /// A file that was changed this recently may be changed again without a new time, in nanoseconds.
  private static let racyWindow: Int64 = 200_000_000
  /// How long it may stay unnoticed that a transcript has gone from disk, in nanoseconds.
  private static let filesWindow: Int64 = 60_000_000_000
  /// The bytes of decoded blocks that are kept.
  private static let cacheLimit = 32 << 20

  package init(_ store: Store) {
    var store = store
    store.reading = { [listeners] done, total in listeners.report(done, total) }
    self.store = store
  }

  /// Returns a view of the store as it is now. Throws `StoreError`.
  package func view() throws -> StoreView {
    try kept.withLock { kept in
      let now = store.clock.now()
      let stamps = stamps()
      if var known = kept {
        let isSettled = stamps.allSatisfy { known.time - $0.modified > Self.racyWindow }
        let areFilesKnown = now - known.filesTime < Self.filesWindow
        if known.stamps == stamps, isSettled, areFilesKnown { return known.view }
        known.view = try known.view.refreshed()
        (known.stamps, known.time, known.filesTime) = (stamps, now, now)
        kept = known
        return known.view
      }
      let view = try store.view(cacheLimit: Self.cacheLimit)
      kept = Kept(view: view, stamps: stamps, time: now, filesTime: now)
      return view
    }
  }

  /// Returns a view of the end of the log that a page names by its last event. Throws `cursorExpired` if the log has no
  /// such event.
  package func view(at sequence: UInt64) throws -> StoreView {
    let newest = try view()
    if newest.head.sequence == sequence { return newest }
    let known = earlier.withLock { $0 }
    if let known, known.head.sequence == sequence { return try known.refreshed() }
    do {
      let made = try store.view(at: .sequence(sequence))
      earlier.withLock { $0 = made }
      return made
    } catch let error as StoreError where error.code == .noSuchPosition {
      throw StoreError(.cursorExpired, "the cursor does not fit this store")
    }
  }

  /// Runs `body`, and calls `report` with how far a pass over the log has come meanwhile. `report` may be called on any
  /// thread.
  func reporting<Value>(
    _ report: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void, _ body: () throws -> Value
  ) rethrows -> Value {
    let number = listeners.add(report)
    defer { listeners.remove(number) }
    return try body()
  }

  private func stamps() -> [Stamp] {
    ["HEAD", "seg", "manifest"].map { name in
      let status = try? store.fileSystem.status(store.path.appending(name), followLinks: false)
      return Stamp(modified: status?.changed ?? .max, size: status?.size ?? -1, inode: status?.inode ?? 0)
    }
  }
}

/// Those who want to know how far passes over the log have come.
private final class Listeners: Sendable {
  private struct State {
    var next = 0
    var all: [Int: @Sendable (UInt64, UInt64) -> Void] = [:]
  }

  private let state = Mutex(State())

  func add(_ listener: @escaping @Sendable (UInt64, UInt64) -> Void) -> Int {
    state.withLock { state in
      state.next += 1
      state.all[state.next] = listener
      return state.next
    }
  }

  func remove(_ number: Int) { state.withLock { $0.all[number] = nil } }

  func report(_ done: UInt64, _ total: UInt64) {
    for listener in state.withLock({ Array($0.all.values) }) { listener(done, total) }
  }
}
