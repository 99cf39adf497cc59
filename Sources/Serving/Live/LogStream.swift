import Answers
import FileIO
import SegmentedLog
import SessionLog
import SessionStore
import Tables

/// The events of the log as lines of JSON, for a program that follows a store.
struct LogStream: Sendable {
  let views: StoreViews
  /// True once the server stops.
  let isStopping: @Sendable () -> Bool
  /// The number of events that are read at a time, so that a reader that leaves ends the reading.
  var step: UInt64 = 4096

  /// Writes the events after `after` up to the head of the log, each as `export --format ndjson` does: `seq`, `kind`
  /// and the columns, without the body, and of an erased record only its place. With `follows` it then waits for more,
  /// until the server stops. The last line says how many lines came before, and what damage has taken away. Throws
  /// `CancellationError` where the server stops before the head is reached, and where another log has taken the place.
  func write(after: UInt64, follows: Bool, to writer: any APIWriter) throws {
    var (last, total): (UInt64, Int64) = (after, 0)
    var losses: [Loss] = []
    let store = try views.current().log.directory.uuid
    while true {
      let seen = views.changes.count
      let view = try views.current()
      // The numbers of another log, that of a store that was put in the place of this one, are those of other events.
      guard view.log.directory.uuid == store, view.head.sequence >= last else { throw CancellationError() }
      while last < view.head.sequence, !isStopping() {
        let end = min(view.head.sequence, last + step)
        let answer = try view.answer { view in
          try view.exportEvents(in: last + 1...end) { bytes in
            total += Int64(bytes.count { $0 == UInt8(ascii: "\n") })
            try writer.write(bytes)
          }
        }
        for loss in answer.losses where !losses.contains(loss) { losses.append(loss) }
        last = end
      }
      // Without its last line the answer is known to be a part.
      if last < view.head.sequence { throw CancellationError() }
      if !follows || isStopping() { break }
      try writer.write([])
      _ = views.changes.wait(after: seen, milliseconds: 15_000)
    }
    let end = Shapes.streamEnd.line(Shapes.StreamEnd(total: total, losses: losses))
    try writer.write(Array((end + "\n").utf8))
  }
}
