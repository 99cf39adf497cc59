import Bytes
import FileIO
import TestSupport

@testable import LineCodecs
@testable import SegmentedLog

/// Bytes that LZ4 makes smaller.
private let sample = Array(String(repeating: "a line of a transcript, and another one; ", count: 20).utf8)

/// Some prefixes, so that there are identifiers in what is mutated.
let identifiers = Identifiers(prefixes: ["msg_01", "toolu_01"].map { Array($0.utf8) })

private func encode(_ bytes: [UInt8]) -> EncodedPayload {
  var scratch = CodecScratch()
  return bytes.withUnsafeBytes { Codec.encodeBodies($0, .fast, lines: nil, scratch: &scratch) }
}

/// A codec, a length (`u16`) and stored bytes: decoding gives exactly that length, and never writes past it.
enum CodecDecoderTarget: FuzzTarget {
  static let name = "codec-decoder"

  static func seeds() -> [[UInt8]] {
    let lz4 = encode(sample)
    let length = [UInt8(sample.count & 0xff), UInt8(sample.count >> 8)]
    return [
      [1] + length + lz4.bytes, [0, 3, 0, 1, 2, 3], [2] + length + [0xb4, 0x06, 2, 1, 0, 0x61, 4, 0, 1, 1, 0xb3, 0x06],
    ]
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    guard bytes.count > 3 else { return }
    bytes[0] %= 4
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
    require(target[length...].allSatisfy { $0 == 0xa5 }, "decoding wrote after its target")
    if isDecoded, bytes[0] == 0 { require(Array(target[..<length]) == stored, "stored bytes are changed") }
    if isDecoded { CodecRoundTripTarget.run(Array(target[..<length])) }
  }
}

/// Any bytes are decoded from every codec as they were encoded.
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

/// A budget (`u16`) and a packed stream: what is decoded is no longer than the budget, and is decoded again after it is
/// packed.
enum PackedStreamTarget: FuzzTarget {
  static let name = "packed-stream"
  static var tokens: [[UInt8]] { varintTokens }

  static func seeds() -> [[UInt8]] {
    let far = sample + (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) } + sample
    return [sample, far, [], [7]].map { [0xff, 0x0f] + packed($0) }
  }

  private static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var packer = StreamPacker()
    var target = ByteBuffer()
    bytes.withUnsafeBytes { packer.pack($0, .all, level: 3, into: &target) }
    return [UInt8](target.bytes)
  }

  private static func unpacked(_ bytes: [UInt8], budget: Int) -> [UInt8]? {
    (bytes + [0]).withUnsafeBytes { buffer in
      var source = ByteSource(UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]))
      var left = budget
      guard let stream = try? UnpackedStream(&source, budget: &left) else { return nil }
      return [UInt8](stream.bytes)
    }
  }

  static func run(_ bytes: [UInt8]) {
    guard bytes.count >= 2 else { return }
    let budget = Int(bytes[0]) | Int(bytes[1]) << 8
    guard let decoded = unpacked(Array(bytes[2...]), budget: budget) else { return }
    require(decoded.count <= budget, "a stream is longer than it may be")
    require(unpacked(packed(decoded), budget: decoded.count) == decoded, "a stream does not survive packing")
  }
}

/// A payload of codec 3 in the place of that of a fixed block: it decodes to exactly its length or is refused, and
/// never writes past the length.
enum ShapeDecoderTarget: FuzzTarget {
  static let name = "shape-decoder"
  static var tokens: [[UInt8]] { varintTokens }

  private static let block = compactSample()
  private static let lines: BodyLines = must("the sample's lines") {
    let envelopes = try block.envelopes(firstSequence: 1)
    var lines = try FrameLines(envelopes, ends: try envelopes.bodyEnds())
    return lines.next(UInt32(block.payloads[1].rawLength))!
  }

  static func seeds() -> [[UInt8]] { [block.payloads[1].bytes, plainStreams()] }

  /// The same payload with streams that are stored uncompressed, for mutations to work on.
  private static func plainStreams() -> [UInt8] {
    let payload = block.payloads[1].bytes
    return payload.withUnsafeBytes { bytes in
      var source = ByteSource(bytes)
      var head: [UInt8] = [source.byte(), source.byte()]
      for _ in 0..<head[1] {
        let length = source.byte()
        let start = source.consume(Int(length))!
        head += [length] + UnsafeBufferPointer(start: start, count: Int(length))
      }
      var budget = block.payloads[1].rawLength
      var writer = ByteWriter()
      writer.append(head)
      for _ in 0..<8 {
        let bytes = must("a stream of the sample") {
          let stream = try UnpackedStream(&source, budget: &budget)
          return [UInt8](stream.bytes)
        }
        writer.varint(bytes.count)
        if !bytes.isEmpty { writer.u8(0) }
        writer.append(bytes)
      }
      return writer.bytes
    }
  }

