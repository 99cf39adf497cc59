import Bytes
import SegmentedLog

/// What a forgotten line is recognised by: the first half of HMAC-SHA256 under a key that is random and in this store only. Without the key it says
/// nothing about the line; with it, it tells whether a guess is right.
package struct LineDigest: Hashable, Comparable, Sendable {
  package static let length = 16

  private let high, low: UInt64

  package init(_ bytes: some Sequence<UInt8>) {
    var (high, low): (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.prefix(Self.length).enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    (self.high, self.low) = (high, low)
  }

  package var bytes: [UInt8] {
    [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
  }

  package static func < (a: LineDigest, b: LineDigest) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// The random key of a store's erasures. FORMAT.md, Erasure.
package struct ErasureKey: Sendable, Hashable {
  package static let length = 32

  package let bytes: [UInt8]

  /// nil where it has not the length of a key.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
  }

  /// Of a line that lies in one piece, its line end left out.
  package func digest(ofLine line: UnsafeRawBufferPointer) -> LineDigest {
    var hasher = LineHasher(self)
    hasher.update(line)
    return hasher.finish().digest
  }

  /// Stands for the MD5 of bytes of which some are forgotten: the MD5 itself would tell whether a guess of them is right.
  package func seal(md5: [UInt8]) -> [UInt8] {
    guard !md5.isEmpty else { return [] }
    var hasher = HMACSHA256(key: bytes)
    hasher.update(md5)
    return Array(hasher.code.prefix(LineDigest.length))
  }
}

/// The digest of a line, or of a file kept whole, that comes in pieces.
package struct LineHasher {
  private var hasher: HMACSHA256
  /// A line end, or what may become one, that is hashed when more follows.
  private var held: [UInt8] = []
  private let isLine: Bool
  /// Whether there was nothing but white space so far.
  private var isBlank = true

  /// `isLine`: a last `\n` or `\r\n` does not count, so that a line is the same before and after its end was written.
  package init(_ key: ErasureKey, isLine: Bool = true) {
    hasher = HMACSHA256(key: key.bytes)
    self.isLine = isLine
  }

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

  /// The digest, and whether there was nothing but white space: that has nothing to hide, and is never kept out.
  package func finish() -> (digest: LineDigest, isBlank: Bool) { (LineDigest(hasher.code), isBlank) }
}
