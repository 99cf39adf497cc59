#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program of the machine whose output is handed on while it runs, however long it gets.
package enum StreamedCommand {
  /// The number of bytes that are kept of what a program prints as errors: the last ones.
  package static let errorsMax = 16 << 10
  /// The time after which a program is ended that was asked to end, in milliseconds.
  private static let patience = 5_000

  /// Runs a program with arguments, and waits for its end. `words` begin with its name, which is looked for in `PATH`
  /// where it has no slash; no shell reads them. The program reads nothing. `output` gets what it prints, in pieces.
  ///
  /// Returns the exit status and the end of what was printed as errors; nil when there is no such program, or none can
  /// be started. A program that it has started itself and that runs longer is not waited for. Once `cancellation` is
  /// cancelled, or `output` throws, the program is asked to end (SIGTERM), after 5 seconds it is ended (SIGKILL), and
  /// then `CancellationError` or that error is thrown. Memory: 80 KiB.
  package static func run(
    _ words: [String], cancellation: Cancellation? = nil, output: (ArraySlice<UInt8>) throws -> Void = { _ in }
  ) throws -> CommandResult? {
    try cancellation?.check()
    guard var pipes = ProgramPipes(hasInput: false) else { return nil }
    guard let process = pipes.start(words) else { return nil }
    var errors: [UInt8] = []
    var failure: (any Error)?
    var end: ContinuousClock.Instant?
    func stop(_ error: any Error) {
      (failure, end) = (error, ContinuousClock.now + .milliseconds(patience))
      process.terminate()
    }
    func checkStop() {
      if cancellation?.isCancelled == true, failure == nil { stop(CancellationError()) }
      if let end, end < ContinuousClock.now { process.end() }
    }
    // Whatever the program has printed is here then, or nobody needs it.
    func isOver(_ isQuiet: Bool) -> Bool { (isQuiet || failure != nil) && process.hasEnded }
    pipes.transfer(interval: 200, until: isOver) { isOutput, bytes in
      checkStop()
      if isOutput {
        guard failure == nil else { return }
        do { try output(bytes) } catch { stop(error) }
      } else {
        errors += bytes
        if errors.count > errorsMax { errors.removeFirst(errors.count - errorsMax) }
      }
    }
    // A program may close its output long before it ends.
    while !process.hasEnded {
      checkStop()
      _ = poll(nil, 0, 2)
    }
    let status = process.wait() ?? 0
    if let failure { throw failure }
    try cancellation?.check()
    return CommandResult(status: status, errors: errors)
  }
}
