import FileIO

/// A line on the terminal that shows the progress of a command. It appears if the command takes longer than half a
/// second.
final class ProgressLine {
  private let clock = SystemClock()
  private let started: Int64
  private var last: Int64
  private var isShown = false

  /// Nanoseconds before the line appears.
  static let delay: Int64 = 500_000_000
  /// The minimum number of nanoseconds between two updates.
  static let interval: Int64 = 100_000_000

  init() {
    started = clock.now()
    last = started + Self.delay - Self.interval
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

  /// Shows a line. `text` receives the amount that is done per second.
  private func show(done: Int64, total: Int64, _ text: (Double) -> String) {
    let now = clock.now()
    guard now - last >= Self.interval else { return }
    last = now
    isShown = true
    let seconds = Double(now - started) / 1e9
    let speed = Double(done) / max(seconds, 0.001)
    let remaining = total > done && speed > 0 ? Int64(Double(total - done) / speed) : 0
    let line = text(speed) + (speed > 0 ? ", \(Format.duration(remaining)) left" : "")
    Terminal.standardError.write("\r\u{1b}[K\(line.prefix(max(20, Terminal.standardError.width - 1)))")
  }

  /// Removes the line.
  func end() {
    if isShown { Terminal.standardError.write("\r\u{1b}[K") }
    isShown = false
  }

  deinit { end() }
}
