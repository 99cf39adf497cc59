import Bytes
import FileIO

/// Copies frames from one segment to another, with their payloads as they are stored. Everything that writes stored
/// bytes again without decoding them does it here.
struct FrameCopier {
  let source: FrameReader

  /// Appends a copy of a frame of `source`. A frame of unknown type is left out. Throws `damaged` when the stored bytes
  /// do not have the checksum in the header. Cost: one read of the payload; nothing is decoded.
  func copy(_ frame: FrameHeader, to segment: inout SegmentWriter) throws(LogError) {
    guard let type = FrameType(rawValue: frame.type) else { return }
    let stored = try io { () throws(FileError) in
      try source.file.bytes(at: Int64(frame.offset) + Int64(FrameHeader.length), count: Int(frame.storedLength))
    }
    guard crc32c(stored) == frame.storedChecksum else { throw source.damaged(at: frame.offset, .storedChecksum) }
    try segment.append(
      type: type, codec: frame.codec, bytes: stored, rawLength: Int(frame.rawLength),
      storedChecksum: frame.storedChecksum, rawChecksum: frame.rawChecksum, sequence: frame.sequence,
      count: frame.count)
  }
}
