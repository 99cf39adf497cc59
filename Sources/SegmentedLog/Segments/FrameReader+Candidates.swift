import Bytes
import FileIO
import LineCodecs

extension FrameReader {
  /// The first intact frame header from `start` on, wherever it stands.
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

  /// Goes over every place from `start` on where a frame header could stand; `body` gets its 64 bytes and offset, and returns whether to go on.
  func forEachCandidate(
    from start: UInt64, limit: UInt64, _ body: (UnsafeRawBufferPointer, UInt64) -> Bool
  ) throws(LogError) {
    let window = 1 << 20
    var start = start
    while start + UInt64(FrameHeader.length) <= limit {
      let count = Int(min(UInt64(window + FrameHeader.length), limit - start))
      let bytes = try io { () throws(FileError) in try file.bytes(at: Int64(start), count: count) }
      let goesOn = bytes.withUnsafeBytes { buffer in
        for place in stride(from: 0, to: min(window, buffer.count - FrameHeader.length + 1), by: 8) {
          guard buffer[place] == Format.frameMark[0], buffer[place + 1] == Format.frameMark[1] else { continue }
          let candidate = UnsafeRawBufferPointer(rebasing: buffer[place..<place + FrameHeader.length])
          if !body(candidate, start + UInt64(place)) { return false }
        }
        return true
      }
      if !goesOn { return }
      start += UInt64(window)
    }
  }
}
