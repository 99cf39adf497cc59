/// How much work is put into making a block small. Whatever it is, what comes out is decoded and compared first.
public enum Compression: Sendable, Equatable {
  /// LZ4 at its fastest: what an ingest writes.
  case fast
  /// What a compaction writes; an LZ4 HC level.
  case high(level: Int)
  /// The same with everything that helps, at the cost of memory and of reading large blocks.
  case archive(level: Int)

  /// The LZ4 HC levels that there are.
  public static let levels = 2...12

  /// LZ4's level; 0 is the fast encoder.
  package var level: Int {
    switch self {
    case .fast: 0
    case .high(let level), .archive(let level): level
    }
  }

  /// Whether frequent words are written short, which costs time in writing and in reading.
  var hasWords: Bool {
    switch self {
    case .fast, .high: false
    case .archive: true
    }
  }
}

extension Codec {
  /// The payload of an EVENTS frame. Every one is made here.
  package static func encodeEvents(
    _ raw: UnsafeRawBufferPointer, _ compression: Compression, scratch: inout CodecScratch
  ) -> EncodedPayload {
    encode(raw, codecs: [.lz4], level: compression.level, scratch: &scratch)
  }

  /// The payload of a BODIES frame. Every one is made here. Unless `compression` is `fast` it holds whole bodies, of which `lines` tells, or a part
  /// of a single one.
  package static func encodeBodies(
    _ raw: UnsafeRawBufferPointer, _ compression: Compression, _ transforms: Transforms = .all, lines: BodyLines?,
    scratch: inout CodecScratch
  ) -> EncodedPayload {
    encode(
      raw, codecs: compression == .fast ? [.lz4] : [.shape, .longMatches, .lz4], level: compression.level,
      transforms: compression.hasWords ? transforms : transforms.subtracting(.words), lines: lines, scratch: &scratch)
  }
}
