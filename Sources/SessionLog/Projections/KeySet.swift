import Bytes
import SegmentedLog

/// A set of ids, each kept as 40 bits of its SHA-256: 5 bytes in a checkpoint, 8 bytes in memory.
///
/// Among the thousand records of a session, two ids share a key once in two million sessions.
package struct KeySet: Sendable {
  private static let bits: UInt64 = 40

  /// The keys in order of insertion; some may be there twice.
  package private(set) var keys: [UInt64] = []
  private var isRising = true

  package init() {}

  /// Returns the key of an id: the first 40 bits of its SHA-256.
  package static func key(of id: UnsafeRawBufferPointer) -> UInt64 { ResponseKey(of: id).high >> (64 - bits) }

  /// Returns the key of an id: the first 40 bits of its SHA-256.
  package static func key(of id: [UInt8]) -> UInt64 { id.withUnsafeBytes { key(of: $0) } }

  /// Returns the key of a pair of keys.
  package static func key(of a: UInt64, _ b: UInt64) -> UInt64 {
    // One step of SplitMix64, so that neither key cancels out the other.
    var mixed = a &+ b &* 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return (mixed ^ mixed >> 31) >> (64 - bits)
  }

  /// Adds a key, unless it equals the last one.
  package mutating func insert(_ key: UInt64) {
    if let last = keys.last {
      if last == key { return }
      if last > key { isRising = false }
    }
    keys.append(key)
  }

  /// The keys in ascending order, each once. Cost: a sort, unless they were inserted in ascending order.
  package var sorted: [UInt64] {
    if isRising { return keys }
    var unique: [UInt64] = []
    unique.reserveCapacity(keys.count)
    for key in keys.sorted() where unique.last != key { unique.append(key) }
    return unique
  }

  /// Returns the number of ids that are in at least one of the sets.
  package static func count(_ sets: some Sequence<KeySet>) -> Int {
    var all = KeySet()
    for set in sets { for key in set.keys { all.insert(key) } }
    return all.sorted.count
  }

  package func encode(into writer: inout ByteWriter) {
    let sorted = sorted
    writer.varint(sorted.count)
    var last: UInt64 = 0
    for key in sorted {
      writer.varint(key - last)
      last = key
    }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    keys.reserveCapacity(count)
    var last: UInt64 = 0
    for place in 0..<count {
      let step = try reader.varint()
      guard step < 1 << Self.bits, step > 0 || place == 0, last + step < 1 << Self.bits else { throw .malformed }
      last += step
      keys.append(last)
    }
  }
}

extension KeySet: Equatable {
  package static func == (a: KeySet, b: KeySet) -> Bool { a.sorted == b.sorted }
}
