import FileIO
import NIOCore

/// Ends a search whose reader has left, or that takes too long, so that no thread works for nobody.
///
/// It looks four times a second until it is ended or released. A callback of the connection would stay with it for as
/// long as it is open.
final class SearchWatch: Sendable {
  /// Cancelled when the search has to end.
  let cancellation: Cancellation
  private let late: Cancellation
  private let task: RepeatedTask

  /// Begins to watch. `seconds` is the time that the search may take, in which it also waits for a thread.
  init(_ channel: any Channel, seconds: Int64, isStopping: @escaping @Sendable () -> Bool) {
    let (cancellation, late) = (Cancellation(), Cancellation())
    (self.cancellation, self.late) = (cancellation, late)
    let end = NIODeadline.now() + .seconds(seconds)
    task = channel.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(250), delay: .milliseconds(250)) { _ in
      if NIODeadline.now() >= end { late.cancel() }
      if late.isCancelled || !channel.isActive || isStopping() { cancellation.cancel() }
    }
  }

  deinit { task.cancel() }

  /// True if the search has taken too long.
  var isLate: Bool { late.isCancelled }

  /// Ends watching.
  func end() { task.cancel() }
}
