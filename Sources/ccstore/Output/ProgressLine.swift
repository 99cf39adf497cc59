import FileIO
import Synchronization

/// A line on the terminal that shows the progress of a command. It appears if the command takes longer than half a
/// second. Several threads may show something.
final class ProgressLine: Sendable {
  private struct State {
    /// When the line was last updated.
    var last: Int64
    var isShown = false
  }

  private let clock = SystemClock()
  private let started: Int64
  private let state: Mutex<State>

  /// Nanoseconds before the line appears.
  static let delay: Int64 = 500_000_000
  /// The minimum number of nanoseconds between two updates.
  static let interval: Int64 = 100_000_000

  init() {
    started = clock.now()
    state = Mutex(State(last: started + Self.delay - Self.interval))
  }

  /// Shows progress in bytes: `done` of `total`. `note`, such as the number of files, precedes it.
  func show(_ note: String, done: Int64, total: Int64) {
    show(done: done, total: total) { speed in
      "\(note)\(Format.megabytes(done)) of \(Format.megabytes(total)), \(Format.megabytes(Int64(speed)))/s"
    }
  }

  /// Shows progress as a number of things: `done` of `total`. `noun` is the singular of their name.
  func show(done: Int64, total: Int64, _ noun: String) {
    show(done: done, total: total) { _ in "\(Format.count(done)) of \(Format.count(total, noun))" }
  }

  /// Shows the number of bytes written when nobody knows how many there will be.
  func show(written bytes: Int64) {
    show(done: bytes, total: 0) { "\(Format.megabytes(bytes)) written, \(Format.megabytes(Int64($0)))/s" }
  }

  /// Shows a line. `text` receives the amount that is done per second.
  private func show(done: Int64, total: Int64, _ text: (Double) -> String) {
    state.withLock { state in
      let now = clock.now()
      guard now - state.last >= Self.interval else { return }
      (state.last, state.isShown) = (now, true)
      let seconds = Double(now - started) / 1e9
      let speed = Double(done) / max(seconds, 0.001)
      let remaining = total > done && speed > 0 ? Int64(Double(total - done) / speed) : 0
      let line = text(speed) + (speed > 0 && total > 0 ? ", \(Format.duration(remaining)) left" : "")
      Terminal.standardError.write("\r\u{1b}[K\(line.prefix(max(20, Terminal.standardError.width - 1)))")
    }
  }

  /// Removes the line.
  func end() {
    state.withLock { state in
      if state.isShown { Terminal.standardError.write("\r\u{1b}[K") }
      state.isShown = false
    }
  }

  deinit { end() }
}
