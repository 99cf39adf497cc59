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

/// Runs `body` on another thread, and returns at once. `body` may block.
package func inBackground(_ body: @escaping @Sendable () -> Void) {
  backgroundQueue.async(execute: body)
}

/// Of its own: the global queue has one thread a processor, and those that pipelines need must not be taken.
private let backgroundQueue = DispatchQueue(label: "ccstore.background", qos: .userInitiated, attributes: .concurrent)

private final class Box<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
