import FileIO

/// The payload of a COMMIT frame: 48 bytes.
struct CommitPayload: Sendable, Equatable {
  static let length = 48

  /// After the last event of the commit.
  var chain: Digest
  /// Milliseconds since 1970 UTC.
  var time: Int64
  /// EVENTS and BODIES frames of the commit.
  var frames: UInt32

  func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.length)
    writer.append(chain.bytes)
    writer.fixed(time)
    writer.fixed(frames)
    writer.zeros(4)
    return writer.bytes
  }

  init(chain: Digest, time: Int64, frames: UInt32) {
    (self.chain, self.time, self.frames) = (chain, time, frames)
  }

  init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    guard bytes.count == Self.length else { throw .malformed }
    var reader = ByteReader(bytes)
    chain = try reader.digest()
    time = try reader.fixed()
    frames = try reader.fixed()
    try reader.zeros(4)
  }
}

/// The payload of a SEAL frame: 48 bytes.
struct SealPayload: Sendable, Equatable {
  static let length = 48

  /// After the last event of the segment.
  var chain: Digest
  var events: UInt64
  /// Frames before the SEAL.
  var frames: UInt64

  func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.length)
    writer.append(chain.bytes)
    writer.fixed(events)
    writer.fixed(frames)
    return writer.bytes
  }

  init(chain: Digest, events: UInt64, frames: UInt64) {
    (self.chain, self.events, self.frames) = (chain, events, frames)
  }

  init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    guard bytes.count == Self.length else { throw .malformed }
    var reader = ByteReader(bytes)
    chain = try reader.digest()
    events = try reader.fixed()
    frames = try reader.fixed()
  }
}
