public import SegmentedLog
import Times

/// A store as it knew things at some position of its log, without what has been erased up to now.
package struct Moment {
  package let log: LogReader
  package let sync: SyncState
}

extension Store {
  /// The log and the state of syncing at a position; nil is now. What was erased later stays hidden at every position. Throws `NoSuchPosition`.
  package func moment(_ position: LogPosition?) throws -> Moment {
    let log = try openLog()
    let now = try Folded<SyncState>(log).state
    guard let position else { return Moment(log: log, sync: now) }
    let earlier = try log.asOf(position)
    var sync = try Folded<SyncState>(earlier).state
    sync.forget(erasedBy: now)
    return Moment(log: earlier, sync: sync)
  }
}

extension SyncState {
  /// Takes over what a later state of the same log says is erased.
  package mutating func forget(erasedBy later: SyncState) {
    lastErasure = later.lastErasure
    for (number, source) in later.sources.enumerated() where number < sources.count && sources[number] != nil {
      guard let source else { continue }
      sources[number]!.erasedAt = source.erasedAt
      for (index, generation) in source.generations.enumerated() {
        guard index < sources[number]!.generations.count else { break }
        let length = sources[number]!.generations[index].length
        guard !generation.erased.isEmpty else { continue }
        sources[number]!.generations[index].erase(generation.erased, usage: generation.erasedUsage, below: length)
      }
    }
  }
}

extension LogPosition {
  /// What a person writes: the number of an event, or a word for a time as `Period` knows them. A day, month or year means its end; `7d` means so long
  /// ago. nil: neither.
  public init?(named name: String, now: Int64, zone: Zone) {
    if !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      guard let sequence = UInt64(name) else { return nil }
      self = .sequence(sequence)
      return
    }
    guard let period = Period(named: name, now: now, zone: zone), let start = period.start, let end = period.end else {
      return nil
    }
    let isAgo = name.dropLast().allSatisfy(\.isNumber)
    self = .time(isAgo || end == start ? start : end - 1)
  }
}
