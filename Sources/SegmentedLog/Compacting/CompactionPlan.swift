import LineCodecs

/// Which segments a compaction writes anew, and what it is expected to save. Made from the manifest and the headers of segments: nothing is decoded.
///
/// What an ingest has written, or a weaker compaction, is taken in the order of the log, as much at a time as will make one segment. A
/// segment that is as it should be is only taken along by neighbours that come to its size, so that however often a growing log is compacted, each
/// byte is written anew a few times.
package struct CompactionPlan: Sendable {
  /// Neighbouring segments that become one.
  package struct Group: Sendable {
    package var segments: [Manifest.Segment]
    /// Bytes of them now.
    package internal(set) var bytes: UInt64
    /// Bytes of the new one, as a guess.
    package internal(set) var expectedBytes: UInt64
    /// Whether it is written anew for another reason than its size.
    package var isForced = false

    package var segmentCount: Int { segments.count }
    package var gain: Int64 { Int64(bytes) - Int64(expectedBytes) }
  }

  package internal(set) var groups: [Group] = []

  package var bytes: UInt64 { groups.reduce(0) { $0 + $1.bytes } }
  package var expectedBytes: UInt64 { groups.reduce(0) { $0 + $1.expectedBytes } }
  package var isEmpty: Bool { groups.isEmpty }

  /// Most segments that become one: all of them are open at once.
  static let segmentsMax = 128

  /// A segment, and what compaction would make of it.
  private struct Candidate {
    var entry: Manifest.Segment
    var bytes: UInt64
    var expected: UInt64
    var isSettled: Bool
    var isForced: Bool
  }

  /// `forced`: segments that must be written anew, by the sequence numbers of their events.
  init(
    _ directory: StoreDirectory, _ manifest: Manifest, activeLength: UInt64, activeNext: UInt64,
    _ options: CompactionOptions, isForced: (ClosedRange<UInt64>) throws -> Bool = { _ in false }
  ) throws {
    var candidates: [Candidate] = []
    for entry in manifest.segments {
      var entry = entry
      if entry.state == .active {
        guard activeNext > entry.firstSequence else { continue }
        (entry.length, entry.nextSequence) = (activeLength, activeNext)
      }
      let profile = try directory.compactionProfile(entry)
      let isSettled = profile?.isAtLeast(options.profile) ?? false
      let remainder = profile == nil ? options.compression.expectedRemainder : options.compression.gainOver(profile!)
      let isForced =
        entry.nextSequence > entry.firstSequence
        ? try isForced(entry.firstSequence...entry.nextSequence - 1) : false
      candidates.append(
        Candidate(
          entry: entry, bytes: entry.length, expected: isSettled ? entry.length : entry.length * remainder / 100,
          isSettled: isSettled, isForced: isForced))
    }
    groups = Self.group(candidates, options)
  }

  private static func group(_ candidates: [Candidate], _ options: CompactionOptions) -> [Group] {
    var groups: [Group] = []
    var taken = 0
    var start = 0
    while start < candidates.count {
      guard !candidates[start].isSettled || candidates[start].isForced else {
        start += 1
        continue
      }
      var range = start..<start + 1
      func expected(_ range: Range<Int>) -> UInt64 { candidates[range].reduce(0) { $0 + $1.expected } }
      func isRoom(_ range: Range<Int>) -> Bool {
        range.count <= segmentsMax && expected(range) <= options.segmentSize
      }
      while range.upperBound < candidates.count {
        let next = candidates[range.upperBound]
        guard isRoom(range.lowerBound..<range.upperBound + 1),
          !next.isSettled || next.isForced || next.expected <= expected(range)
        else { break }
        range = range.lowerBound..<range.upperBound + 1
      }
      while range.lowerBound > taken, isRoom(range.lowerBound - 1..<range.upperBound),
        candidates[range.lowerBound - 1].expected <= expected(range)
      {
        range = range.lowerBound - 1..<range.upperBound
      }
      let group = Group(
        segments: candidates[range].map(\.entry), bytes: candidates[range].reduce(0) { $0 + $1.bytes },
        expectedBytes: expected(range), isForced: candidates[range].contains { $0.isForced })
      start = range.upperBound
      if group.isForced || group.gain >= options.gainMin {
        groups.append(group)
        taken = range.upperBound
      }
    }
    return groups
  }
}

extension Compression {
  /// What is left, in percent, of a segment that was compacted in a weaker way.
  fileprivate func gainOver(_ profile: CompactionProfile) -> UInt64 {
    profile.encoders < CompactionProfile.encoders ? expectedRemainder : 95
  }
}

extension StoreDirectory {
  /// nil: as an ingest wrote it.
  func compactionProfile(_ entry: Manifest.Segment) throws(LogError) -> CompactionProfile? {
    if entry.id.generation == 0 { return nil }
    return try openSegment(entry).header.compaction
  }
}

extension LogReader {
  /// What a compaction would do now.
  package func compactionPlan(
    _ options: CompactionOptions, isForced: (ClosedRange<UInt64>) throws -> Bool = { _ in false }
  ) throws -> CompactionPlan {
    try CompactionPlan(
      directory, manifest, activeLength: activeLength, activeNext: head.sequence + 1, options, isForced: isForced)
  }
}
