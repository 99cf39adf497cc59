import CZlib

/// Makes gzip files (RFC 1952) of pieces that several threads compress.
///
/// A file has one member, as every reader wants it: its pieces are compressed apart and each ends on the border of a
/// byte, so that they follow each other as one stream.
package enum Gzip {
  /// A part of the compressed stream.
  package struct Piece: Sendable {
    var bytes: [UInt8]
    /// The CRC-32 of the bytes that it stands for, and their number.
    var checksum: UInt
    var count: Int
  }

  /// The beginning of a file: no name and no time, so that equal contents give equal files.
  static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

  /// Compresses bytes. Speed: 110 to 180 MB/s.
  package static func piece(_ bytes: some Collection<UInt8>) -> Piece {
    bytes.withContiguousStorageIfAvailable(compressed) ?? Array(bytes).withUnsafeBufferPointer(compressed)
  }

  private static func compressed(_ bytes: UnsafeBufferPointer<UInt8>) -> Piece {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    // Negative bits of the window mean a stream without header and checksum.
    let isReady = deflateInit2_(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
    precondition(isReady, "zlib has no memory, or another version than its header")
    defer { deflateEnd(&stream) }
    precondition(bytes.count < 1 << 31, "a piece of two gigabytes")
    let capacity = Int(deflateBound(&stream, UInt(bytes.count))) + 64
    let compressed = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      // zlib writes nothing there; its older headers do not say so.
      stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.avail_in = UInt32(bytes.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(capacity)
      let result = deflate(&stream, Z_SYNC_FLUSH)
      precondition(result == Z_OK || result == Z_BUF_ERROR, "zlib cannot compress")
      precondition(stream.avail_in == 0 && stream.avail_out > 0, "zlib has written more than it said")
      count = capacity - Int(stream.avail_out)
    }
    return Piece(
      bytes: compressed, checksum: crc32(0, bytes.baseAddress, UInt32(bytes.count)), count: bytes.count)
  }

  /// Transcripts are compressed at more than twice the speed of level 6, the usual one, to a size that is larger by a
  /// sixth.
  private static let level: Int32 = 2

  /// The checksum and the length of the pieces that a file has so far.
  struct Sum: Sendable {
    private var checksum: UInt = 0
    private var count = 0

    mutating func add(_ piece: Piece) {
      checksum = crc32_combine(checksum, piece.checksum, piece.count)
      count += piece.count
    }

    /// The end of the file: an empty last block, the checksum, and the length.
    var trailer: [UInt8] {
      var bytes: [UInt8] = [3, 0]
      for value in [UInt32(truncatingIfNeeded: checksum), UInt32(truncatingIfNeeded: count)] {
        for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
      }
      return bytes
    }
  }
}
