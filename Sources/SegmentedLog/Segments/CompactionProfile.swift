import Bytes

/// How a segment was compacted: kept in its header, so that a compaction knows what it need not do again.
struct CompactionProfile: Sendable, Equatable {
  /// In the header of a segment.
  static let length = 12
  /// Of the encoders of this program. One more whenever they make blocks smaller: then a compaction takes up again what older ones have written.
  static let encoders: UInt8 = 1

  var isArchive: Bool
  /// LZ4 HC level.
  var level: UInt8
  /// Version of the encoders, from 1.
  var encoders: UInt8
  /// Bytes of bodies in a block.
  var blockSize: UInt32

  /// Whether another compaction so would change nothing worth mentioning.
  func isAtLeast(_ wanted: CompactionProfile) -> Bool {
    (isArchive || !wanted.isArchive) && level >= wanted.level && encoders >= wanted.encoders
      && blockSize >= wanted.blockSize
  }

  func encode(into writer: inout ByteWriter) {
    writer.u8(isArchive ? 2 : 1)
    writer.u8(level)
    writer.u8(encoders)
    writer.u8(0)
    writer.fixed(blockSize)
    writer.zeros(4)
  }

  /// nil: not compacted.
  static func decode(_ reader: inout ByteReader) throws(ByteError) -> CompactionProfile? {
    let kind = try reader.u8()
    if kind == 0 {
      try reader.zeros(length - 1)
      return nil
    }
    let profile = CompactionProfile(
      isArchive: kind == 2, level: try reader.u8(),
      encoders: try { (reader: inout ByteReader) throws(ByteError) in
        let encoders = try reader.u8()
        try reader.zeros(1)
        return encoders
      }(&reader), blockSize: try reader.fixed())
    try reader.zeros(4)
    guard kind <= 2, profile.encoders > 0, profile.blockSize > 0 else { throw .malformed }
    return profile
  }
}
