import Bytes
import LineCodecs

/// The payload of a derived file, and the end of the header before it: raw length, stored length, the checksums of
/// both, twelve zeros, and the checksum of the header.
struct DerivedPayload {
  let codec: UInt8
  let stored: [UInt8]
  private let rawLength: Int
  private let rawChecksum: UInt32

  /// Compresses a state, if `compress` is true, the state has at most 64 MiB, and the result is smaller.
  init(_ state: [UInt8], compress: Bool = true) {
    (rawLength, rawChecksum) = (state.count, crc32c(state))
    guard compress, state.count <= Format.rawLengthMax else {
      (codec, stored) = (Codec.stored.rawValue, state)
      return
    }
    var scratch = CodecScratch()
    let encoded = state.withUnsafeBytes { Codec.encodeEvents($0, .fast, scratch: &scratch) }
    (codec, stored) = (encoded.codec.rawValue, encoded.bytes)
  }

  /// Ends the header that is in `writer` and appends the payload.
  func encode(into writer: inout ByteWriter) {
    writer.fixed(UInt64(rawLength))
    writer.fixed(UInt64(stored.count))
    writer.fixed(crc32c(stored))
    writer.fixed(rawChecksum)
    writer.zeros(12)
    writer.fixed(crc32c(writer.bytes))
    writer.append(stored)
  }

  /// Reads what `encode` has written, up to the end of `reader`. Returns nil when a length or a checksum is wrong.
  /// Throws `malformed` or `unknownFeature`.
  static func decode(_ reader: inout ByteReader, codec: UInt8) throws(ByteError) -> [UInt8]? {
    let rawLength: UInt64 = try reader.fixed()
    let storedLength: UInt64 = try reader.fixed()
    let storedChecksum: UInt32 = try reader.fixed()
    let rawChecksum: UInt32 = try reader.fixed()
    try reader.zeros(12)
    _ = try reader.bytes(4)
    guard rawLength <= UInt64(Format.checkpointLengthMax), storedLength <= rawLength,
      UInt64(reader.remaining) == storedLength,
      codec == 0 ? rawLength == storedLength : rawLength <= UInt64(Format.rawLengthMax)
    else { return nil }
    let stored = try reader.bytes(Int(storedLength))
    guard crc32c(stored) == storedChecksum else { return nil }
    var state = [UInt8](repeating: 0, count: Int(rawLength))
    var failure: ByteError?
    state.withUnsafeMutableBytes { target in
      guard !target.isEmpty else { return }
      do throws(ByteError) { try Codec.decode(stored, codec: codec, into: target) } catch { failure = error }
    }
    if let failure { throw failure }
    return crc32c(state) == rawChecksum ? state : nil
  }
}
