import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// What a push has to do, from one listing of the remote, the log, and what this machine remembers to have pushed.
struct PushPlan {
  /// The epoch to push to.
  var epoch: Int
  /// What the epoch has already.
  var history: RemoteHistory
  /// The event after which the objects to upload begin. It ends a commit of the log, and an object of the remote.
  var start: UInt64
  /// The epochs to remove when this one is complete.
  var replaced: [Int] = []

  private let remote: Remote
  private let log: LogReader

  /// Throws `remoteAhead` and `remoteParted` when the remote has other events of this store.
  init(_ remote: Remote, _ log: LogReader, _ state: RemoteStore, known: PushedRemote?, replaces: Bool) throws {
    (self.remote, self.log) = (remote, log)
    (epoch, start, history) = (1, 0, RemoteHistory(epoch: 1, []))
    let histories = state.epochs.reversed().map(state.history)
    if replaces {
      try replaceAll(state, histories)
      return
    }
    let left = Set(known?.replaced ?? [])
    let present = histories.filter { !left.contains($0.epoch) }
    if let own = try present.first(where: isOfLog) {
      (epoch, history) = (own.epoch, own)
      for end in own.otherEnds where try !isOwn(end) { throw parted(end, own) }
      try others(present.filter { $0.epoch != own.epoch }, known)
    } else if let furthest = state.current, furthest.head.sequence > 0, !left.contains(furthest.epoch) {
      guard try isPurged(furthest, known), furthest.forks.isEmpty else { throw refusal(furthest) }
      try beginEpoch(state, left)
      replaced = [furthest.epoch]
    } else if let strange = present.first, let end = strange.all.map(\.end).max() {
      // Its first objects are torn or not visible, so that nobody can tell whose it is.
      throw parted(end, strange)
    } else {
      try beginEpoch(state, left)
    }
    // Where no object of an epoch is left, earlier versions may be.
    replaced = Set(replaced).union(left).subtracting([epoch]).sorted()
    start = try beginning()
  }

  /// Chooses the number of a new epoch.
  private mutating func beginEpoch(_ state: RemoteStore, _ left: Set<Int> = []) throws {
    epoch = max(state.epochs.last ?? 0, left.max() ?? 0) + 1
    guard epoch <= RemoteObject.epochMax else { throw remote.error(.limit, "has no number left for another epoch") }
    history = RemoteHistory(epoch: epoch, [])
  }

  /// Continues a new epoch that an interrupted push has begun, or begins one.
  private mutating func replaceAll(_ state: RemoteStore, _ histories: [RemoteHistory]) throws {
    if let last = histories.first, histories.count > 1, last.head.sequence > 0, try isOwn(last.head),
      last.otherEnds.isEmpty
    {
      (epoch, history) = (last.epoch, last)
    } else {
      try beginEpoch(state)
    }
    replaced = state.epochs.filter { $0 != epoch }
    start = try beginning()
  }

  /// Checks the epochs other than that of this log: the one that was pushed before a purge is replaced, others are of
  /// somebody else.
  private mutating func others(_ others: [RemoteHistory], _ known: PushedRemote?) throws {
    for other in others {
      if try isPurged(other, known), other.forks.isEmpty {
        replaced.append(other.epoch)
      } else if other.head.sequence >= history.head.sequence, try !isOwn(other.head) {
        throw refusal(other)
      }
    }
  }

  /// True when an epoch is what was pushed from here before this log was purged. An older copy of the store that has
  /// grown since has other hashes, too, and must not take the place of what is there.
  private func isPurged(_ history: RemoteHistory, _ known: PushedRemote?) throws -> Bool {
    guard let known, let chain = known.purgedChain else { return false }
    let pushed = RemotePoint(sequence: known.sequence, chain: known.chain)
    guard known.epoch == history.epoch, pushed == history.head else { return false }
    return try isOwn(RemotePoint(sequence: known.sequence, chain: chain))
  }

  /// True when an epoch is of this log, as far as it is visible.
  private func isOfLog(_ history: RemoteHistory) throws -> Bool {
    guard try isOwn(history.head) else { return false }
    return try history.unreachable.allSatisfy { try isOwn($0.end) }
  }

  /// True when a place of the remote is one of this log, too.
  private func isOwn(_ point: RemotePoint) throws -> Bool { try Self.isOwn(point, log) }

  static func isOwn(_ point: RemotePoint, _ log: LogReader) throws -> Bool {
    // A purge may have removed the files of this log since it was opened.
    if point == RemotePoint(log.head) { return true }
    guard point.sequence <= log.head.sequence, let chain = try log.chain(after: point.sequence) else { return false }
    return RemotePoint.prefix(chain) == point.chain
  }

  /// The last place of the remote from which on a snapshot of the log can begin. A compaction may have moved the ends of
  /// commits.
  private func beginning() throws -> UInt64 {
    for point in history.points where try log.canCut(at: point.sequence) { return point.sequence }
    return 0
  }

  private func refusal(_ other: RemoteHistory) -> StoreError {
    let own = RemotePoint(log.head)
    let isPart = other.reaches(own) || other.object(around: own.sequence) != nil && other.otherEnds.isEmpty
    if other.head.sequence > log.head.sequence, isPart {
      return remote.error(
        .remoteAhead,
        "has \(Quantity.count(Int64(other.head.sequence - log.head.sequence), "event")) of this store, \(log.directory.uuid), that it does not have here: it ends at event \(log.head.sequence)"
      )
    }
    return parted(other.head, other)
  }

  private func parted(_ end: RemotePoint, _ other: RemoteHistory) -> StoreError {
    remote.error(
      .remoteParted,
      "holds events of this store, \(log.directory.uuid), that are other ones here: \(end) in epoch \(other.epoch), and this store ends at \(RemotePoint(log.head)); a copy of it was used elsewhere, or it was purged after a push from another machine; 'ccstore push --replace' puts this store in the place of what is there"
    )
  }
}
