import Bytes

/// The encodings of a column: FORMAT.md, EVENTS.
enum ColumnEncoding: UInt8, Sendable {
  case deltas = 0
  case dictionary = 1
  case uuids = 2
  case fixed = 3
  case distinct = 4
  case elsewhere = 5
  case running = 6
}

/// Collects the integers of one column of a block that is being built.
struct IntegerColumnBuilder {
  private(set) var rows: [Int32] = []
  private(set) var values = ByteWriter()
  private var previous: Int64 = 0

  mutating func add(_ value: Int64, row: Int) {
    rows.append(Int32(row))
    values.zigzag(value &- previous)
    previous = value
  }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    values.bytes.removeAll(keepingCapacity: true)
    previous = 0
  }

  func encode(into writer: inout ByteWriter, count: Int) -> ColumnEncoding {
    writer.presence(of: rows, count: count)
    writer.append(values.bytes)
    return .deltas
  }
}

/// Collects the byte strings of one column of a block that is being built. Each distinct value is stored once.
struct BytesColumnBuilder {
  private(set) var rows: [Int32] = []
  /// The entry number of each row that has a value. Entries are numbered in the order in which they first appear.
  private(set) var indexes: [Int32] = []
  private(set) var storage: [UInt8] = []
  /// The end of each entry in `storage`, in bytes.
  private(set) var ends: [Int32] = []
  /// A hash table with open addressing. A slot holds an entry number + 1, or 0 when it is free. The size is a power of
  /// two, or 0 before the first entry.
  private var table: [Int32] = []

  mutating func add(_ value: UnsafeRawBufferPointer, row: Int) {
    rows.append(Int32(row))
    indexes.append(entry(for: value))
  }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    indexes.removeAll(keepingCapacity: true)
    storage.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for index in table.indices { table[index] = 0 }
  }

  func encode(into writer: inout ByteWriter, count: Int) -> ColumnEncoding {
    writer.presence(of: rows, count: count)
    // A UUID costs 16 bytes a row; a dictionary entry costs 37 bytes once and about one byte a row.
    if indexes.count * 16 <= ends.count * 37 + indexes.count, let uuids = uuids() {
      for index in indexes {
        let uuid = uuids[Int(index)]
        writer.fixed(uuid.high.byteSwapped)
        writer.fixed(uuid.low.byteSwapped)
      }
      return .uuids
    }
    if ends.count == indexes.count, let width = commonWidth() {
      writer.u8(UInt8(width))
      writer.append(storage)
      return .fixed
    }
    writer.varint(ends.count)
    var start: Int32 = 0
    for end in ends {
      writer.varint(UInt64(end - start))
      start = end
    }
    writer.append(storage)
    for index in indexes { writer.varint(UInt64(index)) }
    return .dictionary
  }

  /// Returns all entries as UUIDs; nil when any of them is not the lower-case text of a UUID.
  func uuids() -> [UUID16]? {
    guard storage.count == 36 * ends.count else { return nil }
    return storage.withUnsafeBufferPointer { text in
      var uuids: [UUID16] = []
      uuids.reserveCapacity(ends.count)
      for (index, end) in ends.enumerated() {
        guard Int(end) == 36 * (index + 1),
          let uuid = UUID16(text: UnsafeBufferPointer(rebasing: text[36 * index..<36 * index + 36]))
        else { return nil }
        uuids.append(uuid)
      }
      return uuids
    }
  }

  /// Returns the range of an entry in `storage`.
  func range(_ entry: Int) -> Range<Int> { (entry == 0 ? 0 : Int(ends[entry - 1]))..<Int(ends[entry]) }

  /// Returns the entry number of a value; nil when the column does not contain it.
  func find(_ value: UnsafeRawBufferPointer) -> Int? {
    guard !table.isEmpty else { return nil }
    let entry = table[slot(of: value)]
    return entry == 0 ? nil : Int(entry) - 1
  }

  /// Returns the length that all entries share, 1 to 255 bytes; nil when they differ or there are none.
  func commonWidth() -> Int? {
    guard let width = ends.first, (1...255).contains(width) else { return nil }
    for (index, end) in ends.enumerated() where end != width * Int32(index + 1) { return nil }
    return Int(width)
  }

  private mutating func entry(for value: UnsafeRawBufferPointer) -> Int32 {
    if table.isEmpty { table = [Int32](repeating: 0, count: 64) }
    let slot = slot(of: value)
    if table[slot] != 0 { return table[slot] - 1 }
    let entry = Int32(ends.count)
    storage.append(contentsOf: value)
    ends.append(Int32(storage.count))
    table[slot] = entry + 1
    if ends.count * 2 > table.count { grow() }
    return entry
  }

  /// Returns the slot in the table where the entry of a value is, or where it would be inserted.
  private func slot(of value: UnsafeRawBufferPointer) -> Int {
    var slot = Self.hash(value) & (table.count - 1)
    while table[slot] != 0 {
      let range = range(Int(table[slot]) - 1)
      if range.count == value.count {
        let isSame = storage.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).hasSameBytes(as: value) }
        if isSame { break }
      }
      slot = (slot + 1) & (table.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    table = [Int32](repeating: 0, count: table.count * 4)
    var start = 0
    for (entry, end) in ends.enumerated() {
      var slot =
        storage.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[start..<Int(end)])) }
        & (table.count - 1)
      while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(entry) + 1
      start = Int(end)
    }
  }

  /// Hashes by multiplying and mixing, eight bytes at a time. The result is used inside the builder only and never
  /// stored.
  private static func hash(_ value: UnsafeRawBufferPointer) -> Int {
    var hash = UInt64(truncatingIfNeeded: value.count) &* 0x9e37_79b9_7f4a_7c15
    var offset = 0
    while offset + 8 <= value.count {
      hash = (hash ^ value.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash &>> 32
      offset += 8
    }
    while offset < value.count {
      hash = (hash ^ UInt64(value[offset])) &* 0xff51_afd7_ed55_8ccd
      offset += 1
    }
    hash ^= hash &>> 29
    return Int(truncatingIfNeeded: hash & 0x7fff_ffff)
  }
}

extension ByteWriter {
  /// Writes the presence byte of a column and, when some rows lack a value, its bitmap.
  mutating func presence(of rows: [Int32], count: Int) {
    if rows.count == count { return u8(0) }
    u8(1)
    let start = self.count
    zeros((count + 7) / 8)
    for row in rows { bytes[start + Int(row) / 8] |= 1 << UInt8(row & 7) }
  }
}
