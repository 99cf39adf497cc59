import LineCodecs

/// What compaction would save, as a guess from the manifest alone: what ingests have written is expected to shrink as such segments do, what was
/// compacted once is not counted.
public struct CompactionGain: Sendable, Equatable {
  /// Bytes of the store's files.
  public var storeBytes: Int64
  /// Bytes that would be saved.
  public var savedBytes: Int64

  /// Less than this is not worth a word, bytes.
  static let worthwhileMin: Int64 = 1 << 20

  /// Whether it is worth telling: more than a third of the store, and a megabyte at least.
  public var isWorthwhile: Bool { savedBytes >= Self.worthwhileMin && savedBytes > storeBytes / 3 }

  package init(_ manifest: Manifest, activeLength: UInt64, storeBytes: Int64) {
    let written = manifest.segments.reduce(0) { sum, entry in
      entry.id.generation > 0 ? sum : sum + (entry.state == .active ? activeLength : entry.length)
    }
    self.storeBytes = storeBytes
    savedBytes = Int64(written * (100 - Compression.high(level: 4).expectedRemainder) / 100)
  }
}

extension LogReader {
  package func compactionGain(storeBytes: Int64) -> CompactionGain {
    CompactionGain(manifest, activeLength: activeLength, storeBytes: storeBytes)
  }
}

extension LogWriter {
  package func compactionGain(storeBytes: Int64) -> CompactionGain {
    CompactionGain(manifest, activeLength: segmentLength, storeBytes: storeBytes)
  }
}
