import Bytes
import SegmentedLog

/// Names a tool call within a session in 4 bytes: FORMAT.md, columns 48 and 49.
///
/// Two of a thousand calls share one once in four thousand sessions; then a result may be counted for the other call.
package struct ToolCallMark: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package init(id: [UInt8], isError: Bool) {
    rawValue = id.withUnsafeBytes { crc32c($0) } & ~1 | (isError ? 1 : 0)
  }

  package var isError: Bool { rawValue & 1 == 1 }

  /// The same for a call and its result.
  package var call: UInt32 { rawValue & ~1 }

  /// The marks of a column's value.
  package static func all(in bytes: UnsafeRawBufferPointer) -> [ToolCallMark] {
    (0..<count(in: bytes)).map { ToolCallMark($0, in: bytes) }
  }

  package static func count(in bytes: UnsafeRawBufferPointer) -> Int { bytes.count / 4 }

  /// One of the marks of a column's value.
  package init(_ index: Int, in bytes: UnsafeRawBufferPointer) {
    rawValue = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
  }
}
