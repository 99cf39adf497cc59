import Answers
import FileIO
import SegmentedLog
import SessionLog

/// Records and events from a place in the log on, as other programs read them line by line.
extension ExportCommand {
  /// The event after which a stream begins; nil unless `--since` names one. For records a number of four digits is a
  /// year, as everywhere.
  var cursor: UInt64? {
    guard let since = documents.since, form == .ndjson || form == .events,
      !since.isEmpty, since.utf8.allSatisfy({ (0x30...0x39).contains($0) }), isEvents || since.utf8.count != 4
    else { return nil }
    return UInt64(since)
  }

  /// True if a stream is asked for: from a place in the log on, or without an end.
  var isStream: Bool { (cursor != nil || lake.follow) && (directory == nil || directory == "-") }

  /// True if the events of the log are asked for, not the records.
  var isEvents: Bool { form == .events || data.events }

  /// Writes what comes after the cursor, and with `--follow` what is stored later, to standard output.
  func runStream() throws {
    let store = common.open()
    let output = Terminal.standardOutput
    var next = cursor ?? 0
    if next > 0 { _ = try store.view().log.sequence(at: .sequence(next)) }
    defer { sayCursor(next) }
    func write(_ view: StoreView) throws {
      if view.head.sequence < next { return }
      if isEvents {
        if view.head.sequence > next {
          try view.exportEvents(in: next + 1...view.head.sequence) { output.write(data: $0) }
        }
      } else {
        var query = RecordQuery()
        query.sessions = chosenSessions
        (query.isEveryVersion, query.after) = (data.allVersions, next)
        try view.exportRecords(query) { output.write(data: $0) }
      }
      next = view.head.sequence
    }
    guard lake.follow else { return try write(try store.view(at: asOf.position())) }
    try store.follow(stop: .shared, while: { !output.isReaderGone }, write)
  }

  /// Says where the next call can begin. Twelve digits are never read as a year.
  private func sayCursor(_ next: UInt64) {
    guard !common.quiet else { return }
    let digits = String(next)
    let number = String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    Terminal.standardError.write("ccstore: to continue from here: --since \(number)\n")
  }

  /// The choice of sessions without `--since`, which names an event.
  var chosenSessions: SessionChoice {
    var documents = documents
    if cursor != nil { documents.since = nil }
    return documents.choice()
  }
}
