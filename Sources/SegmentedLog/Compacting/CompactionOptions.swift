import LineCodecs

/// How a compaction writes segments anew.
public struct CompactionOptions: Sendable {
  /// Never `fast`.
  public var compression: Compression
  /// Bytes of bodies in a block: 64 KiB to 64 MiB.
  public var blockSize: Int
  /// Bytes of a segment, about.
  public var segmentSize: UInt64 = 64 << 20
  /// Segments are left alone where it is expected to save less, bytes.
  public var gainMin: Int64 = 16 << 10
  /// What the compression may do.
  public var transforms = Transforms.all
  /// Which identifiers take less room.
  package var identifiers = Identifiers.none
  /// Threads that decode and encode.
  public var workers: Int

  public static let blockSizes = 64 << 10...Format.rawLengthMax

  public init(compression: Compression = .high(level: 4), blockSize: Int? = nil, workers: Int = 1) {
    self.compression = compression
    self.blockSize = blockSize ?? compression.blockSize
    self.workers = max(1, workers)
  }

  /// What the header of a segment says that is written so.
  var profile: CompactionProfile {
    var isArchive = false
    if case .archive = compression { isArchive = true }
    return CompactionProfile(
      isArchive: isArchive, level: UInt8(compression.level), encoders: CompactionProfile.encoders,
      blockSize: UInt32(blockSize))
  }
}

extension Compression {
  /// Bytes of bodies in a block where nobody says otherwise.
  package var blockSize: Int {
    switch self {
    case .fast: 512 << 10
    case .high: 8 << 20
    case .archive: Format.rawLengthMax
    }
  }

  /// What is left, in percent, of a segment that an ingest wrote: measured on real transcripts, and good for a guess only.
  var expectedRemainder: UInt64 {
    switch self {
    case .fast: 100
    case .high: 45
    case .archive: 40
    }
  }
}

/// What a rewriting of segments does to the events of a block, beside storing them in another way.
package struct BlockEdit: Sendable {
  /// Rows whose body is dropped. What is left of it keeps the chain as it was.
  package var dropped: Set<Int> = []

  package init(dropped: Set<Int> = []) { self.dropped = dropped }
}

/// Says what to do with a block; called on several threads. nil: nothing.
package typealias BlockEditor = @Sendable (EventBlock) throws -> BlockEdit?
