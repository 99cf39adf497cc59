import Dispatch
import Synchronization

/// Runs `first` on another thread and `second` on the calling one, and returns both results. Neither is running any
/// more when this returns or throws.
package func concurrently<First: Sendable, Second>(
  _ first: @escaping @Sendable () -> First, _ second: () throws -> Second
) rethrows -> (First, Second) {
  let box = Box<First>()
  let group = DispatchGroup()
  DispatchQueue.global(qos: .userInitiated).async(group: group) {
    let value = first()
    box.value.withLock { $0 = value }
  }
  defer { group.wait() }
  let other = try second()
  group.wait()
  return (box.value.withLock { $0! }, other)
}

private final class Box<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
