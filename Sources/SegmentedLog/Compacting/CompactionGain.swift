import LineCodecs

/// An estimate of what a compaction would save, made from the manifest alone. Segments that an ingest has written are
/// expected to shrink as such segments usually do; segments that were compacted before are not counted.
public struct CompactionGain: Sendable, Equatable {
  /// The total length of the store's files in bytes.
  public var storeBytes: Int64
  /// The number of bytes that would be saved.
  public var savedBytes: Int64

  /// The saving in bytes below which a compaction is not worth mentioning.
  static let worthwhileMin: Int64 = 1 << 20

  /// True when the saving is worth mentioning: more than a third of the store, and at least 1 MiB.
  public var isWorthwhile: Bool { savedBytes >= Self.worthwhileMin && savedBytes > storeBytes / 3 }

  /// Estimates the saving for a manifest whose active segment has `activeLength` bytes.
  package init(_ manifest: Manifest, activeLength: UInt64, storeBytes: Int64) {
    let written = manifest.segments.reduce(0) { sum, entry in
      entry.id.generation > 0 ? sum : sum + (entry.state == .active ? activeLength : entry.length)
    }
    self.storeBytes = storeBytes
    savedBytes = Int64(written * (100 - Compression.high(level: 4).expectedRemainder) / 100)
  }
}

extension LogReader {
  /// Returns the estimated saving for a store whose files have `storeBytes` bytes.
  package func compactionGain(storeBytes: Int64) -> CompactionGain {
    CompactionGain(manifest, activeLength: activeLength, storeBytes: storeBytes)
  }
}

extension LogWriter {
  /// Returns the estimated saving for a store whose files have `storeBytes` bytes.
  package func compactionGain(storeBytes: Int64) -> CompactionGain {
    CompactionGain(manifest, activeLength: segmentLength, storeBytes: storeBytes)
  }
}
