import Dispatch
import Synchronization

/// Runs `first` on another thread and `second` on the calling one, and returns both results. Neither is running any
/// more when this returns or throws.
package func concurrently<First: Sendable, Second>(
  _ first: @escaping @Sendable () -> First, _ second: () throws -> Second
) rethrows -> (First, Second) {
  let box = Box<First>()
  let group = DispatchGroup()
  // A queue of its own is given a thread at once, also while all threads of the global queue wait for this very result.
  DispatchQueue(label: "ccstore.concurrently", qos: .userInitiated).async(group: group) {
    let value = first()
    box.value.withLock { $0 = value }
  }
  defer { group.wait() }
  let other = try second()
  group.wait()
  return (box.value.withLock { $0! }, other)
}

/// Runs `body` on another thread, and returns at once. `body` may block, also for as long as the process lives.
///
/// Each call has a serial queue of its own, which is given a thread at once. A concurrent queue has one thread a
/// processor, and while all of them wait it is given another one only once a second.
package func inBackground(_ body: @escaping @Sendable () -> Void) {
  DispatchQueue(label: "ccstore.background", qos: .userInitiated).async(execute: body)
}

/// Runs `body` on another thread, without blocking the task, and returns or throws what it does. When the task is
/// cancelled, so is the `Cancellation` that `body` receives, and every error is a `CancellationError`.
package func onThread<Value: Sendable>(
  _ body: @escaping @Sendable (Cancellation) throws -> Value
) async throws -> Value {
  let cancellation = Cancellation()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { continuation in
      questionQueue.async {
        continuation.resume(
          with: Result {
            do { return try body(cancellation) } catch {
              try cancellation.check()
              throw error
            }
          })
      }
    }
  } onCancel: {
    cancellation.cancel()
  }
}

/// A queue of its own, because the global queue has one thread a processor, and those that pipelines need must not be
/// taken.
private let questionQueue = DispatchQueue(label: "ccstore.questions", qos: .userInitiated, attributes: .concurrent)

private final class Box<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
