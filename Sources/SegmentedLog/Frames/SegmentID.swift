import Bytes

/// The identity of a segment file within its store.
package struct SegmentID: Hashable, Sendable {
  /// The position of the segment in the log, counted from 0.
  package var ordinal: UInt32
  /// The number of times that the segment was rewritten; 0 as first written.
  package var generation: UInt32

  /// The path relative to the store's directory, for example `seg/0000000a-00000001.ccs`.
  package var path: String {
    "seg/\(hexadecimal(ordinal.bigEndianBytes))-\(hexadecimal(generation.bigEndianBytes)).ccs"
  }
}

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
