import CChecksum

/// Returns the CRC-32C of `bytes`, continued from `crc`, the checksum of the bytes before them. 20 GB/s where the
/// processor has an instruction for it.
package func crc32c(_ bytes: UnsafeRawBufferPointer, from crc: UInt32 = 0) -> UInt32 {
  ccs_crc32c(crc, bytes.baseAddress, bytes.count)
}

/// Returns the CRC-32C of `bytes`.
@inline(__always)
package func crc32c(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { crc32c($0) } }

/// A SHA-256 value: 32 bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes of the hash.
  public private(set) var bytes: [UInt8]

  /// 32 zero bytes: the chain hash before the first event.
  public static let zero = Digest(bytes: [UInt8](repeating: 0, count: 32))

  /// Wraps a hash that was computed elsewhere. `bytes` must be exactly 32.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32)
    self.bytes = bytes
  }

  /// Hashes `data`. About 1.7 GB/s with the processor's SHA-256 instructions, plus 0.2 µs a call.
  public init(of data: UnsafeRawBufferPointer) {
    bytes = [UInt8](unsafeUninitializedCapacity: 32) { target, count in
      var message = ccs_message(bytes: data.baseAddress, count: data.count, digest: target.baseAddress!)
      ccs_sha256_all(&message, 1)
      count = 32
    }
  }

  /// Hashes `data`.
  public init(of data: [UInt8]) { self = data.withUnsafeBytes { Digest(of: $0) } }

  /// The first 8 bytes as a little-endian integer.
  package var prefix: UInt64 { bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  /// 64 lower-case hexadecimal digits.
  public var description: String { hexadecimal(bytes) }
}

/// Returns the first 16 bytes of the SHA-256 of `data` as two little-endian integers. A short message takes 0.1 µs,
/// because nothing is allocated.
package func sha256Prefix(of data: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64) {
  var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  withUnsafeMutableBytes(of: &words) { target in
    let digest = target.baseAddress!.assumingMemoryBound(to: UInt8.self)
    var message = ccs_message(bytes: data.baseAddress, count: data.count, digest: digest)
    ccs_sha256_all(&message, 1)
  }
  return (UInt64(littleEndian: words.0), UInt64(littleEndian: words.1))
}

/// Asks the processor to load the cache line at `place`, which will be read soon.
package func prefetch(_ place: UnsafeRawPointer) { ccs_prefetch(place) }

/// Writes the SHA-256 of each message to the place that the message names. Where the processor has the instructions,
/// two messages are hashed in parallel: 3 GB/s.
package func hashAll(_ messages: [ccs_message]) { ccs_sha256_all(messages, messages.count) }
