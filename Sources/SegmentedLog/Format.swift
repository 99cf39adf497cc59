import LineCodecs

/// Constants of FORMAT.md: versions, magic bytes and limits.
package enum Format {
  static let majorVersion: UInt16 = 1
  static let minorVersion: UInt16 = 0

  package static let segmentMagic: [UInt8] = [0x89, 0x43, 0x43, 0x53, 0x0d, 0x0a, 0x1a, 0x0a]
  package static let manifestMagic: [UInt8] = [0x89, 0x43, 0x43, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a]
  /// The magic of a checkpoint, a saved projection state.
  package static let checkpointMagic: [UInt8] = [0x89, 0x43, 0x43, 0x50, 0x0d, 0x0a, 0x1a, 0x0a]
  static let indexMagic: [UInt8] = [0x89, 0x43, 0x43, 0x49, 0x0d, 0x0a, 0x1a, 0x0a]
  package static let headMagic: [UInt8] = [0x89, 0x43, 0x43, 0x48, 0x0d, 0x0a, 0x1a, 0x0a]
  /// The magic of a snapshot, a file that holds a whole log.
  static let storeSnapshotMagic: [UInt8] = [0x89, 0x43, 0x43, 0x58, 0x0d, 0x0a, 0x1a, 0x0a]
  /// The mark with which every frame header starts.
  package static let frameMark: [UInt8] = [0xc5, 0x43, 0x46, 0x52]

  /// The largest length of a raw payload in bytes.
  package static let rawLengthMax = CodecLimits.rawLengthMax
  /// The largest number of events in a block.
  package static let blockEventsMax = 65_536
  /// The largest sum in bytes of the raw payloads of a block, EVENTS and BODIES together: a reader holds all of them in
  /// memory at once.
  static let blockLengthMax = 128 << 20
  /// The largest sum in bytes of the canonical envelopes of a block's events, and likewise of the entries of its
  /// columns.
  static let blockEnvelopesMax = 80 << 20
  /// The largest length of a body in bytes, dropped or not. A body that was not dropped lies in a block, so
  /// `blockLengthMax` bounds it too.
  static let bodyLengthMax = 1 << 30
  /// The largest length of a segment in bytes.
  static let segmentLengthMax: UInt64 = 1 << 40
  /// The largest number of segments in a manifest.
  static let segmentsMax = 1 << 20
  /// The largest raw length in bytes of a checkpoint or a segment index.
  static let checkpointLengthMax = 1 << 30

  /// The largest sequence number that a manifest may contain: adding the events of one segment to it never overflows.
  static let sequenceMax = UInt64(Int64.max)
}
