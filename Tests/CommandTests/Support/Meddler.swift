import Foundation
import Synchronization
import TestSupport

/// A program that continues to work while an ingest reads: it appends lines and half lines, and renames, deletes,
/// rewrites and truncates files.
final class Meddler: Sendable {
  private let isStopped = Mutex(false)
  private let hasEnded = DispatchSemaphore(value: 0)
  private let directory: String
  private let seed: UInt64

  /// Starts at once, in a thread of its own.
  init(_ directory: String, seed: UInt64) {
    (self.directory, self.seed) = (directory, seed)
    Thread.detachNewThread { [self] in
      run()
      hasEnded.signal()
    }
  }

  /// Stops, and returns when the last file is whole.
  func stop() {
    isStopped.withLock { $0 = true }
    hasEnded.wait()
  }

  private func run() {
    var random = Seeded(seed)
    var names = (0..<8).map { "f\($0).jsonl" }
    var number = 0
    while !isStopped.withLock({ $0 }) {
      number += 1
      let place = random.number(0...7)
      let path = "\(directory)/\(names[place])"
      switch random.number(0...19) {
      case 0..<12: append(String(repeating: line(number), count: random.number(1...400)), to: path)
      case 12..<16:
        let text = line(number)
        append(String(text.prefix(40)), to: path)
        usleep(UInt32(random.number(0...3_000)))
        append(String(text.dropFirst(40)), to: path)
      case 16:
        let name = "r\(number).jsonl"
        rename(path, "\(directory)/\(name)")
        names[place] = name
      case 17: unlink(path)
      case 18: truncate(path, 0)
      default: overwrite(path)
      }
      usleep(UInt32(random.number(0...2_000)))
    }
  }

  private func append(_ text: String, to path: String) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    _ = text.withCString { write(descriptor, $0, strlen($0)) }
    close(descriptor)
  }

  /// Changes one byte in the first line and keeps the size.
  private func overwrite(_ path: String) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    if lseek(descriptor, 0, SEEK_END) > 25 { pwrite(descriptor, "Z", 1, 24) }
    close(descriptor)
  }
}
