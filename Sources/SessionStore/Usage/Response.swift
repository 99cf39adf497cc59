import FileIO
import SegmentedLog

/// Names a response or a call over all files: the first 16 bytes of the SHA-256 of its id. That two ids share one is not to be expected
/// below 2^60 of them.
struct ResponseKey: Sendable, Hashable {
  var high: UInt64
  var low: UInt64

  init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  init(of id: UnsafeRawBufferPointer) {
    let digest = Digest(of: id).bytes
    self = digest.withUnsafeBytes {
      ResponseKey(
        high: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)),
        low: UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }

  init(of id: [UInt8]) { self = id.withUnsafeBytes { ResponseKey(of: $0) } }

  func encode(into writer: inout ByteWriter) {
    writer.fixed(high)
    writer.fixed(low)
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    self.init(high: try reader.fixed(), low: try reader.fixed())
  }
}

/// One response of the API, known once over all files. Whose it is says the first record of it in the log, until `UsageState.claimed` looks at the others.
struct Response: Sendable, Equatable {
  var key: ResponseKey
  /// The earliest of its records, milliseconds since 1970 UTC; nil where none has a time.
  var time: Int64?
  var tokens: ReportedTokens
  /// Number in `UsageState.sessions`.
  var session: UInt32
  /// Number of the source.
  var source: UInt32
  /// Number in `UsageState.models`.
  var model: UInt32
  /// Number in `UsageState.toolSets`.
  var tools: UInt32
  /// Whether another session repeats it.
  var isShared = false
}

/// Where each key of a table is. The keys are hashes already, so their low bits say where to look.
///
/// Cost: O(1) a lookup; 8 to 16 bytes a key.
struct KeyIndex: Sendable {
  /// Number of an item plus 1; 0 where nothing is.
  private var slots: [UInt32] = []
  private var count = 0

  init(capacity: Int = 0) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
  }

  var isFull: Bool { count * 2 >= slots.count }

  /// The number of the item with this key. `key`: that of a numbered item.
  func find(_ key: ResponseKey, _ keyOfItem: (Int) -> ResponseKey) -> Int? {
    var slot = Int(truncatingIfNeeded: key.low) & (slots.count - 1)
    while slots[slot] != 0 {
      let item = Int(slots[slot]) - 1
      if keyOfItem(item) == key { return item }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds an item whose key is not there. There must be room.
  mutating func insert(_ key: ResponseKey, item: Int) {
    var slot = Int(truncatingIfNeeded: key.low) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(item + 1)
    count += 1
  }
}
