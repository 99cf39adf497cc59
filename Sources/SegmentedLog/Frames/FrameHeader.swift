import Bytes

/// The types of frames: FORMAT.md, Frame. Types from 128 on may be skipped by a reader that does not know them.
package enum FrameType: UInt8, Sendable {
  case events = 1
  case bodies = 2
  case commit = 3
  case attest = 4
  case seal = 5
  case merged = 128
}

/// The header of a frame: the 64 bytes before every payload.
package struct FrameHeader: Sendable, Equatable {
  /// The length of a header in bytes.
  package static let length = 64

  /// The raw value of a `FrameType`, or a value that this version does not know.
  package var type: UInt8
  /// The raw value of a `Codec`, or a value that this version does not know.
  package var codec: UInt8
  /// The length of the payload in the file, in bytes, without padding.
  package var storedLength: UInt32
  /// The length of the payload after decoding, in bytes.
  package var rawLength: UInt32
  /// The offset in the file at which this header starts.
  package var offset: UInt64
  /// The durable offset: everything before it was synced when the frame was written.
  package var durable: UInt64
  /// The sequence number of the first event; in ATTEST and SEAL that of the next event.
  package var sequence: UInt64
  /// The number of events; 0 in ATTEST and SEAL.
  package var count: UInt32
  /// The segment to which the frame belongs.
  package var segment: SegmentID
  /// The CRC of the stored payload.
  package var storedChecksum: UInt32
  /// The CRC of the raw payload.
  package var rawChecksum: UInt32

  /// True when a reader that does not know the type may skip the frame.
  package var isSkippable: Bool { type >= 128 }

  /// The offset of the next frame, after the payload and its padding.
  package var next: UInt64 { offset + UInt64(Format.frameLength(stored: Int(storedLength))) }

  /// Appends the 64 bytes of the header, with its checksum.
  package func encode(into writer: inout ByteWriter) {
    let start = writer.count
    writer.append(Format.frameMark)
    writer.u8(type)
    writer.u8(codec)
    writer.zeros(2)
    writer.fixed(storedLength)
    writer.fixed(rawLength)
    writer.fixed(offset)
    writer.fixed(durable)
    writer.fixed(sequence)
    writer.fixed(count)
    writer.fixed(segment.ordinal)
    writer.fixed(segment.generation)
    writer.fixed(storedChecksum)
    writer.fixed(rawChecksum)
    let checksum = writer.bytes.withUnsafeBytes { crc32c(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    writer.fixed(checksum)
  }

  /// Returns the durable offset of a header whose checksum, segment and offset are right, regardless of its other
  /// fields; nil when the bytes are not such a header.
  package static func promise(_ bytes: UnsafeRawBufferPointer, segment: SegmentID, offset: UInt64) -> UInt64? {
    guard bytes.count >= length, bytes[..<4].elementsEqual(Format.frameMark),
      crc32c(UnsafeRawBufferPointer(rebasing: bytes[..<60])) == bytes.u32(at: 60), bytes.u64(at: 16) == offset,
      bytes.u32(at: 44) == segment.ordinal, bytes.u32(at: 48) == segment.generation
    else { return nil }
    return bytes.u64(at: 24)
  }

  /// Decodes the header in the first 64 of `bytes`, which must state that it belongs to `segment` at `offset`. Returns
  /// the problem when it is not a valid header or not in its place.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, segment: SegmentID, offset: UInt64
  ) -> Result<FrameHeader, FrameProblem> {
    guard bytes.count >= length else { return .failure(.cutOff) }
    guard bytes[0] == 0xc5, bytes[1] == 0x43, bytes[2] == 0x46, bytes[3] == 0x52 else { return .failure(.noMark) }
    guard crc32c(UnsafeRawBufferPointer(rebasing: bytes[..<60])) == bytes.u32(at: 60) else {
      return .failure(.headerChecksum)
    }
    let header = FrameHeader(
      type: bytes[4], codec: bytes[5], storedLength: bytes.u32(at: 8), rawLength: bytes.u32(at: 12),
      offset: bytes.u64(at: 16), durable: bytes.u64(at: 24), sequence: bytes.u64(at: 32), count: bytes.u32(at: 40),
      segment: SegmentID(ordinal: bytes.u32(at: 44), generation: bytes.u32(at: 48)),
      storedChecksum: bytes.u32(at: 52), rawChecksum: bytes.u32(at: 56))
    guard header.segment == segment, header.offset == offset else { return .failure(.misplaced) }
    guard header.isSkippable || (bytes[6] == 0 && bytes[7] == 0), header.rawLength <= UInt32(Format.rawLengthMax),
      header.storedLength <= header.rawLength, header.codec != 0 || header.storedLength == header.rawLength,
      header.durable <= offset
    else { return .failure(.impossible) }
    return .success(header)
  }
}

/// The reasons why the bytes at an offset are not a valid frame, or not one that fits.
enum FrameProblem: Error, Equatable, Sendable {
  case cutOff, noMark, headerChecksum, misplaced, impossible, storedChecksum, rawChecksum, padding, undecodable
  case unknownType, sequence, structure, mixed, replaced, short, tooLarge

  /// True when an interrupted write can leave such bytes. In the other cases the stored bytes have the right checksums
  /// and are in their place, which no crash brings about; so they are damage or the work of another version, and are
  /// never discarded.
  var isTearable: Bool {
    switch self {
    case .cutOff, .noMark, .headerChecksum, .misplaced, .storedChecksum, .padding: true
    case .impossible, .rawChecksum, .undecodable, .unknownType, .sequence, .structure, .mixed, .replaced,
      .short, .tooLarge:
      false
    }
  }

  var message: String {
    switch self {
    case .cutOff: "the file ends inside a frame"
    case .noMark: "there is no frame where one should start"
    case .headerChecksum: "the checksum of a frame header is wrong"
    case .misplaced: "this frame belongs somewhere else"
    case .impossible: "a frame header has impossible values"
    case .storedChecksum: "the checksum of a frame's stored bytes is wrong"
    case .rawChecksum: "the checksum of a frame's decoded bytes is wrong"
    case .padding: "padding is not zero"
    case .undecodable: "a frame cannot be decoded"
    case .unknownType: "this type of frame is not known"
    case .sequence: "sequence numbers do not follow each other"
    case .structure: "frames do not fit together"
    case .mixed: "this commit was not written after the one before it: two programs have written at the same time"
    case .replaced:
      "what was acknowledged up to here is not what stands here: two programs have written at the same time, or an older file was put back"
    case .short: "the store ends before what was acknowledged"
    case .tooLarge: "a block holds more than a block can"
    }
  }
}

extension Format {
  /// Returns the number of bytes that a frame occupies: header, payload, and padding to a multiple of 8. `stored` is
  /// the length of the stored payload in bytes.
  package static func frameLength(stored: Int) -> Int { FrameHeader.length + ((stored + 7) & ~7) }
}
