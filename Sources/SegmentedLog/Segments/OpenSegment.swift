/// A segment that can be read.
struct OpenSegment {
  var reader: FrameReader
  var header: SegmentHeader
  /// Of the file, bytes.
  var length: UInt64
  /// What is wrong with the file as a whole.
  var damage: Finding?
}
