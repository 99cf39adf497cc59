import LineCodecs

/// The segments that a compaction rewrites, and what it is expected to save. A plan is made from the manifest and the
/// headers of segments; nothing is decoded.
///
/// Segments that were written by an ingest or a weaker compaction are taken in the order of the log, as many at a time
/// as will make one segment. A segment that already meets the options is merged only with neighbours that together are
/// expected to be at least as large. Its size at least doubles each time, so a byte is rewritten O(log n) times,
/// however often a growing log is compacted.
package struct CompactionPlan: Sendable {
  /// Neighbouring segments that become one.
  package struct Group: Sendable {
    package var segments: [Manifest.Segment]
    /// The present length of these segments in bytes.
    package internal(set) var bytes: UInt64
    /// The expected length of the new segment in bytes.
    package internal(set) var expectedBytes: UInt64
    /// True when the group is rewritten for another reason than its size.
    package var isForced = false

    package var segmentCount: Int { segments.count }
    /// The expected saving in bytes; negative when the segments would grow.
    package var gain: Int64 { Int64(bytes) - Int64(expectedBytes) }
  }

  /// The groups in the order of the log.
  package internal(set) var groups: [Group] = []

  /// The present length in bytes of all segments in the plan.
  package var bytes: UInt64 { groups.reduce(0) { $0 + $1.bytes } }
  /// The expected length in bytes of all new segments.
  package var expectedBytes: UInt64 { groups.reduce(0) { $0 + $1.expectedBytes } }
  package var isEmpty: Bool { groups.isEmpty }

  /// The largest number of segments that become one. All of them are open at once.
  static let segmentsMax = 128

  /// A segment, and the expected result of compacting it.
  private struct Candidate {
    var entry: Manifest.Segment
    var bytes: UInt64
    var expected: UInt64
    var isSettled: Bool
    var isForced: Bool
  }

  /// Makes a plan. `isForced` returns true for the range of sequence numbers of a segment that must be rewritten.
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
  /// Returns the expected length, in percent, of a segment that was compacted with a weaker profile.
  fileprivate func gainOver(_ profile: CompactionProfile) -> UInt64 {
    profile.encoders < CompactionProfile.encoders ? expectedRemainder : 95
  }
}

extension StoreDirectory {
  /// Returns the profile with which a segment was compacted; nil when it was not.
  func compactionProfile(_ entry: Manifest.Segment) throws(LogError) -> CompactionProfile? {
    if entry.id.generation == 0 { return nil }
    return try openSegment(entry).header.compaction
  }
}

extension LogReader {
  /// Returns what a compaction would do at present.
  package func compactionPlan(
    _ options: CompactionOptions, isForced: (ClosedRange<UInt64>) throws -> Bool = { _ in false }
  ) throws -> CompactionPlan {
    try CompactionPlan(
      directory, manifest, activeLength: activeLength, activeNext: head.sequence + 1, options, isForced: isForced)
  }
}
