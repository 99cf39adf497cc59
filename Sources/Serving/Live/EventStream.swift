import Answers
import FileIO
import SegmentedLog
import SessionLog
import SessionStore
import Tables

/// The stream of events (Server-Sent Events) that pages follow.
///
/// An event that the log has carries its sequence number as its id, so that a reader that comes again with
/// `Last-Event-ID` is told from the log what it has missed. The progress of jobs has no id.
struct EventStream: Sendable {
  let views: StoreViews
  let jobs: Jobs
  /// True once the server stops.
  let isStopping: @Sendable () -> Bool
  /// The least time in milliseconds between two looks at the log, so that many commits are told together.
  var pause: Int64 = 250
  /// The time in milliseconds after which a comment is written, so that both sides see that the other is there.
  var heartbeat: Int64 = 15_000

  /// Writes events until the server stops, or `writer` throws because the reader has left. `after` is the number of the
  /// last event that the reader knows; nil: what it knows is not known.
  func write(after: UInt64?, to writer: any APIWriter) throws {
    // Whoever knows nothing, or a number that the log does not have, is told the present head.
    var known: LogHead?
    if let after, let head = try? views.current().head, after <= head.sequence {
      known = after == head.sequence ? head : LogHead(sequence: after, chain: .zero)
    }
    var version = jobs.changed(after: .max).version
    try writer.write(Array("retry: 2000\n: this stream tells what changes in the store\n\n".utf8))
    var isReachable = true
    while true {
      let seen = views.changes.count
      if isStopping() {
        return try writer.write(Self.event(.end, id: nil, ["reason": "the server stops"]))
      }
      do {
        let view = try views.current()
        if view.head != known { try tell(view, after: known, writer) }
        (known, isReachable) = (view.head, true)
      } catch let error as StoreError {
        if isReachable { try writer.write(Self.event(.problem, id: nil, ["detail": .string(error.message)])) }
        isReachable = false
      }
      let changed = jobs.changed(after: version)
      version = changed.version
      for job in changed.jobs { try writer.write(Self.event(.progress, id: nil, Shapes.job.json(job))) }
      // Finds out whether the reader is still there.
      try writer.write([])
      try wait(after: seen, writer)
    }
  }

  /// Waits until something may have changed, but at least for `pause`. Writes comments meanwhile.
  private func wait(after seen: Int, _ writer: any APIWriter) throws {
    while !views.changes.wait(after: seen, milliseconds: heartbeat) { try writer.write(Array(": \n\n".utf8)) }
    let end = SystemClock().milliseconds + pause
    while !isStopping() {
      let rest = end - SystemClock().milliseconds
      guard rest > 0 else { return }
      _ = views.changes.wait(after: views.changes.count, milliseconds: rest)
    }
  }

  private func tell(_ view: StoreView, after known: LogHead?, _ writer: any APIWriter) throws {
    // After an unknown head, and when the log is a shorter one, there is nothing that the reader has missed in it.
    if let known, known.sequence < view.head.sequence {
      let changes = try view.changes(after: known.sequence)
      var events: [(UInt64, [UInt8])] = changes.sessions.map {
        ($0.last, Self.event(.session, id: $0.last, Shapes.changedSession.json($0)))
      }
      events += changes.runs.map { ($0.last, Self.event(.run, id: $0.last, Shapes.run.json($0.run))) }
      for (_, bytes) in events.sorted(by: { $0.0 < $1.0 }) { try writer.write(bytes) }
    }
    try writer.write(Self.event(.head, id: view.head.sequence, Shapes.head.json(view.head)))
  }

  private enum Name: String {
    case head, session, run, progress, problem, end
  }

  private static func event(_ name: Name, id: UInt64?, _ data: JSON) -> [UInt8] {
    var text = "event: \(name.rawValue)\n"
    if let id { text += "id: \(id)\n" }
    return Array("\(text)data: \(data.text(pretty: false))\n\n".utf8)
  }
}
