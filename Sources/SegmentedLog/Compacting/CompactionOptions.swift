import LineCodecs

/// The settings with which a compaction rewrites segments.
public struct CompactionOptions: Sendable {
  /// The compression; never `fast`.
  public var compression: Compression
  /// The number of bytes of bodies in a block: 64 KiB to 64 MiB.
  public var blockSize: Int
  /// The approximate length of a segment in bytes.
  public var segmentSize: UInt64 = 64 << 20
  /// The saving in bytes below which segments are left alone.
  public var gainMin: Int64 = 16 << 10
  /// The transforms that the compression may apply.
  public var transforms = Transforms.all
  /// The prefixes of identifiers that are stored in fewer bytes.
  package var identifiers = Identifiers.none
  /// The number of threads that decode and encode.
  public var workers: Int

  /// The values of `blockSize` that are allowed.
  public static let blockSizes = 64 << 10...Format.rawLengthMax

  /// Creates settings. Without a `blockSize`, that of the compression is used; `workers` is at least 1.
  public init(compression: Compression = .high(level: 4), blockSize: Int? = nil, workers: Int = 1) {
    self.compression = compression
    self.blockSize = blockSize ?? compression.blockSize
    self.workers = max(1, workers)
  }

  /// The profile in the header of a segment that is written with these settings.
  var profile: CompactionProfile {
    var isArchive = false
    if case .archive = compression { isArchive = true }
    return CompactionProfile(
      isArchive: isArchive, level: UInt8(compression.level), encoders: CompactionProfile.encoders,
      blockSize: UInt32(blockSize))
  }
}

extension Compression {
  /// The default number of bytes of bodies in a block.
  package var blockSize: Int {
    switch self {
    case .fast: 512 << 10
    case .high: 8 << 20
    case .archive: Format.rawLengthMax
    }
  }

  /// The expected length, in percent, of a segment that an ingest wrote, after compaction. Measured on real
  /// transcripts; only good for an estimate.
  var expectedRemainder: UInt64 {
    switch self {
    case .fast: 100
    case .high: 45
    case .archive: 40
    }
  }
}

/// The changes that a rewriting of segments makes to the events of a block, in addition to storing them differently.
package struct BlockEdit: Sendable {
  /// The rows whose body is dropped. Length and hash of the body remain and keep the chain unchanged.
  package var dropped: Set<Int> = []

  package init(dropped: Set<Int> = []) { self.dropped = dropped }
}

/// A function that returns the changes to a block; nil for none. It is called on several threads.
package typealias BlockEditor = @Sendable (EventBlock) throws -> BlockEdit?
