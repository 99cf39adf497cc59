/// When events were committed.
package struct CommitTimes: Sendable {
  /// The last event of each commit and the time of the commit, in the order of the log.
  private let commits: [(last: UInt64, time: Int64)]

  fileprivate init(_ commits: [(last: UInt64, time: Int64)]) { self.commits = commits }

  /// Returns the time at which an event was committed, in milliseconds since 1970-01-01 UTC; nil when damage hides it.
  /// Cost: O(log commits).
  package func time(of sequence: UInt64) -> Int64? {
    var (low, high) = (0, commits.count)
    while low < high {
      let middle = (low + high) / 2
      if commits[middle].last < sequence { low = middle + 1 } else { high = middle }
    }
    return low < commits.count ? commits[low].time : nil
  }
}

extension LogReader {
  /// Returns when the events of the log were committed. The result is the same before and after a compaction. Cost: one
  /// small read for every frame. Memory: 16 bytes a commit.
  package func commitTimes() throws(LogError) -> CommitTimes {
    var commits: [(last: UInt64, time: Int64)] = []
    try forEachCommit { commit in
      var sequence = commit.firstSequence
      let whole = MergedPayload.Part(events: commit.nextSequence - commit.firstSequence, time: commit.time)
      for part in commit.merged.isEmpty ? [whole] : commit.merged {
        sequence += part.events
        commits.append((sequence - 1, part.time))
      }
      return true
    }
    return CommitTimes(commits)
  }
}
