public import SegmentedLog
public import Times

extension SyncState {
  /// Marks as erased everything in this state that `later`, a later state of the same log, says is erased.
  package mutating func applyErasures(of later: SyncState) {
    lastErasure = later.lastErasure
    // A record may stand in the log before the event that says how far its generation reaches, or that there is one.
    for (number, source) in later.sources.enumerated() {
      for (index, generation) in (source?.generations ?? []).enumerated() where !generation.erased.isEmpty {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        laterErasures[key] = LaterErasure(ranges: generation.erased, usage: generation.erasedUsage)
      }
    }
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
  /// Reads a position that a person wrote: the number of an event, or a word for a time as `Period` reads it. A day, a
  /// month or a year stands for its end; `7d` stands for the time seven days before `now`. Returns nil if the name is
  /// neither.
  public init?(named name: String, now: Instant, zone: Zone) {
    if !name.isEmpty, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      guard let sequence = UInt64(name) else { return nil }
      self = .sequence(sequence)
      return
    }
    guard let period = Period(named: name, now: now, zone: zone), let start = period.start, let end = period.end else {
      return nil
    }
    let isAgo = name.dropLast().allSatisfy(\.isNumber)
    self = .time(isAgo || end == start ? start : Instant(milliseconds: end.milliseconds - 1))
  }
}
