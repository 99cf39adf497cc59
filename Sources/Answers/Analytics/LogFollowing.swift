public import FileIO
import SegmentedLog
public import SessionLog

extension Store {
  /// Calls `body` with a view of the store as it is now, and again whenever events were committed, until `stop` is
  /// raised. `isWanted` is asked at least every two seconds, and false ends the call, too.
  ///
  /// Where changes of directories cannot be watched, the store is looked at every second. Throws what `body` throws, and
  /// `noSuchPosition` once another store is there, or an older copy: its events are not those that follow. A compaction
  /// and a purge change nothing.
  public func follow(stop: StopSignal, while isWanted: () -> Bool, _ body: (StoreView) throws -> Void) throws {
    try throwingStoreErrors {
      let watcher = DirectoryWatcher(stop: stop)
      let directories = [path, path.appending("seg"), path.appending("manifest")]
      // What is committed after the view was made wakes the watcher.
      watcher.watch(directories)
      var view = try view()
      try body(view)
      while isWanted() {
        switch watcher.wait(milliseconds: watcher.isComplete ? 2000 : 1000) {
        case .stopped: return
        case .changed, .timeout: break
        }
        watcher.watch(directories)
        let head = view.head
        let earlier = view.log
        view = try view.refreshed()
        if view.head == head { continue }
        try requireContinuation(view, of: earlier)
        try body(view)
      }
    }
  }

  private func requireContinuation(_ view: StoreView, of earlier: LogReader) throws {
    let head = earlier.head
    func isContinuation() throws -> Bool {
      guard view.log.directory.uuid == earlier.directory.uuid, view.head.sequence >= head.sequence else { return false }
      // Damage is found by whoever reads the events, and after a purge all hashes are others.
      guard let chain = try view.log.chain(after: head.sequence), chain != head.chain else { return true }
      return try view.sync.lastErasure > 0
    }
    guard try isContinuation() else {
      throw StoreError(
        .noSuchPosition,
        "the store at \(path) is not the one any more that was read up to event \(head.sequence): another one, or an older copy, has taken its place",
        path: path)
    }
  }
}
