/// A program of the machine whose output is handed on while it runs, however long it gets.
package enum StreamedCommand {
  /// The number of bytes that are kept of what a program prints as errors: the last ones.
  package static let errorsMax = 16 << 10

  /// Runs a program with arguments, and waits for its end. `words` begin with its name, which is looked for in `PATH`
  /// where it has no slash; no shell reads them. The program reads nothing. `output` gets what it prints, in pieces.
  ///
  /// Returns the exit status and the end of what was printed as errors; nil when there is no such program, or none can
  /// be started. Once `cancellation` is cancelled, or `output` throws, the program is asked to end (SIGTERM), and when
  /// it has ended, `CancellationError` or that error is thrown. Memory: 80 KiB.
  package static func run(
    _ words: [String], cancellation: Cancellation? = nil, output: (ArraySlice<UInt8>) throws -> Void = { _ in }
  ) throws -> CommandResult? {
    try cancellation?.check()
    guard var pipes = ProgramPipes(hasInput: false) else { return nil }
    guard let process = pipes.start(words) else { return nil }
    var errors: [UInt8] = []
    var failure: (any Error)?
    pipes.transfer(interval: 200) { isOutput, bytes in
      if cancellation?.isCancelled == true, failure == nil {
        failure = CancellationError()
        process.terminate()
      }
      if isOutput {
        guard failure == nil else { return }
        do { try output(bytes) } catch {
          failure = error
          process.terminate()
        }
      } else {
        errors += bytes
        if errors.count > errorsMax { errors.removeFirst(errors.count - errorsMax) }
      }
    }
    let status = process.wait() ?? 0
    if let failure { throw failure }
    try cancellation?.check()
    return CommandResult(status: status, errors: errors)
  }
}
