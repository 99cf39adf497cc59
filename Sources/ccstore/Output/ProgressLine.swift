import FileIO

/// One line on the terminal that says how far a command is. Appears when the command takes longer than half a second.
final class ProgressLine {
  private let clock = SystemClock()
  private let started: Int64
  private var last: Int64
  private var isShown = false

  static let delay: Int64 = 500_000_000
  static let interval: Int64 = 100_000_000

  init() {
    started = clock.now()
    last = started + Self.delay - Self.interval
  }

  /// `done` and `total` in bytes; `note` in front, such as the number of files.
  func show(_ note: String, done: Int64, total: Int64) {
    show(done: done, total: total) { speed in
      "\(note)\(Format.megabytes(done)) of \(Format.megabytes(total)), \(Format.megabytes(Int64(speed)))/s"
    }
  }

  /// `done` and `total` in things of which each is a `noun`.
  func show(done: Int64, total: Int64, _ noun: String) {
    show(done: done, total: total) { _ in "\(Format.count(done)) of \(Format.count(total, noun))" }
  }

  /// `text` gets what is done a second.
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
