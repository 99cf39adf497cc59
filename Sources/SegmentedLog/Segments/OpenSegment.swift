/// A segment that is open for reading.
struct OpenSegment {
  var reader: FrameReader
  var header: SegmentHeader
  /// The length of the file in bytes.
  var length: UInt64
  /// What is wrong with the file as a whole; nil when nothing is.
  var damage: Finding?
}
