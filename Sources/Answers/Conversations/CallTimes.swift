import SessionLog
import Transcripts

/// The times of a tool call, from the records that hold it and its result.
package struct CallTime: Sendable, Equatable {
  /// The time of the record with the call, in milliseconds since 1970-01-01 UTC.
  package var start: Int64
  /// The time from the call to its result in milliseconds; nil if the result has no time, or an earlier one.
  package var duration: Int64?
}

extension RecordOutlines {
  /// Returns the times of the calls in some records, which are those of an entry, by the mark of the call. Calls
  /// without a time are left out. Cost: linear; no line is read.
  package func callTimes(of numbers: [Int]) -> [UInt32: CallTime] {
    var times: [UInt32: CallTime] = [:]
    for record in numbers {
      guard let time = time(of: record) else { continue }
      for mark in calls(of: record) where times[mark] == nil { times[mark] = CallTime(start: time) }
      for mark in results(of: record) {
        guard let start = times[mark]?.start, times[mark]?.duration == nil, time >= start else { continue }
        times[mark]!.duration = time.subtractingReportingOverflow(start).partialValue
      }
    }
    return times
  }
}

extension ToolCallContent {
  /// The mark by which the outlines of records name the call.
  package var mark: UInt32 { ToolCallHash(id: Array(id.utf8), isError: false).call }
}
