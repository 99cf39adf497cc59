import Bytes
import Transcripts

/// The tokens of one response, or the sum of many. Sums saturate at `Int64.max`; nothing overflows.
public struct TokenCounts: Sendable, Equatable {
  /// Tokens that were neither read from the cache nor written to it.
  public var input: Int64 = 0
  /// Tokens that the model wrote.
  public var output: Int64 = 0
  /// Tokens written to the cache for five minutes. Writes of unstated duration count here, because five minutes was the
  /// only duration before there was a choice.
  public var cacheWrites5m: Int64 = 0
  /// Tokens written to the cache for an hour.
  public var cacheWrites1h: Int64 = 0
  /// Tokens read from the cache.
  public var cacheReads: Int64 = 0

  /// Creates counts of 0.
  public init() {}

  /// All tokens written to the cache.
  public var cacheWrites: Int64 { cacheWrites5m.adding(cacheWrites1h) }

  /// All tokens that the model read: input, cache writes and cache reads.
  public var context: Int64 { input.adding(cacheWrites).adding(cacheReads) }

  /// All tokens, read and written.
  public var total: Int64 { context.adding(output) }

  /// Adds each of the counts.
  public static func += (sum: inout TokenCounts, other: TokenCounts) {
    sum.input = sum.input.adding(other.input)
    sum.output = sum.output.adding(other.output)
    sum.cacheWrites5m = sum.cacheWrites5m.adding(other.cacheWrites5m)
    sum.cacheWrites1h = sum.cacheWrites1h.adding(other.cacheWrites1h)
    sum.cacheReads = sum.cacheReads.adding(other.cacheReads)
  }
}

/// The values of `message.usage` as records report them: the largest value of each field over all lines of a response.
package struct ReportedTokens: Sendable, Equatable {
  var input: Int64 = 0
  var output: Int64 = 0
  var cacheWrites: Int64 = 0
  var cacheWrites5m: Int64 = 0
  var cacheWrites1h: Int64 = 0
  var cacheReads: Int64 = 0

  package mutating func raise(to other: ReportedTokens) {
    input = max(input, other.input)
    output = max(output, other.output)
    cacheWrites = max(cacheWrites, other.cacheWrites)
    cacheWrites5m = max(cacheWrites5m, other.cacheWrites5m)
    cacheWrites1h = max(cacheWrites1h, other.cacheWrites1h)
    cacheReads = max(cacheReads, other.cacheReads)
  }

  /// All tokens that the model read; the same on all lines of a response.
  var context: Int64 { counts.context }

  /// The tokens for counting. Records report cache writes as a total, as two parts, or both (2.1.152 and later have
  /// only the parts); the larger of total and sum of parts counts.
  package var counts: TokenCounts {
    var counts = TokenCounts()
    counts.input = input
    counts.output = output
    counts.cacheWrites1h = cacheWrites1h
    counts.cacheWrites5m = max(cacheWrites5m, cacheWrites - cacheWrites1h)
    counts.cacheReads = cacheReads
    return counts
  }

  func encode(into writer: inout ByteWriter) {
    writer.zigzag(input)
    writer.zigzag(output)
    writer.zigzag(cacheWrites)
    writer.zigzag(cacheWrites5m)
    writer.zigzag(cacheWrites1h)
    writer.zigzag(cacheReads)
  }

  package init() {}

  package init(_ usage: TokenUsage) {
    input = usage.inputTokens
    output = usage.outputTokens
    cacheWrites = usage.cacheCreationTokens
    cacheWrites5m = usage.cacheCreation5mTokens
    cacheWrites1h = usage.cacheCreation1hTokens
    cacheReads = usage.cacheReadTokens
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    input = try reader.zigzag()
    output = try reader.zigzag()
    cacheWrites = try reader.zigzag()
    cacheWrites5m = try reader.zigzag()
    cacheWrites1h = try reader.zigzag()
    cacheReads = try reader.zigzag()
    for count in [input, output, cacheWrites, cacheWrites5m, cacheWrites1h, cacheReads] where count < 0 {
      throw .malformed
    }
  }
}

extension Int64 {
  /// Returns the sum of two values that are not negative, at most `Int64.max`.
  package func adding(_ other: Int64) -> Int64 {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? .max : sum
  }
}