  static func run(_ bytes: [UInt8]) {
    let (length, guardLength) = (block.payloads[1].rawLength, 64)
    var target = [UInt8](repeating: 0xa5, count: length + guardLength)
    bytes.withUnsafeBytes { stored in
      target.withUnsafeMutableBytes { target in
        _ = try? Codec.decode(
          stored, codec: Codec.shape.rawValue, lines: lines,
          into: UnsafeMutableRawBufferPointer(rebasing: target[..<length]))
      }
    }
    require(target[length...].allSatisfy { $0 == 0xa5 }, "decoding wrote after its target")
  }
}

/// Any lines are decoded from the block of a compaction as they were, with codec 3 unless there are too few.
enum ShapeRoundTripTarget: FuzzTarget {
  static let name = "shape-round-trip"
  static let lengthMax = 8192

  static func seeds() -> [[UInt8]] {
    [Array(sampleLines.joined(separator: "\n").utf8), sample, [0x0a], [UInt8](0...255)]
  }
  static var tokens: [[UInt8]] {
    ["{\"", "\":\"", "\",\"", "\\u001b", "\\n", "\\\\", "[\"", "\"]", "     1→", "2\\t", "00", "msg_01"].map {
      Array($0.utf8)
    }
  }

  static func run(_ bytes: [UInt8]) {
    var bodies: [[UInt8]] = []
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).prefix(1000) {
      bodies.append(line + [0x0a])
    }
    var builder = EventBlockBuilder(blockSize: 64 << 10, compression: .archive(level: 3), identifiers: identifiers)
    for body in bodies {
      builder.begin(kind: 2)
      body.withUnsafeBytes { builder.end(body: $0) }
    }
    let block = builder.finish().first!
    let envelopes = must("the block's envelopes") { try block.envelopes(firstSequence: 1) }
    var lines = must("the block's lines") { try FrameLines(envelopes, ends: try envelopes.bodyEnds()) }
    var decoded: [UInt8] = []
    for payload in block.payloads.dropFirst() {
      let frame = lines.next(UInt32(payload.rawLength))
      var raw = [UInt8](repeating: 0, count: payload.rawLength)
      must("the block's bodies") {
        try payload.bytes.withUnsafeBytes { stored in
          try raw.withUnsafeMutableBytes {
            try Codec.decode(stored, codec: payload.codec.rawValue, lines: frame, into: $0)
          }
        }
      }
      decoded += raw
    }
    require(decoded == bodies.flatMap { $0 }, "lines are lost")
  }
}

private let sampleLines = [
  #"{"parentUuid":null,"uuid":"00112233-4455-6677-8899-aabbccddeeff","timestamp":"2025-11-24T16:00:00.000Z","n":7}"#,
  #"{"parentUuid":"00112233-4455-6677-8899-aabbccddeeff","message":{"id":"msg_01ABCDEFGHIJKLMNOPQRSTUV","usage":{"n":-12}}}"#,
  #"{"text":"say \"hi\"\n\tand \\ \/ \u001b[0m \u00e9","list":["a","b"],"id":"msg_01ABCDEFGHIJKLMNOPQRSTUV"}"#,
  #"{"file":"     1→one\n     2→two\n     3→three\n","again":"9\tone line\n10\ttwo lines","hash":"00ff00ff00ff00ff"}"#,
  #"{"data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk","x":1.5,"y":[1,"z"]}"#, "not JSON", "{",
]

/// A block as a compaction writes it, of lines that use most of codec 3, with columns that use most of its encodings.
func compactSample() -> EncodedBlock {
  var builder = EventBlockBuilder(blockSize: 64 << 10, compression: .high(level: 3), identifiers: identifiers)
  var offset: Int64 = 0
  for (row, line) in (sampleLines + sampleLines).enumerated() {
    let body = Array((line + "\n").utf8)
    builder.begin(kind: 2)
    builder.set(19, offset)
    builder.set(23, Array("00112233-4455-6677-8899-aabbccddee\(row + 10)".utf8))
    if row > 0 { builder.set(24, Array("00112233-4455-6677-8899-aabbccddee\(row + 9)".utf8)) }
    builder.set(29, Array("msg_01ABCDEFGHIJKLMNOPQRSTU\(row / 5)".utf8))
    builder.set(42, Int64(row % 3))
    body.withUnsafeBytes { builder.end(body: $0) }
    offset += Int64(body.count)
  }
  return builder.finish().first!
}

extension EncodedBlock {
  /// The raw payload of the EVENTS frame.
  func rawEvents() -> [UInt8] {
    payloads[0].bytes.decoded(codec: payloads[0].codec.rawValue, length: payloads[0].rawLength)!
  }
}
