import FileIO
import Synchronization

/// Carries an answer that is made on a thread, which may block, to the connection, whose code must not.
final class AnswerPipe: APIWriter {
  /// The number of bytes that wait before the maker of the answer does.
  private static let limit = 256 << 10

  private typealias Reader = CheckedContinuation<[UInt8]?, Never>

  private struct State {
    var waiting: [UInt8] = []
    var isFinished = false
    /// True if what was made is not the whole answer.
    var isCut = false
    var isCancelled = false
    var reader: Reader?
  }

  private let state = Mutex(State())
  private let taken = EventCount()
  /// Called once when the reader has left, so that a maker that waits for something else looks again.
  private let onCancel: @Sendable () -> Void

  init(onCancel: @escaping @Sendable () -> Void = {}) { self.onCancel = onCancel }

  // MARK: The maker of the answer

  /// Writing nothing finds out whether the reader is still there.
  func write(_ bytes: some Sequence<UInt8> & Sendable) throws {
    let bytes = Array(bytes)
    while true {
      let seen = taken.count
      let (reader, isFull) = try state.withLock { (state: inout State) throws -> (Reader?, Bool) in
        if state.isCancelled { throw CancellationError() }
        if !bytes.isEmpty {
          if let reader = state.reader {
            state.reader = nil
            return (reader, false)
          }
          if state.waiting.count >= Self.limit { return (nil, true) }
          state.waiting += bytes
        }
        return (nil, false)
      }
      if isFull {
        taken.wait(after: seen)
        continue
      }
      reader?.resume(returning: bytes)
      return
    }
  }

  /// Ends the answer. `isWhole` is false after an error: the connection is then cut, so that the reader notices.
  func finish(isWhole: Bool) {
    let reader = state.withLock { state in
      (state.isFinished, state.isCut) = (true, !isWhole)
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: nil)
  }

  // MARK: The connection

  /// The bytes that were made meanwhile; nil after the last ones.
  func next() async -> [UInt8]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let bytes: [UInt8]?? = state.withLock { state in
          if !state.waiting.isEmpty {
            defer { state.waiting = [] }
            return .some(state.waiting)
          }
          if state.isFinished || state.isCancelled { return .some(nil) }
          state.reader = continuation
          return nil
        }
        guard let bytes else { return }
        continuation.resume(returning: bytes)
        taken.notify()
      }
    } onCancel: {
      cancel()
    }
  }

  /// Says that the reader has left: whatever is written from now on throws `CancellationError`.
  func cancel() {
    let (reader, isNew) = state.withLock { state in
      defer { (state.reader, state.isCancelled) = (nil, true) }
      return (state.reader, !state.isCancelled)
    }
    reader?.resume(returning: nil)
    taken.notify()
    if isNew { onCancel() }
  }

  /// True if the answer ended before its end.
  var isCut: Bool { state.withLock { $0.isCut || $0.isCancelled } }
}
