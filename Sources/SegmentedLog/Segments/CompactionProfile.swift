import Bytes

/// The settings with which a segment was compacted. They are kept in its header, so that a later compaction can skip
/// work that would change nothing.
struct CompactionProfile: Sendable, Equatable {
  /// The length in the header of a segment, in bytes.
  static let length = 12
  /// The version of the encoders of this program. It is increased by one whenever they make blocks smaller, so that a
  /// compaction rewrites what older encoders have written.
  static let encoders: UInt8 = 1

  var isArchive: Bool
  /// The LZ4 HC level.
  var level: UInt8
  /// The version of the encoders, from 1.
  var encoders: UInt8
  /// The number of bytes of bodies that a block was to hold; at least 1.
  var blockSize: UInt32

  /// Returns true when compacting again with the settings `wanted` would bring no worthwhile gain.
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

  /// Reads 12 bytes; returns nil when the segment was not compacted. Throws when they are malformed.
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
