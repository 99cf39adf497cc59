#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A counter that threads can wait on; it serves as the condition variable that the standard library does not have.
///
/// Read `count`, check the condition that you wait for, and then call `wait(after:)` with that count: a notification in
/// between is not missed.
package final class EventCount: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var notifications = 0

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// The number of notifications so far.
  package var count: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return notifications
  }

  /// Raises `count` by 1 and wakes all waiting threads.
  package func notify() {
    pthread_mutex_lock(mutex)
    notifications += 1
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Blocks until `count` is no longer `seen`, or for about `milliseconds`. Returns false if the time was over first.
  package func wait(after seen: Int, milliseconds: Int64) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = Int64(end.tv_nsec) + max(0, milliseconds) % 1000 * 1_000_000
    end.tv_sec += time_t(max(0, milliseconds) / 1000 + nanoseconds / 1_000_000_000)
    end.tv_nsec = Int(nanoseconds % 1_000_000_000)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while notifications == seen {
      if pthread_cond_timedwait(condition, mutex, &end) != 0 { return notifications != seen }
    }
    return true
  }

  /// Blocks until `count` is no longer `seen`.
  package func wait(after seen: Int) {
    pthread_mutex_lock(mutex)
    while notifications == seen { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }
}
