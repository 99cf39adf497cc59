import Bytes

extension LogReader {
  /// Cuts the events after event `sequence` into consecutive parts, each of which a snapshot can hold: returns the last
  /// event of each part, and nil when no commit ends at `sequence`.
  ///
  /// The frames of a part have at most `size` bytes in all, unless a single commit has more. Throws `LogError`. Cost:
  /// one small read for every frame of the segments that hold events after `sequence`.
  package func snapshotCuts(after sequence: UInt64, size: UInt64) throws -> [UInt64]? {
    guard sequence <= head.sequence, try chain(at: sequence) != nil else { return nil }
    var cuts: [UInt64] = []
    var (last, bytes) = (sequence, UInt64(0))
    for segment in try openSegments(upTo: head.sequence) where segment.entry.nextSequence > sequence + 1 {
      for commit in try segment.commits() where commit.nextSequence > sequence + 1 && commit.nextSequence > last + 1 {
        let length = commit.end - commit.start
        if bytes > 0, bytes + length > size {
          cuts.append(last)
          bytes = 0
        }
        (last, bytes) = (commit.nextSequence - 1, bytes + length)
      }
    }
    if last > cuts.last ?? sequence { cuts.append(last) }
    return cuts
  }

  /// Returns true when a commit of the log in its present form ends at event `sequence`, so that a snapshot can begin or
  /// end there.
  package func canCut(at sequence: UInt64) throws -> Bool {
    try sequence <= head.sequence && chain(at: sequence) != nil
  }
}
