import Bytes

/// The record of a body that was dropped on request. It suffices to check the chain.
package struct DroppedBody: Sendable, Equatable {
  /// The length that the body had, in bytes; at least 1.
  package var length: Int
  /// The SHA-256 of the body.
  package var hash: Digest

  package init(length: Int, hash: Digest) {
    (self.length, self.hash) = (length, hash)
  }

  /// Computes length and hash of a body.
  package init(of body: UnsafeRawBufferPointer) {
    self.init(length: body.count, hash: Digest(of: body))
  }
}

/// The events of a block whose bodies were dropped on request: columns 2 and 3 of the log.
package struct DroppedBodies: Sendable {
  static let lengthColumn: UInt8 = 2
  static let hashColumn: UInt8 = 3

  fileprivate let lengths: IntegerColumn
  fileprivate let hashes: BytesColumn

  /// The record of the dropped body in a row; nil when that body was not dropped.
  package subscript(row: Int) -> DroppedBody? {
    guard let length = lengths[row], let hash = hashes[row] else { return nil }
    return DroppedBody(length: Int(length), hash: Digest(bytes: hash))
  }
}

extension EventBlock {
  /// Returns the dropped bodies of the block; nil when there are none. Throws when an event has both a body and the
  /// record of a dropped one, or only one of length and hash.
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
