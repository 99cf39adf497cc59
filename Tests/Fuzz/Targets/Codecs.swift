import FileIO
import TestSupport

@testable import SegmentedLog

/// Bytes that LZ4 makes smaller.
private let sample = Array(String(repeating: "a line of a transcript, and another one; ", count: 20).utf8)

private func encode(_ bytes: [UInt8]) -> EncodedPayload {
  var scratch = CodecScratch()
  return bytes.withUnsafeBytes { Codec.encodeBodies($0, .fast, lines: nil, scratch: &scratch) }
}

/// A codec, a length (`u16`) and stored bytes: decoding gives exactly that length, and never writes behind it.
enum CodecDecoderTarget: FuzzTarget {
  static let name = "codec-decoder"

  static func seeds() -> [[UInt8]] {
    let lz4 = encode(sample)
    return [[1, UInt8(sample.count & 0xff), UInt8(sample.count >> 8)] + lz4.bytes, [0, 3, 0, 1, 2, 3]]
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    guard bytes.count > 3 else { return }
    bytes[0] %= 3
    let stored = Array(bytes[3...])
    bytes.put(UInt16(clamping: bytes[0] == 1 ? stored.lz4Decoded(limit: 65_535)?.count ?? 1 : stored.count), at: 1)
  }

  static func run(_ bytes: [UInt8]) {
    guard bytes.count >= 3 else { return }
    let (length, stored, guardLength) = (Int(bytes[1]) | Int(bytes[2]) << 8, Array(bytes[3...]), 64)
    var target = [UInt8](repeating: 0xa5, count: length + guardLength)
    let isDecoded = stored.withUnsafeBytes { stored in
      target.withUnsafeMutableBytes { target in
        (try? Codec.decode(
          stored, codec: bytes[0], into: UnsafeMutableRawBufferPointer(rebasing: target[..<length]))) != nil
      }
    }
    require(target[length...].allSatisfy { $0 == 0xa5 }, "decoding wrote behind its target")
    if isDecoded, bytes[0] == 0 { require(Array(target[..<length]) == stored, "stored bytes are changed") }
    if isDecoded { CodecRoundTripTarget.run(Array(target[..<length])) }
  }
}

/// Any bytes come back from every codec.
enum CodecRoundTripTarget: FuzzTarget {
  static let name = "codec-round-trip"
  static let lengthMax = 16384
  static func seeds() -> [[UInt8]] { [[], [0], sample, [UInt8](repeating: 0, count: 1000), [UInt8](0...255)] }

  static func run(_ bytes: [UInt8]) {
    let encoded = encode(bytes)
    require(encoded.rawLength == bytes.count && encoded.rawChecksum == crc32c(bytes), "the raw payload is another")
    require(encoded.storedChecksum == crc32c(encoded.bytes), "the stored checksum is wrong")
    require(encoded.codec == .stored ? encoded.bytes == bytes : encoded.bytes.count < bytes.count, "LZ4 made it longer")
    require(encoded.bytes.decoded(codec: encoded.codec.rawValue, length: bytes.count) == bytes, "bytes are lost")
  }
}
