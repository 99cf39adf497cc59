import CLZ4

/// The LZ4 block format, without a frame or a stored size.
enum LZ4Block {
  /// Appends `raw` in compressed form to `target`. Returns false, and appends nothing, when the result would not be
  /// smaller.
  ///
  /// `level` 0 is the fast encoder (about 800 MB/s); 2 to 12 are the levels of the slower and better one (4: about 90
  /// MB/s).
  static func compress(_ raw: UnsafeRawBufferPointer, level: Int, into target: inout ByteBuffer) -> Bool {
    guard raw.count > 16 else { return false }
    let source = raw.baseAddress!.assumingMemoryBound(to: CChar.self)
    let start = target.count
    // With less room than its input has, the encoder gives up early when it gains nothing.
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

  /// Decodes `stored` into `raw` and returns whether it gives exactly that many bytes. It never writes outside `raw`.
  /// About 4 GB/s.
  static func decompress(_ stored: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer) -> Bool {
    guard stored.count > 0, raw.count > 0 else { return false }
    let count = LZ4_decompress_safe(
      stored.baseAddress!.assumingMemoryBound(to: CChar.self), raw.baseAddress!.assumingMemoryBound(to: CChar.self),
      CInt(stored.count), CInt(raw.count))
    return Int(count) == raw.count
  }
}
