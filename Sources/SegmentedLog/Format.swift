import LineCodecs

/// Constants of FORMAT.md.
package enum Format {
  static let majorVersion: UInt16 = 1
  static let minorVersion: UInt16 = 0

  package static let segmentMagic: [UInt8] = [0x89, 0x43, 0x43, 0x53, 0x0d, 0x0a, 0x1a, 0x0a]
  package static let manifestMagic: [UInt8] = [0x89, 0x43, 0x43, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a]
  package static let snapshotMagic: [UInt8] = [0x89, 0x43, 0x43, 0x50, 0x0d, 0x0a, 0x1a, 0x0a]
  static let indexMagic: [UInt8] = [0x89, 0x43, 0x43, 0x49, 0x0d, 0x0a, 0x1a, 0x0a]
  package static let headMagic: [UInt8] = [0x89, 0x43, 0x43, 0x48, 0x0d, 0x0a, 0x1a, 0x0a]
  static let storeSnapshotMagic: [UInt8] = [0x89, 0x43, 0x43, 0x58, 0x0d, 0x0a, 0x1a, 0x0a]
  package static let frameMark: [UInt8] = [0xc5, 0x43, 0x46, 0x52]

  /// Most bytes of a raw payload.
  package static let rawLengthMax = CodecLimits.rawLengthMax
  /// Most events in a block.
  package static let blockEventsMax = 65_536
  /// Most bytes of the raw payloads of a block, EVENTS and BODIES together: what a reader has in memory at once.
  static let blockLengthMax = 128 << 20
  /// Most bytes of the canonical envelopes of a block's events, and of the entries of its columns.
  static let blockEnvelopesMax = 80 << 20
  /// Most bytes of a body: those of one that has not been dropped are in a block.
  static let bodyLengthMax = 1 << 30
  /// Most bytes of a segment.
  static let segmentLengthMax: UInt64 = 1 << 40
  /// Most segments in a manifest.
  static let segmentsMax = 1 << 20
  /// Most raw bytes of a snapshot.
  static let snapshotLengthMax = 1 << 30

  /// The largest sequence number that a manifest may speak of: what one segment adds to it never overflows.
  static let sequenceMax = UInt64(Int64.max)
}
