import FileIO

/// What was found on all the crash images of a suite.
public struct CrashTally: Sendable {
  public var images = 0
  /// The number of images on which something acknowledged was missing or wrong.
  public var lost = 0
  /// The number of images on which something was there twice.
  public var duplicated = 0
  /// The number of images of each kind.
  public var cases: [String: Int] = [:]
  /// What went wrong, each with the seeds and the moment that reproduce it.
  public var problems: [String] = []

  public init() {}

  public mutating func count(_ name: String) { cases[name, default: 0] += 1 }

  /// A summary of two lines: the histogram of the cases, and the counts.
  public func summary(_ what: String) -> String {
    let histogram = cases.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: " · ")
    return """
      \(what), seed \(TestSettings.seed)\(histogram.isEmpty ? "" : ": " + histogram)
      \(images) crash images, \(lost) lost, \(duplicated) duplicated, \(problems.count) problems
      """
  }

  /// Adds up the work of independent parts, which run in parallel, each with random numbers of its own. An error that a
  /// part throws is a problem.
  public static func run(
    parts: Int, _ part: @escaping @Sendable (Int, inout Seeded, inout CrashTally) throws -> Void
  ) throws -> CrashTally {
    var total = CrashTally()
    try orderedPipeline(
      count: parts, workers: TestSettings.processors, budget: .max,
      produce: { index, emit in
        var random = Seeded(TestSettings.seed &+ UInt64(index) &* 0x1_0000_0001)
        var tally = CrashTally()
        do { try part(index, &random, &tally) } catch { tally.problems.append("part \(index): \(error)") }
        _ = emit(tally, 0)
      },
      consume: { total += $0 })
    return total
  }

  static func += (total: inout CrashTally, other: CrashTally) {
    total.images += other.images
    total.lost += other.lost
    total.duplicated += other.duplicated
    total.cases.merge(other.cases, uniquingKeysWith: +)
    total.problems += other.problems
  }
}
