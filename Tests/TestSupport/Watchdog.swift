import Dispatch

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Runs `body`; where it takes longer than ten minutes, the test run ends with a message that says the problem.
///
/// The time limit of the testing library counts from when a test is queued. Two threads that are busy with crash images
/// for minutes make it fail tests that have not begun.
public func watched<Result>(orElse problem: String, _ body: () throws -> Result) rethrows -> Result {
  let alarm = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watchdog"))
  alarm.setEventHandler { fatalError(problem) }
  alarm.schedule(deadline: .now() + .seconds(600))
  alarm.resume()
  defer { alarm.cancel() }
  return try body()
}

/// The processor time of the calling thread in seconds. Unlike wall-clock time it does not include what other tests do.
public func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
