import Bytes
import FileIO
import LineCodecs

/// Reads and checks the frames of one segment file.
package struct FrameReader: Sendable {
  package let file: any FileHandle
  package let id: SegmentID

  /// Reads the frame header at `offset` in a file of which the first `limit` bytes count. Checks the header, and that
  /// the frame ends within the limit, but not the payload.
  func header(at offset: UInt64, limit: UInt64) throws(LogError) -> Result<FrameHeader, FrameProblem> {
    guard offset + UInt64(FrameHeader.length) <= limit else { return .failure(.cutOff) }
    let bytes = try io { () throws(FileError) in try file.bytes(at: Int64(offset), count: FrameHeader.length) }
    let result = bytes.withUnsafeBytes { FrameHeader.decode($0, segment: id, offset: offset) }
    if case .success(let header) = result, header.next > limit { return .failure(.cutOff) }
    return result
  }

  /// Reads and decodes the payload of a frame and checks every byte of it. Bodies of codec 3 can be decoded only with
  /// `lines`.
  func payload(_ header: FrameHeader, lines: BodyLines? = nil) throws(LogError) -> Result<[UInt8], FrameProblem> {
    try withStored(header) { payload, bytes in
      if header.codec == Codec.stored.rawValue {
        guard header.storedChecksum == header.rawChecksum else { return .failure(.rawChecksum) }
        return .success(bytes.count == payload.count ? bytes : [UInt8](payload))
      }
      var problem: FrameProblem?
      let raw = [UInt8](unsafeUninitializedCapacity: Int(header.rawLength)) { target, count in
        let target = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(target)[..<Int(header.rawLength)])
        problem = Self.decode(payload, header, lines, into: target)
        count = problem == nil ? target.count : 0
      }
      return problem.map { .failure($0) } ?? .success(raw)
    }
  }

  /// Decodes the payload of a frame into `target`, whose length must be the raw length. Returns the problem, or nil
  /// when there is none.
  func decode(
    _ header: FrameHeader, lines: BodyLines?, into target: UnsafeMutableRawBufferPointer
  ) throws(LogError) -> FrameProblem? {
    let result = try withStored(header) { payload, _ in
      Self.decode(payload, header, lines, into: target).map { .failure($0) } ?? .success([])
    }
    if case .failure(let problem) = result { return problem }
    return nil
  }

  private static func decode(
    _ payload: UnsafeRawBufferPointer, _ header: FrameHeader, _ lines: BodyLines?,
    into target: UnsafeMutableRawBufferPointer
  ) -> FrameProblem? {
    guard (try? Codec.decode(payload, codec: header.codec, lines: lines, into: target)) != nil else {
      return .undecodable
    }
    return crc32c(UnsafeRawBufferPointer(target)) == header.rawChecksum ? nil : .rawChecksum
  }

  /// Returns what is wrong with a frame on its own, or nil when nothing is. The payload is decoded and checked, unless
  /// it can be decoded only together with other frames: then its stored bytes are checked.
  func problem(_ header: FrameHeader) throws(LogError) -> FrameProblem? {
    let isDependent = header.codec == Codec.shape.rawValue && header.type == FrameType.bodies.rawValue
    let result = isDependent ? try withStored(header) { _, _ in .success([]) } : try payload(header)
    if case .failure(let problem) = result { return problem }
    return nil
  }

  /// Calls `body` with the stored payload, and with the bytes of payload and padding, when the checksum of the stored
  /// payload is right and the padding is zero.
  private func withStored(
    _ header: FrameHeader, _ body: (UnsafeRawBufferPointer, [UInt8]) -> Result<[UInt8], FrameProblem>
  ) throws(LogError) -> Result<[UInt8], FrameProblem> {
    let stored = Int(header.storedLength)
    let length = Format.frameLength(stored: stored) - FrameHeader.length
    let bytes = try io { () throws(FileError) in
      try file.bytes(at: Int64(header.offset) + Int64(FrameHeader.length), count: length)
    }
    guard bytes.count == length else { return .failure(.cutOff) }
    return bytes.withUnsafeBytes { buffer -> Result<[UInt8], FrameProblem> in
      let payload = UnsafeRawBufferPointer(rebasing: buffer[..<stored])
      guard crc32c(payload) == header.storedChecksum else { return .failure(.storedChecksum) }
      guard buffer[stored...].allSatisfy({ $0 == 0 }) else { return .failure(.padding) }
      return body(payload, bytes)
    }
  }

  /// Reads the frame header at `offset` like `header(at:limit:)`, but throws `damaged` when anything is wrong.
  package func checkedHeader(at offset: UInt64, limit: UInt64) throws(LogError) -> FrameHeader {
    switch try header(at: offset, limit: limit) {
    case .success(let header): return header
    case .failure(let problem): throw damaged(at: offset, problem)
    }
  }

  /// Returns the raw payload like `payload(_:lines:)`, but throws `damaged` when anything is wrong.
  package func checkedPayload(_ header: FrameHeader, lines: BodyLines? = nil) throws(LogError) -> [UInt8] {
    switch try payload(header, lines: lines) {
    case .success(let bytes): return bytes
    case .failure(let problem): throw damaged(at: header.offset, problem)
    }
  }

  func damaged(at offset: UInt64, _ problem: FrameProblem) -> LogError {
    .damaged(Finding(file: id.path, offset: offset, problem.message))
  }
}
