import Bytes
import CLZ4
import FileIO

@testable import LineCodecs
@testable import SegmentedLog

extension [UInt8] {
  /// Overwrites bytes where the offset is within the array.
  mutating func put<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    var writer = ByteWriter()
    writer.fixed(value)
    put(writer.bytes, at: offset)
  }

  mutating func put(_ bytes: [UInt8], at offset: Int) {
    guard offset >= 0, offset + bytes.count <= count else { return }
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  func u32(at offset: Int) -> UInt32 { withUnsafeBytes { $0.u32(at: offset) } }

  /// Writes the CRC of the bytes from `start` to `offset` at `offset`.
  mutating func putChecksum(at offset: Int, from start: Int = 0) {
    guard start >= 0, start <= offset, offset + 4 <= count else { return }
    put(crc32c(Array(self[start..<offset])), at: offset)
  }

  /// The bytes that an LZ4 block decodes to, at most `limit`; nil where the block is invalid.
  func lz4Decoded(limit: Int) -> [UInt8]? {
    guard !isEmpty else { return nil }
    let raw = [UInt8](unsafeUninitializedCapacity: limit) { target, initialized in
      withUnsafeBytes { stored in
        let source = stored.baseAddress!.assumingMemoryBound(to: CChar.self)
        let buffer = UnsafeMutableRawPointer(target.baseAddress!).assumingMemoryBound(to: CChar.self)
        initialized = Int(Swift.max(0, LZ4_decompress_safe(source, buffer, CInt(count), CInt(limit))))
      }
    }
    return raw.isEmpty ? nil : raw
  }

  /// The bytes that `codec` decodes; nil where these are not `length` bytes.
  func decoded(codec: UInt8, length: Int) -> [UInt8]? {
    var raw = [UInt8](repeating: 0, count: length)
    let isDecoded = withUnsafeBytes { stored in
      raw.withUnsafeMutableBytes { (try? Codec.decode(stored, codec: codec, into: $0)) != nil }
    }
    return isDecoded ? raw : nil
  }
}
