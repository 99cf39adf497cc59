import Bytes

/// What tells one segment file of a store from another.
package struct SegmentID: Hashable, Sendable {
  package var ordinal: UInt32
  package var generation: UInt32

  /// Path below the store: `seg/0000000a-00000001.ccs`.
  package var path: String {
    "seg/\(hexadecimal(ordinal.bigEndianBytes))-\(hexadecimal(generation.bigEndianBytes)).ccs"
  }
}

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
