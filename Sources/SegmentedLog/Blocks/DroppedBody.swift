import Bytes

/// What is left of a body that was dropped on request: enough to check the chain.
package struct DroppedBody: Sendable, Equatable {
  /// Bytes; at least 1.
  package var length: Int
  /// SHA-256 of them.
  package var hash: Digest

  package init(length: Int, hash: Digest) {
    (self.length, self.hash) = (length, hash)
  }

  package init(of body: UnsafeRawBufferPointer) {
    self.init(length: body.count, hash: Digest(of: body))
  }
}

/// Which events of a block have lost their body on request: columns 2 and 3 of the log.
package struct DroppedBodies: Sendable {
  static let lengthColumn: UInt8 = 2
  static let hashColumn: UInt8 = 3

  fileprivate let lengths: IntegerColumn
  fileprivate let hashes: BytesColumn

  package subscript(row: Int) -> DroppedBody? {
    guard let length = lengths[row], let hash = hashes[row] else { return nil }
    return DroppedBody(length: Int(length), hash: Digest(bytes: hash))
  }
}

extension EventBlock {
  /// nil: none of them has. Throws where a body is there and dropped at once, or half of what must be known of it is missing.
  package func droppedBodies() throws(ByteError) -> DroppedBodies? {
    let (lengths, hashes) = (try integers(DroppedBodies.lengthColumn), try bytes(DroppedBodies.hashColumn))
    if lengths.isEmpty, hashes.isEmpty { return nil }
    let bodies = try bodyLengths()
    for row in 0..<count {
      switch (lengths[row], hashes.entry(row)) {
      case (nil, nil): continue
      case (let length?, let entry?):
        guard length >= 1, length <= Format.bodyLengthMax, bodies[row] == 0,
          hashes.withBytes(ofEntry: entry, { $0.count }) == 32
        else { throw .malformed }
      default: throw .malformed
      }
    }
    return DroppedBodies(lengths: lengths, hashes: hashes)
  }
}
