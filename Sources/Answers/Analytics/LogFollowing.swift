public import FileIO
import SegmentedLog
public import SessionLog

extension Store {
  /// Calls `body` with a view of the store as it is now, and again whenever events were committed, until `stop` is
  /// raised. `isWanted` is asked at least every two seconds, and false ends the call, too.
  ///
  /// Where changes of directories cannot be watched, the store is looked at every second. Throws what `body` throws.
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
        view = try view.refreshed()
        if view.head != head { try body(view) }
      }
    }
  }
}
