import Synchronization

/// Tells loops on any thread that nobody waits for their result any more.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  /// Creates a flag that nobody has raised.
  public init() {}

  /// True if `cancel` was called.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Makes every loop that asks end with `CancellationError`. May be called several times, from any thread.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  /// Throws `CancellationError` once `cancel` was called. Cost: a nanosecond.
  package func check() throws { if isCancelled { throw CancellationError() } }
}
