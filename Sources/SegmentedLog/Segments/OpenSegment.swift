/// A segment that is open for reading.
struct OpenSegment {
  var reader: FrameReader
  var header: SegmentHeader
  /// The length of the file in bytes.
  var length: UInt64
  /// The fault of the file as a whole; nil without one.
  var damage: Finding?
}
