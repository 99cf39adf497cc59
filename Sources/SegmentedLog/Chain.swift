import Crypto
import FileIO

/// The running hash over all logical events, in order: FORMAT.md, Chain.
struct Chain: Sendable, Equatable {
  private(set) var digest: Digest

  init(_ digest: Digest = .zero) { self.digest = digest }

  /// `H(n) = SHA-256(H(n−1) ‖ h(n))` for each of the 32-byte event hashes.
  mutating func extend(eventHashes: [UInt8]) {
    precondition(eventHashes.count % 32 == 0)
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { block in
      digest.bytes.withUnsafeBytes { block.copyMemory(from: $0) }
      eventHashes.withUnsafeBytes { hashes in
        let tail = UnsafeMutableRawBufferPointer(rebasing: block[32...])
        for start in stride(from: 0, to: hashes.count, by: 32) {
          tail.copyMemory(from: UnsafeRawBufferPointer(rebasing: hashes[start..<start + 32]))
          var hasher = SHA256()
          hasher.update(bufferPointer: UnsafeRawBufferPointer(block))
          hasher.finalize().withUnsafeBytes { block.copyMemory(from: $0) }
        }
      }
      digest = Digest(bytes: [UInt8](block[..<32]))
    }
  }
}

/// The canonical envelope of one event, built field by field, and its hash.
struct EventHasher {
  private(set) var envelope = ByteWriter(capacity: 512)

  mutating func begin(kind: UInt8) {
    envelope.bytes.removeAll(keepingCapacity: true)
    envelope.u8(kind)
    envelope.fixed(UInt16(0))
  }

  mutating func add(_ column: UInt8, integer: Int64) {
    countField()
    envelope.u8(column)
    envelope.u8(0)
    envelope.fixed(integer)
  }

  mutating func add(_ column: UInt8, bytes: UnsafeRawBufferPointer) {
    countField()
    envelope.u8(column)
    envelope.u8(1)
    envelope.fixed(UInt32(bytes.count))
    envelope.bytes.append(contentsOf: bytes)
  }

  /// `h`, appended to `hashes`: 32 bytes.
  mutating func end(body: UnsafeRawBufferPointer, into hashes: inout [UInt8]) {
    envelope.fixed(UInt64(body.count))
    var bodyHasher = SHA256()
    bodyHasher.update(bufferPointer: body)
    bodyHasher.finalize().withUnsafeBytes { envelope.bytes.append(contentsOf: $0) }
    end(into: &hashes)
  }

  /// The same for an event whose body has been dropped.
  mutating func end(_ body: DroppedBody, into hashes: inout [UInt8]) {
    envelope.fixed(UInt64(body.length))
    envelope.append(body.hash.bytes)
    end(into: &hashes)
  }

  private func end(into hashes: inout [UInt8]) {
    envelope.bytes.withUnsafeBytes { bytes in
      var hasher = SHA256()
      hasher.update(bufferPointer: bytes)
      hasher.finalize().withUnsafeBytes { hashes.append(contentsOf: $0) }
    }
  }

  private mutating func countField() {
    let (low, overflow) = envelope.bytes[1].addingReportingOverflow(1)
    envelope.bytes[1] = low
    if overflow { envelope.bytes[2] += 1 }
  }
}
