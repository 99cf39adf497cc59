import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Waits until something changes in one of several directories, or the process is asked to stop.
///
/// On Linux it uses inotify(7). On other systems, and where no more watches are available, changes are not noticed and
/// a wait only ends after its time. A wake-up does not prove a change: look at the files.
package final class DirectoryWatcher: @unchecked Sendable {
  /// The reason why a wait ended.
  package enum Wakeup: Sendable { case changed, timeout, stopped }

  private let stop: StopSignal
  private var descriptor: Int32 = -1
  /// True when every directory of the last call of `watch` has a watch or no longer exists, so that no change is
  /// missed.
  package private(set) var isComplete = true

  /// Creates a watcher without directories. A raised `stop` ends every wait.
  package init(stop: StopSignal) {
    self.stop = stop
    #if os(Linux)
      descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    #endif
    isComplete = descriptor >= 0
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Adds directories to be watched. One that is watched already, or no longer exists, is no error. One that cannot be
  /// watched for another reason, such as too many watches, too little memory or missing permission, makes the watcher
  /// incomplete until a later call succeeds.
  package func watch(_ directories: some Sequence<FilePath>) {
    #if os(Linux)
      guard descriptor >= 0 else { return }
      isComplete = true
      let events = IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR
      for directory in directories {
        let result = directory.withPlatformString { inotify_add_watch(descriptor, $0, UInt32(events)) }
        if result < 0, errno != ENOENT, errno != ENOTDIR { isComplete = false }
      }
    #endif
  }

  /// Waits at most `milliseconds`, and for any time when they are negative.
  package func wait(milliseconds: Int32) -> Wakeup {
    var polled = [
      pollfd(fd: stop.readEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&polled, descriptor >= 0 ? 2 : 1, milliseconds)
    if polled[0].revents != 0 { return .stopped }
    guard ready > 0 else { return .timeout }
    drain()
    return .changed
  }

  private func drain() {
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
      while read(descriptor, buffer.baseAddress!, buffer.count) > 0 {}
    }
  }
}
