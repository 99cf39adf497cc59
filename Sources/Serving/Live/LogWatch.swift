import FileIO

/// Tells the streams of a server when the log has changed, until the process is asked to stop.
///
/// It blocks in the system call that waits for changes of the directories of the store, so it costs nothing while
/// nothing changes.
struct LogWatch: Sendable {
  let views: StoreViews
  let stop: StopSignal
  /// Where changes cannot be watched, the log is looked at this often, in milliseconds.
  var interval: Int32 = 1000
  /// Called when something has changed in the directories of the store.
  var grown: @Sendable () -> Void = {}

  /// Returns when the process is asked to stop.
  func run() {
    let watcher = DirectoryWatcher(stop: stop)
    while true {
      watcher.watch(views.directories)
      // A store that is made later, or that is put in the place of this one, is found by looking again.
      let isThere = (try? views.store.fileSystem.exists(views.store.path)) ?? false
      switch watcher.wait(milliseconds: watcher.isComplete && isThere ? 60_000 : interval) {
      case .stopped: return
      case .timeout: views.look()
      case .changed:
        views.look()
        grown()
      }
    }
  }
}
