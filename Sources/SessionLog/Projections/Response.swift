import Bytes
import SegmentedLog

/// Names a response or a call over all files: the first 16 bytes of the SHA-256 of its id. That two ids share one is not to be expected
/// below 2^60 of them.
package struct ResponseKey: Sendable, Hashable, Comparable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  package init(of id: UnsafeRawBufferPointer) {
    (high, low) = sha256Prefix(of: id)
  }

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

/// One response of the API, known once over all files. Whose it is says the first record of it in the log, until `UsageState.claimed` looks at the others.
package struct Response: Sendable, Equatable {
  package var key: ResponseKey
  /// Its place in `UsageState.responses`. Derived, not part of the encoding.
  package var number: UInt32
  /// The earliest of its records, milliseconds since 1970 UTC; nil where none has a time.
  package var time: Int64?
  package var tokens: ReportedTokens
  /// Number in `UsageState.sessions`.
  package var session: UInt32
  /// Number of the source.
  package var source: UInt32
  /// Number in `UsageState.models`.
  package var model: UInt32
  /// Number in `UsageState.toolSets`.
  package var tools: UInt32
  /// Number in `UsageState.billings`.
  package var billing: UInt32
  /// Of its `requestId`; 0 where there is none.
  package var request: UInt32
  /// Whether only records of type `progress` say it.
  package var isNested: Bool
}

/// Where each key of a table is. The keys are hashes already, so their low bits say where to look.
///
/// Cost: O(1) a lookup, which looks at hardly any other item; 16 to 32 bytes a key.
struct KeyIndex: Sendable {
  /// The low half of a key's `low`, above the number of its item plus 1; 0 where nothing is.
  private var slots: [UInt64] = []
  private var count = 0

  init(capacity: Int = 0) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  /// The number of the item with this key. `key`: that of a numbered item.
  func find(_ key: ResponseKey, _ keyOfItem: (Int) -> ResponseKey) -> Int? {
    var slot = Int(truncatingIfNeeded: key.low) & (slots.count - 1)
    while slots[slot] != 0 {
      let item = Int(slots[slot] & 0xffff_ffff) - 1
      if slots[slot] >> 32 == key.low & 0xffff_ffff, keyOfItem(item) == key { return item }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Has the processor fetch what `find` will look at first.
  func prefetch(_ key: ResponseKey) {
    slots.withUnsafeBytes {
      Bytes.prefetch($0.baseAddress! + 8 * (Int(truncatingIfNeeded: key.low) & (slots.count - 1)))
    }
  }

  /// Adds an item whose key is not there.
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
