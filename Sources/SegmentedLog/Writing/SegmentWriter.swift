import Bytes
import FileIO
import LineCodecs

/// Appends frames to the active segment. After a failed write or sync it is poisoned and never writes again.
struct SegmentWriter: ~Copyable {
  let id: SegmentID
  let header: SegmentHeader
  private let file: any FileHandle

  /// The offset after the last frame, including frames that are not written yet.
  private(set) var end: UInt64
  /// The offset before which everything is synced.
  private(set) var durable: UInt64
  /// The number of frames in the segment.
  private(set) var frames: UInt64
  private var pending = ByteWriter()
  private var state = State.open

  private enum State { case open, poisoned }

  /// The number of bytes that are collected before they are written.
  private static let pendingMax = 2 << 20

  /// Continues at `end`, which must be the end of the file.
  init(_ file: any FileHandle, id: SegmentID, header: SegmentHeader, end: UInt64, durable: UInt64, frames: UInt64) {
    self.file = file
    self.id = id
    self.header = header
    self.end = end
    self.durable = durable
    self.frames = frames
  }

  /// Returns the identity of the open file, wherever its name leads by now.
  func identity() throws(LogError) -> FileIdentity {
    try io { () throws(FileError) in try file.status() }.identity
  }

  /// Appends the frames of a block whose first event has the number `sequence`.
  mutating func append(_ block: EncodedBlock, sequence: UInt64) throws(LogError) {
    var type = FrameType.events
    for payload in block.payloads {
      try append(type, payload, sequence: sequence, count: UInt32(block.count))
      type = .bodies
    }
  }

  mutating func append(
    _ type: FrameType, _ payload: EncodedPayload, sequence: UInt64, count: UInt32
  ) throws(LogError) {
    try append(
      type: type, codec: payload.codec.rawValue, bytes: payload.bytes, rawLength: payload.rawLength,
      storedChecksum: payload.storedChecksum, rawChecksum: payload.rawChecksum, sequence: sequence, count: count)
  }

  /// Appends a frame with a small payload that is stored as it is.
  mutating func append(_ type: FrameType, _ bytes: [UInt8], sequence: UInt64, count: UInt32) throws(LogError) {
    let checksum = crc32c(bytes)
    try append(
      type: type, codec: Codec.stored.rawValue, bytes: bytes, rawLength: bytes.count, storedChecksum: checksum,
      rawChecksum: checksum, sequence: sequence, count: count)
  }

  mutating func append(
    type: FrameType, codec: UInt8, bytes: [UInt8], rawLength: Int, storedChecksum: UInt32, rawChecksum: UInt32,
    sequence: UInt64, count: UInt32
  ) throws(LogError) {
    precondition(rawLength <= Format.rawLengthMax && bytes.count <= rawLength)
    precondition(end <= Format.segmentLengthMax)
    let frame = FrameHeader(
      type: type.rawValue, codec: codec, storedLength: UInt32(bytes.count), rawLength: UInt32(rawLength), offset: end,
      durable: durable, sequence: sequence, count: count, segment: id, storedChecksum: storedChecksum,
      rawChecksum: rawChecksum)
    if pending.bytes.isEmpty { pending.bytes.reserveCapacity(Self.pendingMax + Self.pendingMax / 4) }
    frame.encode(into: &pending)
    pending.append(bytes)
    pending.zeros(Format.frameLength(stored: bytes.count) - FrameHeader.length - bytes.count)
    end = frame.next
    frames += 1
    if pending.count >= Self.pendingMax { try flush() }
  }

  /// Writes what has been collected, without making it durable.
  mutating func flush() throws(LogError) {
    guard !pending.bytes.isEmpty else { return }
    let start = end - UInt64(pending.count)
    try poisoningOnError { (file, pending) throws(FileError) in try file.write(pending, at: Int64(start)) }
    pending.bytes.removeAll(keepingCapacity: true)
  }

  /// Writes what has been collected and makes everything up to `end` durable.
  mutating func sync() throws(LogError) {
    try flush()
    try poisoningOnError { (file, _) throws(FileError) in try file.sync() }
    durable = end
  }

  private mutating func poisoningOnError(
    _ operation: (any FileHandle, [UInt8]) throws(FileError) -> Void
  ) throws(LogError) {
    guard state == .open else { throw .writerFailed(id.path) }
    do throws(FileError) {
      try operation(file, pending.bytes)
    } catch {
      state = .poisoned
      throw .file(error)
    }
  }
}
