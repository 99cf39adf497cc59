import Bytes
import FileIO
import LineCodecs

extension FrameReader {
  /// Returns the first intact frame header at or after `start` whose frame ends within `limit`; nil when there is none.
  /// `start` is a multiple of 8.
  func firstHeader(from start: UInt64, limit: UInt64) throws(LogError) -> FrameHeader? {
    var found: FrameHeader?
    try forEachCandidate(from: start, limit: limit) { bytes, offset in
      guard case .success(let header) = FrameHeader.decode(bytes, segment: id, offset: offset), header.next <= limit
      else { return true }
      found = header
      return false
    }
    return found
  }

  /// Calls `body` for every place at or after `start` where a frame header could be: every multiple of 8 bytes that
  /// begins like the frame mark. `body` receives 64 bytes and their offset, and returns true to continue. Reads the
  /// file up to `limit` in pieces of 1 MiB.
  func forEachCandidate(
    from start: UInt64, limit: UInt64, _ body: (UnsafeRawBufferPointer, UInt64) -> Bool
  ) throws(LogError) {
    let window = 1 << 20
    var start = start
    while start + UInt64(FrameHeader.length) <= limit {
      let count = Int(min(UInt64(window + FrameHeader.length), limit - start))
      let bytes = try io { () throws(FileError) in try file.bytes(at: Int64(start), count: count) }
      let continues = bytes.withUnsafeBytes { buffer in
        for place in stride(from: 0, to: min(window, buffer.count - FrameHeader.length + 1), by: 8) {
          guard buffer[place] == Format.frameMark[0], buffer[place + 1] == Format.frameMark[1] else { continue }
          let candidate = UnsafeRawBufferPointer(rebasing: buffer[place..<place + FrameHeader.length])
          if !body(candidate, start + UInt64(place)) { return false }
        }
        return true
      }
      if !continues { return }
      start += UInt64(window)
    }
  }
}
