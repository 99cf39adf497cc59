/// The effort that is made to make a block small. With every choice, the result is decoded and compared before it is
/// used.
public enum Compression: Sendable, Equatable {
  /// LZ4 at its fastest, which an ingest uses.
  case fast
  /// An LZ4 HC level, which a compaction uses.
  case high(level: Int)
  /// The same with everything that reduces the size, at the cost of memory, and of time when large blocks are read.
  case archive(level: Int)

  /// The levels of LZ4 HC.
  public static let levels = 2...12

  /// The level of LZ4; 0 is the fast encoder.
  package var level: Int {
    switch self {
    case .fast: 0
    case .high(let level), .archive(let level): level
    }
  }

  /// True when frequent words are abbreviated, which costs time in writing and in reading.
  var hasWords: Bool {
    switch self {
    case .fast, .high: false
    case .archive: true
    }
  }
}

extension Codec {
  /// Encodes the payload of an EVENTS frame. All such frames are made here.
  package static func encodeEvents(
    _ raw: UnsafeRawBufferPointer, _ compression: Compression, scratch: inout CodecScratch
  ) -> EncodedPayload {
    encode(raw, codecs: [.lz4], level: compression.level, scratch: &scratch)
  }

  /// Encodes the payload of a BODIES frame. All such frames are made here.
  ///
  /// Unless `compression` is `fast`, `raw` must be whole bodies, or a part of a single one. `lines` describe whole
  /// bodies and make codec `shape` possible; nil when they are not known.
  package static func encodeBodies(
    _ raw: UnsafeRawBufferPointer, _ compression: Compression, _ transforms: Transforms = .all, lines: BodyLines?,
    scratch: inout CodecScratch
  ) -> EncodedPayload {
    encode(
      raw, codecs: compression == .fast ? [.lz4] : [.shape, .longMatches, .lz4], level: compression.level,
      transforms: compression.hasWords ? transforms : transforms.subtracting(.words), lines: lines, scratch: &scratch)
  }
}
