import Bytes

/// How a payload is stored.
package enum Codec: UInt8, Sendable {
  case stored = 0
  case lz4 = 1
  case longMatches = 2
  /// Lines taken apart into shape and values. Of bodies only; needs the envelopes to be decoded.
  case shape = 3
}

/// Limits of FORMAT.md that encoders keep to.
package enum CodecLimits {
  /// Most bytes of a raw payload.
  package static let rawLengthMax = 64 << 20
}

/// A payload as it will stand in a frame, without its place.
package struct EncodedPayload: Sendable {
  package var codec: Codec
  package var bytes: [UInt8]
  package var rawLength: Int
  package var storedChecksum: UInt32
  package var rawChecksum: UInt32
}

extension Codec {
  /// Encodes with the first of `codecs` that makes `raw` smaller and gives it back when it is decoded, else stores the bytes as they are: no input
  /// can be lost to a codec.
  ///
  /// `level` is LZ4's: 0 the fast encoder. `transforms`: what the codecs from `longMatches` on may do. `lines` are what `shape` needs; without them it is passed over.
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

  /// Decodes `stored` to exactly the bytes of `raw`. Never writes outside it, whatever the input. About 4 GB/s; `shape` 600 MB/s.
  /// Throws `malformed` where `stored` is not that, or `lines` are needed and missing.
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

/// What encoders use again and again: memory, and their tables.
package struct CodecScratch: ~Copyable {
  private var encoded = ByteBuffer()
  private var decoded = ByteBuffer()
  private var packer = StreamPacker()
  private var shapes: ShapeEncoder?
  private let identifiers: Identifiers

  package init(_ identifiers: Identifiers = .none) { self.identifiers = identifiers }

  /// `raw` as `codec` makes it, checked by decoding it; nil where that is not smaller, or wrong.
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
