import FileIO
import Synchronization

/// The end of a command that SIGINT (Ctrl-C) or SIGTERM has stopped: one sentence about what is kept, and the exit
/// status 130 or 143. A second signal ends the program at once, which loses nothing either.
///
/// There is one mechanism: the first signal cancels `StopSignal.shared.cancellation`, which every loop of the library
/// asks through the store that `CommonOptions.open` makes.
enum Interruption {
  /// The error that a command ends with when a signal came while a loop of its own ran.
  static func check() throws { try StopSignal.shared.cancellation.check() }

  /// Returns whether a signal has stopped the command, so that it ended with this error.
  static func hasCaused(_ error: any Error) -> Bool {
    guard StopSignal.shared.number != nil else { return false }
    return error is CancellationError || (error as? any StoreErrorConvertible)?.storeError.code == .interrupted
      || (error as? StoreError)?.code == .interrupted
  }

  /// The exit status: 128 and the number of the signal.
  static var exitStatus: Int32 { 128 + (StopSignal.shared.number ?? 2) }
}

/// Questions to the person at the terminal.
enum Prompt {
  /// True once a signal has come instead of an answer, so that nothing was begun.
  static let wasStopped = Atomic(false)

  /// Prints a question to standard error, and returns the line that is typed; nil at the end of the input. Throws
  /// `CancellationError` when a signal comes instead.
  static func answer(_ question: TerminalText) throws -> String? {
    let lines = question.wrapped(Terminal.standardError.textWidth)
    Terminal.standardError.write(lines.joined(separator: "\n"))
    if question.string.last == " ", lines.last?.string.last != " " { Terminal.standardError.write(" ") }
    guard StopSignal.shared.waitForInput() else {
      Terminal.standardError.write("\n")
      wasStopped.store(true, ordering: .relaxed)
      throw CancellationError()
    }
    let answer = readLine()
    // Nothing has ended the line of the question.
    if answer == nil { Terminal.standardError.write("\n") }
    return answer
  }
}
