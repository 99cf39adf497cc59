import Bytes
import FileIO
public import Times

/// A point in the history of a log.
public enum LogPosition: Sendable, Equatable {
  /// The point after the event with this number; 0 is before the first event.
  case sequence(UInt64)
  /// The point at this time: all events committed until then.
  case time(Instant)
}

extension LogReader {
  /// The error that the log does not reach as far as was requested.
  func noSuchPosition(_ sequence: UInt64) -> StoreError {
    StoreError(.noSuchPosition, "the store has no event \(sequence); its last one is \(head.sequence)")
  }

  /// Returns the number of the last event that the log had at a position. All conversions from a number or a time to a
  /// place in the log use this function.
  ///
  /// For a time, these are all events before the first commit that is later. The result is the same before and after a
  /// compaction. Throws `StoreError.Code.noSuchPosition` and `LogError`. Cost: nothing for a number; for a time, one
  /// small read for every frame up to it.
  package func sequence(at position: LogPosition) throws -> UInt64 {
    switch position {
    case .sequence(let sequence):
      guard sequence <= head.sequence else { throw noSuchPosition(sequence) }
      return sequence
    case .time(let time): return min(try lastSequence(committedBy: time.milliseconds), head.sequence)
    }
  }

  /// Returns the log as it was at a position: it ends there, and checkpoints of later states are ignored.
  ///
  /// When damage hides the chain hash at that position, the chain hash of the head is zero.
  package func asOf(_ position: LogPosition) throws -> LogReader {
    let sequence = try sequence(at: position)
    return sequence == head.sequence
      ? self : cut(to: LogHead(sequence: sequence, chain: try chain(after: sequence) ?? .zero))
  }

  /// Returns true when a commit of the log in its present form ends at event `sequence`.
  func isEndOfCommit(_ sequence: UInt64) throws(LogError) -> Bool { try chain(at: sequence) != nil }

  /// Returns the chain hash after event `sequence`, wherever it stands in a commit; nil when there is no such event, or
  /// when damage hides it. Cost: hashes at most the events of one commit, or of a segment that a compaction has
  /// replaced at the same time.
  package func chain(after sequence: UInt64) throws -> Digest? {
    if let known = try chain(at: sequence) { return known }
    guard sequence <= head.sequence, let start = try lastCommit(before: sequence) else { return nil }
    var chain = Chain(start.chain)
    var next = start.sequence + 1
    try forEachBlock(in: next...sequence) { block in
      let bodies = try bodies(of: block)
      guard block.firstSequence == next, bodies.isIntact(0..<block.count) else { return }
      chain.extend(eventHashes: try block.eventHashes(bodies))
      next += UInt64(block.count)
    }
    return next == sequence + 1 ? chain.digest : nil
  }

  private func lastSequence(committedBy time: Int64) throws(LogError) -> UInt64 {
    var last: UInt64 = 0
    try forEachCommit { commit in
      var sequence = commit.firstSequence
      let whole = MergedPayload.Part(events: commit.nextSequence - commit.firstSequence, time: commit.time)
      for part in commit.merged.isEmpty ? [whole] : commit.merged {
        if part.time > time { return false }
        sequence += part.events
        last = sequence - 1
      }
      return true
    }
    return last
  }
}
