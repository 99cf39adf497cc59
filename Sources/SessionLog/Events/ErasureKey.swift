import Bytes
import SegmentedLog

/// The digest by which an erased line is recognised when it comes again: the first half of an HMAC-SHA256 under a
/// random key that exists in this store only. Without the key it says nothing about the line; with the key, anyone can
/// test whether a guess of the line is right.
package struct LineDigest: Hashable, Comparable, Sendable {
  /// The length of a digest in bytes.
  package static let length = 16

  private let high, low: UInt64

  /// Takes the first 16 bytes of `bytes`.
  package init(_ bytes: some Sequence<UInt8>) {
    var (high, low): (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.prefix(Self.length).enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    (self.high, self.low) = (high, low)
  }

  /// The 16 bytes of the digest.
  package var bytes: [UInt8] {
    [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
  }

  package static func < (a: LineDigest, b: LineDigest) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// The random key of a store's erasures. FORMAT.md, Erasure.
package struct ErasureKey: Sendable, Hashable {
  /// The length of a key in bytes.
  package static let length = 32

  package let bytes: [UInt8]

  /// Returns nil if `bytes` does not have the length of a key.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
  }

  /// Returns the digest of a line that is contiguous in memory. Its line end does not count.
  package func digest(ofLine line: UnsafeRawBufferPointer) -> LineDigest {
    var hasher = LineHasher(self)
    hasher.update(line)
    return hasher.finish().digest
  }

  /// Returns 16 bytes that stand for the MD5 of bytes some of which are erased. The MD5 itself would let anyone test a
  /// guess of the erased bytes. Returns an empty array for an empty `md5`.
  package func seal(md5: [UInt8]) -> [UInt8] {
    guard !md5.isEmpty else { return [] }
    var hasher = HMACSHA256(key: bytes)
    hasher.update(md5)
    return Array(hasher.code.prefix(LineDigest.length))
  }
}

/// Computes the digest of a line, or of a file that is kept whole, from pieces in order.
package struct LineHasher {
  private var hasher: HMACSHA256
  /// A line end, or bytes that may become one. They are hashed only when more bytes follow.
  private var held: [UInt8] = []
  private let isLine: Bool
  /// True while all bytes so far were white space.
  private var isBlank = true

  /// Starts a digest. With `isLine`, a final `\n` or `\r\n` does not count, so that a line has the same digest before
  /// and after its end was written.
  package init(_ key: ErasureKey, isLine: Bool = true) {
    hasher = HMACSHA256(key: key.bytes)
    self.isLine = isLine
  }

  /// Adds the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty else { return }
    guard isLine else { return hash(bytes) }
    var end = bytes.count
    if bytes[end - 1] == 0x0a { end -= 1 }
    if end > 0, bytes[end - 1] == 0x0d { end -= 1 }
    if end == 0, held == [0x0d], bytes[0] == 0x0a {
      held.append(0x0a)
      return
    }
    held.withUnsafeBytes { hash($0) }
    held = [UInt8](bytes[end...])
    hash(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
  }

  private mutating func hash(_ bytes: UnsafeRawBufferPointer) {
    hasher.update(bytes)
    if isBlank { isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d } }
  }

  /// Returns the digest, and whether all bytes were white space. A blank line hides nothing and is never kept out.
  package func finish() -> (digest: LineDigest, isBlank: Bool) { (LineDigest(hasher.code), isBlank) }
}
