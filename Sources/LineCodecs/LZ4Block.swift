import CLZ4

/// The LZ4 block format, without frame or size.
enum LZ4Block {
  /// Compresses `raw` to the end of `target`. `level` 0 is the fast encoder (about 800 MB/s), 3 to 12 the slower and better one
  /// (4: about 90 MB/s). False, and nothing appended, where the result is not smaller.
  static func compress(_ raw: UnsafeRawBufferPointer, level: Int, into target: inout ByteBuffer) -> Bool {
    guard raw.count > 16 else { return false }
    let source = raw.baseAddress!.assumingMemoryBound(to: CChar.self)
    let start = target.count
    // With less room than its input the encoder gives up early where it gains nothing.
    let room = raw.count - 1
    target.withRoom(upTo: room) { place in
      let place = UnsafeMutableRawPointer(place).assumingMemoryBound(to: CChar.self)
      let count =
        level == 0
        ? LZ4_compress_default(source, place, CInt(raw.count), CInt(room))
        : LZ4_compress_HC(source, place, CInt(raw.count), CInt(room), CInt(level))
      return max(0, Int(count))
    }
    return target.count > start
  }

  /// Whether `stored` decodes to exactly the bytes of `raw`. Never writes outside it. About 4 GB/s.
  static func decompress(_ stored: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer) -> Bool {
    guard stored.count > 0, raw.count > 0 else { return false }
    let count = LZ4_decompress_safe(
      stored.baseAddress!.assumingMemoryBound(to: CChar.self), raw.baseAddress!.assumingMemoryBound(to: CChar.self),
      CInt(stored.count), CInt(raw.count))
    return Int(count) == raw.count
  }
}
