import Bytes
import SegmentedLog

/// Identifies a response or a call over all files: the first 16 bytes of the SHA-256 of its id. Two ids are not
/// expected to share a key below 2^60 ids.
package struct ResponseKey: Sendable, Hashable, Comparable {
  /// The first 8 of these bytes, as a little-endian number; `low` are the other 8.
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// Hashes an id.
  package init(of id: UnsafeRawBufferPointer) {
    (high, low) = sha256Prefix(of: id)
  }

  /// Hashes an id.
  package init(of id: [UInt8]) { self = id.withUnsafeBytes { ResponseKey(of: $0) } }

  package static func < (a: ResponseKey, b: ResponseKey) -> Bool { (a.high, a.low) < (b.high, b.low) }

  package func encode(into writer: inout ByteWriter) {
    writer.fixed(high)
    writer.fixed(low)
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    self.init(high: try reader.fixed(), low: try reader.fixed())
  }
}

/// One response of the API, which counts once over all files. Its session and source are those of its first record in
/// the log, until `UsageState.claimed` considers the others.
package struct Response: Sendable, Equatable {
  package var key: ResponseKey
  /// The index in `UsageState.responses`. It is derived and not part of the encoding.
  package var number: UInt32
  /// The time of the earliest of its records in milliseconds since 1970-01-01 UTC; nil if none has a time.
  package var time: Int64?
  package var tokens: ReportedTokens
  /// The index in `UsageState.sessions`.
  package var session: UInt32
  /// The number of the source.
  package var source: UInt32
  /// The index in `UsageState.models`.
  package var model: UInt32
  /// The index in `UsageState.toolSets`.
  package var tools: UInt32
  /// The index in `UsageState.billings`.
  package var billing: UInt32
  /// The CRC of its `requestId`; 0 if it has none.
  package var request: UInt32
  /// The CRC of the uuid of its first record in the log; 0 if that has none.
  package var uuid: UInt32
  /// True if only records of type `progress` report it.
  package var isNested: Bool
}

/// A hash table from keys to the indices of the items that have them. The keys are hashes already, so their low bits
/// select the slot.
///
/// Cost: O(1) per lookup, which rarely examines another item; 16 to 32 bytes per key.
struct KeyIndex: Sendable {
  /// Each slot holds the low half of a key's `low` in its upper half and the index of the item plus 1 in its lower
  /// half; 0 in an empty slot.
  private var slots: [UInt64] = []
  private var count = 0

  init(capacity: Int = 0) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  /// Makes an index of items with different keys.
  init(_ keys: some Collection<ResponseKey>) {
    self.init(capacity: keys.count * 2)
    for (item, key) in keys.enumerated() { insert(key, item: item) }
  }

  /// Returns the index of the item with this key; nil if there is none. `keyOfItem` returns the key of an item.
  func find(_ key: ResponseKey, _ keyOfItem: (Int) -> ResponseKey) -> Int? {
    var slot = Int(truncatingIfNeeded: key.low) & (slots.count - 1)
    while slots[slot] != 0 {
      let item = Int(slots[slot] & 0xffff_ffff) - 1
      if slots[slot] >> 32 == key.low & 0xffff_ffff, keyOfItem(item) == key { return item }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Makes the processor fetch the slot that `find` will examine first.
  func prefetch(_ key: ResponseKey) {
    slots.withUnsafeBytes {
      Bytes.prefetch($0.baseAddress! + 8 * (Int(truncatingIfNeeded: key.low) & (slots.count - 1)))
    }
  }

  /// Adds an item whose key is not in the table.
  mutating func insert(_ key: ResponseKey, item: Int) {
    if count * 2 >= slots.count { grow() }
    insert(key.low << 32 | UInt64(item + 1))
    count += 1
  }

  private mutating func insert(_ entry: UInt64) {
    var slot = Int(truncatingIfNeeded: entry >> 32) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entry
  }

  private mutating func grow() {
    let entries = slots
    slots = [UInt64](repeating: 0, count: entries.count * 2)
    for entry in entries where entry != 0 { insert(entry) }
  }
}
