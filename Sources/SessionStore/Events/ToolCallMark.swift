import SegmentedLog

/// Names a tool call within a session in 4 bytes: FORMAT.md, columns 48 and 49.
///
/// Two of a thousand calls share one once in four thousand sessions; then a result may be counted for the other call.
struct ToolCallMark: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  init(id: [UInt8], isError: Bool) {
    rawValue = id.withUnsafeBytes { crc32c($0) } & ~1 | (isError ? 1 : 0)
  }

  var isError: Bool { rawValue & 1 == 1 }

  /// The same for a call and its result.
  var call: UInt32 { rawValue & ~1 }

  /// The marks of a column's value.
  static func all(in bytes: UnsafeRawBufferPointer) -> [ToolCallMark] {
    stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map {
      ToolCallMark(rawValue: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
    }
  }
}
