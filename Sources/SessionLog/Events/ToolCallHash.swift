import Bytes
import SegmentedLog

/// A name of 4 bytes for a tool call within a session: FORMAT.md, columns 48 and 49.
///
/// Two calls among a thousand share a mark once in four thousand sessions; a result may then be counted for the wrong
/// call.
package struct ToolCallHash: RawRepresentable, Hashable, Sendable {
  /// The CRC-32C of the call's id, with bit 0 replaced by the error flag of a result.
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Makes the mark of a call or result with this id. `isError` is false for a call.
  package init(id: [UInt8], isError: Bool) {
    rawValue = id.withUnsafeBytes { crc32c($0) } & ~1 | (isError ? 1 : 0)
  }

  package var isError: Bool { rawValue & 1 == 1 }

  /// The part that a call and its result share: the mark without its error flag.
  package var call: UInt32 { rawValue & ~1 }

  /// Returns all marks in the value of a column.
  package static func all(in bytes: UnsafeRawBufferPointer) -> [ToolCallHash] {
    (0..<count(in: bytes)).map { ToolCallHash($0, in: bytes) }
  }

  /// Returns the number of marks in the value of a column.
  package static func count(in bytes: UnsafeRawBufferPointer) -> Int { bytes.count / 4 }

  /// Takes mark number `index` from the value of a column. `index` must be below `count(in:)`.
  package init(_ index: Int, in bytes: UnsafeRawBufferPointer) {
    rawValue = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
  }
}
