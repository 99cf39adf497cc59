import Bytes

/// The way in which a payload is stored. The raw values are those of the format.
package enum Codec: UInt8, Sendable {
  case stored = 0
  case lz4 = 1
  case longMatches = 2
  /// Splits lines into shape and values. It serves for bodies only, and decoding needs their envelopes.
  case shape = 3
}

/// The limits of FORMAT.md that concern codecs.
package enum CodecLimits {
  /// The maximum number of bytes in a raw payload.
  package static let rawLengthMax = 64 << 20
}

/// An encoded payload, with what a frame says about it. It does not know its place in a segment.
package struct EncodedPayload: Sendable {
  package var codec: Codec
  /// The encoded bytes.
  package var bytes: [UInt8]
  /// The number of bytes before encoding.
  package var rawLength: Int
  /// CRC-32C of `bytes`.
  package var storedChecksum: UInt32
  /// CRC-32C of the bytes before encoding.
  package var rawChecksum: UInt32
}

extension Codec {
  /// Encodes `raw` with the first of `codecs` that makes it smaller and restores it when decoded; otherwise stores the
  /// bytes as they are. So no input can be lost to an error in a codec.
  ///
  /// `raw` must have at most `CodecLimits.rawLengthMax` bytes. `level` is that of LZ4; 0 is the fast encoder.
  /// `transforms` are the methods that `longMatches` and `shape` may use. `shape` needs `lines` and is skipped without
  /// them.
  package static func encode(
    _ raw: UnsafeRawBufferPointer, codecs: [Codec], level: Int,
    transforms: Transforms = [], lines: BodyLines? = nil, scratch: inout CodecScratch
  ) -> EncodedPayload {
    precondition(raw.count <= CodecLimits.rawLengthMax)
    let checksum = crc32c(raw)
    for codec in codecs where raw.count > 16 {
      guard let bytes = scratch.encode(raw, codec, transforms, level: level, lines) else { continue }
      return EncodedPayload(
        codec: codec, bytes: bytes, rawLength: raw.count, storedChecksum: crc32c(bytes),
        rawChecksum: checksum)
    }
    return EncodedPayload(
      codec: .stored, bytes: [UInt8](raw), rawLength: raw.count, storedChecksum: checksum,
      rawChecksum: checksum)
  }

  /// Decodes `stored` into `raw`, which must have exactly as many bytes as the result. It never writes outside `raw`,
  /// whatever the input. About 4 GB/s; `shape` 600 MB/s.
  ///
  /// Throws `malformed` when `stored` does not decode to that many bytes, or when `lines` are needed and missing, and
  /// `unknownFeature` for an unknown codec.
  package static func decode(
    _ stored: UnsafeRawBufferPointer, codec: UInt8, lines: BodyLines? = nil,
    into raw: UnsafeMutableRawBufferPointer
  ) throws(ByteError) {
    switch Codec(rawValue: codec) {
    case .stored:
      guard stored.count == raw.count else { throw .malformed }
      raw.copyMemory(from: stored)
    case .lz4:
      guard LZ4Block.decompress(stored, into: raw) else { throw .malformed }
    case .longMatches:
      guard stored.count > 0, raw.count > 0 else { throw .malformed }
      var source = ByteSource(stored)
      try UnpackedStream.unpack(&source, into: raw)
      guard source.isAtEnd else { throw .malformed }
    case .shape:
      guard let lines else { throw .malformed }
      try ShapeDecoder.decode(stored, lines, into: raw)
    case nil: throw .unknownFeature
    }
  }
}

/// The memory and tables that encoders keep from one payload to the next. One thread at a time may use it.
package struct CodecScratch: ~Copyable {
  private var encoded = ByteBuffer()
  private var decoded = ByteBuffer()
  private var packer = StreamPacker()
  private var shapes: ShapeEncoder?
  private let identifiers: Identifiers

  /// Creates empty memory. `identifiers` are the prefixes that codec `shape` looks for.
  package init(_ identifiers: Identifiers = .none) { self.identifiers = identifiers }

  /// Encodes `raw` with `codec` and checks the result by decoding it; nil when it is not smaller, or does not give the
  /// same bytes.
  package mutating func encode(
    _ raw: UnsafeRawBufferPointer, _ codec: Codec, _ transforms: Transforms, level: Int, _ lines: BodyLines?
  ) -> [UInt8]? {
    encoded.removeAll()
    switch codec {
    case .stored: return nil
    case .lz4:
      guard LZ4Block.compress(raw, level: level, into: &encoded) else { return nil }
    case .longMatches:
      guard packer.packLongMatches(raw, transforms, level: level, into: &encoded) else { return nil }
    case .shape:
      guard let lines, transforms.contains(.shapes) else { return nil }
      if shapes == nil { shapes = ShapeEncoder(identifiers) }
      guard shapes!.encode(raw, lines, transforms, level: level, packer: &packer, into: &encoded) else { return nil }
    }
    guard encoded.count < raw.count else { return nil }
    decoded.removeAll()
    var isSame = false
    decoded.withRoom(for: raw.count) { [encoded = encoded.bytes] target in
      let target = UnsafeMutableRawBufferPointer(start: target, count: raw.count)
      isSame =
        (try? Codec.decode(encoded, codec: codec.rawValue, lines: lines, into: target)) != nil
        && UnsafeRawBufferPointer(target).hasSameBytes(as: raw)
    }
    return isSame ? [UInt8](encoded.bytes) : nil
  }
}
